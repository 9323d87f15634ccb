"""The terms of next actions in words, for templates."""

from django import template

from cases.clock import left_in_words

register = template.Library()


@register.filter
def term_left(days: int) -> str:
    """What is left of a term whose clock stands still, in working days."""
    return left_in_words(days)
