"""The demo plays in the past: while a step is played, Django's clock stands at its moment.

So every action writes what it would have written on that day (dates, history, the log of looks),
also those that take no moment, without a second way to write. For one process and one thread: the
command that loads the demo. No row gets a date in the future.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

SATURDAY = 5


@contextmanager
def standing_at(moment: datetime.datetime) -> Iterator[None]:
    """Within the block `timezone.now()`, and all that builds on it, answers `moment`."""
    real, utc = timezone.now, moment.astimezone(datetime.UTC)
    timezone.now = lambda: utc
    try:
        yield
    finally:
        timezone.now = real


def working_day(day: datetime.date, onward: bool = False) -> datetime.date:
    """`day`, or the Friday before its weekend (the Monday after it when `onward`)."""
    past = day.weekday() - SATURDAY
    if past < 0:
        return day
    return day + datetime.timedelta(days=2 - past if onward else -1 - past)


def office_hour(day: datetime.date, fraction: float) -> datetime.datetime:
    """A moment in office hours (9 to 17) of `day`, or of the Friday before a weekend."""
    minutes = round(min(max(fraction, 0.0), 1.0) * 8 * 60)
    start = datetime.datetime.combine(working_day(day), datetime.time(9))
    return timezone.make_aware(start + datetime.timedelta(minutes=minutes))
