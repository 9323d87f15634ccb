"""What happened to a site: changed columns, plots and facts, newest first."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from regions.models import Municipality, Province, Region
from sites.answers import show
from sites.models import Plot, Site, SiteFact

SHOWN = 15
QUIET = {"version", "updated_at", "created_at", "id"}
NAMED = {"municipality_id": Municipality, "region_id": Region, "province_id": Province}


@dataclass(frozen=True)
class Event:
    """One line of the history of a site."""

    at: datetime.datetime
    who: str
    title: str
    text: str
    symbol: str
    tone: str = "secondary"


def events_of(site: Site) -> list[Event]:
    """The latest events. Three queries, and one per kind of name that changed."""
    events = [*_columns(site), *_plots(site), *_facts(site)]
    return sorted(events, key=lambda event: event.at, reverse=True)[:SHOWN]


def _latest(history: Any) -> list[Any]:
    return list(history.select_related("history_user", "history_organisation")[: SHOWN + 1])


def _who(row: Any) -> str:
    if row.history_user is None:
        return _("the system")
    return (
        f"{row.history_user} ({row.history_organisation})"
        if row.history_organisation
        else str(row.history_user)
    )


def _columns(site: Site) -> Iterable[Event]:
    rows = _latest(site.history.all())
    names = _names(rows)
    for after, before in pairwise(rows):
        lines = [
            f"{_label(column)}: {_words(column, getattr(before, column), names)} → "
            f"{_words(column, getattr(after, column), names)}"
            for column in _column_names()
            if getattr(before, column) != getattr(after, column)
        ]
        text = "\n".join([*lines, after.history_change_reason or ""]).strip()
        yield Event(after.history_date, _who(after), _("Site changed"), text, "pencil", "blue")
    if rows and rows[-1].history_type == "+":
        first = rows[-1]
        reason = first.history_change_reason or ""
        yield Event(first.history_date, _who(first), _("Site added"), reason, "plus", "green")


def _column_names() -> list[str]:
    return [field.attname for field in Site._meta.concrete_fields if field.attname not in QUIET]


def _label(column: str) -> str:
    field = Site._meta.get_field(column.removesuffix("_id"))
    return str(capfirst(field.verbose_name))  # type: ignore[union-attr]


def _names(rows: list[Any]) -> dict[Any, str]:
    """Names of the municipalities, regions and provinces that changed."""
    names: dict[Any, str] = {}
    for column, model in NAMED.items():
        keys = {getattr(row, column) for row in rows} - {None}
        if len({getattr(row, column) for row in rows}) > 1:
            names |= {key: str(row) for key, row in model._default_manager.in_bulk(keys).items()}
    return names


def _words(column: str, value: Any, names: dict[Any, str]) -> str:
    if value is None or value == "":
        return _("unknown")
    if isinstance(value, bool):
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    if column == "reference_year":
        return str(value)
    if column in NAMED:
        return names.get(value, str(value))
    choices = dict(Site._meta.get_field(column).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value) or localize(_short(value)))


def _short(value: Any) -> Any:
    return value.normalize() + 0 if hasattr(value, "normalize") else value


def _plots(site: Site) -> Iterable[Event]:
    titles = {
        "+": (_("Plot added"), "plus"),
        "~": (_("Plot changed"), "pencil"),
        "-": (_("Plot removed"), "trash"),
    }
    for row in _latest(Plot.history.filter(site_id=site.pk)):
        title, symbol = titles[row.history_type]
        area = _("%(area)s m²") % {"area": localize(row.area_m2)}
        text = f"{row.name}, {area}, {row.get_status_display()}"
        if row.history_change_reason:
            text = f"{text}\n{row.history_change_reason}"
        yield Event(row.history_date, _who(row), title, text, symbol)


def _facts(site: Site) -> Iterable[Event]:
    rows = SiteFact.history.filter(site_id=site.pk).select_related("criterion")
    for row in _latest(rows):
        text = f"{row.criterion}: {show(row.criterion, row.number, row.text)}\n{row.source}"
        if row.history_type == "-":
            text = f"{text}\n{row.history_change_reason or ''}"
            yield Event(row.history_date, _who(row), _("Fact withdrawn"), text, "trash", "orange")
        else:
            yield Event(row.history_date, _who(row), _("Fact recorded"), text, "tag")
