"""The days of a visit: from when to when each of them takes, and its appointment in an agenda.

A visit begins on its first day and ends on its last. Of the days between, the planner may say when
each begins and ends; what is not said is as the first day begins and as the last one ends.
"""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from cases.models import SiteVisit, VisitStop

MOST_DAYS = 14
LONGEST = datetime.timedelta(days=MOST_DAYS + 1)  # so that an index finds what may go on still
SHORTEST = datetime.timedelta(hours=1)  # of an appointment of which no end is known
MORNING, EVENING = datetime.time(9), datetime.time(17)  # where the hours of the visit do not fit


@dataclass(frozen=True)
class Appointment:
    """A day as it stands in the agenda of somebody who sees of it from here to there."""

    offset: int  # days after the first one that this person sees
    starts_at: datetime.datetime
    ends_at: datetime.datetime


def uid_of(visit: uuid.UUID, offset: int) -> str:
    """The name of an appointment in an agenda, the same as long as it is the same day of what
    somebody sees. The first one has the key of the visit: as all had when a visit was one
    appointment, and so that nobody learns of a day before it."""
    return f"{uuid.uuid5(visit, str(offset)) if offset else visit}@brandpunt"


def hours_of(visit: SiteVisit, day: int) -> tuple[datetime.datetime, datetime.datetime]:
    """When a day of the visit, counted from 1, begins and ends."""
    opens, closes = given_hours(visit, day)
    starts_at = moment_of(visit, day, opens or timezone.localtime(visit.starts_at).time())
    ends_at = moment_of(visit, day, closes or timezone.localtime(visit.ends_at).time())
    if ends_at > starts_at:
        return starts_at, ends_at
    # From an afternoon until a morning, and nothing was said of the days in between.
    if day < visit.days:
        return starts_at, max(moment_of(visit, day, EVENING), starts_at + SHORTEST)
    return min(moment_of(visit, day, MORNING), ends_at - SHORTEST), ends_at


def given_hours(visit: SiteVisit, day: int) -> tuple[datetime.time | None, datetime.time | None]:
    """When a day begins and ends as far as that was said: of the first day when it begins, of the
    last when it ends, of the others perhaps."""
    first, last = day == 1, day >= visit.days
    return (
        timezone.localtime(visit.starts_at).time() if first else _given(visit.day_starts, day - 2),
        timezone.localtime(visit.ends_at).time() if last else _given(visit.day_ends, day - 1),
    )


def moment_of(visit: SiteVisit, day: int, at: datetime.time) -> datetime.datetime:
    """A time of the clock on a day of the visit."""
    return timezone.make_aware(datetime.datetime.combine(visit.date_of(day), at))


def whole_days(visit: SiteVisit, days: Sequence[int]) -> tuple[Appointment, ...]:
    """Days of the visit with all their hours."""
    return tuple(Appointment(day - days[0], *hours_of(visit, day)) for day in days)


def days_with_sites(visit: SiteVisit, stops: Sequence[VisitStop]) -> list[int]:
    """The days that are appointments: those with a site, and the first and the last. A day between
    without a site is free, as a weekend is."""
    return sorted({1, visit.days, *(stop.day for stop in stops)})


def days_at(visit: SiteVisit, stops: Sequence[VisitStop]) -> tuple[Appointment, ...]:
    """Per day from the arrival at the first of these stops to the departure from the last."""
    per_day: dict[int, list[VisitStop]] = {}
    for stop in stops:
        per_day.setdefault(stop.day, []).append(stop)
    first = min(per_day)
    return tuple(Appointment(day - first, *_hours_at(visit, rows)) for day, rows in per_day.items())


def stop_hours(visit: SiteVisit, stop: VisitStop) -> tuple[datetime.datetime, datetime.datetime]:
    """From the arrival to the departure; where that is not known, as the day begins and ends."""
    starts_at, ends_at = hours_of(visit, stop.day)
    if stop.arrives_at is not None:
        starts_at = moment_of(visit, stop.day, stop.arrives_at)
    if stop.leaves_at is not None:
        ends_at = moment_of(visit, stop.day, stop.leaves_at)
    return starts_at, ends_at


def _hours_at(
    visit: SiteVisit, stops: Sequence[VisitStop]
) -> tuple[datetime.datetime, datetime.datetime]:
    starts_at, _end = stop_hours(visit, stops[0])
    _begin, ends_at = stop_hours(visit, stops[-1])
    return starts_at, max(ends_at, starts_at + SHORTEST)


def _given(times: Sequence[datetime.time], index: int) -> datetime.time | None:
    return times[index] if index < len(times) else None
