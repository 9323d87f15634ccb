"""The visits that somebody is expected at: as account manager or guest, or working for a host."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from accounts.models.organisation import Role
from cases.models import SiteVisit, VisitStop
from cases.querysets.access import OPTIONS, holds
from cases.visit_days import LONGEST, Appointment
from cases.visit_route import route_of
from cases.visit_sight import seen_visits

SHOWN = 8  # days of visits


@dataclass(frozen=True)
class ComingDay:
    """A day of a visit that is near, with the sites that the person sees on it."""

    visit: SiteVisit
    number: int
    hours: Appointment
    sites: list[str]
    today: bool


def visits_of_person(user: User) -> Any:
    """Visits that the person sees and is expected at."""
    works = [m.organisation_id for m in user.active_memberships if _works(m.role)]
    stops = VisitStop.objects.filter(visit_id=OuterRef("pk"), host_id__in=works)
    guest = Q(guests__icontains=user.name) | Q(guests__icontains=user.email)
    return SiteVisit.objects.visible_to(user).filter(
        Q(case__account_manager=user)
        | Q(host_id__in=works)
        | Q(Exists(stops))
        | (guest & holds(user, OPTIONS, "case_id"))
    )


def coming_days(user: User, days: int) -> list[ComingDay]:
    """The days of planned visits from today to so many days ahead, soonest first."""
    today = timezone.localdate()
    last = today + datetime.timedelta(days=days)
    begin = timezone.make_aware(datetime.datetime.combine(today, datetime.time()))
    end = timezone.make_aware(datetime.datetime.combine(last, datetime.time.max))
    rows = visits_of_person(user).filter(
        status=SiteVisit.Status.PLANNED,
        starts_at__range=(begin - LONGEST, end),
        ends_at__gte=begin,
    )
    found = [
        ComingDay(
            visit,
            day.number,
            day.hours,
            [str(leg.stop.candidate.site) for leg in day.legs],
            today=day.today,
        )
        for visit in seen_visits(rows.order_by("starts_at", "pk")[:SHOWN], user)
        for day in route_of(visit, visit.sight, visit.shown_stops).days
        if today <= day.date <= last
    ]
    return sorted(found, key=lambda row: row.hours.starts_at)[:SHOWN]


def _works(role: str) -> bool:
    return Role(role).rank >= Role.CASE_WORKER.rank
