"""Which figures a reader may get who does not see the cases behind them.

Quarters are decided upon in order, the country before its provinces: what was shown stays shown
and what was hidden stays hidden, so that a page of today and one of last year can be laid side by
side. Each quarter is judged together with the four before it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from reports.figures import STAGES, Values
from reports.suppression import Relation, Table, is_small, protect, total_of

ASKED = ("jobs_new", "jobs_retained", "capex", "ha", "mw")  # by running cases
FOUND = tuple(f"won_{name}" for name in ASKED)  # of cases with an approved decision for a site
AMOUNTS = ASKED + FOUND
COUNTED = ("open", "on_hold", "closed", "inflow", "outflow", "won", "together")
SPREAD = (
    "stock:",
    "outcome:",
    "technology:",
    "bottleneck:",
    "route:",
    "entered:",
    "reached:",
    "state:",
)
GROWING = ("outcome:", "route:", "won")  # counted since the beginning: a difference is a number too
LARGEST_SHARE = 0.85  # an amount of which one case makes up more tells that case's amount


@dataclass(frozen=True)
class Taken:
    """The figures of one area in one quarter, and what is hidden of them."""

    label: str  # of the quarter, unique and sortable
    values: Values
    hidden: frozenset[str] = frozenset()


@dataclass
class _Draft:
    """A table under construction; cell names carry the quarter."""

    values: dict[str, int] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    virtual: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)

    def relate(self, terms: Mapping[str, int]) -> None:
        """Adds a relation whose constant follows from the true values."""
        constant = sum(factor * self.values[name] for name, factor in terms.items())
        self.relations.append(Relation(dict(terms), constant))

    def unseen(self, name: str, value: int) -> str:
        """Adds a cell that is never shown."""
        self.values[name] = value
        self.virtual.add(name)
        return name


def hidden_cells(
    now: Taken, before: list[Taken], nation: Taken | None, threshold: int
) -> frozenset[str]:
    """The cells of `now` to hide. `before`: the quarters before it, oldest first, as decided;
    `nation`: the same quarter of the whole country when `now` is of a province."""
    draft = _Draft()
    for taken in (*before, now):
        _add_quarter(draft, taken)
        _relate_within(draft, taken)
    for earlier, later in pairwise([*before, now]):
        _relate_flow(draft, earlier, later)
    if len(before) >= 3:
        _relate_year(draft, [*before[-3:], now])
    for taken in before:
        draft.settled |= {f"{name}@{taken.label}" for name in counts(taken.values)}
        draft.hidden |= {f"{n}@{taken.label}" for n in taken.hidden if n in counts(taken.values)}
    if nation is not None:
        _relate_nation(draft, now, nation)
    table = Table(
        draft.values,
        draft.relations,
        frozenset(draft.virtual),
        frozenset(draft.settled),
        frozenset(draft.hidden),
        dear=frozenset({f"open@{now.label}"}),
    )
    mark = f"@{now.label}"
    hidden = {n.removesuffix(mark) for n in protect(table, threshold) if n.endswith(mark)}
    own = hidden & counts(now.values)
    others = _amounts(now.values, own, threshold) | _leads(now.values, threshold)
    return frozenset(own | others | _calls(now.values, threshold))


def counts(values: Iterable[str]) -> set[str]:
    """The cells that are numbers of cases and are shown as such."""
    return {name for name in values if name in COUNTED or name.startswith(SPREAD)}


def _add_quarter(draft: _Draft, taken: Taken) -> None:
    for name in counts(taken.values):
        draft.values[f"{name}@{taken.label}"] = int(taken.values[name])


def _relate_within(draft: _Draft, taken: Taken) -> None:
    """Totals and parts within one quarter."""
    at = f"@{taken.label}"
    cells = sorted(counts(taken.values))
    sums = {"stock:": "open", "technology:": "open", "outcome:": "closed", "route:": "won"}
    for beginning, total in sums.items():
        parts = [f"{name}{at}" for name in cells if name.startswith(beginning)]
        draft.relations.append(total_of(f"{total}{at}", parts))
    if states := [f"{name}{at}" for name in cells if name.startswith("state:")]:
        draft.relations.append(total_of(f"open{at}", states))
    wholes = {name: "open" for name in cells if name.startswith("bottleneck:")}
    wholes |= {"on_hold": "open", "together": "open"}
    wholes |= {f"reached:{stage}": f"entered:{stage}" for stage in STAGES}
    for part, whole in wholes.items():
        value = draft.values[f"{whole}{at}"] - draft.values[f"{part}{at}"]
        rest = draft.unseen(f"not {part}{at}", value)
        draft.relate({f"{whole}{at}": 1, f"{part}{at}": -1, rest: -1})


def _relate_flow(draft: _Draft, earlier: Taken, later: Taken) -> None:
    """From one quarter to the next. What else moved (cases opened again, or whose area changed)
    is in the constant: the reader is taken to know it."""
    old, new = f"@{earlier.label}", f"@{later.label}"
    draft.relate({f"open{new}": 1, f"open{old}": -1, f"inflow{new}": -1, f"outflow{new}": 1})
    draft.relate({f"closed{new}": 1, f"closed{old}": -1, f"outflow{new}": -1})
    for name in sorted(counts(later.values)):
        if not name.startswith(GROWING) or f"{name}{old}" not in draft.values:
            continue
        change = draft.values[f"{name}{new}"] - draft.values[f"{name}{old}"]
        step = draft.unseen(f"step {name}{new}", abs(change))
        sign = 1 if change >= 0 else -1
        draft.relate({f"{name}{new}": sign, f"{name}{old}": -sign, step: -1})


def _relate_year(draft: _Draft, year: list[Taken]) -> None:
    """Cases that came into intake in four quarters are the inflow of those quarters."""
    terms = {f"inflow@{taken.label}": -1 for taken in year}
    draft.relate({f"entered:{STAGES[0]}@{year[-1].label}": 1} | terms)


def _relate_nation(draft: _Draft, now: Taken, nation: Taken) -> None:
    """The country is this province and the rest."""
    for name in sorted(counts(now.values)):
        if name not in nation.values:
            continue
        own, whole = f"{name}@{now.label}", f"NL {name}"
        draft.values[whole] = int(nation.values[name])
        draft.settled.add(whole)
        if name in nation.hidden:
            draft.hidden.add(whole)
        rest = draft.unseen(f"rest {name}", draft.values[whole] - draft.values[own])
        draft.relate({whole: 1, own: -1, rest: -1})


def _amounts(values: Values, hidden: set[str], threshold: int) -> set[str]:
    """Amounts go with the number of cases behind them, and must come from enough of them."""
    return {
        name
        for name in AMOUNTS
        if ("won" if name in FOUND else "open") in hidden
        or is_small(int(values.get(f"{name}:n", 0)), threshold)
        or values.get(f"{name}:max", 0) > LARGEST_SHARE * values.get(name, 0) > 0
    }


def _leads(values: Values, threshold: int) -> set[str]:
    """Lead times need enough cases behind them."""
    counted = [name for name in values if name.startswith("lead:") and name.endswith(":n")]
    return {name.removesuffix(":n") for name in counted if is_small(int(values[name]), threshold)}


def _calls(values: Values, threshold: int) -> set[str]:
    """How regions answered tells of the cases for which they were asked; all of it is left out
    when those are few, else the small numbers of answers."""
    if is_small(int(values.get("calls:n", 0)), threshold):
        return {"calls"}
    names = (f"calls:{name}" for name in ("asked", "answered", "declined", "late"))
    return {name for name in names if is_small(int(values.get(name, 0)), threshold)}
