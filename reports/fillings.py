"""Ways to fill in what is hidden, other than the truth.

Whatever a reader concludes, it holds in every filling that fits what is shown: of a cell that holds
one number in the one and another number in the other nobody can tell the value. To find two
fillings is much less work than to try everything that could be concluded.
"""

from collections.abc import Iterable, Mapping
from math import gcd, lcm

from reports.reader import Row

Move = list[tuple[str, int]]  # cell → how much it changes
_WALKS = 6
_STEPS = (1, -1, 2, -2, 3, -3)
_LONG = 1000  # steps, where there is no end to them


class Fillings:
    """The least and the most that was seen of each unknown, beginning with the truth."""

    def __init__(
        self,
        rows: Iterable[Row],
        solved: Mapping[str, Row],
        low: Mapping[str, int],
        truth: Mapping[str, int],
    ) -> None:
        """`solved`: the same rows as `eliminate` leaves them; `low`: the least of each unknown."""
        self.low = low
        self.here = {name: truth[name] for name in low}
        self.least, self.most = dict(self.here), dict(self.here)
        self.possible = all(truth[name] >= least for name, least in low.items()) and all(
            sum(factor * truth[name] for name, factor in row.items()) == rest for row, rest in rows
        )
        self._solved = solved

    def look_for(self, names: Iterable[str]) -> list[str]:
        """Walks from filling to filling until each of these was seen with two values; answers
        those that were not."""
        left = list(names)
        if not self.possible:
            return left
        moves = self._moves()
        for walk in range(_WALKS):
            for number, move in enumerate(moves):
                self._go(move, _STEPS[(number + walk) % len(_STEPS)])
            left = [name for name in left if not self.varies(name)]
            if not left:
                break
        return left

    def varies(self, name: str) -> bool:
        """Whether nobody can tell the value of this cell."""
        return self.least[name] < self.most[name]

    def occurs(self, name: str, value: int) -> bool:
        """Whether a filling was seen in which the cell has this value."""
        return self.possible and value in (self.least[name], self.most[name])

    def _moves(self) -> list[Move]:
        """For each unknown that is free, how the others follow it."""
        follow: dict[str, Move] = {}
        for pivot, (row, _rest) in self._solved.items():
            for name, factor in row.items():
                if name != pivot:
                    follow.setdefault(name, []).append((pivot, factor))
        moves = []
        for name in self.low.keys() - self._solved.keys():
            pivots = [(p, f, self._solved[p][0][p]) for p, f in follow.get(name, ())]
            step = lcm(*(own // gcd(own, factor) for _p, factor, own in pivots))
            moves.append([(name, step), *((p, -f * step // own) for p, f, own in pivots)])
        return sorted(moves, key=lambda move: (len(move), move))

    def _go(self, move: Move, wish: int) -> None:
        """Notes how far one can go in a direction and back, and goes some steps."""
        here = self.here
        back = min(((here[n] - self.low[n]) // by for n, by in move if by > 0), default=_LONG)
        forth = min(((here[n] - self.low[n]) // -by for n, by in move if by < 0), default=_LONG)
        if not back and not forth:
            return
        for name, by in move:
            ends = (here[name] - back * by, here[name] + forth * by)
            self.least[name] = min(self.least[name], *ends)
            self.most[name] = max(self.most[name], *ends)
        steps = max(-back, min(forth, wish))
        for name, by in move if steps else ():
            here[name] += steps * by
