"""Frozen runs of a match, as the timeline tells of them. A run never changes."""

from django.utils.translation import gettext_lazy as _

from cases.models import MatchRun
from cases.timeline import access
from cases.timeline.source import Source, words

RUNS = (
    Source(
        "locaties",
        MatchRun,
        "lock",
        "blue",
        _("Match frozen"),
        "",
        "",
        access.OF_CASE,
        access.comparing,
        subject="number",
        silent=words(
            "number request_id block_id engine sha256 passing knocked_out made_by_id "
            "organisation_id made_at reason weights_reason"
        ),
        reasons=True,
    ),
)
