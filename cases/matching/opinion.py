"""Second opinions on a ranking: another method, and what other weights would do.

TOPSIS (Hwang and Yoon, Multiple Attribute Decision Making, 1981) orders sites by how near they lie
to a made-up ideal one and how far from a made-up worst one, each having the best or the worst
desirability met on every scored requirement. The columns are vector-normalised.

What is not known takes no part: a site's distances are over the requirements known of it, with
their weights made one again. A mean in its place would call a site average on what nobody looked
at, and would let one region's answer move the others; a zero would punish not knowing. So a site
of which little is known may stand high here as in the score: coverage stays beside it. Knocked-out
sites take no part either, as every site that takes part moves the ideal.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cases.matching.engine import (
    WHOLE,
    Flags,
    Integers,
    Matches,
    Outcome,
    Ranking,
    Verdict,
    quotient,
    standing,
)

TOLD_APART_BY_NOTHING = WHOLE // 2
STEP = 20  # percent: the change of a weight that is always shown
FURTHEST = 100  # percent: a weight is tried from nothing to twice what it is
Rows = npt.NDArray[np.intp]


def closeness(outcome: Outcome, rows: Rows) -> Integers:
    """TOPSIS: parts per million per site of `rows`, 1,000,000 at the ideal; -1 where no scored
    requirement is known, and the half where nothing tells the sites apart."""
    to_best, to_worst, weight = (np.zeros(len(rows)) for _ in range(3))
    for known, degree, points in _weighed(outcome, rows):
        here = degree[known]
        if not len(here):
            continue
        # A sum of whole squares is exact, whatever the order in which it is added up.
        length = float(np.sqrt(float(np.sum(here * here))))
        if length:
            scaled = degree / length
            best, worst = float(here.max()) / length, float(here.min()) / length
            to_best += np.where(known, (points * (best - scaled)) ** 2, 0.0)
            to_worst += np.where(known, (points * (scaled - worst)) ** 2, 0.0)
        weight += np.where(known, float(points), 0.0)
    # Dividing both distances by the site's own weight would cancel out in the quotient.
    near, far = np.sqrt(to_worst), np.sqrt(to_best)
    both = near + far
    share = np.where(both > 0, near / np.where(both > 0, both, 1.0), 0.5)
    parts = np.floor(share * WHOLE + 0.5).astype(np.int64)
    parts[weight == 0] = -1
    return parts


def _weighed(outcome: Outcome, rows: Rows) -> list[tuple[Flags, Integers, int]]:
    """Per scored ask that weighs: where it is known, the desirability, and the weight."""
    return [
        (outcome.verdicts[n][rows] != Verdict.UNKNOWN, outcome.degrees[n][rows], ask.weight)
        for n, ask in enumerate(outcome.asks)
        if ask.scored and ask.weight
    ]


@dataclass(frozen=True)
class Shift:
    """What another weight of one ask would do to first place: who has it (a place) at 20 percent
    less and at 20 percent more, the smallest whole percentage that gives it to another, at most
    100 either way, and to whom."""

    position: int
    less: int
    more: int
    percent: int | None
    instead: int | None


def shifts(ranking: Ranking) -> list[Shift]:
    """Every scored ask that weighs; nothing when no site passes or none has a score."""
    outcome, rows = ranking.outcome, ranking.passing.order
    if not len(rows) or outcome.score[rows[0]] < 0:
        return []
    tilts = [
        _Tilt(outcome, rows, ranking.names[rows], position)
        for position, ask in enumerate(outcome.asks)
        if ask.scored and ask.weight
    ]
    return [tilt.shift() for tilt in tilts]


class _Tilt:
    """The sites that pass, best first, with what one ask adds to each. Weights are reckoned in
    hundredths, so that a percentage more or less stays a whole number."""

    def __init__(self, outcome: Outcome, rows: Rows, names: Integers, position: int) -> None:
        ask = outcome.asks[position]
        known = outcome.verdicts[position][rows] != Verdict.UNKNOWN
        self.position, self.rows, self.names = position, rows, names
        self.weight, self.total = ask.weight, sum(a.weight for a in outcome.asks)
        self.others = sum(a.weight for a in outcome.asks if a.scored) - ask.weight
        self.earned, self.judged = outcome.earned[rows], outcome.judged[rows]
        self.known = outcome.known[rows]
        self.share = known * np.int64(ask.weight)
        self.part = outcome.degrees[position][rows] * ask.weight

    def shift(self) -> Shift:
        """Reckons them all."""
        everyone = np.arange(len(self.rows))
        less, more = self._first(np.array([-STEP, STEP]), everyone)
        percent, instead = self._nearest(self._contenders())
        place = self.rows.__getitem__
        return Shift(
            self.position,
            int(place(less)),
            int(place(more)),
            percent,
            None if instead is None else int(place(instead)),
        )

    def _first(self, percents: Integers, among: Rows) -> Rows:
        """Who of `among` is first at each percentage, by the order of the ranking itself."""
        by = percents[:, None]
        judged = 100 * self.judged[among] + by * self.share[among]
        score = quotient(100 * self.earned[among] + by * self.part[among], judged)
        known = 100 * self.known[among] + by * self.share[among]
        coverage = known * WHOLE // np.maximum(100 * self.total + by * self.weight, 1)
        return among[np.argmax(standing(score, coverage, self.names[among]), axis=1)]

    def _contenders(self) -> Rows:
        """The sites that could be level with the first somewhere in the range.

        With x from -1 to 1 as the change, a site is not behind where (E + xe)(S1 + xs1) is at
        least (E1 + xe1)(S + xs): a parabola, highest at an end or at its top. Scores are rounded
        down to a millionth, so a site that far behind may be level.
        """
        earned, judged = self.earned.astype(float), self.judged.astype(float)
        part, share = self.part.astype(float), self.share.astype(float)
        flat = earned * judged[0] - earned[0] * judged
        slope = earned * share[0] + part * judged[0] - earned[0] * share - part[0] * judged
        bend = part * share[0] - part[0] * share
        ends = np.maximum(flat + slope + bend, flat - slope + bend)
        arched = (bend < 0) & (np.abs(slope) < -2 * bend)
        top = flat - slope * slope / np.where(arched, 4 * bend, 1.0)
        highest = np.where(arched, np.maximum(top, ends), ends)
        return np.flatnonzero(highest >= -4 * (judged + 1) * judged[0])

    def _nearest(self, among: Rows) -> tuple[int | None, int | None]:
        """The smallest change that gives first place to another: less before more."""
        order = np.array([p for n in range(1, FURTHEST + 1) for p in (-n, n)])
        at_once = max(2, 500_000 // max(1, len(among)))
        for start in range(0, len(order), at_once):
            percents = order[start : start + at_once]
            # Where no wish has any weight left there is no order to speak of.
            percents = percents[self.others * 100 + (100 + percents) * self.weight > 0]
            firsts = self._first(percents, among)
            flipped = np.flatnonzero(firsts != 0)
            if len(flipped):
                return int(percents[flipped[0]]), int(firsts[flipped[0]])
        return None, None


def second_order(ranking: Ranking) -> Matches:
    """The sites that pass in the order of TOPSIS; then coverage and name, as in the ranking."""
    rows = ranking.passing.order
    near, outcome = closeness(ranking.outcome, rows), ranking.outcome
    key = standing(near, outcome.coverage[rows], ranking.names[rows])
    return Matches(outcome, rows[np.argsort(-key)])
