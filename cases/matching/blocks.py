"""Building blocks of a request: what holds for one of them, and what for all of them together.

What has no block holds for every block. Where the whole is asked for at one place, amounts of the
blocks are added up (two hectares here and three there are five), and of the rest the strictest
counts. What cannot be told in one (two places to be near) stays beside each other.
"""

import copy
from collections.abc import Iterable, Sequence
from decimal import Decimal

from cases.matching.engine import AT_LEAST, AT_MOST, BOOLEAN, ONE_OF, ORDINAL, RANGE
from cases.models import BuildingBlock, Requirement
from sites.models import Criterion

# Of these a site has an amount to give; of the others it simply is something.
AMOUNTS = {
    Criterion.Group.SPACE,
    Criterion.Group.POWER,
    Criterion.Group.WATER,
    Criterion.Group.GASES,
}
# Units of what a site has as a whole, whoever uses it: a height, a share, a load, a temperature.
NOT_ADDED = {"m", "%", "kN/m²", "bar", "°C"}
Rows = list[Requirement]
Level = Requirement.Weightiness


def of_block(requirements: Sequence[Requirement], block: BuildingBlock) -> Rows:
    """What holds for one block: its own and what is common; the strictest where both speak."""
    rows = [row for row in requirements if row.block_id in (None, block.pk)]
    return _merged(rows, adding=False)


def together(requirements: Sequence[Requirement]) -> Rows:
    """What holds for a place that takes every block."""
    return _merged(requirements, adding=True)


def is_added(criterion: Criterion) -> bool:
    """Whether two blocks on one site need the sum: an amount, and no height or percentage."""
    amount = criterion.kind == AT_LEAST and criterion.group in AMOUNTS
    return amount and criterion.unit not in NOT_ADDED


def _merged(requirements: Sequence[Requirement], adding: bool) -> Rows:
    """One requirement per criterion where that can be, in the order in which they came."""
    found: dict[str, Rows] = {}
    for row in requirements:
        found.setdefault(row.criterion_id, []).append(row)
    return [row for rows in found.values() for row in _one(rows, adding)]


def _one(rows: Rows, adding: bool) -> Rows:
    if len(rows) == 1:
        return rows
    criterion = rows[0].criterion
    if criterion.kind in (AT_LEAST, AT_MOST):
        own = [row for row in rows if row.block_id is not None]
        if adding and is_added(criterion) and len(own) > 1:
            common = [row for row in rows if row.block_id is None]
            rows = [*common, _sum(own)]
        return [rows[0]] if len(rows) == 1 else [_strictest(rows)]
    levels: dict[str, Rows] = {}
    for row in rows:
        levels.setdefault(row.level, []).append(row)
    return [row for same in levels.values() for row in _narrowed(same)]


def _copy(rows: Rows) -> Requirement:
    """A requirement for several, never to be stored: must when one of them is."""
    made = copy.copy(rows[0])
    made.block = None
    made.level = Level.MUST if any(row.level == Level.MUST for row in rows) else Level.WISH
    made.weight = max(row.weight for row in rows)
    return made


def _limit(row: Requirement) -> Decimal | None:
    bound = row.maximum if row.criterion.kind == AT_MOST else row.minimum
    return row.target if bound is None else bound


def _aim(row: Requirement) -> Decimal | None:
    return _limit(row) if row.target is None else row.target


def _set(made: Requirement, limit: Decimal | None, aim: Decimal | None) -> Requirement:
    """Limit and target; a target that says no more than the limit is none."""
    name = "maximum" if made.criterion.kind == AT_MOST else "minimum"
    setattr(made, name, limit)
    made.target = None if aim == limit else aim
    return made


def _known(numbers: Iterable[Decimal | None]) -> list[Decimal]:
    return [number for number in numbers if number is not None]


def _binding(rows: Rows) -> Rows:
    """Those that bound the whole: the musts, or the wishes when there are no musts."""
    musts = [row for row in rows if row.level == Level.MUST]
    return musts or rows


def _sum(rows: Rows) -> Requirement:
    """Amounts added up. A wish of one block beside a must of another raises the target only."""
    limits = _known(_limit(row) for row in _binding(rows))
    aims = _known(_aim(row) for row in rows)
    return _set(_copy(rows), sum(limits, Decimal(0)), sum(aims, Decimal(0)))


def _strictest(rows: Rows) -> Requirement:
    """The limit and the target that satisfy all."""
    most = min if rows[0].criterion.kind == AT_MOST else max
    limit = most(_known(_limit(row) for row in _binding(rows)))
    aim = most([limit, *_known(_aim(row) for row in rows)])
    return _set(_copy(rows), limit, aim)


def _narrowed(rows: Rows) -> Rows:
    """Requirements of one level that are not a number with one bound; those that cannot be told
    in one stay as they are."""
    if len(rows) == 1:
        return rows
    kind, made = rows[0].criterion.kind, _copy(rows)
    if kind == RANGE:
        lows, highs = _known(r.minimum for r in rows), _known(r.maximum for r in rows)
        made.minimum, made.maximum = max(lows, default=None), min(highs, default=None)
        made.target = rows[0].target if len({row.target for row in rows}) == 1 else None
        return [made] if lows or highs else rows
    words = {row.text for row in rows}
    if kind == BOOLEAN or kind not in (ORDINAL, ONE_OF):
        same = kind == BOOLEAN and len(words) == 1
        return [made] if same else rows
    if kind == ONE_OF:
        shared = set.intersection(*({p.strip() for p in w.split("|")} for w in words))
        options = [str(option) for option in made.criterion.options if option in shared]
        made.text = "|".join(options)
        return [made] if options else rows
    steps = [str(option) for option in made.criterion.options]
    if not words <= set(steps):
        return rows
    made.text = max(words, key=steps.index)
    return [made]
