"""Small helpers for the templates of calls for locations."""

from django import template

from cases.models import CallAnswer, VisitFinding
from sites.answers import show

register = template.Library()


@register.filter
def said(answer: CallAnswer | VisitFinding) -> str:
    """The value of an answer or a finding in words, with its unit."""
    return show(answer.criterion, answer.number, answer.text) if answer.criterion else ""
