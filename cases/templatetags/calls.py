"""Small helpers for the templates of calls for locations."""

from django import template

from cases.actions.guards import stamp_of
from cases.models import CallAnswer
from sites.answers import show

register = template.Library()


@register.filter
def said(answer: CallAnswer) -> str:
    """The value of an answer in words, with its unit."""
    return show(answer.criterion, answer.number, answer.text)


@register.filter
def stamp(answer: CallAnswer) -> str:
    """What the form carries, so that an answer corrected meanwhile is not judged unseen."""
    return str(stamp_of(answer))
