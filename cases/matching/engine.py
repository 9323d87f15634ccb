"""The match itself: knock-outs with three values, desirability, score and coverage.

Pure arithmetic over plain values: no database, no language. Method: domain dossier, section 5.

* A must is passed, failed or unknown. Only a fail knocks a site out.
* A wish, and a must with a soft zone between minimum and target, has a desirability from 0 to 1.
* The score is the weighted mean over what is known; coverage is the share of the weights that is
  known. Unknown is never a zero: it lowers the coverage and becomes a question.

Desirability, score and coverage are whole parts per million, and weights are whole numbers, so
that weights scaled together give exactly the same answer on every machine.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

VERSION = "1"
WHOLE = 1_000_000

AT_LEAST, AT_MOST, ORDINAL = "at_least", "at_most", "ordinal_min"
BOOLEAN, ONE_OF = "boolean", "one_of"

Value = float | bool | frozenset[str]


class Verdict(IntEnum):
    """What a site's value says about one requirement."""

    PASS = 0
    FAIL = 1
    UNKNOWN = 2


@dataclass(frozen=True)
class Ask:
    """One requirement, in the unit of its criterion; an ordinal in steps, counted from 0.

    `low` and `high` bound a must; `target` is where a wish is wholly met. `wanted` holds the
    answers that satisfy a yes-or-no or a choice.
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
    def limit(self) -> float | None:
        """The number on which a must is passed or failed."""
        bound = self.high if self.kind == AT_MOST else self.low
        return self.target if bound is None else bound

    @cached_property
    def zone(self) -> tuple[float, float] | None:
        """Where desirability rises from 0 to 1; None when it jumps at the limit."""
        if self.kind == ORDINAL and not self.must:
            return (0.0, self.limit) if self.limit else None
        start = self.high if self.kind == AT_MOST else self.low
        if start is None or self.target is None or start == self.target:
            return None
        wrong_way = self.target > start if self.kind == AT_MOST else self.target < start
        return None if wrong_way else (start, self.target)

    @cached_property
    def scored(self) -> bool:
        """Whether it counts in the score: every wish, and a must that has a target beyond it."""
        return not self.must or self.zone is not None


class Reading(NamedTuple):
    """What is known of one site on one criterion.

    `value` is None when the words cannot be read as an answer. A stale reading keeps its value,
    to be shown, and counts as unknown.
    """

    value: Value | None
    number: float | None
    text: str
    source: str
    as_of: datetime.date | None
    year: int | None = None
    stale: bool = False
    confidence: str = ""

    @property
    def usable(self) -> bool:
        """Whether the match may lean on it."""
        return self.value is not None and not self.stale


class Match(NamedTuple):
    """The outcome for one site; `failed` and `unknown` are positions in the list of asks."""

    place: int
    failed: tuple[int, ...]
    unknown: tuple[int, ...]
    score: int | None
    coverage: int


class Line(NamedTuple):
    """One requirement against one site, for the explanation."""

    ask: Ask
    verdict: Verdict
    desirability: int | None
    reading: Reading | None


def judge(ask: Ask, value: Value | None) -> Verdict:
    """Whether a value meets the requirement; unknown when there is no value to judge."""
    if value is None:
        return Verdict.UNKNOWN
    if isinstance(value, bool):
        met = value == ask.flag
    elif isinstance(value, frozenset):
        met = bool(value & ask.wanted)
    elif ask.limit is None:
        return Verdict.UNKNOWN
    else:
        met = value <= ask.limit if ask.kind == AT_MOST else value >= ask.limit
    return Verdict.PASS if met else Verdict.FAIL


def desirability(ask: Ask, value: Value | None) -> int | None:
    """0 to WHOLE; None when unknown. Linear in the soft zone, 0 before it and WHOLE beyond."""
    if value is None:
        return None
    zone = ask.zone
    if zone is None or isinstance(value, bool | frozenset):
        verdict = judge(ask, value)
        return None if verdict == Verdict.UNKNOWN else WHOLE * (verdict == Verdict.PASS)
    start, full = zone
    share = (value - start) / (full - start)
    return round(min(1.0, max(0.0, share)) * WHOLE)


def explain(asks: Sequence[Ask], readings: Sequence[Reading | None]) -> list[Line]:
    """Every requirement against one site, in the order of the asks."""
    lines = []
    for ask, reading in zip(asks, readings, strict=True):
        value = reading.value if reading is not None and reading.usable else None
        degree = desirability(ask, value) if ask.scored else None
        lines.append(Line(ask, judge(ask, value), degree, reading))
    return lines


def match_one(asks: Sequence[Ask], readings: Sequence[Reading | None], place: int = 0) -> Match:
    """Knock-outs, score and coverage of one site."""
    failed: list[int] = []
    unknown: list[int] = []
    earned = scored_weight = known_weight = 0
    for position, (ask, reading) in enumerate(zip(asks, readings, strict=True)):
        value = reading.value if reading is not None and not reading.stale else None
        verdict = judge(ask, value)
        if verdict == Verdict.UNKNOWN:
            unknown.append(position)
            continue
        if verdict == Verdict.FAIL and ask.must:
            failed.append(position)
        known_weight += ask.weight
        degree = desirability(ask, value) if ask.scored else None
        if degree is not None:
            earned += degree * ask.weight
            scored_weight += ask.weight
    return Match(
        place,
        tuple(failed),
        tuple(unknown),
        earned // scored_weight if scored_weight else None,
        _coverage(asks, known_weight, len(asks) - len(unknown)),
    )


def _coverage(asks: Sequence[Ask], known_weight: int, known: int) -> int:
    """Share of the weights that is known; by number when nothing has a weight."""
    total = sum(ask.weight for ask in asks)
    if total:
        return known_weight * WHOLE // total
    return known * WHOLE // len(asks) if asks else 0


@dataclass(frozen=True, slots=True)
class Ranking:
    """Sites that pass or may pass, best first, and apart those that are knocked out."""

    passing: list[Match]
    out: list[Match]


def rank(
    asks: Sequence[Ask],
    names: Sequence[tuple[str, str]],
    table: Iterable[Sequence[Reading | None]],
) -> Ranking:
    """Matches every site. `names` holds (name, key) per site, for ties; `table` a row per site.

    Order: score, then coverage, both highest first, then name and key. A site of which no wish is
    known has no score and follows the others. Knocked-out sites: fewest failed musts first.
    """
    matches = [match_one(asks, row, place) for place, row in enumerate(table)]

    def order(match: Match) -> tuple[int, int, int, int, str, str]:
        score = match.score
        return (
            len(match.failed),
            score is None,
            -(score or 0),
            -match.coverage,
            *names[match.place],
        )

    matches.sort(key=order)
    return Ranking([m for m in matches if not m.failed], [m for m in matches if m.failed])
