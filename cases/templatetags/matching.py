"""Small readings of frozen matches and comparisons."""

import datetime
from collections.abc import Mapping, Sized
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(values: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds for a key; None when nothing."""
    return values.get(key)


@register.filter
def beyond(rows: Sized, most: int) -> int:
    """How many rows there are beyond the first."""
    return max(0, len(rows) - most)


@register.filter
def iso_day(text: str | None) -> datetime.date | None:
    """A day that was stored as text."""
    return datetime.date.fromisoformat(text) if text else None
