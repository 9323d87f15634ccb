"""A comparison of sites as a spreadsheet."""

from typing import Any

from django.utils.translation import gettext as _

from cases.models import Case
from cases.side_by_side import Column, SideBySide
from cases.spreadsheet import Sheet


def title_of(case: Case) -> str:
    """What a comparison is called: never the company's name."""
    return _("Comparison of sites for %(name)s") % {"name": case.code_name}


def sheets_of(case: Case, found: SideBySide) -> list[Sheet]:
    """A sheet with a column per site, and one with every value and its source."""
    names = [column.entry.place.name for column in found.columns]
    wide = Sheet(_("Comparison"), [case.code_name, _("Asked"), *names], _wide(found))
    headings = (
        *(_("Site"), _("Criterion"), _("Must or wish"), _("Weight"), _("Asked"), _("Here")),
        *(_("Source"), _("Out of date"), _("Outcome"), _("Desirability (%)"), _("Best")),
    )
    return [wide, Sheet(_("Facts"), headings, _long(found))]


def _wide(found: SideBySide) -> list[list[Any]]:
    entries = [column.entry for column in found.columns]
    rows: list[list[Any]] = [
        [_("Province"), None, *(entry.place.province for entry in entries)],
        [_("Score"), None, *(None if e.failures else e.score for e in entries)],
        [_("Coverage (%)"), None, *(entry.coverage for entry in entries)],
        [_("Position by TOPSIS"), None, *(column.second for column in found.columns)],
        [_("Musts not met"), None, *("; ".join(entry.failures) for entry in entries)],
        [_("Impression of the visits"), None, *(_mean(column) for column in found.columns)],
        [_("What was seen"), None, *(_seen(column.stops) for column in found.columns)],
    ]
    for row in found.rows:
        values = [cell.row["value"] or None for cell in row.cells]
        rows.append([str(row.requirement.criterion), row.need, *values])
    return rows


def _seen(stops: list[Any]) -> str:
    return " / ".join(stop.observation for stop in stops if stop.observation)


def _long(found: SideBySide) -> list[list[Any]]:
    return [
        [
            *(column.entry.place.name, str(row.requirement.criterion)),
            *(row.requirement.get_level_display(), row.requirement.weight, row.need),
            *(cell.row["value"], cell.row["source"], _("yes") if cell.row["stale"] else ""),
            *(_outcome(cell.row), cell.row["degree"], _("yes") if cell.best else ""),
        ]
        for row in found.rows
        for column, cell in zip(found.columns, row.cells, strict=True)
    ]


def _mean(column: Column) -> float | None:
    return None if column.impression is None else round(column.impression, 1)


def _outcome(row: dict[str, Any]) -> str:
    if row["unknown"]:
        return _("question")
    if row["failed"]:
        return _("not met")
    return _("met") if row["passed"] else ""
