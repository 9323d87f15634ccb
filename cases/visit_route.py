"""The stops of a visit as a route: per day, with the distance from one to the next."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils import timezone

from cases.models import SiteVisit, VisitStop
from cases.route import Point, metres_between, short_order
from cases.visit_days import Appointment
from cases.visit_sight import VisitSight
from sites.models import Site


@dataclass(frozen=True)
class Leg:
    """A stop, counted from 1 among those that are seen, and the kilometres to it from the one
    before; None for the first of a day, and where a place is not on the map."""

    number: int
    stop: VisitStop
    first: bool
    kilometres: float | None = None


@dataclass(frozen=True)
class RouteDay:
    """One day of a visit, from when to when as far as the viewer sees it; perhaps without a site.
    The number is counted from 1, of the days that are seen."""

    number: int
    date: datetime.date
    hours: Appointment
    legs: list[Leg]

    @property
    def today(self) -> bool:
        """Whether it is this day."""
        return self.date == timezone.localdate()

    @property
    def kilometres(self) -> float:
        """Along the stretches that are known."""
        return sum(leg.kilometres or 0.0 for leg in self.legs)


@dataclass(frozen=True)
class Route:
    """The days, and the sites of which the place on the map is not known."""

    days: list[RouteDay]
    unknown: list[str]

    @property
    def kilometres(self) -> float:
        """Of all days; the way from one day to the next is not in it."""
        return sum(day.kilometres for day in self.days)

    @property
    def measured(self) -> bool:
        """Whether any stretch is known."""
        return any(leg.kilometres is not None for day in self.days for leg in day.legs)


def point_of(site: Site) -> Point | None:
    """Where the site lies, if that is known."""
    if site.latitude is None or site.longitude is None:
        return None
    return site.latitude, site.longitude


def route_of(visit: SiteVisit, sight: VisitSight, stops: Sequence[VisitStop]) -> Route:
    """The days that somebody sees, with the stops as they were fetched, in their order."""
    days, number = [], 1
    for hours in sight.days:
        date = timezone.localdate(hours.starts_at)
        rows = [stop for stop in stops if visit.date_of(stop.day) == date]
        days.append(RouteDay(hours.offset + 1, date, hours, _legs(rows, number)))
        number += len(rows)
    unknown = [stop.candidate.site.name for stop in stops if point_of(stop.candidate.site) is None]
    return Route(days, unknown)


def _legs(stops: Sequence[VisitStop], number: int) -> list[Leg]:
    legs = [Leg(number, stop, first=True) for stop in stops[:1]]
    for before, stop in pairwise(stops):
        number += 1
        far = kilometres_between(before.candidate.site, stop.candidate.site)
        legs.append(Leg(number, stop, False, far))
    return legs


def kilometres_between(one: Site, other: Site) -> float | None:
    """As the crow flies; None where a place is not known."""
    here, there = point_of(one), point_of(other)
    if here is None or there is None:
        return None
    return metres_between([here, there])[0][1] / 1000


def length_of(sites: Sequence[Site]) -> float:
    """Kilometres along sites in their order, over the stretches that are known."""
    return sum(kilometres_between(*pair) or 0.0 for pair in pairwise(sites))


def shortened(sites: Sequence[Site], keep_first: bool) -> list[Site]:
    """The sites in a short order; those whose place is not known stay in their order, at the end.
    With `keep_first` the first one that is on the map stays the beginning."""
    points = [(site, point) for site in sites if (point := point_of(site)) is not None]
    order = short_order([point for _site, point in points], 0 if keep_first else None)
    return [points[n][0] for n in order] + [site for site in sites if point_of(site) is None]
