"""Places that were found, for all areas at once.

A road from one province to another stands with the same number on the pages of both and on that of
the country. Hidden on one it must be hidden on all, and the pages together give no more away than
each of them. Regions also read how often a site of theirs was chosen.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from reports.relations import Draft, Taken, grow
from reports.suppression import is_small, protect

_ROUTE = "route:"
_YEAR_ENDS = "-12-31"
Chains = Mapping[str, Sequence[Taken]]


def hidden_places(chains: Chains, country: str, threshold: int) -> dict[str, frozenset[str]]:
    """Area → the cells of places found to hide of its last quarter."""
    draft = Draft()
    for area, chain in chains.items():
        for taken in chain:
            _add(draft, area, country, taken, settled=taken is not chain[-1])
    for area, chain in chains.items():
        if area != country:
            _rests(draft, area, country, chain)
            _chosen(draft, area, country, chains.get(country, chain), threshold)
        for earlier, later in pairwise(chain):
            for name in _places(later):
                old, new = (_cell(area, country, name, t.label) for t in (earlier, later))
                if old in draft.values and f"step {new}" not in draft.values:
                    grow(draft, new, old)
    label = next(iter(chains.values()))[-1].label
    dear = {_cell(area, country, "won", label) for area in chains}
    hidden = protect(draft.table(dear), threshold)
    return {
        area: frozenset(
            name
            for name in _places(chain[-1])
            if _cell(area, country, name, chain[-1].label) in hidden
        )
        for area, chain in chains.items()
    }


def _places(taken: Taken) -> list[str]:
    return sorted(name for name in taken.values if name == "won" or name.startswith(_ROUTE))


def _cell(area: str, country: str, name: str, label: str) -> str:
    """One cell for the pages on which the number is the same."""
    ends = name.removeprefix(_ROUTE).split(">") if name.startswith(_ROUTE) else []
    return f"{country if area in ends else area} {name}@{label}"


def _add(draft: Draft, area: str, country: str, taken: Taken, *, settled: bool) -> None:
    """The numbers of one page: the places are the sum of the roads."""
    cells = {name: _cell(area, country, name, taken.label) for name in _places(taken)}
    if "won" not in cells:
        return
    for name, found in cells.items():
        draft.values.setdefault(found, int(taken.values[name]))
        if settled:
            draft.settle(found, hidden=name in taken.hidden)
    draft.relate({found: 1 if name == "won" else -1 for name, found in cells.items()})


def _rests(draft: Draft, area: str, country: str, chain: Iterable[Taken]) -> None:
    """The country is this province and the rest."""
    for taken in chain:
        for name in _places(taken):
            own, whole = (_cell(code, country, name, taken.label) for code in (area, country))
            if own != whole and whole in draft.values:
                draft.rest(f"rest {own}", whole, own)


def _chosen(draft: Draft, area: str, country: str, chain: Sequence[Taken], threshold: int) -> None:
    """The neutrality report says per quarter, and for the year so far, how often a site of a
    province was chosen: those are roads to it. Only what is not small is shown there."""

    def roads(taken: Taken) -> list[str]:
        names = [n for n in _places(taken) if n.endswith(f">{area}")]
        return [_cell(country, country, name, taken.label) for name in names]

    year_end = next((t for t in reversed(chain[:-1]) if t.label.endswith(_YEAR_ENDS)), None)
    pairs = [*pairwise(chain), *([(year_end, chain[-1])] if year_end else [])]
    for earlier, later in pairs:
        terms = dict.fromkeys(roads(later), 1) | dict.fromkeys(roads(earlier), -1)
        number = sum(sign * draft.values[name] for name, sign in terms.items())
        if number < 0 or not terms:
            continue
        told = f"chosen {area} {earlier.label} {later.label}"
        draft.values[told] = number
        draft.settle(told, hidden=is_small(number, threshold))
        draft.relate(terms | {told: -1})
