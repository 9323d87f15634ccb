"""What follows from linear relations between whole numbers, some of which are known.

Written apart from `reports.suppression`, and stronger: after adding and subtracting relations it
also supposes values, and sees which of them cannot be.
"""

from collections.abc import Iterable, Mapping
from math import gcd

Row = tuple[dict[str, int], int]  # Σ factor × unknown = rest
Bounds = dict[str, tuple[int, int]]
_FAR = 10_000  # no cell of a small programme is as large
_ROUNDS = 40


class Impossible(Exception):
    """No value is left: what was supposed cannot be."""


class Solver:
    """Bounds of every unknown, given relations over cells of which some are known."""

    def __init__(self, known: Mapping[str, int], least: Mapping[str, int]) -> None:
        """`least`: the smallest value that an unknown can have; 0 when it is not named."""
        self.known = known
        self.least = least
        self.rows: list[Row] = []

    def relate(self, terms: Mapping[str, int], constant: int = 0) -> None:
        """Σ factor × cell = constant."""
        row: dict[str, int] = {}
        rest = constant
        for name, factor in terms.items():
            if name in self.known:
                rest -= factor * self.known[name]
            else:
                row[name] = factor
        if row:
            self.rows.append((row, rest))
        elif rest:
            raise Impossible(terms)

    def solve(self) -> Bounds:
        """Unknown → the least and the most that it can be."""
        rows = [*self.rows, *_eliminate(self.rows)]
        rows = [row for row in rows if len(row[0]) <= 40]
        names = {name for row, _rest in rows for name in row}
        bounds = {name: (self.least.get(name, 0), _FAR) for name in names}
        touching: dict[str, list[Row]] = {}
        for row in rows:
            for name in row[0]:
                touching.setdefault(name, []).append(row)
        bounds = _narrow(bounds, rows, touching)
        for name in sorted(names):
            bounds = _shave(name, bounds, touching)
        return bounds


def _shave(name: str, bounds: Bounds, touching: dict[str, list[Row]]) -> Bounds:
    """Supposes the few lowest and, near those, the highest value, and drops what cannot be."""
    for _turn in range(4):
        low, high = bounds[name]
        if low == high or low > 4:
            return bounds
        for guess, rest in ((low, (low + 1, high)), (high, (low, high - 1))):
            if guess == high and high - low > 4:
                continue
            try:
                _narrow(bounds | {name: (guess, guess)}, touching[name], touching)
            except Impossible:
                bounds = _narrow(bounds | {name: rest}, touching[name], touching)
                break
        else:
            return bounds
    return bounds


def _narrow(start: Bounds, rows: Iterable[Row], touching: dict[str, list[Row]]) -> Bounds:
    bounds = dict(start)
    todo = list(rows)
    for _round in range(_ROUNDS):
        changed: set[str] = set()
        for row, rest in todo:
            changed |= _narrow_by(row, rest, bounds)
        if not changed:
            break
        # Each row once; rows are not hashable.
        todo = list({id(row): row for name in changed for row in touching[name]}.values())
    return bounds


def _narrow_by(row: dict[str, int], rest: int, bounds: Bounds) -> set[str]:
    """Tightens each unknown of one relation by what the others leave; names those that changed."""
    ends = {
        name: sorted((factor * bounds[name][0], factor * bounds[name][1]))
        for name, factor in row.items()
    }
    least, most = sum(end[0] for end in ends.values()), sum(end[1] for end in ends.values())
    changed = set()
    for name, factor in row.items():
        low, high = sorted(
            ((rest - most + ends[name][1]) * factor, (rest - least + ends[name][0]) * factor)
        )
        square = factor * factor
        low, high = max(bounds[name][0], -(-low // square)), min(bounds[name][1], high // square)
        if low > high:
            raise Impossible(name)
        if (low, high) != bounds[name]:
            bounds[name] = low, high
            changed.add(name)
    return changed


def _eliminate(rows: list[Row]) -> list[Row]:
    """Every relation freed of the unknowns of the others, as far as it goes (Gauss-Jordan)."""
    done: dict[str, Row] = {}
    for start in sorted(rows, key=lambda row: len(row[0])):
        row = start
        for pivot in [name for name in start[0] if name in done]:
            row = _without(pivot, row, done[pivot])
        if not row[0]:
            continue
        pivot = next(iter(row[0]))
        for name, other in done.items():
            if pivot in other[0]:
                done[name] = _without(pivot, other, row)
        done[pivot] = row
    return list(done.values())


def _without(pivot: str, one: Row, other: Row) -> Row:
    """A combination of two relations in which `pivot` does not occur."""
    mine, theirs = one[0][pivot], other[0][pivot]
    names = one[0].keys() | other[0].keys()
    row = {n: one[0].get(n, 0) * theirs - other[0].get(n, 0) * mine for n in names}
    row = {n: factor for n, factor in sorted(row.items()) if factor}
    rest = one[1] * theirs - other[1] * mine
    shared = gcd(rest, *row.values()) or 1
    return {n: factor // shared for n, factor in row.items()}, rest // shared
