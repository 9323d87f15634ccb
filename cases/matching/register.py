"""Requirements and sites as the match takes them: asks, values, and who may see which site."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.querysets import valid_on
from cases.matching.engine import BOOLEAN, ONE_OF, ORDINAL, Ask
from cases.matching.reading import Value
from cases.matching.reads import Register
from cases.models import Requirement
from regions.models import ServiceArea
from sites.models import Criterion, Site

YES = frozenset({"yes", "ja", "true", "1"})
NO = frozenset({"no", "nee", "false", "0"})
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Place:
    """A site as the ranking shows it."""

    id: uuid.UUID
    name: str
    place: str
    province_code: str
    province: str
    region_code: str
    region: str
    latitude: float | None
    longitude: float | None
    withdrawn: bool


def ask_of(requirement: Requirement, code: str = "") -> Ask:
    """A requirement as the engine takes it; an ordinal becomes a step number."""
    criterion = requirement.criterion
    low, target, high = (
        float(number) if number is not None else None
        for number in (requirement.minimum, requirement.target, requirement.maximum)
    )
    words = requirement.text.strip()
    if criterion.kind == ORDINAL:
        low, target, high = _step(criterion, words), None, None
    return Ask(
        code=code or criterion.code,
        kind=criterion.kind,
        must=requirement.level == Requirement.Weightiness.MUST,
        weight=requirement.weight,
        low=low,
        target=target,
        high=high,
        wanted=_choices(words),
        flag=words.lower() not in NO,
    )


def codes_of(requirements: Sequence[Requirement]) -> list[str]:
    """The code of each requirement's criterion; a second of the same criterion gets a number."""
    met: dict[str, int] = {}
    codes = []
    for row in requirements:
        met[row.criterion_id] = count = met.get(row.criterion_id, 0) + 1
        codes.append(row.criterion_id if count == 1 else f"{row.criterion_id}.{count}")
    return codes


def read_value(criterion: Criterion, number: float | None, text: str) -> Value | None:
    """A fact's number or words as an answer to the criterion; None when it is no answer."""
    if criterion.kind == ORDINAL:
        return _step(criterion, text)
    if criterion.kind == BOOLEAN:
        if number is not None:
            return number != 0
        word = text.strip().lower()
        return True if word in YES else False if word in NO else None
    if criterion.kind == ONE_OF:
        return _choices(text) or None
    return number


def _step(criterion: Criterion, word: str) -> float | None:
    """The place of an option in its order. A main category (4) lies between its steps: unknown,
    because what is not known may not knock out."""
    options = [str(option) for option in criterion.options]
    return float(options.index(word)) if word in options else None


def _choices(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split("|") if part.strip())


def served_by(organisation_ids: Iterable[int]) -> Q:
    """A condition on sites: they lie in the area of one of the organisations today."""
    areas = ServiceArea.objects.filter(
        valid_on(timezone.localdate()), organisation_id__in=list(organisation_ids)
    ).values_list("province_id", "region_id")
    served = Q(pk__in=[])
    for province, region in areas:
        here = Q(province_id=province)
        if region is not None:
            here &= Q(region_id=region) | Q(municipality__region_id=region)
        served |= here
    return served


def rows_seen(register: Register, listed: Iterable[uuid.UUID], area: User | None) -> Rows:
    """The rows of the sites whose match somebody may see; those of the own area for `area`.

    A site that was withdrawn from the register stays in the match of a case that lists it.
    """
    seen = ~register.withdrawn
    seen[register.rows_of(listed)] = True
    if area is not None:
        own = np.zeros(len(register), np.bool_)
        served = Site.objects.filter(served_by(area.organisation_ids)).values_list("pk", flat=True)
        own[register.rows_of(served)] = True
        seen &= own
    return np.flatnonzero(seen)
