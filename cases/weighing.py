"""Default weights: the points of a template, divided over what counts in the score.

Points belong to a group of criteria. Within a group they are divided equally over its criteria; a
criterion that is asked of several building blocks weighs the same in each. Points that do not
divide go to the first criteria of the catalogue. A group of which nothing is scored keeps its
points, so that the sum can be less than 100: the score is a weighted mean, and only proportions
count.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cases.matching.register import ask_of
from cases.models import Case, Requirement, WeightTemplate
from sites.models import Criterion


@dataclass(frozen=True)
class Weighed:
    """A requirement that counts in the score, with the weight that a template gives it."""

    row: Requirement
    weight: int

    @property
    def changes(self) -> bool:
        """Whether it weighs something else now."""
        return self.row.weight != self.weight


def scored(rows: Iterable[Requirement]) -> list[Requirement]:
    """Wishes, and musts with a preferred value beyond the limit. Needs the criterion."""
    return [row for row in rows if ask_of(row).scored]


def weigh(rows: Sequence[Requirement], template: WeightTemplate) -> list[Weighed]:
    """What each scored requirement would weigh. `rows` with their criterion."""
    counting = scored(rows)
    groups: dict[str, list[Criterion]] = {}
    for row in counting:
        criteria = groups.setdefault(row.criterion.group, [])
        if row.criterion not in criteria:
            criteria.append(row.criterion)
    weights: dict[str, int] = {}
    for group, criteria in groups.items():
        criteria.sort(key=lambda criterion: (criterion.position, criterion.code))
        share, rest = divmod(int(template.points.get(group, 0)), len(criteria))
        for number, criterion in enumerate(criteria):
            weights[criterion.code] = share + (number < rest)
    return [Weighed(row, weights[row.criterion_id]) for row in counting]


def unused(rows: Sequence[Requirement], template: WeightTemplate) -> list[tuple[Any, int]]:
    """Groups (in words) whose points nothing takes, heaviest first."""
    used = {row.criterion.group for row in scored(rows)}
    left = [
        (Criterion.Group(group).label, int(points))
        for group, points in template.points.items()
        if group not in used and group in Criterion.Group.values and points
    ]
    return sorted(left, key=lambda pair: -pair[1])


def total(rows: Iterable[Requirement]) -> int:
    """Sum of the weights of what is scored; a criterion of several blocks counts once."""
    return summed((row.criterion_id, row.weight) for row in scored(rows))


def summed(weights: Iterable[tuple[str, int]]) -> int:
    """Sum of weights by criterion; one that is asked of several blocks counts once, the heaviest:
    each block is matched by itself."""
    heaviest: dict[str, int] = {}
    for code, weight in weights:
        heaviest[code] = max(weight, heaviest.get(code, 0))
    return sum(heaviest.values())


def templates() -> list[WeightTemplate]:
    """Sets of weights in use."""
    return list(WeightTemplate.objects.filter(active=True))


def suggested(case: Case, choices: Sequence[WeightTemplate]) -> WeightTemplate | None:
    """The set for the activity of the case, else one for any activity."""
    for activity in (case.activity, ""):
        for template in choices:
            if template.activity == activity:
                return template
    return choices[0] if choices else None
