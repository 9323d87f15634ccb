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

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import gcd

Trail = list[tuple[str, int, int]]  # what the ends of a cell were
Row = tuple[dict[str, int], int]  # Σ factor × unknown = rest
_MOST_ROUNDS = 30
_MOST_TURNS = 8
_UNKNOWN = 10**12  # more than any number of cases
_LONGEST = 40  # unknowns of a relation from which something can follow


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
    or hidden when they stand in `hidden`, and stay so. `dear` cells are given up last. Who finds a
    `loose` cell, which is virtual, has found no secret.
    """

    values: Mapping[str, int]
    relations: Sequence[Relation]
    virtual: frozenset[str] = frozenset()
    settled: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    dear: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()

    def free(self, names: Iterable[str], hidden: set[str]) -> list[str]:
        """The cells among `names` that are shown and may still be given up; a zero is no use."""
        return [n for n in names if self.values[n] and n not in hidden and n not in self.settled]


def is_small(value: int, threshold: int) -> bool:
    """Whether a number of cases is too small to show."""
    return 0 < value < threshold


def protect(table: Table, threshold: int) -> frozenset[str]:
    """The cells to hide, the virtual ones left out."""
    return protection(table, threshold)[0]


def protection(table: Table, threshold: int) -> tuple[frozenset[str], bool]:
    """The cells to hide, and whether that is enough; when nothing is, all that is not zero."""
    small = {name for name, value in table.values.items() if is_small(value, threshold)}
    needed = set(table.hidden) | set(table.virtual) | (small - table.settled)
    hidden = _hide_until_safe(table, needed, threshold, thorough=False)
    if hidden is not None:
        # What was given up on the way may prove to be of no use in the end: the largest is back.
        given_up = sorted(hidden - needed, key=lambda n: (n in table.dear, table.values[n]))
        for name in reversed(given_up):
            if not exposures(table, hidden - {name}, threshold):
                hidden -= {name}
        hidden = _hide_until_safe(table, hidden, threshold, thorough=True)
    if hidden is None:
        free = table.free(table.values, needed)
        return frozenset(needed.union(free) - table.virtual), False
    return frozenset(hidden - table.virtual), True


def _hide_until_safe(
    table: Table, needed: set[str], threshold: int, *, thorough: bool
) -> set[str] | None:
    """Gives cells up until nothing small can be found; None when that does not end."""
    hidden = set(needed)
    for _round in range(_MOST_ROUNDS):
        exposed = exposures(table, hidden, threshold, thorough=thorough)
        if not exposed:
            return hidden
        more = {name for relation in exposed for name in _sacrifice(table, relation, hidden)}
        if not more:
            return None
        hidden |= more
    return None


def exposures(
    table: Table, hidden: set[str], threshold: int, *, thorough: bool = False
) -> list[Relation]:
    """The relations through which a reader would find a small cell, or a small group of cells;
    `thorough`: one who also supposes values, and sees which of them cannot be."""
    reader = Reader(table, hidden)
    kept = reader.low.keys() - table.loose
    small = sorted(n for n in kept if is_small(table.values[n], threshold))
    if thorough:
        reader.suppose(sorted({*small, *reader.low.keys() - table.virtual}))
    found = set(filter(reader.knows, small))
    return [
        relation
        for relation in table.relations
        if not found.isdisjoint(relation.terms) or reader.small_group(relation, threshold)
    ]


def _sacrifice(table: Table, relation: Relation, hidden: set[str]) -> list[str]:
    """The cell whose loss costs least: the smallest part that is shown, else the total.

    When all cells of the relation are hidden, or settled, the nearest others are given up.
    """
    reached = set(relation.terms)
    free = table.free(reached, hidden)
    while not free:
        near = {n for r in table.relations if not reached.isdisjoint(r.terms) for n in r.terms}
        if near <= reached:
            return []
        reached |= near
        free = table.free(reached, hidden)
    parts = [name for name in free if relation.terms.get(name, -1) < 0] or free
    return [min(parts, key=lambda n: (n in table.dear, table.values[n], n))]


class Reader:
    """What somebody can conclude who knows the shown cells, the relations and the method."""

    def __init__(self, table: Table, hidden: set[str]) -> None:
        self.table = table
        self.hidden = hidden
        involved = {n for r in table.relations for n in r.terms if n in hidden}
        # A hidden cell holds at least one case; of a virtual one even that is unknown.
        self.low = {n: 0 if n in table.virtual else 1 for n in involved}
        self.high = dict.fromkeys(involved, _UNKNOWN)
        known = [row for row in map(self._row, table.relations) if row[0]]
        found = [*known, *_eliminate(known)]
        self.rows = [row for row in found if len(row[0]) <= _LONGEST]
        self.touching: dict[str, list[int]] = {}
        for number, (row, _rest) in enumerate(self.rows):
            for name in row:
                self.touching.setdefault(name, []).append(number)
        self._narrow(range(len(self.rows)), [])

    def _row(self, relation: Relation) -> Row:
        rest, row = relation.constant, {}
        for name, factor in relation.terms.items():
            if name in self.hidden:
                row[name] = factor
            else:
                rest -= factor * self.table.values[name]
        return row, rest

    def knows(self, name: str) -> bool:
        """Whether only one value is possible."""
        return name in self.low and self.low[name] == self.high[name]

    def suppose(self, names: Sequence[str]) -> None:
        """Supposes the least and the most that each can be, and drops what cannot be."""
        for _turn in range(_MOST_TURNS):
            # What has no upper end yet gets none by supposing.
            open_yet = [n for n in names if self.low[n] < self.high[n] < _UNKNOWN // 2]
            if not [name for name in open_yet if self._drop_an_end(name)]:
                return

    def _drop_an_end(self, name: str) -> bool:
        low, high = self.low[name], self.high[name]
        if low == high:
            return False
        if not self._is_possible(name, low):
            self.low[name] = low + 1
        elif high <= low + _MOST_TURNS and not self._is_possible(name, high):
            self.high[name] = high - 1
        else:
            return False
        self._narrow(self.touching[name], [])
        return True

    def _is_possible(self, name: str, value: int) -> bool:
        trail = [(name, self.low[name], self.high[name])]
        self.low[name] = self.high[name] = value
        possible = self._narrow(self.touching[name], trail)
        for changed, low, high in reversed(trail):
            self.low[changed], self.high[changed] = low, high
        return possible

    def small_group(self, relation: Relation, threshold: int) -> bool:
        """Whether the hidden cells of a relation are together known to be a small group."""
        row, rest = self._row(relation)
        factors = set(row.values())
        if len(row) < 2 or len(factors) != 1:
            return False
        if all(name in self.table.virtual for name in row):
            return False
        return 0 < rest / next(iter(factors)) < threshold

    def _narrow(self, begin: Iterable[int], trail: Trail) -> bool:
        """Tightens what is possible for each cell until nothing changes; False when nothing is
        possible for one. What it changes is added to the trail as it was."""
        todo = deque(begin)
        waiting = set(todo)
        for _turn in range(_MOST_ROUNDS * len(self.rows)):
            if not todo:
                break
            number = todo.popleft()
            waiting.discard(number)
            before = len(trail)
            self._narrow_by(*self.rows[number], trail)
            for name, _low, _high in trail[before:]:
                if self.low[name] > self.high[name]:
                    return False
                more = [other for other in self.touching[name] if other not in waiting]
                todo.extend(more)
                waiting.update(more)
        return True

    def _narrow_by(self, row: dict[str, int], rest: int, trail: Trail) -> None:
        """Tightens by one relation: each cell is what the others leave."""
        low, high = self.low, self.high
        least = [f * (low[n] if f > 0 else high[n]) for n, f in row.items()]
        most = [f * (high[n] if f > 0 else low[n]) for n, f in row.items()]
        above, below = rest - sum(most), rest - sum(least)
        for (name, factor), little, much in zip(row.items(), least, most, strict=True):
            bottom, top = above + much, below + little
            if factor < 0:
                bottom, top = top, bottom
            floor, ceiling = -(-bottom // factor), top // factor
            if low[name] < floor or ceiling < min(high[name], _UNKNOWN // 2):
                trail.append((name, low[name], high[name]))
                low[name] = max(low[name], floor)
                high[name] = min(high[name], ceiling)


def _eliminate(rows: list[Row]) -> list[Row]:
    """Adds and subtracts relations until each has an unknown of its own (Gauss-Jordan)."""
    done: dict[str, Row] = {}
    inside: dict[str, set[str]] = {}  # unknown → the pivots of the relations that hold it
    for start in sorted(rows, key=lambda row: len(row[0])):
        row = start
        for pivot in [name for name in start[0] if name in done]:
            row = _subtract(row, done[pivot], pivot)
        if not row[0]:
            continue
        pivot = min(row[0], key=lambda name: (abs(row[0][name]), len(inside.get(name, ())), name))
        for holder in inside.pop(pivot, set()):
            old = done[holder]
            done[holder] = _subtract(old, row, pivot)
            for name in old[0].keys() - done[holder][0].keys() - {pivot}:
                inside[name].discard(holder)
            for name in done[holder][0].keys() - old[0].keys():
                inside.setdefault(name, set()).add(holder)
        done[pivot] = row
        for name in row[0].keys() - {pivot}:
            inside.setdefault(name, set()).add(pivot)
    return list(done.values())


def _subtract(one: Row, other: Row, pivot: str) -> Row:
    """The first relation without the pivot of the second; factors stay whole and small."""
    mine, theirs = one[0][pivot], other[0][pivot]
    row = {name: factor * theirs for name, factor in one[0].items()}
    for name, factor in other[0].items():
        left = row.get(name, 0) - factor * mine
        if left:
            row[name] = left
        else:
            row.pop(name, None)
    rest = one[1] * theirs - other[1] * mine
    shared = gcd(rest, *row.values())
    if shared > 1:
        row = {name: factor // shared for name, factor in row.items()}
        rest //= shared
    return row, rest
