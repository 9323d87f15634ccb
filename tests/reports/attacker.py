"""Somebody who downloads everything that a reader may have, and computes what is left out.

What is taken along is text, from the addresses that a reader has. What is known beside it: how the
figures hang together, and how many cases changed their province (that much the reader is taken to
know from elsewhere). How many were opened again is no secret. Nothing here knows how
`reports.suppression` decides.
"""

import csv
import datetime
import io
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.utils import translation

from cases.models import Bottleneck, Outcome
from reports import periods
from reports.definitions import FIGURES
from reports.disclosure import AMOUNTS, MEASURED
from reports.export import part_label
from reports.figures import STAGES, STATES
from reports.models import FigureSnapshot
from reports.parts import Names
from tests.reports.solver import Solver

SUMS = {"stock:": "open", "technology:": "open", "state:": "open", "outcome:": "closed"}
SUMS |= {"route:": "won"}
PARTS = {
    "scored": "closed",
    "on_hold": "open",
    "together": "open",
    "calls:declined": "calls:answered",
}
PARTS |= {"calls:late": "calls:answered"}
PARTS |= {f"bottleneck:{kind}": "open" for kind in Bottleneck.Kind}
PARTS |= {f"reached:{stage}": f"entered:{stage}" for stage in STAGES}
# Counted over four quarters: the difference with the quarter before is what came, less what left.
ROLLING = [f"entered:{s}" for s in STAGES] + ["calls:asked", "calls:answered"]
ROLLING += ["calls:declined", "calls:late"]
SINCE_THE_BEGINNING = ("outcome:", "route:", "won", "scored", "measured:")
NO_CELLS = ("stock", "conversion", "lead", "duration", "calls", "measured")
FOUND = "won_"
APART = ("calls:", "route:", "won")


@dataclass
class Loot:
    """What was taken along: (area, quarter end) → cell → its number, or None where it says x."""

    cells: dict[tuple[str, datetime.date], dict[str, int | None]] = field(default_factory=dict)
    amounts: dict[tuple[str, datetime.date], dict[str, int | None]] = field(default_factory=dict)
    chosen: dict[tuple[str, datetime.date, bool], int | None] = field(default_factory=dict)

    def note(self, area: str, day: datetime.date, cell: str, value: int | None) -> None:
        """One number; what says otherwise than another page says is an error already."""
        found = self.cells.setdefault((area, day), {})
        if cell in found and None not in (found[cell], value):
            assert found[cell] == value, (area, day, cell)
        if found.get(cell) is None:
            found[cell] = value

    @property
    def areas(self) -> list[str]:
        """The country first."""
        return sorted({area for area, _day in self.cells}, key=lambda a: (a != "NL", a))

    @property
    def days(self) -> list[datetime.date]:
        """Oldest first."""
        return sorted({day for _area, day in self.cells})


def rows_of(content: bytes, sign: str = ";") -> list[dict[str, str]]:
    """A csv of ours."""
    text = content.decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text), delimiter=sign))


def cells_by_label(cells: Iterable[str]) -> dict[tuple[str, str], str]:
    """What a figure and its part are called in Dutch → its cell."""
    found = {}
    with translation.override("nl"):
        names = Names.load()
        for cell in cells:
            code, _colon, part = cell.partition(":")
            label = str(FIGURES["conversion" if code in ("entered", "reached") else code].label)
            plain = part if code == "calls" else part_label(code, part, names)
            found[label, plain] = cell
    return found


def every_cell() -> list[str]:
    """The cells that a reader can meet."""
    names = Names.load()
    routes = itertools.product(["", *names.provinces], names.provinces)
    cells = [*FIGURES, *(f"stock:{s}" for s in STAGES), *PARTS, *ROLLING]
    cells += [f"outcome:{o}" for o in Outcome] + [f"technology:{t}" for t in names.technologies]
    cells += [f"state:{state}" for state in STATES]
    cells += ["measured:1", "measured:3", "technology:", *(f"route:{a}>{b}" for a, b in routes)]
    return [cell for cell in cells if cell not in NO_CELLS]


