"""The programme in figures for everybody: the same numbers of the country as on its dashboard.

Nothing is decided here about what may be shown. Who lays these files beside a dashboard finds the
same cells hidden, so that the two together tell no more than each.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import translation

from reports import definitions, periods
from reports.definitions import BEHIND_CLOSED_DOORS, DISCLOSURE, FIGURES
from reports.disclosure import AMOUNTS, counts
from reports.figure_sql import NATIONAL
from reports.figures import ANSWERS, ROAD, STAGES
from reports.models import FigureSnapshot
from reports.reading import Reading

LICENCE = "CC0 1.0, https://creativecommons.org/publicdomain/zero/1.0/"
# The names of the columns never change; a column may be added at the end.
COLUMNS = (
    "reference_date",
    "figure",
    "part",
    "value",
    "status",
    "unit",
    "definition_nl",
    "definition_en",
    "licence",
)
SHOWN, HIDDEN, NONE = "shown", "hidden", "none"
_CONVERSION = ("entered", "reached")
_DAYS = ("median", "p80", "active_median", "active_p80")


def rows() -> Iterator[dict[str, Any]]:
    """One number per row, newest quarter first: `value` is empty unless `status` is shown."""
    for snapshot in _snapshots():
        reading = Reading(snapshot, protected=True)
        for figure, part, value, hidden in _cells(reading):
            yield {
                "reference_date": snapshot.reference_date.isoformat(),
                "figure": figure,
                "part": part,
                "value": None if hidden else value,
                "status": HIDDEN if hidden else NONE if value is None else SHOWN,
                "unit": "cases" if figure in _CONVERSION else FIGURES[figure].unit,
            }


def _snapshots() -> Any:
    """What was made already; nobody outside makes us compute."""
    return FigureSnapshot.objects.filter(
        area=NATIONAL,
        technology="",
        reference_date__in=periods.offered(),
        version=definitions.VERSION,
        threshold=settings.SMALL_NUMBER_THRESHOLD,
    ).order_by("-reference_date")


def _cells(reading: Reading) -> Iterator[tuple[str, str, float | None, bool]]:
    """Figure, part, value, whether it is hidden."""
    present = reading.snapshot.values if reading.snapshot else {}
    for name in sorted(counts(present)):
        figure, _colon, part = name.partition(":")
        yield figure, part, reading.count(name), reading.hides(name)
    for name in AMOUNTS:
        yield name, "", reading.amount(name), reading.hides(name)
    yield "satisfaction", "", reading.satisfaction(), reading.hides("satisfaction")
    for stage in (*STAGES, ROAD):
        for measure in _DAYS:
            days = _whole(reading.days(stage, measure))
            yield "lead", f"{stage}:{measure}", days, reading.hides(f"lead:{stage}")
    for measure in (*ANSWERS, "median", "p80"):
        yield "calls", measure, _whole(reading.call(measure)), reading.hides_call(measure)


def _whole(number: float | None) -> int | None:
    return None if number is None else round(number)


def as_csv() -> str:
    """The rows with commas, in UTF-8, each with its definition and the licence."""
    words = {code: _words(code) for code in FIGURES}
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in rows():
        told = words["conversion" if row["figure"] in _CONVERSION else row["figure"]]
        writer.writerow(row | told | {"licence": LICENCE})
    return out.getvalue()


def as_json() -> dict[str, Any]:
    """The same, with the definitions once."""
    newest = _snapshots().first()
    threshold = {"threshold": settings.SMALL_NUMBER_THRESHOLD}
    return {
        "licence": LICENCE,
        "computed_at": newest.computed_at.isoformat(timespec="seconds") if newest else None,
        "definitions_version": definitions.VERSION,
        "protection": {code: _in(code, DISCLOSURE) % threshold for code in ("nl", "en")},
        "definitions": {
            code: {"unit": figure.unit, **_words(code)}
            for code, figure in FIGURES.items()
            if code not in BEHIND_CLOSED_DOORS
        },
        "figures": list(rows()),
    }


def _words(code: str) -> dict[str, str]:
    return {f"definition_{lang}": _in(lang, FIGURES[code].definition) for lang in ("nl", "en")}


def _in(language: str, words: Any) -> str:
    with translation.override(language):
        return str(words)
