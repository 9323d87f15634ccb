"""The part of the form of a visit that is there per day: from when to when, when there are more."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.widgets import TimeInput
from cases.models import SiteVisit
from cases.visit_days import MOST_DAYS, given_hours, hours_of


@dataclass(frozen=True)
class DayFields:
    """One day of the form. The first day begins and the last one ends with the visit itself, so
    these have a time in place of a field."""

    number: int
    date: datetime.date
    opens: Any
    closes: Any


def shape_of(form: forms.BaseForm, visit: SiteVisit) -> SiteVisit | None:
    """The days as the form stands now, sent or shown; None when its moments cannot be read."""
    try:
        first, last = (
            form.fields[name].clean(form[name].value()) for name in ("starts_at", "ends_at")
        )
    except ValidationError:
        return None
    shape = SiteVisit(starts_at=first, ends_at=last)
    shape.day_starts, shape.day_ends = visit.day_starts, visit.day_ends
    return shape if last > first and shape.days <= MOST_DAYS else None


def hours_fields(shape: SiteVisit) -> dict[str, forms.Field]:
    """A field for each begin and end that the moments of the visit do not tell."""
    fields: dict[str, forms.Field] = {}
    for day in range(1, shape.days + 1):
        opens, closes = hours_of(shape, day)
        if day > 1:
            fields[f"opens-{day}"] = time_field(_("Begins at"), _clock(opens))
        if day < shape.days:
            fields[f"closes-{day}"] = time_field(_("Ends at"), _clock(closes))
    return fields


def day_rows(form: forms.BaseForm, shape: SiteVisit) -> list[DayFields]:
    """The days with their fields, or the time where there is none."""
    rows = []
    for day in range(1, shape.days + 1):
        opens = form[f"opens-{day}"] if day > 1 else _clock(shape.starts_at)
        closes = form[f"closes-{day}"] if day < shape.days else _clock(shape.ends_at)
        rows.append(DayFields(day, shape.date_of(day), opens, closes))
    return rows


def read_hours(
    shape: SiteVisit, data: Mapping[str, Any]
) -> tuple[dict[str, list[datetime.time]], dict[str, str]]:
    """The hours as an action takes them, and what is wrong with them by the name of the field. A
    time that was left out is the one that was offered."""
    found: dict[str, list[datetime.time]] = {"day_starts": [], "day_ends": []}
    for day in range(1, shape.days + 1):
        opens, closes = hours_of(shape, day)
        if day > 1:
            found["day_starts"].append(data.get(f"opens-{day}") or _clock(opens))
        if day < shape.days:
            found["day_ends"].append(data.get(f"closes-{day}") or _clock(closes))
    shape.day_starts, shape.day_ends = found["day_starts"], found["day_ends"]
    return found, {
        f"closes-{day}" if day < shape.days else f"opens-{day}": _("The day ends before it begins.")
        for day in range(1, shape.days + 1)
        if shape.days > 1 and not _goes_on(shape, day)
    }


def day_choices(shape: SiteVisit) -> list[tuple[int, str]]:
    """The days by number and date, for choosing one."""
    return [
        (day, _("Day %(day)d: %(date)s") % {"day": day, "date": date_of(shape, day)})
        for day in range(1, shape.days + 1)
    ]


def date_of(shape: SiteVisit, day: int) -> str:
    """Tue 2 December, in the language of the reader."""
    return date_format(shape.date_of(day), "D j F")


def time_field(label: Any, initial: datetime.time | None) -> forms.TimeField:
    """A time to the minute that may be left out."""
    return forms.TimeField(
        label=label,
        required=False,
        initial=initial,
        widget=TimeInput(attrs={"class": "visit-time"}),
        error_messages={"invalid": gettext_lazy("Enter a time, such as 09:30.")},
    )


def _goes_on(shape: SiteVisit, day: int) -> bool:
    opens, closes = given_hours(shape, day)
    return opens is None or closes is None or closes > opens


def _clock(moment: datetime.datetime) -> datetime.time:
    return timezone.localtime(moment).time().replace(second=0, microsecond=0)
