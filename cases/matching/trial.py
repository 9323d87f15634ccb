"""What is tried live before anything is stored: other weights, limits and levels, in the address.

`w-<code>` is a weight (0 to 100), `m-<code>` must, wish or off, and `l-<code>` the limit of a must
in the unit of the criterion. Of an ordinal the limit is the number of the step, counted from 0; of
a range it is how far both ends are moved outward. Nonsense is ignored, and so is what equals what
is asked already.
"""

import copy
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from cases.matching.engine import BOOLEAN, ONE_OF, ORDINAL, RANGE
from cases.matching.register import ask_of, codes_of
from cases.models import Requirement

OFF = "off"
MOST_WEIGHT = 100
MOST_LIMIT = 10.0**9
DECIMALS = 4
Level = Requirement.Weightiness


@dataclass(frozen=True)
class Trial:
    """Differences with what is asked, by code (cases.matching.register.codes_of)."""

    weights: Mapping[str, int] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.weights or self.limits or self.levels)

    @classmethod
    def from_query(cls, query: Mapping[str, Any], requirements: Sequence[Requirement]) -> "Trial":
        """What the address tries. `requirements` as cases.matching.board.asked gives them."""
        weights, limits, levels = {}, {}, {}
        for code, row in zip(codes_of(requirements), requirements, strict=True):
            weight = _weight(query.get(f"w-{code}"))
            if weight is not None and weight != row.weight:
                weights[code] = weight
            level = str(query.get(f"m-{code}") or "")
            if level in (*Level.values, OFF) and level != row.level:
                levels[code] = level
            limit = _limit(query.get(f"l-{code}"), row)
            if limit is not None and limit != limit_of(row):
                limits[code] = limit
        return cls(weights, limits, levels)

    def query(self) -> str:
        """The same trial always gives the same query string."""
        pairs: list[tuple[str, str]] = []
        pairs += [(f"l-{code}", plain(limit)) for code, limit in sorted(self.limits.items())]
        pairs += [(f"m-{code}", level) for code, level in sorted(self.levels.items())]
        pairs += [(f"w-{code}", str(weight)) for code, weight in sorted(self.weights.items())]
        return urlencode(pairs)

    def applied(self, requirements: Sequence[Requirement]) -> tuple[list[str], list[Requirement]]:
        """Copies of what is asked, as it would be, with their codes; what is switched off is left
        out."""
        pairs = [
            (code, self._changed(code, row))
            for code, row in zip(codes_of(requirements), requirements, strict=True)
            if self.levels.get(code) != OFF
        ]
        return [code for code, _row in pairs], [row for _code, row in pairs]

    def _changed(self, code: str, row: Requirement) -> Requirement:
        if code not in {*self.weights, *self.limits, *self.levels}:
            return row
        changed = copy.copy(row)
        changed.weight = self.weights.get(code, row.weight)
        changed.level = self.levels.get(code, row.level)
        if code in self.limits:
            move_limit(changed, self.limits[code])
        return changed


NOTHING_TRIED = Trial()


def plain(number: float) -> str:
    """A number as in an address: 12.5, 8."""
    return f"{number:.{DECIMALS}f}".rstrip("0").rstrip(".")


def limit_of(row: Requirement) -> float | None:
    """The limit as a trial counts it; None when there is none to move."""
    if row.criterion.kind in (BOOLEAN, ONE_OF):
        return None
    return 0.0 if row.criterion.kind == RANGE else ask_of(row).limit


def move_limit(row: Requirement, limit: float) -> None:
    """Puts a limit on a copy of a requirement."""
    kind = row.criterion.kind
    exact = Decimal(plain(limit))
    if kind == ORDINAL:
        row.text = str(row.criterion.options[int(limit)])
    elif kind == RANGE:
        only = row.target if row.minimum is None and row.maximum is None else None
        low, high = (only, only) if only is not None else (row.minimum, row.maximum)
        row.minimum = None if low is None else low - exact
        row.maximum = None if high is None else high + exact
    else:
        name = "maximum" if ask_of(row).bounds[0] is None else "minimum"
        if getattr(row, name) is None:  # the target was the limit, and is no soft zone now
            row.target = None
        setattr(row, name, exact)


def _weight(said: Any) -> int | None:
    try:
        weight = int(str(said))
    except ValueError:
        return None
    return weight if 0 <= weight <= MOST_WEIGHT else None


def _limit(said: Any, row: Requirement) -> float | None:
    """A limit that fits the kind of criterion."""
    try:
        limit = round(float(str(said).replace(",", ".")), DECIMALS)
    except ValueError:
        return None
    if not math.isfinite(limit) or abs(limit) > MOST_LIMIT or limit_of(row) is None:
        return None
    kind = row.criterion.kind
    if kind == ORDINAL:
        return limit if limit in range(len(row.criterion.options)) else None
    return None if kind == RANGE and limit < 0 else limit
