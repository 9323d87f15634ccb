"""Small helpers for the templates of sites."""

from collections.abc import Mapping
from typing import Any

from django import template

from sites.labels import unit_label

register = template.Library()


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """The value of a key; nothing when it is not there."""
    return mapping.get(key, "")


@register.filter
def in_unit(unit: str) -> str:
    """A unit of the catalogue in the reader's language."""
    return unit_label(unit)
