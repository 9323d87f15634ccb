"""Milestones, realised figures and the end of the follow-up: for who compares the options."""

from django.utils.translation import gettext_lazy as _

from cases.models import FollowUpEnd, Milestone, RealisedFigure
from cases.timeline import access
from cases.timeline.source import Source, Turn, words

FOLLOWUP_SOURCES: tuple[Source, ...] = (
    Source(
        "opvolging",
        Milestone,
        "timeline",
        "blue",
        _("Milestone planned"),
        _("Milestone changed"),
        _("Milestone removed"),
        access.OF_CASE,
        access.comparing,
        subject="kind",
        silent=words("kind"),
        turns=(
            Turn("done_on", ..., _("Milestone reached"), "circle-check", "green"),
            Turn("revised_on", ..., _("Milestone moved"), "calendar", "orange"),
        ),
    ),
    Source(
        "opvolging",
        RealisedFigure,
        "report-analytics",
        "green",
        _("Realised figures reported"),
        _("Realised figures changed"),
        _("Realised figures removed"),
        access.OF_CASE,
        access.comparing,
        subject="years",
        silent=words("years reported_by_id organisation_id reported_at"),
    ),
    Source(
        "opvolging",
        FollowUpEnd,
        "flag",
        "secondary",
        _("Follow-up finished"),
        _("Follow-up finished"),
        _("Follow-up goes on"),
        access.OF_CASE,
        access.comparing,
        silent=words("ended_by_id ended_at"),
    ),
)
