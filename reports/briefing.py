"""The briefing sheet of a visit: to take along, so without the company's name unless asked for.

Each part is asked for through `visible_to`, as on the page of the visit: a region in the running
gets the sites that it hosts, and nothing of the others.
"""

import datetime
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, User
from accounts.models.organisation import Role
from cases.models import Case, SiteVisit
from cases.visit_checklist import Checklist, checklists
from cases.visit_route import Route, route_of
from cases.visit_sight import seen_visits
from reports.models import ReportJob
from reports.one_reader import ForOneReader, organisations_of, still_in_them


@dataclass(frozen=True)
class Host:
    """An organisation that receives, with who works on cases for it."""

    organisation: Organisation
    people: list[User]


@dataclass(frozen=True)
class Briefing(ForOneReader):
    """A visit as its reader may know it; `named` when the company and its guests are in it."""

    case: Case
    user: User
    visit: Any
    named: bool
    made_at: datetime.datetime

    @property
    def title(self) -> str:
        """With the code name: titles are shown in windows, tabs and lists."""
        return title_of(self.case)

    @cached_property
    def route(self) -> Route:
        """Days, stops and the way between them."""
        return route_of(self.visit, self.visit.sight, self.visit.shown_stops)

    @cached_property
    def checklists(self) -> dict[uuid.UUID, Checklist]:
        """The open questions per stop."""
        return checklists(self.user, self.case, self.visit, self.visit.shown_stops)

    @cached_property
    def hosts(self) -> list[Host]:
        """Who receives, as far as the reader knows of them; one's own organisation if it hosts."""
        found = [stop.hosted_by for stop in self.visit.shown_stops]
        known = [row for row in (self.visit.host, *found) if row is not None]
        if not self.visit.sight.whole:
            known = [row for row in known if row.pk in self.user.organisation_ids]
        organisations = list(dict.fromkeys(known))
        members = Membership.objects.active().filter(
            organisation__in=organisations, role__in=[Role.CASE_WORKER, Role.MANAGER]
        )
        people = list(members.select_related("user").order_by("user__name"))
        return [
            Host(row, [m.user for m in people if m.organisation_id == row.pk])
            for row in organisations
        ]


def title_of(case: Case) -> str:
    """What the sheet is called; never the company's name."""
    return _("Briefing sheet %(name)s") % {"name": case.code_name}


def gather_briefing(job: ReportJob) -> Briefing:
    """The sheet of a job, for who asked for it. Raises Http404 when the visit is not visible."""
    user = job.requested_by
    rows = Case.objects.visible_to(user).for_detail(user)
    case = get_object_or_404(rows, pk=job.case_id)
    compared = {case.pk} if case.knows_options else ()
    visits = SiteVisit.objects.visible_to(user).filter(case=case, pk=job.about["visit"])
    found = seen_visits(visits, user, compared)
    if not found:
        raise Http404
    named = bool(job.about.get("named")) and case.knows_identity
    return Briefing(case, user, found[0], named, timezone.now())


def told_by(briefing: Briefing) -> dict[str, Any]:
    """What the file tells, kept with the job so that a download can be refused later."""
    return {
        "named": briefing.named,
        "whole": briefing.visit.sight.whole,
        "informed": bool(briefing.case.knows_identity),  # type: ignore[attr-defined]
    } | organisations_of(briefing.user)


def may_still_take_along(job: ReportJob, user: User) -> bool:
    """Whether the person may today see everything that this sheet tells."""
    visits = SiteVisit.objects.visible_to(user).filter(pk=job.about.get("visit"))
    case = Case.objects.visible_to(user).with_knowledge(user).filter(pk=job.case_id).first()
    if case is None or not visits.exists():
        return False
    told = job.made_for
    informed = case.knows_identity or not (told.get("informed", True) or told.get("named", True))
    return (
        informed
        and (case.knows_options or not told.get("whole", True))
        and still_in_them(told, user)
    )