def take_dashboards(loot: Loot, client: Client, provinces: Iterable[str]) -> None:
    """Every csv of the country and of these provinces, of every quarter since the beginning."""
    cells = cells_by_label(every_cell())
    with translation.override("nl"):
        titles = ("Gebied", "Cijfer", "Onderdeel", "Waarde")
        names = {name: code for code, name in Names.load().provinces.items()}
    first = FigureSnapshot.objects.order_by("reference_date").values_list("reference_date")[0][0]
    for day in [end for end in periods.offered() if end >= first]:
        for path in ("", *(f"{code.lower()}/" for code in provinces)):
            got = client.get(f"/dashboard/{path}cijfers.csv?quarter={periods.code(day)}")
            assert got.status_code == 200, (path, day)
            for row in rows_of(got.content):
                area, figure, part, value = (row[title] for title in titles)
                cell = cells.get((figure, part))
                if cell in (None, "satisfaction"):
                    continue
                number = None if value == "x" else int(value or 0)
                code = names.get(area, "NL")
                if cell in AMOUNTS:
                    loot.amounts.setdefault((code, day), {})[cell] = number
                else:
                    loot.note(code, day, cell, number)


def take_open_data(loot: Loot, client: Client) -> None:
    """What is published for everybody."""
    for row in rows_of(client.get("/open-data/programma.csv").content, ","):
        cell = f"{row['figure']}:{row['part']}".removesuffix(":")
        cell = cell if row["figure"] != "technology" else f"technology:{row['part']}"
        if row["figure"] == "lead" or cell in ("satisfaction", "calls:median", "calls:p80"):
            continue
        number = int(row["value"]) if row["status"] == "shown" else None
        day = datetime.date.fromisoformat(row["reference_date"])
        if cell in AMOUNTS:
            loot.amounts.setdefault(("NL", day), {})[cell] = number
        else:
            loot.note("NL", day, cell, number)


def take_neutrality(loot: Loot, client: Client, regions: dict[str, str]) -> None:
    """How often sites in a province were chosen; `regions`: who alone serves it → province."""
    for day in loot.days:
        for whole, period in ((False, "kwartaal"), (True, "jaar")):
            query = f"?quarter={periods.code(day)}&period={period}"
            for row in rows_of(client.get(f"/neutraliteit/cijfers.csv{query}").content):
                if row["Organisatie"] in regions and row["Cijfer"] == "Gekozen":
                    value = None if row["Waarde"] == "x" else int(row["Waarde"])
                    loot.chosen[regions[row["Organisatie"]], day, whole] = value


