"""Quarters and the moments on which figures are taken.

Figures are offered for the last day of a quarter only. Days that lie close together could be
subtracted from each other until one case is left.
"""

import datetime
import re
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

OFFERED = 12  # quarters that a reader can choose from
KEPT = 20  # quarters back for which figures are made: five years
SHOWN = 8  # quarters in a chart
_CODE = re.compile(r"^(\d{4})-[qQ]([1-4])$")


def quarter_end(day: datetime.date) -> datetime.date:
    """The last day of the quarter that holds `day`."""
    month = (day.month - 1) // 3 * 3 + 3
    following = datetime.date(day.year + month // 12, month % 12 + 1, 1)
    return following - datetime.timedelta(days=1)


def last_ended(today: datetime.date | None = None) -> datetime.date:
    """The last quarter end that lies before today."""
    return previous(quarter_end(today or timezone.localdate()))


def previous(end: datetime.date, quarters: int = 1) -> datetime.date:
    """The quarter end that lies `quarters` before a quarter end."""
    for _step in range(quarters):
        first = datetime.date(end.year, end.month - 2, 1)
        end = first - datetime.timedelta(days=1)
    return end


def ends_between(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    """Quarter ends from the quarter of `first` up to `last`, in order."""
    end = quarter_end(first)
    while end <= last:
        yield end
        end = quarter_end(end + datetime.timedelta(days=1))


def moment_after(day: datetime.date) -> datetime.datetime:
    """The first moment that no longer belongs to `day`, in the time zone of the application."""
    midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min)
    return timezone.make_aware(midnight)


def code(end: datetime.date) -> str:
    """A quarter in an address: 2026-q3."""
    return f"{end.year}-q{(end.month - 1) // 3 + 1}"


def parse(text: str) -> datetime.date | None:
    """The quarter end of such a code; None when it is not one."""
    found = _CODE.match(text)
    if not found:
        return None
    year, number = int(found[1]), int(found[2])
    return quarter_end(datetime.date(year, number * 3, 1)) if year >= 2000 else None


def label(end: datetime.date) -> str:
    """A quarter as people write it: Q3 2026, in Dutch K3 2026."""
    return _("Q%(number)s %(year)s") % {"number": (end.month - 1) // 3 + 1, "year": end.year}


def offered(today: datetime.date | None = None) -> list[datetime.date]:
    """The reference dates that a reader can choose, newest first."""
    newest = last_ended(today)
    return [previous(newest, back) for back in range(OFFERED)]


def span_words(end: datetime.date, quarters: int) -> str:
    """A quarter, half or year of the calendar in words: third quarter of 2026."""
    if quarters == 4:
        return str(end.year)
    if quarters == 2:
        names = {6: _("first half of %(year)s"), 12: _("second half of %(year)s")}
    else:
        names = {
            3: _("first quarter of %(year)s"),
            6: _("second quarter of %(year)s"),
            9: _("third quarter of %(year)s"),
            12: _("fourth quarter of %(year)s"),
        }
    return names[end.month] % {"year": end.year}
