"""The history tables of a case: which rows belong to it, who may read them, how they are told.

For who does not know the company a source gives only rows of what that person sees today, without
the fields in `secret`: free text and names of people, which might give the company away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import (
    Bottleneck,
    Candidate,
    CandidateRegion,
    Case,
    CaseParticipant,
    Decision,
    DecisionCondition,
    Document,
    EligibilityReview,
    Note,
    Requirement,
    ScaleUpRequest,
    SiteVisit,
    StageTransition,
    Task,
    VisitStop,
)
from cases.timeline import access
from cases.timeline.access import Seen, Values
from cases.timeline.reader import Reader

KINDS: dict[str, Any] = {
    "stadium": _("Stages"),
    "contact": _("Notes and contact"),
    "acties": _("Next actions"),
    "gegevens": _("Facts and intake"),
    "eisen": _("Requirements"),
    "locaties": _("Sites"),
    "bezoeken": _("Visits"),
    "documenten": _("Documents"),
    "besluit": _("Decision"),
    "deelnemers": _("Participants"),
}


@dataclass(frozen=True)
class Turn:
    """A change of one field that has words of its own, such as a task that is done."""

    field: str
    value: Any  # ... for any value, None for emptied
    title: Any
    symbol: str
    tone: str

    def fits(self, old: Values, new: Values) -> bool:
        """Whether the row made this turn."""
        now = new.get(self.field)
        if not old:  # what it was is hidden: only a state with a name of its own can be told
            return isinstance(self.value, str) and now == self.value
        if old.get(self.field) == now:
            return False
        return now not in (None, "") if self.value is ... else now == self.value


@dataclass(frozen=True)
class Source:
    """One history table. `seen` gives the condition for a reader, None when nothing is shown."""

    kind: str
    model: Any
    symbol: str
    tone: str
    added: Any
    changed: Any
    removed: Any
    belongs: Callable[[Case], Q]
    seen: Seen
    subject: str = ""
    secret: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    turns: tuple[Turn, ...] = ()
    reasons: bool = False  # whether the reason on the row was given by a person
    readable: Callable[[Reader, Values], bool] = lambda _reader, _values: True
    at: Any = None  # when a new row happened, if not when it was recorded
    text: Any = None


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Of the machine, or told by the event itself.
SILENT = _words("id case_id version created_at updated_at created_by_id")

SOURCES: tuple[Source, ...] = (
    Source(
        "stadium",
        StageTransition,
        "arrow-right",
        "green",
        "",
        "",
        "",
        access.of_case,
        access.everybody,
    ),
    Source(
        "besluit",
        Decision,
        "gavel",
        "blue",
        _("Decision begun"),
        _("Decision changed"),
        _("Decision removed"),
        access.of_case,
        access.comparing,
        silent=_words("record record_hash proposed_by_id proposed_at second_reader_id approved_at"),
        turns=(
            Turn("status", "proposed", _("Decision proposed to the second reader"), "send", "blue"),
            Turn("status", "approved", _("Decision approved"), "rubber-stamp", "green"),
            Turn("status", "draft", _("Decision is a draft again"), "arrow-back-up", "orange"),
        ),
    ),
    Source(
        "gegevens",
        EligibilityReview,
        "shield-check",
        "secondary",
        _("Entry condition begun"),
        _("Entry condition changed"),
        _("Entry condition removed"),
        access.of_case,
        access.informed,
        silent=_words("reviewer_id reviewed_at"),
        turns=(
            Turn("verdict", "accepted", _("Entry condition accepted"), "shield-check", "green"),
            Turn("verdict", "rejected", _("Entry condition rejected"), "ban", "red"),
            Turn("verdict", "pending", _("Entry condition to be judged again"), "rotate", "orange"),
        ),
    ),
    Source(
        "eisen",
        ScaleUpRequest,
        "clipboard-list",
        "purple",
        _("New version of the requirements"),
        _("Requirements changed"),
        _("Draft of the requirements withdrawn"),
        access.of_case,
        access.request_seen,
        subject="number",
        secret=_words("signed_by reason"),
        turns=(
            Turn("status", "signed", _("Requirements signed off"), "signature", "green"),
            Turn("status", "superseded", _("Requirements superseded"), "versions", "secondary"),
        ),
        readable=access.signed,
    ),
    Source(
        "bezoeken",
        SiteVisit,
        "calendar-event",
        "purple",
        _("Visit planned"),
        _("Visit changed"),
        _("Visit removed"),
        access.of_case,
        access.visible(SiteVisit),
        subject="starts_at",
        secret=_words("guests conclusion cancel_reason programme meeting_point"),
        turns=(
            Turn("status", "done", _("Visit done"), "calendar-event", "green"),
            Turn("status", "cancelled", _("Visit cancelled"), "x", "orange"),
        ),
    ),
    Source(
        "deelnemers",
        CaseParticipant,
        "users-group",
        "blue",
        _("Organisation joined"),
        _("Sharing changed"),
        _("Organisation removed"),
        access.of_case,
        access.participant_seen,
        subject="organisation_id",
        secret=_words("consent_by consent_on"),
        silent=_words("organisation_id invited_by_id joined_at"),
        turns=(
            Turn("ended_at", ..., _("Organisation left the case"), "user-x", "orange"),
            Turn("ended_at", None, _("Organisation joined again"), "users-group", "blue"),
        ),
        reasons=True,
    ),
    Source(
        "documenten",
        Document,
        "paperclip",
        "secondary",
        _("Document added"),
        _("Document changed"),
        _("Document removed"),
        access.of_case,
        access.shared(Document),
        subject="title",
        secret=_words("title file_name"),
        silent=_words("file content_type size sha256 uploaded_by_id uploaded_at organisation_id"),
        readable=access.was_shared,
        reasons=True,
    ),
    Source(
        "contact",
        Note,
        "message",
        "blue",
        "",
        _("Note changed"),
        _("Note removed"),
        access.of_case,
        access.shared(Note),
        secret=_words("body"),
        silent=_words("author_id organisation_id"),
        turns=(
            Turn("pinned", True, _("Note put on top"), "pin", "secondary"),
            Turn("pinned", False, _("Note no longer on top"), "pin", "secondary"),
        ),
        readable=access.was_shared,
        at=access.live_note("occurred_at"),
        text=access.live_note("body"),
    ),
    Source(
        "acties",
        Task,
        "list-check",
        "secondary",
        _("Next action planned"),
        _("Next action changed"),
        _("Next action removed"),
        access.of_case,
        access.task_seen,
        subject="title",
        silent=_words("done_by_id"),
        turns=(
            Turn("done_at", ..., _("Next action done"), "square-check", "green"),
            Turn("done_at", None, _("Next action open again"), "arrow-back-up", "orange"),
        ),
        readable=access.owned,
    ),
    Source(
        "locaties",
        Candidate,
        "map-pin",
        "green",
        _("Site added"),
        _("Site changed"),
        _("Site removed"),
        access.of_case,
        access.visible(Candidate),
        subject="site_id",
        secret=_words("reason proposed_by_id"),
        silent=_words("site_id added_by_id added_at"),
        turns=(
            Turn("status", "shortlist", _("Site put on the short list"), "star", "green"),
            Turn("status", "longlist", _("Site put on the long list"), "list", "secondary"),
            Turn("status", "dropped", _("Site dropped"), "map-pin-off", "orange"),
        ),
    ),
    Source(
        "locaties",
        CandidateRegion,
        "map-2",
        "green",
        _("Region added"),
        _("Region changed"),
        _("Region removed"),
        access.of_case,
        access.comparing,
        subject="region_id",
        silent=_words("region_id"),
    ),
    Source(
        "bezoeken",
        VisitStop,
        "eye-check",
        "purple",
        _("Site put on the visit"),
        _("What was seen on a visit"),
        _("Site taken off the visit"),
        access.through("visit_id", SiteVisit),
        access.visible(VisitStop),
        subject="candidate_id",
        secret=_words("observation follow_up"),
        silent=_words("visit_id candidate_id observed_by_id observed_at position"),
    ),
    Source(
        "gegevens",
        Bottleneck,
        "ban",
        "secondary",
        _("Bottleneck added"),
        _("Bottleneck changed"),
        _("Bottleneck removed"),
        access.of_case,
        access.informed,
        subject="kind",
    ),
    Source(
        "eisen",
        Requirement,
        "clipboard-list",
        "purple",
        _("Requirement added"),
        _("Requirement changed"),
        _("Requirement removed"),
        access.through("request_id", ScaleUpRequest),
        access.informed,
        subject="criterion_id",
        silent=_words("request_id criterion_id"),
    ),
    Source(
        "besluit",
        DecisionCondition,
        "gavel",
        "secondary",
        _("Condition added"),
        _("Condition changed"),
        _("Condition removed"),
        access.through("decision_id", Decision),
        access.comparing,
        subject="text",
        silent=_words("decision_id"),
        turns=(Turn("met_on", ..., _("Condition met"), "square-check", "green"),),
    ),
    Source(
        "gegevens",
        Case,
        "edit",
        "secondary",
        "",
        _("Facts changed"),
        "",
        lambda case: Q(id=case.pk),
        access.everybody,
        # A move of the case is told by its transition.
        silent=_words(
            "reference code_name company_id origin_id stage stage_since on_hold hold_reason "
            "hold_review_on waiting_since outcome outcome_reason closed_at last_activity_at"
        ),
        reasons=True,
    ),
)
