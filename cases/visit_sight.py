"""What one person may know of a visit: all of it, or the part that the own organisation hosts.

Regions on a case do not know of each other. Who hosts one site of a day with three learns of that
site, on which day and at what time, and nothing of the rest: not even how long the day is.
"""

import datetime
import uuid
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from accounts.models import User
from cases.models import Case, SiteVisit, VisitStop
from cases.permissions import COMPARES, allowed
from cases.querysets.access import OPTIONS, holds
from cases.visit_days import SHORTEST, Appointment, days_at, days_with_sites, whole_days


@dataclass(frozen=True)
class VisitSight:
    """`leads`: reads the programme, the meeting point and who hosts the visit. `whole`: knows of
    every site. The days are those of what the person sees: one at least."""

    leads: bool
    whole: bool
    days: tuple[Appointment, ...]

    @property
    def starts_at(self) -> datetime.datetime:
        """The first moment."""
        return self.days[0].starts_at

    @property
    def ends_at(self) -> datetime.datetime:
        """The last one."""
        return self.days[-1].ends_at


def sight_of(
    visit: SiteVisit, stops: Sequence[VisitStop], user: User, compares: bool
) -> VisitSight:
    """`stops` are those that the person sees; `compares` says whether that is every one."""
    leads = compares or visit.host_id in user.organisation_ids
    if compares:
        return VisitSight(leads, True, whole_days(visit, days_with_sites(visit, stops)))
    if stops:
        return VisitSight(leads, False, days_at(visit, stops))
    if leads:
        return VisitSight(True, False, whole_days(visit, list(range(1, visit.days + 1))))
    return sight_left(visit)


def seen_visits(visits: Any, user: User, compared: Container[uuid.UUID] | None = None) -> list[Any]:
    """Visits with the stops that the person sees (`shown_stops`) and how much that is (`sight`);
    `compared` holds the cases of which the person sees every region's sites, asked when it is not
    given."""
    stops = VisitStop.objects.visible_to(user).order_by("day", "position")
    rows = visits.select_related("host", "case").prefetch_related(
        Prefetch(
            "stops",
            stops.select_related(
                "candidate__site__municipality", "candidate__site__province", "observed_by", "host"
            ),
            to_attr="shown_stops",
        )
    )
    found: list[Any] = list(rows)
    if compared is None:
        cases = Case.objects.filter(holds(user, OPTIONS), pk__in={row.case_id for row in found})
        compared = set(cases.values_list("pk", flat=True)) if found else ()
    for visit in found:
        visit.sight = sight_of(visit, visit.shown_stops, user, visit.case_id in compared)
    return found


def sight_for(visit: SiteVisit, user: User) -> VisitSight:
    """The same, fetched: for mail and calendars."""
    rows = VisitStop.objects.visible_to(user).filter(visit=visit)
    stops = list(rows.order_by("day", "position"))
    return sight_of(visit, stops, user, allowed(user, COMPARES, visit.case))


def sight_left(visit: SiteVisit) -> VisitSight:
    """Of who hosts no longer: when it begins, so that an agenda can take it out, and no more."""
    only = Appointment(0, visit.starts_at, visit.starts_at + SHORTEST)
    return VisitSight(False, False, (only,))
