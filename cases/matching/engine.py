"""The match itself: knock-outs with three values, desirability, score, coverage and order.

Pure arithmetic on columns, one value per site: no database, no language. Method: domain dossier,
section 5; desirability as in Derringer and Suich (1980), linear.

* A must is passed, failed or unknown. Only a fail knocks a site out.
* A wish, and a must with a soft zone between minimum and target, has a desirability from 0 to 1.
* The score is the weighted mean over what is known; coverage is the share of the weights that is
  known. Unknown is never a zero: it lowers the coverage and becomes a question.

Everything is whole numbers: values in ten-thousandths of the criterion's unit (as the database
keeps them), desirability, score and coverage in parts per million. So every machine gives the same
answer, and weights scaled together change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple, overload

import numpy as np
import numpy.typing as npt

VERSION = "3"
WHOLE = 1_000_000
UNIT = 10_000
FINE = 4 * 10**12  # a soft zone wider than this is reckoned in whole units, within 64 bits

AT_LEAST, AT_MOST, RANGE, ORDINAL = "at_least", "at_most", "range", "ordinal_min"
BOOLEAN, ONE_OF, DISTANCE = "boolean", "one_of", "distance"

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Verdict(IntEnum):
    """What a site's value says about one requirement."""

    PASS = 0
    FAIL = 1
    UNKNOWN = 2


@dataclass(frozen=True)
class Ask:
    """One requirement, in the unit of its criterion; an ordinal in steps, counted from 0.

    `low` and `high` bound a must; `target` is where a wish is wholly met. `wanted` holds the
    answers that satisfy a choice, `flag` the one that satisfies a yes-or-no. `code` is unique
    among the asks of a match.
    """

    code: str
    kind: str
    must: bool
    weight: int
    low: float | None = None
    target: float | None = None
    high: float | None = None
    wanted: frozenset[str] = frozenset()
    flag: bool = True

    @cached_property
    def bounds(self) -> tuple[float | None, float | None]:
        """Lowest and highest value that meets it; both None when it says nothing."""
        if self.kind in (AT_MOST, DISTANCE):
            return None, self.target if self.high is None else self.high
        if self.kind == RANGE:
            neither = self.low is None and self.high is None
            return (self.target, self.target) if neither else (self.low, self.high)
        return (self.target if self.low is None else self.low), None

    @cached_property
    def limit(self) -> float | None:
        """The number on which a must is passed or failed; a range has two, and so none here."""
        if self.kind == RANGE:
            return None
        low, high = self.bounds
        return high if low is None else low

    @cached_property
    def ramps(self) -> tuple[tuple[float, float], ...]:
        """Where desirability rises from 0 to 1, as (start, full); empty when it jumps.

        A range with a target rises towards it from both ends.
        """
        if self.kind == ORDINAL and not self.must:
            return ((0.0, self.limit),) if self.limit else ()
        if self.target is None:
            return ()
        low = None if self.kind in (AT_MOST, DISTANCE) else self.low
        high = self.high if self.kind in (AT_MOST, DISTANCE, RANGE) else None
        rising = ((low, self.target),) if low is not None and low < self.target else ()
        falling = ((high, self.target),) if high is not None and high > self.target else ()
        return rising + falling

    @cached_property
    def scored(self) -> bool:
        """Whether it counts in the score: every wish, and a must that has a target beyond it."""
        return not self.must or bool(self.ramps)


@dataclass(frozen=True, eq=False)
class Column:
    """What is known on one criterion, an entry per site: `value` means nothing unless `known`.

    Numbers and steps in ten-thousandths, yes and no as 1 and 0; a choice as a position in
    `answers`.
    """

    known: Flags
    value: Integers
    answers: tuple[frozenset[str], ...] = ()


class Match(NamedTuple):
    """The outcome for one site; `failed` and `unknown` are positions in the list of asks."""

    place: int
    failed: tuple[int, ...]
    unknown: tuple[int, ...]
    score: int | None
    coverage: int


def scaled(number: float) -> int:
    """A number in ten-thousandths."""
    return round(number * UNIT)


def judge(ask: Ask, column: Column) -> npt.NDArray[np.int8]:
    """A verdict per site; unknown where there is no value to judge."""
    met = _met(ask, column)
    if met is None:
        return np.full(len(column.known), Verdict.UNKNOWN, np.int8)
    verdict = np.where(met, np.int8(Verdict.PASS), np.int8(Verdict.FAIL))
    verdict[~column.known] = Verdict.UNKNOWN
    return verdict


def _met(ask: Ask, column: Column) -> Flags | None:
    """Whether each value meets the requirement; None when it cannot be judged at all."""
    value = column.value
    if ask.kind == BOOLEAN:
        return value == ask.flag
    if ask.kind == ONE_OF:
        suits = [bool(answer & ask.wanted) for answer in column.answers]
        return np.array([*suits, False])[value]
    low, high = ask.bounds
    if low is not None and high is not None:
        return (value >= scaled(low)) & (value <= scaled(high))
    if low is not None:
        return value >= scaled(low)
    return None if high is None else value <= scaled(high)


