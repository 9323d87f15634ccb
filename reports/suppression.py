"""Small numbers are not shown, nor anything from which one could be computed.

The published cells hang together by relations (a total is the sum of its parts; this quarter's
stock is last quarter's plus inflow minus outflow; the country is the province and the rest).
`protect` hides cells until somebody who knows all relations and all shown cells cannot tell the
value of a small one, nor that of a small group.

Decided: zero is shown. It points to no company, and tables of a small programme would otherwise be
empty. A reader therefore knows that a hidden cell holds at least one case; that of
`reports.reader` knows that too. A virtual cell is never shown (the rest of the country, who did not
move on), but is protected in the same way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.fillings import Fillings
from reports.reader import Reader, Row, eliminate

Part = frozenset[str]  # hidden cells that hang together
_MOST_ROUNDS = 30
_SOON = 2  # rounds, after which it is asked whether anything helps
_MOST_GIVEN_BACK = 400_000  # cells that are judged again; what is left then stays hidden


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


class Judge:
    """Says through which relations a reader finds something small.

    Hidden cells that no relation holds together are judged apart from each other, and each such
    part only once.
    """

    def __init__(self, table: Table, threshold: int) -> None:
        self.table = table
        self.threshold = threshold
        self.touching: dict[str, list[int]] = {}
        for number, relation in enumerate(table.relations):
            for name in relation.terms:
                self.touching.setdefault(name, []).append(number)
        small = {name for name, value in table.values.items() if is_small(value, threshold)}
        self.needed = table.hidden | table.virtual | (small - table.settled)
        self.most = self.needed.union(table.free(table.values, set(self.needed)))
        self._judged: dict[tuple[Part, bool], list[Relation]] = {}

    def parts(self, hidden: Iterable[str]) -> list[Part]:
        """The hidden cells, those together that hang together."""
        left = {name for name in hidden if name in self.touching}
        seen: set[int] = set()
        found = []
        while left:
            part, todo = set[str](), [left.pop()]
            while todo:
                name = todo.pop()
                part.add(name)
                for number in self.touching[name]:
                    if number not in seen:
                        seen.add(number)
                        near = left.intersection(self.table.relations[number].terms)
                        left -= near
                        todo += near
            found.append(frozenset(part))
        return found

    def exposures(self, parts: Iterable[Part], *, thorough: bool = False) -> list[Relation]:
        """The relations through which a reader would find a small cell, or a small group of cells;
        `thorough`: one who also supposes values, and sees which of them cannot be."""
        return [relation for part in parts for relation in self._exposed_by(part, thorough)]

    def _exposed_by(self, part: Part, thorough: bool) -> list[Relation]:
        if len(part) == 1 and not self._small(part):
            return []  # most parts: what a part leaves of its whole, and nothing else is hidden
        if (part, thorough) not in self._judged:
            numbers = sorted({number for name in part for number in self.touching[name]})
            relations = [self.table.relations[number] for number in numbers]
            rows = [self._row(relation, part) for relation in relations]
            found = self._found(part, rows, thorough)
            self._judged[part, thorough] = [
                relation
                for relation, row in zip(relations, rows, strict=True)
                if not found.isdisjoint(row[0]) or self._is_small_group(row)
            ]
        return self._judged[part, thorough]

    def _row(self, relation: Relation, part: Part) -> Row:
        rest, row = relation.constant, {}
        for name, factor in relation.terms.items():
            if name in part:
                row[name] = factor
            else:
                rest -= factor * self.table.values[name]
        return row, rest

    def _small(self, part: Part) -> list[str]:
        """What a reader may not come to know."""
        kept = part - self.table.loose
        return sorted(n for n in kept if is_small(self.table.values[n], self.threshold))

    def _found(self, part: Part, rows: Sequence[Row], thorough: bool) -> set[str]:
        """The small cells whose value a reader can tell."""
        table = self.table
        small = self._small(part)
        if not small:
            return set()
        # A hidden cell holds at least one case; of a virtual one even that is unknown.
        low = {name: 0 if name in table.virtual else 1 for name in part}
        solved = eliminate(rows)
        fillings = Fillings(rows, solved, low, table.values)
        # What follows by adding and subtracting alone need not be looked for.
        alone = {name for row, _rest in solved.values() if len(row) == 1 for name in row}
        left = small if alone.intersection(small) else fillings.look_for(small)
        if not left:
            return set()
        reader = Reader(rows, solved, low)
        if thorough and any(map(reader.is_open, left)):
            reader.suppose(sorted({*small, *part - table.virtual}), fillings.occurs)
        return set(filter(reader.knows, left))

    def _is_small_group(self, row: Row) -> bool:
        """Whether the hidden cells of a relation are together known to be a small group."""
        factors = set(row[0].values())
        if len(row[0]) < 2 or len(factors) != 1:
            return False
        if all(name in self.table.virtual for name in row[0]):
            return False
        return 0 < row[1] / next(iter(factors)) < self.threshold

    def sacrifice(self, relation: Relation, hidden: set[str]) -> list[str]:
        """The cell whose loss costs least: the smallest part that is shown, else the total.

        When all cells of the relation are hidden, or settled, the nearest others are given up.
        """
        table = self.table
        reached = edge = set(relation.terms)
        free = table.free(reached, hidden)
        while not free:
            numbers = {number for name in edge for number in self.touching[name]}
            edge = {name for n in numbers for name in table.relations[n].terms} - reached
            if not edge:
                return []
            reached = reached | edge
            free = table.free(edge, hidden)
        parts = [name for name in free if relation.terms.get(name, -1) < 0] or free
        return [min(parts, key=lambda n: (n in table.dear, table.values[n], n))]


def protect(table: Table, threshold: int) -> frozenset[str]:
    """The cells to hide, the virtual ones left out."""
    return protection(table, threshold)[0]


def protection(table: Table, threshold: int) -> tuple[frozenset[str], bool]:
    """The cells to hide, and whether that is enough; when nothing is, all that is not zero."""
    judge = Judge(table, threshold)
    hidden = _hide_until_safe(judge, judge.needed, thorough=False)
    if hidden is not None:
        _give_back(judge, hidden)
        hidden = _hide_until_safe(judge, hidden, thorough=True)
    found = judge.most if hidden is None else frozenset(hidden)
    return found - table.virtual, hidden is not None


def _hide_until_safe(judge: Judge, needed: Iterable[str], *, thorough: bool) -> set[str] | None:
    """Gives cells up until nothing small can be found; None when that does not end."""
    hidden = set(needed)
    for turn in range(_MOST_ROUNDS):
        exposed = judge.exposures(judge.parts(hidden), thorough=thorough)
        if not exposed:
            return hidden
        # What earlier quarters gave away is found whatever is hidden now.
        if turn == _SOON and judge.exposures(judge.parts(judge.most), thorough=thorough):
            return None
        more = {name for relation in exposed for name in judge.sacrifice(relation, hidden)}
        if not more:
            return None
        hidden |= more
    return None


def _give_back(judge: Judge, hidden: set[str]) -> None:
    """What was given up on the way may prove to be of no use in the end: the largest is back.

    Several at once, and one by one where that is too much. It serves the readers and not the
    protection, so it ends when it takes too long.
    """
    table, judged = judge.table, 0
    given_up = sorted(hidden - judge.needed, key=lambda n: (n in table.dear, table.values[n], n))
    home = {name: part for part in judge.parts(hidden) for name in part}
    waiting = [given_up] if given_up else []
    while waiting and judged <= _MOST_GIVEN_BACK:
        some = waiting.pop()
        touched = {home[name] for name in some}
        judged += sum(map(len, touched))
        # The other parts stay as they were, and safe.
        parts = judge.parts(frozenset().union(*touched).difference(some))
        if not judge.exposures(parts):
            hidden.difference_update(some)
            home |= {name: part for part in parts for name in part}
        elif len(some) > 1:
            middle = len(some) // 2
            waiting += [some[:middle], some[middle:]]  # the larger ones, at the end, come first
