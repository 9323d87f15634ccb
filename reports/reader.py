"""What somebody can conclude who knows the shown cells, the relations and the method."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import gcd

Row = tuple[dict[str, int], int]  # Σ factor × unknown = rest
FAR = 10**12  # more than any number of cases
_MOST_ROUNDS = 30
_MOST_TURNS = 8
_LONGEST = 40  # unknowns of a relation from which something can follow
_Trail = list[tuple[int, int, int]]  # what the ends of an unknown were


class Reader:
    """Narrows what each unknown can be, given rows that hang together. Within, unknowns are
    numbers: most of the work of judging is done here."""

    def __init__(
        self, rows: Sequence[Row], solved: Mapping[str, Row], low: Mapping[str, int]
    ) -> None:
        """`solved`: the same rows as `eliminate` leaves them; `low`: the least of each unknown."""
        self.number = {name: number for number, name in enumerate(low)}
        self.low = list(low.values())
        self.high = [FAR] * len(low)
        self.rows = [
            (tuple((self.number[name], factor) for name, factor in row.items()), rest)
            for row, rest in (*rows, *solved.values())
            if len(row) <= _LONGEST
        ]
        self.touching: list[list[int]] = [[] for _name in low]
        for number, (row, _rest) in enumerate(self.rows):
            for unknown, _factor in row:
                self.touching[unknown].append(number)
        self._narrow(range(len(self.rows)), [], set())
        self._now = 0
        self._changed = [0] * len(self.rows)  # when an unknown of the row was last narrowed
        self._tried: dict[tuple[int, int], tuple[int, set[int]]] = {}

    def ends(self, name: str) -> tuple[int, int]:
        """The least and the most that a cell can be; FAR when there is no end."""
        number = self.number[name]
        return self.low[number], self.high[number]

    def knows(self, name: str) -> bool:
        """Whether only one value is possible."""
        low, high = self.ends(name)
        return low == high

    def is_open(self, name: str) -> bool:
        """Whether several values are possible, and not without end. What has no upper end gets
        none by supposing."""
        low, high = self.ends(name)
        return low < high < FAR // 2

    def suppose(self, names: Sequence[str], occurs: Callable[[str, int], bool]) -> None:
        """Supposes the least and the most that each can be, and drops what cannot be. A value that
        `occurs` in some way to fill in the cells need not be supposed."""
        for _turn in range(_MOST_TURNS):
            open_yet = [name for name in names if self.is_open(name)]
            if not [name for name in open_yet if self._drop_an_end(name, occurs)]:
                return

    def _drop_an_end(self, name: str, occurs: Callable[[str, int], bool]) -> bool:
        number, (low, high) = self.number[name], self.ends(name)
        if low == high:
            return False
        if not (occurs(name, low) or self._is_possible(number, low)):
            trail = [(number, low, high)]
            self.low[number] = low + 1
        elif high <= low + _MOST_TURNS and not (
            occurs(name, high) or self._is_possible(number, high)
        ):
            trail = [(number, low, high)]
            self.high[number] = high - 1
        else:
            return False
        self._narrow(self.touching[number], trail, set())
        self._now += 1
        for changed, _low, _high in trail:
            for row in self.touching[changed]:
                self._changed[row] = self._now
        return True

    def _is_possible(self, number: int, value: int) -> bool:
        then, seen = self._tried.get((number, value), (-1, set[int]()))
        if then >= 0 and all(self._changed[row] <= then for row in seen):
            return True  # nothing that was looked at has changed since
        trail, seen = [(number, self.low[number], self.high[number])], set()
        self.low[number] = self.high[number] = value
        possible = self._narrow(self.touching[number], trail, seen)
        for changed, low, high in reversed(trail):
            self.low[changed], self.high[changed] = low, high
        if possible:
            self._tried[number, value] = self._now, seen
        return possible

    def _narrow(self, begin: Iterable[int], trail: _Trail, seen: set[int]) -> bool:
        """Tightens what is possible for each unknown until nothing changes; False when nothing is
        possible for one. What it changes is added to the trail as it was."""
        todo = deque(begin)
        waiting = set(todo)
        for _turn in range(_MOST_ROUNDS * len(self.rows)):
            if not todo:
                break
            number = todo.popleft()
            waiting.discard(number)
            seen.add(number)
            before = len(trail)
            self._narrow_by(*self.rows[number], trail)
            for unknown, _low, _high in trail[before:]:
                if self.low[unknown] > self.high[unknown]:
                    return False
                more = [other for other in self.touching[unknown] if other not in waiting]
                todo.extend(more)
                waiting.update(more)
        return True

    def _narrow_by(self, row: tuple[tuple[int, int], ...], rest: int, trail: _Trail) -> None:
        """Tightens by one relation: each unknown is what the others leave."""
        low, high = self.low, self.high
        below, above, widest = rest, -rest, 0
        for unknown, factor in row:
            one, other = factor * low[unknown], factor * high[unknown]
            if factor < 0:
                one, other = other, one
            below -= one
            above += other
            widest = max(widest, other - one)
        if widest <= below and widest <= above:
            return
        for unknown, factor in row:
            least, most = low[unknown], high[unknown]
            if factor > 0:
                floor, ceiling = most - above // factor, least + below // factor
            else:
                floor, ceiling = most - below // -factor, least + above // -factor
            if least < floor or ceiling < min(most, FAR // 2):
                trail.append((unknown, least, most))
                low[unknown] = max(least, floor)
                high[unknown] = min(most, ceiling)


def eliminate(rows: Iterable[Row]) -> dict[str, Row]:
    """Adds and subtracts relations until each has an unknown of its own, its pivot (Gauss-Jordan).
    Answers pivot → relation."""
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
    return done


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
