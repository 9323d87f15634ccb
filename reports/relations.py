"""How the figures of an area hang together, within a quarter, between quarters and with the
country: what a reader knows who lays pages side by side.

How many cases changed their area is in the constant of a relation: the reader is taken to know it.
How many were opened again is not shown, and no secret either; that there were none is guessed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from reports.figures import STAGES, Values
from reports.suppression import Relation, Table, total_of

COUNTED = ("open", "on_hold", "closed", "inflow", "outflow", "won", "together", "scored")
SPREAD = (
    *("stock:", "outcome:", "technology:", "bottleneck:", "route:", "entered:", "reached:"),
    *("measured:", "state:"),
)
PLACES = ("won", "route:")  # decided upon for all areas together
CALLS = ("calls:asked", "calls:answered", "calls:declined", "calls:late")
# Counted since the beginning: a difference is a number too.
GROWING = ("outcome:", "scored", "measured:")
_SUMS = {"stock:": "open", "technology:": "open", "state:": "open", "outcome:": "closed"}
_ROLLING = (*(f"entered:{stage}" for stage in STAGES), *CALLS)  # over four quarters
REMEMBERED = 8  # quarters with which a new one is judged
_NATION = "NL "
_Which = Callable[[Iterable[str]], set[str]]
EVERYTHING = "everything"  # hidden: of this area nothing is told in this quarter


@dataclass(frozen=True)
class Taken:
    """The figures of one area in one quarter, and what is hidden of them."""

    label: str  # of the quarter, unique and sortable
    values: Values
    hidden: frozenset[str] = frozenset()


def counts(values: Iterable[str]) -> set[str]:
    """The cells that are numbers of cases and are shown as such."""
    return {name for name in values if name in COUNTED or name.startswith(SPREAD)}


def judged(values: Iterable[str]) -> set[str]:
    """The numbers of cases that are judged within one area."""
    return {name for name in counts(values) if not name.startswith(PLACES)}


def answered(values: Iterable[str]) -> set[str]:
    """The numbers of answers of regions. Nothing else hangs together with them."""
    return {name for name in values if name in CALLS}


@dataclass
class Draft:
    """A table under construction; cell names carry the quarter."""

    values: dict[str, int] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    virtual: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)

    def relate(self, terms: Mapping[str, int]) -> None:
        """Adds a relation whose constant follows from the true values."""
        constant = sum(factor * self.values[name] for name, factor in terms.items())
        self.relations.append(Relation(dict(terms), constant))

    def unseen(self, name: str, value: int) -> str:
        """Adds a cell that is never shown."""
        self.values[name] = value
        self.virtual.add(name)
        return name

    def rest(self, name: str, whole: str, part: str) -> None:
        """What a part leaves of its whole is never shown, nor to be found."""
        left = self.unseen(name, self.values[whole] - self.values[part])
        self.relate({whole: 1, part: -1, left: -1})

    def settle(self, name: str, *, hidden: bool) -> None:
        """A cell that was decided upon before."""
        self.settled.add(name)
        if hidden:
            self.hidden.add(name)

    def table(self, dear: Iterable[str]) -> Table:
        """The table, to be protected."""
        return Table(
            self.values,
            self.relations,
            frozenset(self.virtual),
            frozenset(self.settled),
            frozenset(self.hidden),
            frozenset(dear),
            frozenset(self.loose),
        )


def draft_of(chain: Sequence[Taken], nation: Sequence[Taken]) -> Draft:
    """The quarters of an area, the last of them still open, beside those of the country."""
    draft = Draft()
    for area, quarters, settled in (("", chain, chain[:-1]), (_NATION, nation, nation)):
        _add_area(draft, area, quarters, judged, EVERYTHING)
        _settle(draft, area, settled, judged)
        for taken in quarters:
            _relate_within(draft, area, taken)
            # Who comes into intake for the first time is inflow.
            came = _came(draft, area, f"entered:{STAGES[0]}", taken)
            terms = {came: 1, f"{area}inflow@{taken.label}": -1}
            if _reopened(taken):
                again = draft.unseen(f"{area}reopened@{taken.label}", _reopened(taken))
                draft.loose.add(again)
                terms[again] = 1
            draft.relate(terms)
        for earlier, later in pairwise(quarters):
            _relate_flow(draft, area, earlier, later)
        for number in range(len(quarters)):
            _relate_moved_on(draft, area, quarters[: number + 1], len(quarters) <= REMEMBERED)
    _rests(draft, chain, nation, judged)
    return draft


def calls_of(chain: Sequence[Taken], nation: Sequence[Taken]) -> Draft:
    """The same for how regions answered calls for locations."""
    draft = Draft()
    for area, quarters, settled in (("", chain, chain[:-1]), (_NATION, nation, nation)):
        _add_area(draft, area, quarters, answered, "calls")
        _settle(draft, area, settled, answered)
        for taken in quarters:
            if "calls:answered" in taken.values:
                for part in ("calls:declined", "calls:late"):
                    names = (f"{area}{name}@{taken.label}" for name in ("calls:answered", part))
                    draft.rest(f"{area}not {part}@{taken.label}", *names)
    _rests(draft, chain, nation, answered)
    return draft


def _add_area(
    draft: Draft, area: str, chain: Sequence[Taken], which: _Which, nothing_told: str
) -> None:
    """The cells, and what they add up to over four quarters."""
    for taken in chain:
        for name in which(taken.values):
            draft.values[f"{area}{name}@{taken.label}"] = int(taken.values[name])
            if nothing_told in taken.hidden:  # a zero among them is hidden too
                draft.virtual.add(f"{area}{name}@{taken.label}")
    for number in range(len(chain)):
        # From the start of the programme on, else there were quarters before that count along.
        _relate_window(draft, area, chain[: number + 1], which, len(chain) <= REMEMBERED)


def _settle(draft: Draft, area: str, settled: Sequence[Taken], which: _Which) -> None:
    for taken in settled:
        for name in which(taken.values):
            draft.settle(f"{area}{name}@{taken.label}", hidden=name in taken.hidden)


def _rests(draft: Draft, chain: Sequence[Taken], nation: Sequence[Taken], which: _Which) -> None:
    """The country is this province and the rest."""
    of_country = {taken.label: taken for taken in nation}
    for taken in chain:
        if taken.label in of_country:
            for name in sorted(which(taken.values) & which(of_country[taken.label].values)):
                own = f"{name}@{taken.label}"
                draft.rest(f"rest {own}", f"{_NATION}{own}", own)


def _relate_within(draft: Draft, area: str, taken: Taken) -> None:
    """Totals and parts within one quarter."""
    at = f"@{taken.label}"
    cells = sorted(judged(taken.values))
    for beginning, total in _SUMS.items():
        parts = [f"{area}{name}{at}" for name in cells if name.startswith(beginning)]
        if parts:  # else there is nothing to add up
            draft.relations.append(total_of(f"{area}{total}{at}", parts))
    wholes = {name: "open" for name in cells if name.startswith("bottleneck:")}
    wholes |= {"on_hold": "open", "together": "open"}
    wholes |= {"scored": "closed"} if "scored" in cells else {}
    wholes |= {f"reached:{stage}": f"entered:{stage}" for stage in STAGES}
    for part, whole in wholes.items():
        draft.rest(f"{area}not {part}{at}", f"{area}{whole}{at}", f"{area}{part}{at}")


def _relate_flow(draft: Draft, area: str, earlier: Taken, later: Taken) -> None:
    """From one quarter to the next."""

    def old(name: str) -> str:
        return f"{area}{name}@{earlier.label}"

    def new(name: str) -> str:
        return f"{area}{name}@{later.label}"

    draft.relate({new("open"): 1, old("open"): -1, new("inflow"): -1, new("outflow"): 1})
    closed = {new("closed"): 1, old("closed"): -1, new("outflow"): -1}
    draft.relate(closed | ({new("reopened"): 1} if _reopened(later) else {}))
    for name in sorted(judged(later.values)):
        if name.startswith(GROWING) and name in earlier.values:
            grow(draft, new(name), old(name))


def _reopened(taken: Taken) -> int:
    return int(taken.values.get("reopened", 0))


def grow(draft: Draft, new: str, old: str) -> None:
    """What was added since the quarter before is a number of its own."""
    change = draft.values[new] - draft.values[old]
    step = draft.unseen(f"step {new}", abs(change))
    sign = 1 if change >= 0 else -1
    draft.relate({new: sign, old: -sign, step: -1})


def _came(draft: Draft, area: str, name: str, taken: Taken) -> str:
    """What the quarter itself added to a number over four quarters."""
    found = f"{area}came {name}@{taken.label}"
    if found not in draft.values:
        draft.unseen(found, int(taken.values.get(f"came:{name}", 0)))
    return found


def _relate_window(
    draft: Draft, area: str, chain: Sequence[Taken], which: _Which, from_the_start: bool
) -> None:
    """What is counted over four quarters is what came in each of them."""
    now, window = chain[-1], chain[-4:]
    for name in sorted(which(now.values).intersection(_ROLLING)):
        whole = f"{area}{name}@{now.label}"
        parts = [_came(draft, area, name, taken) for taken in window]
        older = draft.values[whole] - sum(draft.values[part] for part in parts)
        if len(window) < 4 and older > 0 and not from_the_start:
            parts.append(draft.unseen(f"{area}older {name}@{now.label}", older))
        draft.relate({whole: 1} | dict.fromkeys(parts, -1))


def _relate_moved_on(draft: Draft, area: str, chain: Sequence[Taken], from_the_start: bool) -> None:
    """Who moved on in the quarter came to the number, and who came in a year ago left it."""
    if len(chain) < 2:
        return
    old, new = chain[-2:]
    for stage in STAGES:
        name = f"reached:{stage}"
        before, after = f"{area}{name}@{old.label}", f"{area}{name}@{new.label}"
        moved = _came(draft, area, name, new)
        gone = draft.values[before] + draft.values[moved] - draft.values[after]
        terms = {after: 1, before: -1, moved: -1}
        if gone >= 0 and (len(chain) >= 5 or not from_the_start):
            left = draft.unseen(f"{area}gone {name}@{new.label}", gone)
            terms |= {left: 1}
            came = _came(draft, area, f"entered:{stage}", chain[-5]) if len(chain) >= 5 else ""
            if came and draft.values[came] >= gone:
                draft.rest(f"{area}stayed {name}@{new.label}", came, left)
        draft.relate(terms)
