"""Small helpers for the templates of sites."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """The value of a key; nothing when it is not there."""
    return mapping.get(key, "")
