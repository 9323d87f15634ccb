"""Small readings of visits."""

from typing import Any

from django import template

from cases.models import VisitStop

register = template.Library()


@register.filter
def of_stop(found: dict[Any, Any], stop: VisitStop) -> Any:
    """What was found for a stop, by its key; None when nothing was."""
    return found.get(stop.pk)
