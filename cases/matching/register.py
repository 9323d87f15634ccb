"""Reads what is known of the sites: the newest fact per criterion, else the register's column.

Two queries, whatever the number of sites.
"""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.querysets import valid_on
from cases.matching.engine import (
    BOOLEAN,
    ONE_OF,
    ORDINAL,
    Ask,
    Reading,
    Value,
)
from cases.models import Candidate, Requirement
from regions.models import ServiceArea
from sites.answers import STAND_IN, fresh_since
from sites.models import Criterion, Site, SiteFact

REGISTER = "register"  # the source of a reading from the site's own columns
YES = frozenset({"yes", "ja", "true", "1"})
NO = frozenset({"no", "nee", "false", "0"})


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


@dataclass(frozen=True, slots=True)
class Register:
    """The sites, and a row of readings per site in the order of the requirements."""

    places: list[Place]
    table: list[list[Reading | None]]


def ask_of(requirement: Requirement) -> Ask:
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
        code=criterion.code,
        kind=criterion.kind,
        must=requirement.level == Requirement.Weightiness.MUST,
        weight=requirement.weight,
        low=low,
        target=target,
        high=high,
        wanted=_choices(words),
        flag=words.lower() not in NO,
    )


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


def sites_for(user: User, knows_identity: bool, case_id: uuid.UUID) -> Q:
    """The sites whose match the person may see: all, or those of the own area.

    A site that was withdrawn from the register stays in the match of a case that lists it.
    """
    listed = Candidate.objects.visible_to(user).filter(case_id=case_id).values("site_id")
    present = Q(withdrawn=False) | Q(pk__in=listed)
    return present if knows_identity else present & served_by(user.organisation_ids)


def read_register(
    criteria: Sequence[Criterion], scope: Q, today: datetime.date | None = None
) -> Register:
    """What is known of the sites in `scope` on each criterion, judged fresh or stale on `today`."""
    today = today or timezone.localdate()
    rows = list(_site_rows(criteria, scope))
    position = {row["id"]: n for n, row in enumerate(rows)}
    table = [[_from_register(criterion, row) for criterion in criteria] for row in rows]
    column = {criterion.code: n for n, criterion in enumerate(criteria)}
    cutoff = [fresh_since(today, criterion.fresh_months) for criterion in criteria]
    for site, code, number, text, source, as_of, until, confidence in _fact_rows(column, scope):
        n, row = column[code], table[position[site]]
        figure = float(number) if number is not None else None
        row[n] = Reading(
            read_value(criteria[n], figure, text),
            figure,
            text,
            source,
            as_of,
            stale=as_of < cutoff[n] or (until is not None and until < today),
            confidence=confidence,
        )
    return Register([_place(row) for row in rows], table)


def _site_rows(criteria: Sequence[Criterion], scope: Q) -> Iterable[dict[str, Any]]:
    fields = {criterion.site_field for criterion in criteria if criterion.site_field}
    fields |= {STAND_IN[field] for field in fields if field in STAND_IN}
    return (
        Site.objects.filter(scope)
        .order_by("pk")
        .values(
            *("id", "name", "place", "province_id", "province__name", "region_id", "region__name"),
            *("municipality__name", "municipality__region_id", "municipality__region__name"),
            *("latitude", "longitude", "withdrawn", "reference_year"),
            *sorted(fields),
        )
    )


def _fact_rows(codes: Iterable[str], scope: Q) -> Iterable[tuple[Any, ...]]:
    sites = Site.objects.filter(scope).values("pk")
    facts = SiteFact.objects.filter(criterion_id__in=list(codes), site_id__in=sites)
    rows: Iterable[tuple[Any, ...]] = facts.newest().values_list(
        *("site_id", "criterion_id", "number", "text", "source", "as_of", "valid_until"),
        "confidence",
    )
    return rows


def _from_register(criterion: Criterion, row: dict[str, Any]) -> Reading | None:
    """The register's own column. It has a year, and counts until the register is renewed."""
    if not criterion.site_field:
        return None
    raw = row[criterion.site_field]
    if raw is None and criterion.site_field in STAND_IN:
        raw = row[STAND_IN[criterion.site_field]]
    if raw is None or raw == "":
        return None
    if isinstance(raw, bool):
        number, text = None, "yes" if raw else "no"
    elif isinstance(raw, str):
        number, text = None, raw
    else:
        number, text = float(raw), ""
    value = read_value(criterion, number, text)
    return Reading(value, number, text, REGISTER, None, row["reference_year"])


def _place(row: dict[str, Any]) -> Place:
    return Place(
        id=row["id"],
        name=row["name"],
        place=row["place"] or row["municipality__name"] or "",
        province_code=row["province_id"] or "",
        province=row["province__name"] or "",
        region_code=row["region_id"] or row["municipality__region_id"] or "",
        region=row["region__name"] or row["municipality__region__name"] or "",
        latitude=row["latitude"],
        longitude=row["longitude"],
        withdrawn=row["withdrawn"],
    )
