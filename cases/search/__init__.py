"""Searching across everything, within what the person may know: no hit or count tells more."""

from cases.search.everything import SHORTEST, SHOWN, find
from cases.search.hits import Hit, Kind

__all__ = ["SHORTEST", "SHOWN", "Hit", "Kind", "find"]
