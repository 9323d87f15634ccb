"""Figures as comma-separated text: one number per line, with what it is and for which date."""

import csv
import datetime
import io
from collections.abc import Iterator

from django.utils.formats import localize_input, number_format
from django.utils.translation import gettext as _

from cases.models import Bottleneck, CaseStage, Outcome
from regions.models import Province
from reports.board import STATES, Names
from reports.definitions import FIGURES
from reports.disclosure import AMOUNTS, counts
from reports.figures import ROAD, STAGES
from reports.reading import HIDDEN, Reading, Readings

CODES = {"entered": "conversion", "reached": "conversion"}
_LABELS: dict[str, dict[str, str]] = {
    "stock": {stage.value: stage.label for stage in CaseStage},  # type: ignore[misc]
    "outcome": {outcome.value: outcome.label for outcome in Outcome},  # type: ignore[misc]
    "state": STATES,  # type: ignore[dict-item]
    "bottleneck": {kind.value: kind.label for kind in Bottleneck.Kind},  # type: ignore[misc]
}


def figures_csv(
    readings: Readings, names: Names, province: Province | None, day: datetime.date
) -> str:
    """The text, for a spreadsheet: with a byte order mark and semicolons, as Dutch ones expect.

    What is not shown on the page is `x` here too.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    head = [_("Area"), _("Reference date"), _("Figure"), _("Part"), _("Value"), _("Unit")]
    writer.writerow([*head, _("Definition")])
    areas = [(str(province) if province else _("Netherlands"), readings.own)]
    if province:
        areas.append((_("Netherlands"), readings.nation))
    for area, reading in areas:
        for code, part, value in _rows(reading, names):
            figure = FIGURES[CODES.get(code, code)]
            unit = "cases" if code in CODES else figure.unit
            row = [area, localize_input(day), figure.label, part, value, unit, figure.definition]
            writer.writerow(row)
    return out.getvalue()


def _rows(reading: Reading, names: Names) -> Iterator[tuple[str, str, str]]:
    present = reading.snapshot.values if reading.snapshot else {}
    for name in sorted(counts(present)):
        code, _colon, part = name.partition(":")
        value = reading.count(name)
        yield code, part_label(code, part, names), HIDDEN if value is None else str(value)
    for name in AMOUNTS:
        amount = reading.amount(name)
        yield name, "", HIDDEN if amount is None else number_format(amount, force_grouping=False)
    for part in (*STAGES, ROAD):
        for measure in ("median", "p80", "active_median", "active_p80"):
            days = reading.days(part, measure)
            shown = "" if days is None else number_format(days, 0, force_grouping=False)
            label = f"{part_label('stock', part, names)}: {measure}"
            yield "lead", label, HIDDEN if reading.hides(f"lead:{part}") else shown
    for measure in ("asked", "answered", "declined", "late", "median", "p80"):
        given = reading.call(measure)
        plain = "" if given is None else number_format(given, 0, force_grouping=False)
        yield "calls", measure, HIDDEN if reading.hides_call(measure) else plain


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
