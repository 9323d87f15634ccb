"""What one person may know of a visit: all of it, or the part that the own organisation hosts.

Regions on a case do not know of each other. Who hosts one site of a day with three learns of that
site, on which day and at what time, and nothing of the rest: not even how long the day is.
"""

import datetime
import itertools
import uuid
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from accounts.models import User
from cases.models import SiteVisit, VisitStop
from cases.permissions import COMPARES, allowed

SHORTEST = datetime.timedelta(hours=1)  # of an appointment of which no end is known


@dataclass(frozen=True)
class VisitSight:
    """`leads`: reads the programme, the meeting point and who hosts the visit. `whole`: knows of
    every site. The moments are those of what the person sees."""

    leads: bool
    whole: bool
    starts_at: datetime.datetime
    ends_at: datetime.datetime


def sight_of(
    visit: SiteVisit, stops: Sequence[VisitStop], user: User, compares: bool
) -> VisitSight:
    """`stops` are those that the person sees; `compares` says whether that is every one."""
    leads = compares or visit.host_id in user.organisation_ids
    if compares or not stops:
        return VisitSight(leads, compares, visit.starts_at, visit.ends_at)
    first, last = stops[0], stops[-1]
    starts_at = _moment(visit, first.day, first.arrives_at) or _opening(visit, first.day)
    ends_at = _moment(visit, last.day, last.leaves_at) or _closing(visit, last.day)
    return VisitSight(leads, False, starts_at, max(ends_at, starts_at + SHORTEST))


def seen_visits(visits: Any, user: User, compared: Container[uuid.UUID]) -> list[Any]:
    """Visits with the stops that the person sees (`shown_stops`) and how much that is (`sight`);
    `compared` holds the cases of which the person sees every region's sites."""
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
    return VisitSight(False, False, visit.starts_at, visit.starts_at + SHORTEST)


def by_day(visit: SiteVisit, stops: Iterable[VisitStop]) -> list[tuple[datetime.date, list[Any]]]:
    """The stops per day of the visit, days without one left out."""
    grouped = itertools.groupby(stops, key=lambda stop: stop.day)
    return [(visit.date_of(day), list(rows)) for day, rows in grouped]


def _moment(visit: SiteVisit, day: int, at: datetime.time | None) -> datetime.datetime | None:
    return (
        None
        if at is None
        else timezone.make_aware(datetime.datetime.combine(visit.date_of(day), at))
    )


def _opening(visit: SiteVisit, day: int) -> datetime.datetime:
    """Every day begins at the hour of the first, as far as is known."""
    at = timezone.localtime(visit.starts_at).time()
    return timezone.make_aware(datetime.datetime.combine(visit.date_of(day), at))


def _closing(visit: SiteVisit, day: int) -> datetime.datetime:
    """Every day ends at the hour of the last."""
    at = timezone.localtime(visit.ends_at).time()
    return timezone.make_aware(datetime.datetime.combine(visit.date_of(day), at))
