"""Advice and compliance steps on the timeline: for who compares the options, and no rival's."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.advising import sealed_from
from cases.models import Advice, ComplianceAnswer, Decision
from cases.timeline import access
from cases.timeline.reader import Reader
from cases.timeline.source import Source, Turn, words


def _advice_seen(reader: Reader) -> Q | None:
    if not reader.compares:
        return None
    return ~Q(organisation_id__in=sealed_from(reader.user, reader.case))


DECISION_SOURCES: tuple[Source, ...] = (
    Source(
        "besluit",
        Advice,
        "message-2",
        "blue",
        _("Advice asked or given"),
        _("Advice changed"),
        _("Advice no longer asked"),
        access.through("decision_id", Decision),
        _advice_seen,
        subject="organisation_id",
        silent=words("decision_id organisation_id asked_by_id sites basis given_by_id given_at"),
        turns=(
            Turn("verdict", "for", _("Advice given: for"), "thumb-up", "green"),
            Turn("verdict", "against", _("Advice given: against"), "thumb-down", "red"),
            Turn("verdict", "neutral", _("Advice given: neutral"), "minus", "secondary"),
            Turn("asked_at", ..., _("Advice asked again"), "send", "blue"),
        ),
    ),
    Source(
        "besluit",
        ComplianceAnswer,
        "shield-check",
        "secondary",
        _("Compliance step answered"),
        _("Answer to a compliance step changed"),
        _("Answer to a compliance step removed"),
        access.through("decision_id", Decision),
        access.comparing,
        subject="kind",
        silent=words("decision_id kind document_id answered_by_id organisation_id answered_at"),
    ),
)
