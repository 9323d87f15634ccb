"""The case sheet: everything about one case that its reader may know, gathered for printing.

Each part is asked for through `visible_to`, as on the pages; nothing is known here that the pages
would not show.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.disclosure import visible_fields
from cases.models import (
    Bottleneck,
    Candidate,
    Case,
    CaseParticipant,
    CaseStage,
    Decision,
    Disclosure,
    Requirement,
    ScaleUpRequest,
    SiteVisit,
    StageTransition,
)
from cases.visit_sight import seen_visits
from cases.workflow import Tick, checklist, gather
from reports.models import ReportJob
from reports.one_reader import ForOneReader, organisations_of, still_in_them


@dataclass(frozen=True)
class Sheet(ForOneReader):
    """A case with the reader's knowledge, and what hangs on it."""

    case: Case
    user: User
    level: Disclosure
    made_at: datetime.datetime

    @property
    def title(self) -> str:
        """Never the company's name: titles are shown in windows, tabs and lists."""
        return _("Case sheet %(name)s") % {"name": self.case.code_name}

    @property
    def fields(self) -> frozenset[str]:
        """Fields of the case that the reader may see."""
        return visible_fields(self.case)

    @property
    def knows_identity(self) -> bool:
        """Whether the company may be named."""
        return self.level == Disclosure.IDENTITY

    @property
    def stages(self) -> list[tuple[CaseStage, str]]:
        """The road with the state of each stage: done, current or todo."""
        here = CaseStage(self.case.stage).position
        states = {True: "done", False: "todo"}
        return [
            (stage, "current" if stage.position == here else states[stage.position < here])
            for stage in CaseStage
        ]

    @property
    def ticks(self) -> list[Tick]:
        """What the stage still needs; it speaks of the company, so only for who may know it."""
        if not self.knows_identity or not self.case.is_open:
            return []
        return checklist(gather(self.case), self.case.stage)

    @property
    def technologies(self) -> list[str]:
        """Key technologies of the company, for who may know the sector."""
        if self.level == Disclosure.PROFILE:
            return []
        rows = self.case.company.company_technologies.select_related("technology")
        return [str(row.technology) for row in rows]

    @cached_property
    def request(self) -> ScaleUpRequest | None:
        """The newest version that was signed off, else the draft."""
        rows = ScaleUpRequest.objects.visible_to(self.user).filter(case=self.case)
        newest = list(rows.order_by("-number"))
        signed = [row for row in newest if row.status == ScaleUpRequest.Status.SIGNED]
        return next(iter(signed or newest), None)

    @cached_property
    def requirements(self) -> list[Requirement]:
        """Musts before wishes."""
        rows = Requirement.objects.visible_to(self.user).filter(request=self.request)
        return list(rows.select_related("criterion"))

    @property
    def bottlenecks(self) -> list[Bottleneck]:
        """Why not here."""
        return list(Bottleneck.objects.visible_to(self.user).filter(case=self.case))

    @property
    def candidates(self) -> list[Candidate]:
        """Short list first, dropped sites last."""
        rows = Candidate.objects.visible_to(self.user).filter(case=self.case)
        order = [Candidate.Status.SHORTLIST, Candidate.Status.LONGLIST, Candidate.Status.DROPPED]
        found = rows.select_related("site__municipality", "site__province")
        return sorted(found, key=lambda row: (order.index(row.status), row.site.name))

    @property
    def visits(self) -> list[SiteVisit]:
        """In the order in which they take place."""
        rows = SiteVisit.objects.visible_to(self.user).filter(case=self.case)
        compared = {self.case.pk} if self.case.knows_options else ()  # type: ignore[attr-defined]
        return seen_visits(rows.order_by("starts_at"), self.user, compared)

    @property
    def decision(self) -> Decision | None:
        """The decision, with its sites and conditions."""
        rows = Decision.objects.visible_to(self.user).filter(case=self.case)
        found: Decision | None = (
            rows.select_related("preferred__site", "reserve__site", "second_reader")
            .prefetch_related("conditions__owner")
            .first()
        )
        return found

    @property
    def participants(self) -> list[CaseParticipant]:
        """Organisations on the case that the reader may know of."""
        rows = CaseParticipant.objects.visible_to(self.user).filter(case=self.case).current()
        return list(rows.select_related("organisation"))

    @cached_property
    def moves(self) -> list[StageTransition]:
        """The road so far. Reasons are written by who knows the company."""
        rows = StageTransition.objects.visible_to(self.user).filter(case=self.case)
        return list(rows.select_related("organisation").order_by("at"))


def level_of(case: Case) -> Disclosure:
    """How much the viewer may know; needs `with_knowledge` on the queryset."""
    if case.knows_identity:  # type: ignore[attr-defined]
        return Disclosure.IDENTITY
    return Disclosure.SECTOR if case.knows_sector else Disclosure.PROFILE  # type: ignore[attr-defined]


def gather_sheet(job: ReportJob) -> Sheet:
    """The sheet of a job, for who asked for it. Raises Http404 when the case is not visible."""
    user = job.requested_by
    rows = Case.objects.visible_to(user).for_detail(user)
    case = get_object_or_404(rows, pk=job.case_id)
    return Sheet(case, user, level_of(case), timezone.now())


def told_by(sheet: Sheet) -> dict[str, Any]:
    """What the file tells, kept with the job so that a download can be refused later."""
    return {"level": str(sheet.level)} | organisations_of(sheet.user)


def may_still_read(job: ReportJob, user: User) -> bool:
    """Whether the person may today know everything that the sheet of this job tells."""
    case = Case.objects.visible_to(user).with_knowledge(user).filter(pk=job.case_id).first()
    if case is None:
        return False
    told = job.made_for
    enough = level_of(case).rank >= Disclosure(told.get("level", Disclosure.IDENTITY)).rank
    return enough and still_in_them(told, user)
