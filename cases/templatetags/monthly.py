"""Months of updates, for templates."""

import datetime

from django import template

from cases import monthly

register = template.Library()


@register.filter
def month_name(month: datetime.date) -> str:
    """As people write it: october 2026."""
    return monthly.month_name(month)


@register.filter
def month_slug(month: datetime.date) -> str:
    """As in an address: 2026-10."""
    return monthly.month_slug(month)
