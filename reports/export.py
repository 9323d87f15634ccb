"""Figures as text or as a spreadsheet: one number per line, with what it is and which date."""

import csv
import datetime
import io
from collections.abc import Iterator

from django.utils import numberformat, timezone
from django.utils.formats import date_format, get_format, localize_input
from django.utils.translation import gettext as _

from cases.models import Bottleneck, CaseStage, Outcome, RealisedFigure
from cases.spreadsheet import Sheet, as_ods
from reports import periods
from reports.areas import Area
from reports.board import INTERVALS, STATES
from reports.definitions import FIGURES
from reports.disclosure import AMOUNTS, counts
from reports.figures import LASTED, ROAD, STAGES
from reports.parts import Names
from reports.reading import HIDDEN, Reading, Readings

CODES = {"entered": "conversion", "reached": "conversion"}
_LABELS: dict[str, dict[str, str]] = {
    "stock": {stage.value: stage.label for stage in CaseStage},  # type: ignore[misc]
    "outcome": {outcome.value: outcome.label for outcome in Outcome},  # type: ignore[misc]
    "state": STATES,  # type: ignore[dict-item]
    "bottleneck": {kind.value: kind.label for kind in Bottleneck.Kind},  # type: ignore[misc]
    "measured": {str(row.value): row.label for row in RealisedFigure.Moment},  # type: ignore[misc]
}


def figures_csv(readings: Readings, names: Names, area: Area, day: datetime.date) -> str:
    """The text, for a spreadsheet: with a byte order mark and semicolons, as Dutch ones expect.

    What is not shown on the page is `x` here too.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_head())
    for place, code, part, value in _lines(readings, names, area):
        row = [place, localize_input(day), FIGURES[_figure(code)].label, part, value, _unit(code)]
        writer.writerow([*row, FIGURES[_figure(code)].definition])
    return out.getvalue()


def figures_ods(readings: Readings, names: Names, area: Area, day: datetime.date) -> bytes:
    """The same numbers as a spreadsheet, with a tab of definitions; numbers are numbers."""
    rows = [
        [place, day, str(FIGURES[_figure(code)].label), part, _number(value), _unit(code)]
        for place, code, part, value in _lines(readings, names, area)
    ]
    told = [[str(f.label), str(f.definition), str(f.source)] for f in FIGURES.values()]
    sheets = [
        Sheet(_("Figures"), _head()[:-1], rows),
        Sheet(_("Definitions"), [_("Figure"), _("Definition"), _("Source")], told),
    ]
    title = f"{_('Dashboard')} {area}, {periods.label(day)}"
    if readings.moment:
        made = date_format(timezone.localtime(readings.moment), "j F Y H:i")
        title += f", {_('figures of')} {made}"
    return as_ods(sheets, title)


def _head() -> list[str]:
    head = [_("Area"), _("Reference date"), _("Figure"), _("Part"), _("Value"), _("Unit")]
    return [*head, _("Definition")]


def _lines(readings: Readings, names: Names, area: Area) -> Iterator[tuple[str, str, str, str]]:
    """Area, code, part and value: of the area, and of the country beside it."""
    places = [(str(area), readings.own)]
    if area.is_part and readings.beside:
        places.append((str(Area()), readings.nation))
    for place, reading in places:
        for code, part, value in _rows(reading, names):
            yield place, code, part, value


def _figure(code: str) -> str:
    return CODES.get(code, code)


def _unit(code: str) -> str:
    return "cases" if code in CODES else FIGURES[code].unit


def _number(shown: str) -> int | float | str:
    """What is a number as one; what is hidden or absent as it is shown."""
    plain = shown.replace(",", ".")
    if plain.isdigit():
        return int(plain)
    return float(plain) if plain.replace(".", "", 1).isdigit() else shown


def _rows(reading: Reading, names: Names) -> Iterator[tuple[str, str, str]]:
    present = reading.snapshot.values if reading.snapshot else {}
    for name in sorted(counts(present)):
        code, _colon, part = name.partition(":")
        value = reading.count(name)
        yield code, part_label(code, part, names), HIDDEN if value is None else str(value)
    for name in AMOUNTS:
        amount = reading.amount(name)
        yield name, "", HIDDEN if amount is None else _plain(amount)
    score = reading.satisfaction()
    given = "" if score is None else _plain(score, 1)
    yield "satisfaction", "", HIDDEN if reading.hides("satisfaction") else given
    for part in (*STAGES, ROAD):
        for measure in ("median", "p80", "active_median", "active_p80"):
            days = reading.days(part, measure)
            shown = "" if days is None else _plain(days, 0)
            label = f"{part_label('stock', part, names)}: {measure}"
            yield "lead", label, HIDDEN if reading.hides(f"lead:{part}") else shown
    yield from _durations(reading, names)
    for measure in ("asked", "answered", "declined", "late", "median", "p80"):
        call = reading.call(measure)
        plain = "" if call is None else _plain(call, 0)
        yield "calls", measure, HIDDEN if reading.hides_call(measure) else plain


def _durations(reading: Reading, names: Names) -> Iterator[tuple[str, str, str]]:
    """Nothing for who does not see the cases behind it."""
    for part in (*STAGES, ROAD):
        for what in LASTED:
            found = reading.durations(what, part)
            for interval, value in zip(INTERVALS, found or (), strict=bool(found)):
                label = f"{part_label('stock', part, names)}: {what} {interval}"
                yield "duration", label, str(value)


def _plain(number: float, decimals: int | None = None) -> str:
    """A number that a spreadsheet reads as one: the reader's decimal sign, no thousands."""
    return numberformat.format(
        number, get_format("DECIMAL_SEPARATOR"), decimals, use_l10n=False, force_grouping=False
    )


def part_label(code: str, part: str, names: Names) -> str:
    """The name of a part of a figure, in the reader's language."""
    if part == ROAD:
        return _("The whole road")
    if code in ("entered", "reached"):
        stage = str(CaseStage(part).label)
        return (_("came in: %(stage)s") if code == "entered" else _("moved on: %(stage)s")) % {
            "stage": stage
        }
    if code == "technology":
        return names.technologies.get(part, part) or _("Not stated")
    if code == "route":
        return names.route(part)
    return str(_LABELS.get(code, {}).get(part, part))
