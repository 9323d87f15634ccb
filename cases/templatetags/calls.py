"""Small helpers for the templates of calls for locations."""

from django import template

from cases.models import CallAnswer
from sites.answers import show

register = template.Library()


@register.filter
def said(answer: CallAnswer) -> str:
    """The value of an answer in words, with its unit."""
    return show(answer.criterion, answer.number, answer.text)
