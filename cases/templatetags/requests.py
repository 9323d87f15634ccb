"""Requirements in words, for templates."""

from django import template

from cases.matching.words import need_words
from cases.models import Requirement

register = template.Library()


@register.filter
def asked(requirement: Requirement) -> str:
    """What is asked: at least 10 MW, preferably 20 MW."""
    return need_words(requirement)
