"""What is known of one site on one criterion, as plain values with source and date."""

import datetime
from typing import NamedTuple

from cases.matching.engine import Ask, Verdict

Value = float | bool | frozenset[str]
REGISTER = "register"  # the source of a reading from the site's own columns
MAP = "map"  # the source of a distance: coordinates of the site and of the place


class Reading(NamedTuple):
    """What is known of one site on one criterion.

    `value` is None when the words cannot be read as an answer. A stale reading keeps its value,
    to be shown, and counts as unknown.
    """

    value: Value | None
    number: float | None
    text: str
    source: str
    as_of: datetime.date | None
    year: int | None = None
    stale: bool = False
    confidence: str = ""

    @property
    def usable(self) -> bool:
        """Whether the match may lean on it."""
        return self.value is not None and not self.stale


class Line(NamedTuple):
    """One requirement against one site, for the explanation."""

    ask: Ask
    verdict: Verdict
    desirability: int | None
    reading: Reading | None