@dataclass
class Attack:
    """The relations over what was taken along; `findings` is what should stay empty."""

    loot: Loot
    threshold: int
    truth: dict[tuple[str, datetime.date], dict[str, Any]] = field(init=False)
    known: dict[str, int] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    relations: list[tuple[dict[str, int], int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        rows = FigureSnapshot.objects.filter(technology="")
        self.truth = {(row.area, row.reference_date): row.values for row in rows}
        for (area, day), cells in self.loot.cells.items():
            for cell, value in cells.items():
                if value is None:
                    self.hidden.add(self.name(area, day, cell))
                else:
                    self.known[self.name(area, day, cell)] = value
        self._build()

    @staticmethod
    def name(area: str, day: datetime.date, cell: str) -> str:
        return f"{area} {cell} {day}"

    def has(self, area: str, day: datetime.date, cell: str) -> bool:
        """Whether the cell occurs; what does not is zero."""
        return cell in self.loot.cells.get((area, day), {})

    def value(self, area: str, day: datetime.date, cell: str) -> int:
        return int(self.truth.get((area, day), {}).get(cell, 0))

    def relate(self, terms: dict[str, int], constant: int = 0) -> None:
        self.relations.append((terms, constant))

    def _build(self) -> None:
        for area in self.loot.areas:
            for day in self.loot.days:
                self._within(area, day)
            for old, new in itertools.pairwise(self.loot.days):
                self._between(area, old, new)
            self._windows(area)
            if area != "NL":
                self._nation(area)
        for one, other in itertools.combinations(self.loot.areas[1:], 2):
            self._two(one, other)
        self._chosen()

    def _within(self, area: str, day: datetime.date) -> None:
        cells = self.loot.cells.get((area, day), {})
        for beginning, whole in SUMS.items():
            parts = [cell for cell in cells if cell.startswith(beginning)]
            terms = dict.fromkeys((self.name(area, day, cell) for cell in parts), -1)
            self.relate({self.name(area, day, whole): 1} | terms)
        for part, whole in PARTS.items():
            if part in cells and whole in cells:
                rest = self.name(area, day, f"not {part}")
                own = self.name(area, day, part)
                self.relate({self.name(area, day, whole): 1, own: -1, rest: -1})

    def _between(self, area: str, old: datetime.date, new: datetime.date) -> None:
        """Flows, and what grew. How many cases changed their area is known."""
        again = self.name(area, new, "opened again")
        if not self.value(area, new, "reopened"):
            self.known[again] = 0  # a good guess, most of the time
        for cell, flows in {
            "open": {"inflow": 1, "outflow": -1},
            "closed": {"outflow": 1, "reopened": -1},
        }.items():
            terms = {self.name(area, new, cell): 1, self.name(area, old, cell): -1}
            moved = self.value(area, new, cell) - self.value(area, old, cell)
            for flow, sign in flows.items():
                terms[again if flow == "reopened" else self.name(area, new, flow)] = -sign
                moved -= sign * self.value(area, new, flow)
            self.relate(terms, moved)
        for cell in self.loot.cells.get((area, new), {}):
            if cell.startswith(SINCE_THE_BEGINNING):
                step = self.value(area, new, cell) - self.value(area, old, cell)
                grown = self.name(area, new, f"step of {cell}")
                terms = {self.name(area, new, cell): 1, grown: -1 if step >= 0 else 1}
                if self.has(area, old, cell):
                    terms[self.name(area, old, cell)] = -1
                self.relate(terms)

    def _windows(self, area: str) -> None:
        """What is counted over four quarters is the sum of what came in each."""
        days = self.loot.days
        for place, day in enumerate(days):
            window = days[max(0, place - 3) : place + 1]
            for cell in ROLLING:
                if not self.has(area, day, cell):
                    continue
                came = {self.name(area, end, f"came {cell}"): -1 for end in window}
                moved = self.value(area, day, cell)
                moved -= sum(self.value(area, end, f"came:{cell}") for end in window)
                self.relate({self.name(area, day, cell): 1} | came, moved)
            if place:
                self._moved_on(area, days[place - 4] if place > 3 else None, days[place - 1], day)
            first = self.name(area, day, f"came entered:{STAGES[0]}")
            moved = self.value(area, day, f"came:entered:{STAGES[0]}")
            moved += self.value(area, day, "reopened") - self.value(area, day, "inflow")
            again = self.name(area, day, "opened again")
            self.relate({first: 1, again: 1, self.name(area, day, "inflow"): -1}, moved)

    def _moved_on(
        self, area: str, gone: datetime.date | None, old: datetime.date, new: datetime.date
    ) -> None:
        """Who moved on in the quarter, less who came in a year ago and is no longer counted."""
        for stage in STAGES:
            cell = f"reached:{stage}"
            moved, left, stayed = (
                self.name(area, new, f"{word} {cell}") for word in ("moved on", "left", "stayed")
            )
            terms = {self.name(area, new, cell): 1, self.name(area, old, cell): -1, moved: -1}
            change = self.value(area, new, cell) - self.value(area, old, cell)
            change -= self.value(area, new, f"came:{cell}")
            if gone is None or change > 0:
                self.relate(terms, change)
                continue
            self.relate(terms | {left: 1})
            if self.value(area, gone, f"came:entered:{stage}") >= -change:
                came = self.name(area, gone, f"came entered:{stage}")
                self.relate({came: 1, left: -1, stayed: -1})

    def _nation(self, area: str) -> None:
        """The country is this province and the rest; who came from or went to a province is
        counted there too, so a road from or to it leaves no rest."""
        for day in self.loot.days:
            for cell in set(self.loot.cells.get((area, day), {})):
                if not self.has("NL", day, cell):
                    continue
                terms = {self.name("NL", day, cell): 1, self.name(area, day, cell): -1}
                if not (cell.startswith("route:") and area in cell[6:].split(">")):
                    terms[self.name(area, day, f"rest of {cell}")] = -1
                self.relate(terms)

    def _two(self, one: str, other: str) -> None:
        """Some cases count in both provinces; nobody knows how many."""
        for day in self.loot.days:
            for cell in self.loot.cells.get((one, day), {}):
                if not (self.has(other, day, cell) and self.has("NL", day, cell)):
                    continue
                both, rest, only, alone = (
                    self.name(f"{one}+{other}", day, f"{part} {cell}")
                    for part in ("both", "neither", "first", "second")
                )
                self.relate({self.name(one, day, cell): 1, only: -1, both: -1})
                self.relate({self.name(other, day, cell): 1, alone: -1, both: -1})
                nation = {self.name("NL", day, cell): 1, only: -1, alone: -1, both: -1, rest: -1}
                self.relate(nation)

    def _chosen(self) -> None:
        """What a region was chosen for are the roads to its province, quarter by quarter."""
        for (area, day, whole), number in self.loot.chosen.items():
            if area not in self.loot.areas:
                continue
            days = [end for end in self.loot.days if end <= day]
            first = day if not whole else datetime.date(day.year, 3, 31)
            before = max((end for end in days if end < periods.quarter_end(first)), default=None)
            name = f"{area} chosen {day} {whole}"
            terms, change = {name: -1}, 0
            for end, sign in ((day, 1), (before, -1)):
                for cell in self.loot.cells.get((area, end), {}) if end else ():
                    if cell.startswith("route:") and cell.endswith(f">{area}"):
                        terms[self.name(area, end, cell)] = sign
                        change += sign * self.value(area, end, cell)
            if number is None:
                self.hidden.add(name)
            else:
                assert number == change, (area, day)
                self.known[name] = number
            self.relate(terms)

    def findings(self) -> list[str]:
        """Small numbers that follow, and amounts of too few."""
        solver = Solver(self.known, dict.fromkeys(self.hidden - self._untold(), 1))
        for terms, constant in self.relations:
            solver.relate(terms, constant)
        bounds = solver.solve() | {name: (n, n) for name, n in self.known.items()}
        found = [
            f"{name} = {low}"
            for name, (low, high) in sorted(bounds.items())
            if low == high and 0 < low < self.threshold and "opened again" not in name
        ]
        return found + self._few_behind_amounts(bounds)

    def _untold(self) -> set[str]:
        """Zero is shown, so that what is hidden is one at least: except where all is hidden."""
        found = set()
        for (area, day), cells in self.loot.cells.items():
            calls = [cell for cell in cells if cell.startswith("calls:")]
            for names in (calls, [c for c in cells if not c.startswith(APART)]):
                if all(cells[name] is None for name in names):
                    found |= {self.name(area, day, name) for name in names}
        return found

    def _few_behind_amounts(self, bounds: dict[str, tuple[int, int]]) -> list[str]:
        """Amounts that are shown although so few cases are behind them, here or in the rest."""
        found = []
        for (area, day), amounts in self.loot.amounts.items():
            for cell, amount in amounts.items():
                if not amount:
                    continue
                count = MEASURED.get(cell, "won" if cell.startswith(FOUND) else "open")
                rest = self.name(area, day, f"rest of {count}")
                behind = [self.name(area, day, count)]
                if self.loot.amounts.get(("NL", day), {}).get(cell) is not None:
                    behind.append(rest)
                found += [
                    f"{area} {cell} {day}: {amount} of {name}"
                    for name in behind
                    if name in bounds and bounds[name][0] > 0 and bounds[name][1] < self.threshold
                ]
        return found