def desirability(ask: Ask, column: Column, verdict: npt.NDArray[np.int8]) -> Integers:
    """0 to WHOLE per site; 0 as well where it is unknown, which the verdict tells apart.

    Linear in the soft zone, 0 before it and WHOLE beyond, rounded to whole parts, half up.
    """
    met = np.where(verdict == Verdict.PASS, np.int64(WHOLE), np.int64(0))
    if not ask.ramps or ask.kind in (BOOLEAN, ONE_OF):
        return met
    degree = _ramp(column.value, *ask.ramps[0])
    for start, full in ask.ramps[1:]:
        degree = np.minimum(degree, _ramp(column.value, start, full))
    if ask.kind == RANGE:  # an end without a ramp still bounds it
        degree = np.minimum(degree, met)
    degree[verdict == Verdict.UNKNOWN] = 0
    return degree


def _ramp(value: Integers, start: float, full: float) -> Integers:
    """How far each value is on the way from `start` to `full`."""
    begin, end = scaled(start), scaled(full)
    span = abs(end - begin)
    way = np.clip(value - begin, 0, span) if end > begin else np.clip(begin - value, 0, span)
    if span > FINE:
        way, span = way // UNIT, span // UNIT
    return (2 * way * WHOLE + span) // (2 * span)


@dataclass(frozen=True, eq=False)
class Outcome:
    """Every site against every ask. `earned` is weight times desirability over what is known,
    `judged` the weight of the scored asks that are known, `known` that of all asks."""

    asks: Sequence[Ask]
    verdicts: list[npt.NDArray[np.int8]]
    degrees: list[Integers]
    fails: Integers
    earned: Integers
    judged: Integers
    known: Integers

    @cached_property
    def score(self) -> Integers:
        """Parts per million; -1 where no wish is known."""
        return quotient(self.earned, self.judged)

    @cached_property
    def coverage(self) -> Integers:
        """Share of the weights that is known, in parts per million; by number when nothing has a
        weight."""
        total = sum(ask.weight for ask in self.asks)
        if total:
            return self.known * WHOLE // total
        number = np.zeros(len(self.fails), np.int64)
        for verdict in self.verdicts:
            number += verdict != Verdict.UNKNOWN
        return number * WHOLE // max(1, len(self.asks))

    def match(self, place: int) -> Match:
        """The outcome of one site, as plain values."""
        verdicts = [int(verdict[place]) for verdict in self.verdicts]
        score = int(self.score[place])
        return Match(
            place,
            tuple(n for n, v in enumerate(verdicts) if v == Verdict.FAIL and self.asks[n].must),
            tuple(n for n, v in enumerate(verdicts) if v == Verdict.UNKNOWN),
            None if score < 0 else score,
            int(self.coverage[place]),
        )


def quotient(earned: Integers, judged: Integers) -> Integers:
    """The weighted mean, rounded down; -1 where there is nothing to weigh."""
    mean = earned // np.maximum(judged, 1)
    mean[judged == 0] = -1
    return mean


def score_sites(asks: Sequence[Ask], columns: Sequence[Column], sites: int) -> Outcome:
    """Every one of `sites` sites against every ask; a column per ask."""
    verdicts, degrees = [], []
    fails, earned, judged, known = (np.zeros(sites, np.int64) for _ in range(4))
    for ask, column in zip(asks, columns, strict=True):
        verdict = judge(ask, column)
        degree = desirability(ask, column, verdict)
        here = (verdict != Verdict.UNKNOWN) * np.int64(ask.weight)
        known += here
        if ask.must:
            fails += verdict == Verdict.FAIL
        if ask.scored:
            earned += degree * ask.weight
            judged += here
        verdicts.append(verdict)
        degrees.append(degree)
    return Outcome(asks, verdicts, degrees, fails, earned, judged, known)


class Matches(Sequence[Match]):
    """Sites in order, each made into plain values only when it is asked for."""

    def __init__(self, outcome: Outcome, order: npt.NDArray[np.intp]) -> None:
        self.outcome = outcome
        self.order = order

    def __len__(self) -> int:
        return len(self.order)

    @overload
    def __getitem__(self, where: int) -> Match: ...
    @overload
    def __getitem__(self, where: slice) -> list[Match]: ...
    def __getitem__(self, where: int | slice) -> Match | list[Match]:
        if isinstance(where, slice):
            return [self.outcome.match(int(place)) for place in self.order[where]]
        return self.outcome.match(int(self.order[where]))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Ranking:
    """Sites that pass or may pass, best first, and apart those that are knocked out."""

    passing: Matches
    out: Matches
    outcome: Outcome = field(compare=False)
    names: Integers = field(compare=False)


def standing(score: Integers, coverage: Integers, names: Integers) -> Integers:
    """A number per site that is higher for who comes first: score, coverage, name.

    20, 20 and 23 bits: score and coverage are at most a million, and there are fewer than eight
    million sites. No two sites have the same number, because no two have the same place by name.
    """
    return ((score + 1) << 43) | (coverage << 23) | ((1 << 23) - 1 - names)


def rank(asks: Sequence[Ask], columns: Sequence[Column], names: Integers) -> Ranking:
    """Matches every site. `names` holds each site's place in the order by name and key, for ties.

    Order: score, then coverage, both highest first, then name and key. A site of which no wish is
    known has no score and follows the others. Knocked-out sites: fewest failed musts first.
    """
    outcome = score_sites(asks, columns, len(names))
    key = standing(outcome.score, outcome.coverage, names)
    passing, out = np.flatnonzero(outcome.fails == 0), np.flatnonzero(outcome.fails)
    return Ranking(
        Matches(outcome, passing[np.argsort(-key[passing])]),
        Matches(outcome, out[np.lexsort((-key[out], outcome.fails[out]))]),
        outcome,
        names,
    )
