"""Small readings of frozen matches and comparisons."""

import datetime
from collections.abc import Mapping, Sized
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def at(values: Mapping[Any, Any], key: Any) -> Any:
    """What a mapping holds for a key; None when nothing."""
    return values.get(key)


@register.filter
def scored(score: int | None) -> Any:
    """A score of 100; in words where no wish that weighs is known."""
    return format_html('<span class="unknown">{}</span>', _("no score")) if score is None else score


@register.filter
def beyond(rows: Sized, most: int) -> int:
    """How many rows there are beyond the first."""
    return max(0, len(rows) - most)


@register.filter
def iso_day(text: str | None) -> datetime.date | None:
    """A day that was stored as text."""
    return datetime.date.fromisoformat(text) if text else None
