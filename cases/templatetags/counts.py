"""Counts of lists of cases, as they are shown."""

from typing import Any

from django import template
from django.conf import settings

from accounts.templatetags.ui import number

register = template.Library()


@register.filter
def counted(value: int) -> Any:
    """A number that was counted up to COUNT_UP_TO: beyond it 1.000+."""
    most = settings.COUNT_UP_TO
    return number(value) if value <= most else f"{number(most)}+"
