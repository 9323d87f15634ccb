"""What if: per must, which sites come back when it is loosened, and by how much it must be.

Sites that only this must keeps out come back; who fails another one as well does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cases.matching.engine import (
    AT_MOST,
    BOOLEAN,
    DISTANCE,
    ONE_OF,
    RANGE,
    UNIT,
    Ask,
    Column,
    Flags,
    Integers,
    Outcome,
    Verdict,
    scaled,
)

STEPS = 6


@dataclass(frozen=True)
class Loosened:
    """One must. `limits` are as a trial counts them (see cases.matching.trial), nearest first,
    each with how many sites are back at that limit; the last one brings back all `returns`."""

    position: int
    returns: int
    limits: tuple[tuple[float, int], ...]


def loosened(outcome: Outcome, columns: Sequence[Column]) -> list[Loosened]:
    """Every must, in the order of the asks."""
    only_one = outcome.fails == 1
    found = []
    for position, ask in enumerate(outcome.asks):
        if not ask.must:
            continue
        back = only_one & (outcome.verdicts[position] == Verdict.FAIL)
        limits = () if ask.kind in (BOOLEAN, ONE_OF) else _limits(ask, columns[position], back)
        found.append(Loosened(position, int(np.count_nonzero(back)), limits))
    return found


def _limits(ask: Ask, column: Column, back: Flags) -> tuple[tuple[float, int], ...]:
    """The nearest limit, the furthest, and a few between them that bring back as many each."""
    short = _shortfall(ask, column.value[back])
    if not len(short):
        return ()
    limits, counts = np.unique(short, return_counts=True)
    total = np.cumsum(counts)
    wanted = np.linspace(total[0], total[-1], STEPS)
    picked = np.unique(np.concatenate(([0], np.searchsorted(total, wanted - 0.5))))
    return tuple((_limit(ask, int(limits[n])), int(total[n])) for n in picked)


def _shortfall(ask: Ask, value: Integers) -> Integers:
    """How far each value lies on the wrong side, in ten-thousandths."""
    low, high = ask.bounds
    below = scaled(low) - value if low is not None else np.zeros(len(value), np.int64)
    above = value - scaled(high) if high is not None else np.zeros(len(value), np.int64)
    return np.maximum(below, above)


def _limit(ask: Ask, shortfall: int) -> float:
    """The limit that just lets a value with this shortfall through."""
    if ask.kind == RANGE or ask.limit is None:
        return shortfall / UNIT
    sign = 1 if ask.kind in (AT_MOST, DISTANCE) else -1
    return (scaled(ask.limit) + sign * shortfall) / UNIT
