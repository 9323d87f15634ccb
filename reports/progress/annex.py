"""The annex: every number of a report in a spreadsheet, with its unit and its source.

Numbers are numbers; what the edition for publication leaves out is `x`.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cases.spreadsheet import Sheet, as_ods
from reports.definitions import FIGURES, UNITS
from reports.disclosure import AMOUNTS, counts
from reports.export import part_label
from reports.figure_sql import NATIONAL
from reports.figures import ROAD, STAGES
from reports.parts import Names
from reports.progress.edition import PUBLIC
from reports.progress.figures import provinces_of, reading_of
from reports.progress.material import Material
from reports.reading import HIDDEN, Reading

Labels = dict[str, list[str]]
_COUNTED_AS = {"entered": "conversion", "reached": "conversion"}
_DAYS = ("median", "p80", "active_median", "active_p80")
_CALLS = ("asked", "answered", "declined", "late", "median", "p80")


def labels_of(material: Material, language: str) -> Labels:
    """Cell → figure, part, unit and source in words; kept in the record of a frozen report."""
    with translation.override(language):
        names = Names.load()
        cells: set[str] = set()
        for found in material["figures"]["areas"].values():
            for taken in found.values():
                cells |= counts(taken["values"])
        cells |= {*AMOUNTS, "satisfaction"}
        cells |= {f"lead:{part}:{measure}" for part in (*STAGES, ROAD) for measure in _DAYS}
        cells |= {f"calls:{measure}" for measure in _CALLS}
        return {cell: _label(cell, names) for cell in sorted(cells)}


def areas_of(language: str) -> dict[str, str]:
    """The country and the provinces by name."""
    with translation.override(language):
        return {NATIONAL: _("Netherlands")} | Names.load().provinces


def _label(cell: str, names: Names) -> list[str]:
    code, _colon, part = cell.partition(":")
    figure = FIGURES[_COUNTED_AS.get(code, code)]
    unit = UNITS["cases"] if code in _COUNTED_AS else UNITS[figure.unit]
    if code == "lead":
        stage, _colon, measure = part.partition(":")
        part = f"{part_label('stock', stage, names)}: {_measure(measure)}"
    elif code == "calls":
        unit = UNITS["days"] if part in ("median", "p80") else unit
        part = _measure(part)
    else:
        part = part_label(code, part, names) if part or code == "technology" else ""
    return [str(figure.label), part, str(unit), str(figure.source)]


def _measure(code: str) -> str:
    return {
        "median": _("median"),
        "p80": _("P80"),
        "active_median": _("median without hold"),
        "active_p80": _("P80 without hold"),
        "asked": _("asked"),
        "answered": _("answered"),
        "declined": _("declined"),
        "late": _("late"),
    }[code]


def annex(record: dict[str, Any], language: str, audience: str) -> bytes:
    """The spreadsheet of an edition, from the record of a report alone."""
    with translation.override(language):
        content = record["editions"][language][audience]
        title = f"{content['title']}, {content['period']}, {content['marking']}"
        return as_ods([_figures(record, language, audience), *_tables(content)], title)


def _figures(record: dict[str, Any], language: str, audience: str) -> Sheet:
    head = [_("Area"), _("Reference date"), _("Figure"), _("Part"), _("Value")]
    rows = _rows(record, language, audience == PUBLIC)
    return Sheet(_("Figures"), [*head, _("Unit"), _("Source")], rows)


def _rows(record: dict[str, Any], language: str, protected: bool) -> Iterator[list[Any]]:
    """The country on every quarter end, newest first; the provinces on the reference date."""
    figures = record["material"]["figures"]
    day = datetime.date.fromisoformat(record["material"]["meta"]["reference_date"])
    labels, areas = record["labels"][language], record["areas"][language]
    days = sorted(map(datetime.date.fromisoformat, figures["areas"][NATIONAL]), reverse=True)
    taken = [(NATIONAL, end, reading_of(figures, NATIONAL, end, protected)) for end in days]
    provinces = provinces_of(figures, day, protected)
    taken += [(code, day, provinces[code]) for code in sorted(provinces, key=areas.__getitem__)]
    for area, end, reading in taken:
        for cell, (figure, part, unit, source) in labels.items():
            value = _value(reading, cell)
            if value is not None:
                yield [areas[area], end, figure, part, value, unit, source]


def _value(reading: Reading, cell: str) -> int | float | str | None:
    """The number, the mark, or None when there is nothing to tell."""
    code, _colon, part = cell.partition(":")
    if code == "lead":
        stage, _colon, measure = part.partition(":")
        return HIDDEN if reading.hides(f"lead:{stage}") else reading.days(stage, measure)
    if code == "calls":
        return HIDDEN if reading.hides_call(part) else reading.call(part)
    if reading.hides(cell):
        return HIDDEN
    if cell == "satisfaction":
        return reading.satisfaction()
    return reading.amount(cell) if cell in AMOUNTS else reading.count(cell)


def _tables(content: dict[str, Any]) -> Iterator[Sheet]:
    """Targets and changes as they stand in the report, and the definitions."""
    for chapter in content["chapters"]:
        for part in chapter["sections"]:
            if part["code"] in ("target", "changed", "corrected", "restated"):
                lines = [[line["label"], *line["cells"]] for line in part["lines"]]
                yield Sheet(part["title"], part["head"], lines)
        if chapter["code"] == "method":
            head = [_("Figure"), _("Definition"), _("Unit"), _("Source")]
            found = chapter["definitions"]
            rows = [[row["label"], row["text"], row["unit"], row["source"]] for row in found]
            yield Sheet(_("Definitions"), head, rows)
