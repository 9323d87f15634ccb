"""The figures of a report: the country over eight quarters, the provinces on the reference date.

They are plain JSON, so that a report that is frozen keeps them as they were.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from cases.models import Bottleneck
from reports import definitions
from reports.actions.figures import renew, wanted_dates
from reports.figure_sql import NATIONAL
from reports.models import FigureSnapshot
from reports.periods import SHOWN, previous
from reports.reading import Reading, Readings
from reports.suppression import Relation, Table, protect

Payload = dict[str, Any]
# What the chapters show of the provinces side by side.
SIDE_BY_SIDE = (
    "open",
    "inflow",
    "outflow",
    "won",
    *(f"bottleneck:{kind}" for kind in Bottleneck.Kind),
)


def quarters_of(day: datetime.date) -> list[datetime.date]:
    """The quarter ends that a report on `day` shows, oldest first: at most eight."""
    first = previous(day, SHOWN - 1)
    return [end for end in wanted_dates() if first <= end <= day] or [day]


def gather(day: datetime.date, say: Callable[[int], None]) -> Payload:
    """Computes the figures anew and answers them; `say` hears how many quarters are done."""
    days = quarters_of(day)
    renew(days, say)
    areas: dict[str, dict[str, Any]] = {}
    rows = FigureSnapshot.objects.filter(technology="", reference_date__in=days)
    for row in rows.order_by("area", "reference_date"):
        if row.area == NATIONAL or row.reference_date == day:
            kept = {"values": row.values, "hidden": sorted(row.hidden)}
            areas.setdefault(row.area, {})[row.reference_date.isoformat()] = kept
            threshold = row.threshold
    payload = {
        "version": definitions.VERSION,
        "threshold": threshold,
        "computed_at": timezone.now().isoformat(timespec="seconds"),
        "areas": areas,
    }
    return payload | {"side_by_side": hidden_side_by_side(payload, day)}


def hidden_side_by_side(payload: Payload, day: datetime.date) -> dict[str, list[str]]:
    """Per cell the provinces that stay out of a table with all of them.

    A province alone may be shown its number; beside the country and the eleven others the last
    one that is hidden would follow. Cases that count in several provinces are in the constant: the
    reader is taken to know how many there are.
    """
    here = {
        area: found[day.isoformat()]
        for area, found in payload["areas"].items()
        if day.isoformat() in found
    }
    nation = here.get(NATIONAL)
    if nation is None:
        return {}
    return {
        name: sorted(_hidden_of(name, nation, here, payload["threshold"])) for name in SIDE_BY_SIDE
    }


def _hidden_of(
    name: str, nation: dict[str, Any], here: dict[str, Any], threshold: int
) -> frozenset[str]:
    values = {area: int(found["values"].get(name, 0)) for area, found in here.items()}
    hidden = {area for area, found in here.items() if name in found["hidden"]}
    parts = [area for area in values if area != NATIONAL]
    terms = {NATIONAL: 1, **dict.fromkeys(parts, -1)}
    constant = values[NATIONAL] - sum(values[area] for area in parts)
    table = Table(
        values,
        [Relation(terms, constant)],
        settled=frozenset({NATIONAL}),
        hidden=frozenset(hidden),
    )
    return protect(table, threshold)


def reading_of(payload: Payload, area: str, day: datetime.date, protected: bool) -> Reading:
    """The figures of an area on a day, for the edition that is protected or for the other."""
    found = payload["areas"].get(area, {}).get(day.isoformat())
    if found is None:
        return Reading(None, protected)
    row = FigureSnapshot(
        area=area,
        reference_date=day,
        values=found["values"],
        hidden=found["hidden"],
        threshold=payload["threshold"],
        version=payload["version"],
        computed_at=datetime.datetime.fromisoformat(payload["computed_at"]),
    )
    return Reading(row, protected)


def readings_of(payload: Payload, day: datetime.date, protected: bool) -> Readings:
    """The country on the day and in the quarters before it, as a dashboard reads them."""
    nation = reading_of(payload, NATIONAL, day, protected)
    days = sorted(map(datetime.date.fromisoformat, payload["areas"].get(NATIONAL, {})))
    quarters = [(end, reading_of(payload, NATIONAL, end, protected)) for end in days]
    return Readings(nation, nation, quarters)


def provinces_of(payload: Payload, day: datetime.date, protected: bool) -> dict[str, Reading]:
    """Each province on the day; with what a table of all of them may not show hidden as well."""
    found = {}
    for code in payload["areas"]:
        reading = reading_of(payload, code, day, protected)
        if code != NATIONAL and reading.snapshot is not None:
            extra = [name for name, codes in payload["side_by_side"].items() if code in codes]
            reading.snapshot.hidden = [*reading.snapshot.hidden, *extra]
            found[code] = reading
    return found
