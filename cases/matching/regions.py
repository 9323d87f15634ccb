"""The regions of a match, ranked from their sites and their profile."""

from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cases.matching.engine import WHOLE, Integers, Ranking
from cases.matching.register import Rows
from cases.matching.sheet import Sheet
from regions.models import RegionProfile

BEST = 3  # so many sites stand for a region: one lucky hit does not


@dataclass(frozen=True)
class RegionRank:
    """A region among those that the viewer sees. Score and mean are whole percentages, None where
    no wish is known of any site; coverage is the mean of the same best sites. `shared` are the
    key technologies that region and company have in common; empty for who may not know them."""

    position: int
    code: str
    name: str
    fitting: int
    sites: int
    best: int | None
    mean: int | None
    coverage: int
    shared: tuple[str, ...]


def rank_regions(sheet: Sheet, ranking: Ranking, technologies: Set[str]) -> list[RegionRank]:
    """Regions by the mean score of their three best sites, in whole percents; where those are
    alike by shared key technologies, then by fitting sites, coverage and name. A region without a
    fitting site follows the others."""
    codes = sheet.register.region.codes[sheet.rows]
    order = ranking.passing.order
    passing = codes[order]
    shared = _shared(technologies)
    found = []
    for number in np.unique(codes):
        code = sheet.register.region.words[number]
        here = np.flatnonzero(codes == number)
        if code:
            name = sheet.register.region_name[int(sheet.rows[here[0]])]
            best = _best(ranking, order[passing == number])
            found.append(
                RegionRank(0, code, name, sites=len(here), shared=shared.get(code, ()), **best)
            )
    found.sort(key=_order)
    return [replace(row, position=n) for n, row in enumerate(found, start=1)]


def _best(ranking: Ranking, rows: Rows) -> dict[str, Any]:
    """What the fitting sites of one region, best first, say of it."""
    top = rows[:BEST]
    scores = ranking.outcome.score[top]
    known = scores[scores >= 0]
    coverage = ranking.outcome.coverage[top]
    return {
        "fitting": len(rows),
        "best": _percent(known[:1]),
        "mean": _percent(known),
        "coverage": _percent(coverage) or 0,
    }


def _percent(parts: Integers) -> int | None:
    """The mean of parts per million as a whole percentage, half up."""
    if not len(parts):
        return None
    return (int(parts.sum()) * 200 // len(parts) + WHOLE) // (2 * WHOLE)


def _shared(technologies: Set[str]) -> dict[str, tuple[str, ...]]:
    """Region to the key technologies that it names and the company has."""
    if not technologies:
        return {}
    found: dict[str, list[str]] = {}
    named = RegionProfile.key_technologies.through._default_manager.filter(
        keytechnology_id__in=technologies
    ).order_by("keytechnology_id")
    for region, technology in named.values_list("regionprofile__region_id", "keytechnology_id"):
        found.setdefault(region, []).append(technology)
    return {region: tuple(codes) for region, codes in found.items()}


def _order(row: RegionRank) -> tuple[Any, ...]:
    mean = -1 if row.mean is None else row.mean
    return (not row.fitting, -mean, -len(row.shared), -row.fitting, -row.coverage, row.name)
