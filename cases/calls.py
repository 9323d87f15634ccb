"""What a call for locations shows: whom to ask, what to ask of a site, and how far the call is."""

import datetime
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.models import Organisation
from cases.matching import words
from cases.matching.board import Board
from cases.models import (
    CallAnswer,
    CallInvitation,
    CallProposal,
    Case,
    CaseParticipant,
    LocationCall,
    Requirement,
    ScaleUpRequest,
)
from cases.working_days import working_days_between
from regions.models import ServiceArea
from sites.answers import Answer, answers_for
from sites.models import Criterion, Site


@dataclass
class Fit:
    """A region that can be asked, and how the sites that it serves stand against the musts.

    `fitting` pass every must, of `unsure` something is not known yet, `failing` are knocked out.
    """

    organisation: Organisation
    on_case: CaseParticipant | None = None
    fitting: int = 0
    unsure: int = 0
    failing: int = 0

    @property
    def hopeless(self) -> bool:
        """Whether no site may fit, so that asking needs a reason."""
        return self.fitting + self.unsure == 0


def fits_of(case: Case, board: Board | None, asked: Collection[int] = ()) -> list[Fit]:
    """The regions that can still be asked, by name. Who is on the case to compare regions, or only
    to follow it, is none of them. `asked` holds organisations that were asked already."""
    present: Any = CaseParticipant.objects.current()
    on_case = {row.organisation_id: row for row in present.filter(case=case)}
    found = {
        organisation.pk: Fit(organisation, on_case.get(organisation.pk))
        for organisation in Organisation.objects.on_cases()
        .filter(service_areas__in=ServiceArea.objects.current())
        .exclude(pk__in=[case.origin_id, *asked])
        .distinct()
        .order_by("name")
    }
    fits = {
        key: fit
        for key, fit in found.items()
        if fit.on_case is None or fit.on_case.role == CaseParticipant.Role.CANDIDATE
    }
    if board is not None:
        _count(fits, board)
    return list(fits.values())


def _count(fits: dict[int, Fit], board: Board) -> None:
    areas: dict[str, list[tuple[int, str | None]]] = {}
    for row in ServiceArea.objects.current().filter(organisation_id__in=fits):
        areas.setdefault(row.province_id, []).append((row.organisation_id, row.region_id))
    for matches, passes in ((board.ranking.passing, True), (board.ranking.out, False)):
        for match in matches:
            place = board.places[match.place]
            here = areas.get(place.province_code, [])
            serving = {who for who, region in here if region in (None, place.region_code)}
            unsure = any(board.asks[n].must for n in match.unknown)
            name = "failing" if not passes else "unsure" if unsure else "fitting"
            for key in serving:
                setattr(fits[key], name, getattr(fits[key], name) + 1)


@dataclass(frozen=True)
class OpenQuestion:
    """What is asked of a site on one criterion: nothing is known, or it is too old to count."""

    criterion: Criterion
    needs: list[str]
    known: Answer

    @property
    def last_known(self) -> str:
        """The stale value in words; empty when nothing was ever known."""
        return self.known.shown if self.known.known else ""


def open_questions(
    request: ScaleUpRequest, sites: Sequence[Site]
) -> dict[uuid.UUID, dict[str, OpenQuestion]]:
    """Per site the criteria of the requirements, by code, that are unknown or stale today."""
    asked = asked_of(request)
    criteria = [rows[0].criterion for rows in asked.values()]
    return {
        site: {
            answer.criterion.pk: question_of(asked[answer.criterion.pk], answer)
            for answer in answers
            if _is_open(answer)
        }
        for site, answers in answers_for(sites, criteria).items()
    }


def question_of(requirements: Sequence[Requirement], known: Answer) -> OpenQuestion:
    """A criterion with what each building block needs of it, in words."""
    needs = dict.fromkeys(words.need_words(requirement) for requirement in requirements)
    return OpenQuestion(requirements[0].criterion, list(needs), known)


def asked_of(request: ScaleUpRequest) -> dict[str, list[Requirement]]:
    """The requirements by criterion. A distance is measured, not asked."""
    rows = Requirement._default_manager.filter(request=request).select_related("criterion")
    found: dict[str, list[Requirement]] = {}
    for row in rows.order_by("criterion__position"):
        if row.criterion.kind != Criterion.Kind.DISTANCE:
            found.setdefault(row.criterion_id, []).append(row)
    return found


def _is_open(answer: Answer) -> bool:
    if not answer.known or answer.stale:
        return True
    # A main category of the register (4) lies between the steps: it cannot be compared.
    ordinal = answer.criterion.kind == Criterion.Kind.ORDINAL_MIN
    return ordinal and answer.text not in [str(option) for option in answer.criterion.options]


@dataclass
class RegionAnswer:
    """One region's column, for who compares: its answer as far as it was sent."""

    invitation: CallInvitation
    proposals: list[CallProposal] = field(default_factory=list)
    answers: list[CallAnswer] = field(default_factory=list)

    @property
    def days_taken(self) -> int | None:
        """Working days between the question and the first answer."""
        row = self.invitation
        if row.answered_at is None:
            return None
        asked, answered = timezone.localdate(row.asked_at), timezone.localdate(row.answered_at)
        return working_days_between(asked, answered)

    @property
    def pending(self) -> int:
        """Answers still to be judged."""
        return self._number(CallAnswer.Review.PENDING)

    @property
    def accepted(self) -> int:
        """Answers that became facts."""
        return self._number(CallAnswer.Review.ACCEPTED)

    @property
    def rejected(self) -> int:
        """Answers that were not taken over."""
        return self._number(CallAnswer.Review.REJECTED)

    @property
    def corrected_late(self) -> bool:
        """Whether the last correction came after the deadline."""
        row = self.invitation
        return row.corrected_at is not None and (
            timezone.localdate(row.corrected_at) > row.call.deadline
        )

    def _number(self, review: str) -> int:
        return sum(answer.review == review for answer in self.answers)


def answers_of_call(user: Any, invitations: Iterable[CallInvitation]) -> list[RegionAnswer]:
    """The columns of a call, in the order given: two queries for all of them."""
    columns = {row.pk: RegionAnswer(row) for row in invitations}
    parts: tuple[tuple[str, Any], ...] = (
        ("proposals", CallProposal.objects.select_related("site__municipality", "plot")),
        ("answers", CallAnswer.objects.select_related("site", "criterion", "reviewed_by", "fact")),
    )
    for name, rows in parts:
        for row in rows.visible_to(user).filter(invitation__in=list(columns)):
            row.invitation = columns[row.invitation_id].invitation
            getattr(columns[row.invitation_id], name).append(row)
    return list(columns.values())


@dataclass(frozen=True)
class Extension:
    """A deadline that was moved, and why."""

    at: datetime.datetime
    before: datetime.date
    after: datetime.date
    reason: str


def extensions_of(call: LocationCall, since: datetime.datetime | None = None) -> list[Extension]:
    """Every extension of a call, newest first; `since` a moment when given."""
    rows = call.history.order_by("history_id").values_list(
        "history_date", "deadline", "history_change_reason"
    )
    found, before = [], None
    for at, deadline, reason in rows:
        if before not in (None, deadline) and (since is None or at >= since):
            found.append(Extension(at, before, deadline, reason or ""))
        before = deadline
    return found[::-1]
