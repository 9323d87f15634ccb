"""Small numbers are not shown, nor anything from which one could be computed.

The published cells hang together by relations (a total is the sum of its parts; this quarter's
stock is last quarter's plus inflow minus outflow; the country is the province and the rest).
`protect` hides cells until somebody who knows all relations and all shown cells cannot tell the
value of a small one, nor that of a small group.

Decided: zero is shown. It points to no company, and tables of a small programme would otherwise be
empty. A reader therefore knows that a hidden cell holds at least one case; the attacker below
knows that too. A virtual cell is never shown (the rest of the country, who did not move on), but
is protected in the same way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Row = dict[str, Fraction]
_MOST_ROUNDS = 30


@dataclass(frozen=True)
class Relation:
    """Σ factor × cell = constant. Factors of a total and its parts are 1 and -1."""

    terms: Mapping[str, int]
    constant: int = 0


def total_of(total: str, parts: Iterable[str]) -> Relation:
    """The relation between a total and its parts."""
    return Relation({total: 1, **dict.fromkeys(parts, -1)})


@dataclass
class Table:
    """Cells and how they hang together.

    `virtual` cells are never shown. `settled` cells were decided upon before: they are shown,
    or hidden when they stand in `hidden`, and stay so. `dear` cells are given up last.
    """

    values: Mapping[str, int]
    relations: Sequence[Relation]
    virtual: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    dear: frozenset[str] = frozenset()

    def free(self, names: Iterable[str], hidden: set[str]) -> list[str]:
        """The cells among `names` that are shown and may still be given up; a zero is no use."""
        return [n for n in names if n not in hidden | self.settled and self.values[n]]


def is_small(value: int, threshold: int) -> bool:
    """Whether a number of cases is too small to show."""
    return 0 < value < threshold


def protect(table: Table, threshold: int) -> frozenset[str]:
    """The cells to hide, the virtual ones left out."""
    small = {name for name, value in table.values.items() if is_small(value, threshold)}
    needed = set(table.hidden) | set(table.virtual) | (small - table.settled)
    hidden = _hide_until_safe(table, needed, threshold)
    # What was given up on the way may prove to be of no use in the end: the largest comes back.
    given_up = sorted(hidden - needed, key=lambda n: (n in table.dear, table.values[n]))
    for name in reversed(given_up):
        if not exposures(table, hidden - {name}, threshold):
            hidden -= {name}
    return frozenset(hidden - table.virtual)


def _hide_until_safe(table: Table, needed: set[str], threshold: int) -> set[str]:
    hidden = set(needed)
    for _round in range(_MOST_ROUNDS):
        exposed = exposures(table, hidden, threshold)
        if not exposed:
            return hidden
        more = {name for relation in exposed for name in _sacrifice(table, relation, hidden)}
        if not more:
            break
        hidden |= more
    # No way out was found: nothing of what is still free is shown.
    return hidden | set(table.free(table.values, hidden))


def exposures(table: Table, hidden: set[str], threshold: int) -> list[Relation]:
    """The relations through which a reader would find a small cell, or a small group of cells."""
    reader = Reader(table, hidden)
    return [
        relation
        for relation in table.relations
        if reader.small_group(relation, threshold)
        or any(
            reader.knows(name) and is_small(table.values[name], threshold)
            for name in relation.terms
            if name in hidden
        )
    ]


def _sacrifice(table: Table, relation: Relation, hidden: set[str]) -> list[str]:
    """The cell whose loss costs least: the smallest part that is shown, else the total.

    When all cells of the relation are hidden, or settled, neighbours are given up instead.
    """
    free = table.free(relation.terms, hidden)
    if not free:
        near = [other for other in table.relations if set(other.terms) & set(relation.terms)]
        free = table.free({name for other in near for name in other.terms}, hidden)
    parts = [name for name in free if relation.terms.get(name, -1) < 0] or free
    return [min(parts, key=lambda n: (n in table.dear, table.values[n], n))] if parts else []


class Reader:
    """What somebody can conclude who knows the shown cells, the relations and the method."""

    def __init__(self, table: Table, hidden: set[str]) -> None:
        self.table = table
        self.hidden = hidden
        involved = {n for r in table.relations for n in r.terms if n in hidden}
        # A hidden cell holds at least one case; of a virtual one even that is unknown.
        self.low: dict[str, Fraction] = {
            n: Fraction(0 if n in table.virtual else 1) for n in involved
        }
        self.high: dict[str, Fraction | None] = dict.fromkeys(involved)
        self.rows = [self._row(relation) for relation in table.relations]
        known = [(row, rest) for row, rest in self.rows if row]
        self._narrow([*known, *_eliminate(known)])

    def _row(self, relation: Relation) -> tuple[Row, Fraction]:
        rest, row = Fraction(relation.constant), {}
        for name, factor in relation.terms.items():
            if name in self.hidden:
                row[name] = Fraction(factor)
            else:
                rest -= factor * self.table.values[name]
        return row, rest

    def knows(self, name: str) -> bool:
        """Whether only one value is possible."""
        return name in self.low and self.low[name] == self.high[name]

    def small_group(self, relation: Relation, threshold: int) -> bool:
        """Whether the hidden cells of a relation are together known to be a small group."""
        row, rest = self._row(relation)
        factors = set(row.values())
        if len(row) < 2 or len(factors) != 1:
            return False
        if all(name in self.table.virtual for name in row):
            return False
        return 0 < rest / next(iter(factors)) < threshold

    def _narrow(self, rows: list[tuple[Row, Fraction]]) -> None:
        """Tightens what is possible for each cell until nothing changes."""
        for _round in range(_MOST_ROUNDS):
            changes = [self._narrow_by(row, rest) for row, rest in rows]
            if not any(changes):
                return

    def _narrow_by(self, row: Row, rest: Fraction) -> bool:
        changed = False
        for name, factor in row.items():
            low, high = self._range_of_others(row, rest, name)
            if factor < 0:
                low, high = high, low
            least = None if low is None else low / factor
            most = None if high is None else high / factor
            changed |= self._tighten(name, least, most)
        return changed

    def _range_of_others(
        self, row: Row, rest: Fraction, name: str
    ) -> tuple[Fraction | None, Fraction | None]:
        """The least and most that factor × cell can be, given the other cells."""
        low: Fraction | None = rest
        high: Fraction | None = rest
        for other, factor in row.items():
            if other == name:
                continue
            least, most = self.low[other], self.high[other]
            large, little = (most, least) if factor > 0 else (least, most)
            low = None if low is None or large is None else low - factor * large
            high = None if high is None or little is None else high - factor * little
        return low, high

    def _tighten(self, name: str, least: Fraction | None, most: Fraction | None) -> bool:
        changed = False
        if least is not None and (whole := Fraction(-(-least // 1))) > self.low[name]:
            self.low[name], changed = whole, True
        top = self.high[name]
        if most is not None and (top is None or Fraction(most // 1) < top):
            self.high[name], changed = Fraction(most // 1), True
        return changed


def _eliminate(rows: list[tuple[Row, Fraction]]) -> list[tuple[Row, Fraction]]:
    """Adds and subtracts relations until each has an unknown of its own (Gauss-Jordan)."""
    done: dict[str, tuple[Row, Fraction]] = {}
    for start in rows:
        row, rest = start
        for pivot, other in done.items():
            row, rest = _subtract((row, rest), other, pivot)
        if not row:
            continue
        pivot = min(row)
        fresh = {n: f / row[pivot] for n, f in row.items()}, rest / row[pivot]
        for name, other in done.items():
            done[name] = _subtract(other, fresh, pivot)
        done[pivot] = fresh
    return list(done.values())


def _subtract(
    one: tuple[Row, Fraction], other: tuple[Row, Fraction], pivot: str
) -> tuple[Row, Fraction]:
    """The first relation without the pivot of the second."""
    row, rest = one
    factor = row.get(pivot)
    if not factor:
        return one
    result = dict(row)
    for name, value in other[0].items():
        left = result.get(name, Fraction(0)) - factor * value
        if left:
            result[name] = left
        else:
            result.pop(name, None)
    return result, rest - factor * other[1]
