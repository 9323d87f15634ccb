"""Which figures a reader may get who does not see the cases behind them.

Quarters are decided upon in order, the country before its provinces: what was shown stays shown
and what was hidden stays hidden, so that a page of today and one of last year can be laid side by
side. Each quarter is judged together with the eight before it. Places that were found are judged
for all areas at once: a road from one province to another stands on the pages of both.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from reports.figures import COMPARED, REALISED, YEARS, Values
from reports.places import hidden_places
from reports.relations import (
    EVERYTHING,
    Taken,
    answered,
    calls_of,
    counts,
    draft_of,
    judged,
)
from reports.suppression import is_small, protection

ASKED = ("jobs_new", "jobs_retained", "capex", "ha", "mw")  # by running cases
FOUND = tuple(f"won_{name}" for name in ASKED)  # of cases with an approved decision for a site
MEASURED = {  # amount → the cell with the number of cases behind it
    f"{what}{years}_{name}": f"measured:{years}"
    for years in YEARS
    for name in REALISED
    for what in COMPARED
}
AMOUNTS = (*ASKED, *FOUND, *MEASURED)
KEPT = 200  # areas of which what was worked out is kept, in this process
LARGEST_SHARE = 0.85  # an amount of which one case makes up more tells that case's amount

__all__ = ["AMOUNTS", "ASKED", "FOUND", "MEASURED", "Taken", "counts", "decide", "hidden_cells"]


def decide(
    areas: Mapping[str, Values],
    before: Mapping[str, Sequence[Taken]],
    label: str,
    country: str,
    threshold: int,
) -> dict[str, Taken]:
    """Every area of one quarter with what is hidden of it. `before`: area → the quarters before
    it, oldest first, as they were decided."""
    chains = {area: [*before.get(area, ()), Taken(label, areas[area])] for area in areas}
    places = hidden_places(chains, country, threshold)
    found: dict[str, Taken] = {}
    for area in sorted(areas, key=lambda code: (code != country, code)):
        nation = [*before.get(country, ()), found[country]] if found else []
        hidden = hidden_cells(chains[area], nation, places[area], threshold)
        found[area] = Taken(label, areas[area], hidden)
    return found


def hidden_cells(
    chain: Sequence[Taken], nation: Sequence[Taken], places: frozenset[str], threshold: int
) -> frozenset[str]:
    """The cells to hide of the last quarter of an area. `nation`: the same quarters of the whole
    country, decided, when the area is a province; `places`: what is hidden of places found."""
    told = [[(t.label, t.values, sorted(t.hidden)) for t in part] for part in (chain, nation)]
    return _worked_out(json.dumps([told, sorted(places), threshold], sort_keys=True))


@lru_cache(maxsize=KEPT)
def _worked_out(words: str) -> frozenset[str]:
    """The same question, asked again when quarters are made again, has the same answer."""
    told, places, threshold = json.loads(words)
    chain, nation = (
        [Taken(label, values, frozenset(hidden)) for label, values, hidden in part] for part in told
    )
    now, before = chain[-1], chain[:-1]
    own = _hidden_cases(now, before, nation, threshold).union(places)
    country = nation[-1] if nation else None
    others = _amounts(now.values, own, country, threshold) | _leads(now.values, threshold)
    return own | others | _hidden_calls(now, before, nation, threshold)


def _hidden_cases(
    now: Taken, before: Sequence[Taken], nation: Sequence[Taken], threshold: int
) -> frozenset[str]:
    if not any(taken.values[name] for taken in (*before, now) for name in judged(taken.values)):
        return frozenset()  # nothing has happened here
    table = draft_of([*before, now], nation).table(dear=[f"open@{now.label}"])
    found, enough = protection(table, threshold)
    if not enough:  # even the zeros say too much beside the quarters before
        return frozenset({EVERYTHING, *judged(now.values)})
    return _of_quarter(now, found)


def _hidden_calls(
    now: Taken, before: Sequence[Taken], nation: Sequence[Taken], threshold: int
) -> frozenset[str]:
    """How regions answered tells of the cases for which they were asked: all of it is left out
    when those are few, and the days to answer go with the number of answers."""
    if is_small(int(now.values.get("calls:n", 0)), threshold):
        return frozenset({"calls", *answered(now.values)})
    if not any(taken.values[name] for taken in (*before, now) for name in answered(taken.values)):
        return frozenset()
    table = calls_of([*before, now], nation).table(dear=())
    found, enough = protection(table, threshold)
    if not enough:
        return frozenset({"calls", *answered(now.values)})
    hidden = _of_quarter(now, found)
    days = {"calls:median", "calls:p80"} if "calls:answered" in hidden else ()
    return hidden.union(days)


def _of_quarter(now: Taken, found: Iterable[str]) -> frozenset[str]:
    mark = f"@{now.label}"
    names = {name.removesuffix(mark) for name in found if name.endswith(mark)}
    return frozenset(names.intersection(now.values))


def _amounts(
    values: Values, hidden: frozenset[str], country: Taken | None, threshold: int
) -> set[str]:
    """Amounts go with the number of cases behind them, and must come from enough of them; so does
    the average of the scores that companies gave."""
    behind = dict.fromkeys(ASKED, "open") | dict.fromkeys(FOUND, "won") | MEASURED
    average = {"satisfaction"} if "scored" in hidden else set()
    return average | {
        name
        for name in AMOUNTS
        if behind[name] in hidden
        or is_small(int(values.get(f"{name}:n", 0)), threshold)
        or values.get(f"{name}:max", 0) > LARGEST_SHARE * values.get(name, 0) > 0
        or (
            country and name not in country.hidden and _rest_tells(name, values, country, threshold)
        )
    }


def _rest_tells(name: str, values: Values, country: Taken, threshold: int) -> bool:
    """Whether the country without this province is the amount of few cases, or mostly of one."""
    whole = country.values
    rest = whole.get(name, 0) - values.get(name, 0)
    behind = int(whole.get(f"{name}:n", 0)) - int(values.get(f"{name}:n", 0))
    top = whole.get(f"{name}:max", 0)
    if top == values.get(f"{name}:max", 0):
        top = min(top, rest)  # the largest is here; of the others no more is known
    return is_small(behind, threshold) or (rest > 0 and top > LARGEST_SHARE * rest)


def _leads(values: Values, threshold: int) -> set[str]:
    """Lead times need enough cases behind them."""
    counted = [name for name in values if name.startswith("lead:") and name.endswith(":n")]
    return {name.removesuffix(":n") for name in counted if is_small(int(values[name]), threshold)}
