"""What an import would do: per row created, changed, unchanged or rejected, and why."""

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sites.models import Site
from sites.register.places import Places
from sites.register.reading import read_layer
from sites.register.rows import Row, read_rows

# What the register owns of a site. Everything else was written here and is never touched.
OWNED = (
    "name",
    "municipality_id",
    "municipality_note",
    "region_id",
    "province_id",
    "site_type",
    "site_subtype",
    "reference_year",
    "source",
    "gross_area_ha",
    "net_area_ha",
    "indicative_available_ha",
    "latitude",
    "longitude",
)
Progress = Callable[[int, int], None]


@dataclass
class Outcome:
    """What becomes of one row. `differences`: column, before, after."""

    row: Row
    kind: str
    reasons: list[dict[str, Any]] = field(default_factory=list)
    differences: list[tuple[str, Any, Any]] = field(default_factory=list)
    site: Site | None = None

    def stored(self) -> dict[str, Any]:
        """As JSON, for the preview and for --json."""
        return {
            "row": self.row.number,
            "rin": self.row.rin,
            "name": self.row.name,
            "outcome": self.kind,
            "reasons": self.reasons,
            "differences": [
                [column, _plain(before), _plain(after)]
                for column, before, after in self.differences
            ],
        }


@dataclass
class Plan:
    """The outcomes of a whole file, in its order."""

    outcomes: list[Outcome]
    notes: list[dict[str, Any]]

    def summary(self) -> dict[str, Any]:
        """Counts per outcome, remarks, and notes about the file."""
        counts = Counter(outcome.kind for outcome in self.outcomes)
        return {kind: counts[kind] for kind in ("created", "changed", "unchanged", "rejected")} | {
            "remarks": sum(
                bool(outcome.reasons) for outcome in self.outcomes if outcome.kind != "rejected"
            ),
            "notes": self.notes,
        }

    def stored(self) -> list[dict[str, Any]]:
        """All rows as JSON."""
        return [outcome.stored() for outcome in self.outcomes]


def make_plan(content: bytes, default_year: int | None, progress: Progress | None = None) -> Plan:
    """Reads the file and compares it with the sites that we have. Writes nothing.

    `default_year` is for rows without a reference year. `progress` is called with done and total.
    Raises Unreadable.
    """
    layer = read_layer(content)
    total = len(layer.features)
    if progress:
        progress(0, total)
    rows = read_rows(layer.features, Places.load(), default_year)
    wanted = {row.rin for row in rows if row.rejection is None}
    known = {site.rin_number: site for site in Site.objects.filter(rin_number__in=wanted)}
    outcomes = []
    for row in rows:
        outcomes.append(_compare(row, known.get(row.rin)))
        if progress and row.number % 500 == 0:
            progress(row.number, total)
    return Plan(outcomes, layer.notes)


def _compare(row: Row, site: Site | None) -> Outcome:
    if row.rejection is not None:
        return Outcome(row, "rejected", [row.rejection])
    if site is None:
        return Outcome(row, "created", row.remarks)
    year = row.values["reference_year"]
    if site.reference_year is not None and site.reference_year > year:
        return Outcome(
            row,
            "unchanged",
            [{"code": "older", "known": str(site.reference_year), "year": str(year)}],
            site=site,
        )
    differences = [
        (column, getattr(site, column), row.values[column])
        for column in OWNED
        if column in row.values
        and row.values[column] != getattr(site, column)
        and not _forgets(column, row.values, site)
    ]
    return Outcome(row, "changed" if differences else "unchanged", row.remarks, differences, site)


def _forgets(column: str, values: dict[str, Any], site: Site) -> bool:
    """Whether the row would replace something known by "unknown": it then says nothing.

    A municipality that was filled in here stays, and with it region, province and an empty note.
    """
    if column in {"region_id", "province_id", "municipality_note"} and site.municipality_id:
        return values["municipality_id"] is None
    return values[column] is None


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value
