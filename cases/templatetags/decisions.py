"""Codes of a decision in words, for what is read from the frozen record as well as from rows."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from accounts.templatetags.ui import badge
from cases.models import Advice, ComplianceAnswer, DecisionCondition, Outcome

register = template.Library()

VERDICTS = {
    Advice.Verdict.FOR: ("green", "thumb-up"),
    Advice.Verdict.AGAINST: ("red", "thumb-down"),
    Advice.Verdict.NEUTRAL: ("secondary", "minus"),
}


@register.simple_tag
def verdict(code: str) -> SafeString:
    """An advice as a badge; the words say it, the colour repeats it."""
    if code not in VERDICTS:
        return SafeString("–")
    tone, symbol = VERDICTS[Advice.Verdict(code)]
    return badge(Advice.Verdict(code).label, tone, symbol)


@register.filter
def verdict_words(code: str) -> Any:
    """An advice as a word."""
    return dict(Advice.Verdict.choices).get(code, "–")


@register.filter
def step_words(code: str) -> Any:
    """The name of a compliance step."""
    return dict(ComplianceAnswer.Kind.choices).get(code, code)


@register.filter
def answer_words(code: str) -> Any:
    """The answer to a compliance step."""
    return dict(ComplianceAnswer.Answer.choices).get(code, "")


@register.filter
def condition_words(code: str) -> Any:
    """The kind of a condition."""
    return dict(DecisionCondition.Kind.choices).get(code, code)


@register.filter
def outcome_words(code: str) -> Any:
    """The outcome of a decision."""
    return dict(Outcome.choices).get(code, code)
