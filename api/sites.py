"""Sites, what is known about them, and the areas they lie in."""

import datetime
import uuid
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from accounts.models import Organisation
from api.schemas import Body, Moment, OrganisationBody, PageQuery, Sent, spelled_out
from sites.models import Criterion, EnvCategory, Site, SiteFact


class SiteBody(Body):
    """An industrial site. Null means unknown, never zero."""

    id: uuid.UUID
    rin_number: str | None
    name: str
    place: str | None
    municipality: str | None
    region: str | None
    province: str | None
    site_type: Site.SiteType
    plan_phase: Site.PlanPhase | None
    reference_year: int | None
    source: str | None
    gross_area_ha: float | None
    net_area_ha: float | None
    issued_ha: float | None
    option_ha: float | None
    available_now_ha: float | None
    available_later_ha: float | None
    largest_available_ha: float | None
    indicative_available_ha: float | None
    env_category: EnvCategory | None
    max_height_m: float | None
    price_min_eur_m2: float | None
    price_max_eur_m2: float | None
    ground_lease: bool | None
    has_rail: bool | None
    has_quay: bool | None
    motorway_minutes: int | None
    park_management: bool | None
    latitude: float | None
    longitude: float | None
    withdrawn: bool
    updated_at: datetime.datetime


class SitePage(Body):
    """A page of sites; `next` is the cursor of the page after it."""

    items: list[SiteBody]
    next: uuid.UUID | None


class SiteQuery(PageQuery):
    """Which sites."""

    province: str | None = Field(None, max_length=5, pattern=r"^[A-Z-]+$")
    region: str | None = Field(None, max_length=4, pattern=r"^[A-Z0-9]+$")
    updated_since: Moment | None = None


FactValue = bool | float | str | list[str]


class FactBody(Body):
    """One thing known about a site, with its source and date; the newest per criterion counts.

    `value` is a number in the unit of the criterion, true or false, an option, or options.
    """

    id: uuid.UUID
    criterion: str
    value: FactValue
    source: str
    as_of: datetime.date
    valid_until: datetime.date | None
    confidence: SiteFact.Confidence
    organisation: OrganisationBody | None
    recorded_at: datetime.datetime


class FactPage(Body):
    """A page of facts; `next` is the cursor of the page after it."""

    items: list[FactBody]
    next: uuid.UUID | None


class FactIn(Sent):
    """A new fact; an earlier one is kept and superseded."""

    criterion: str = Field(max_length=40)
    value: FactValue
    source: str = Field(max_length=200)
    as_of: datetime.date
    valid_until: datetime.date | None = None
    confidence: SiteFact.Confidence = SiteFact.Confidence.INDICATIVE


CriterionKind = Annotated[Criterion.Kind, spelled_out(Criterion.Kind)]
CriterionGroup = Annotated[Criterion.Group, spelled_out(Criterion.Group)]


class CriterionBody(Body):
    """Something a company asks of a place and a site can answer."""

    code: str
    name: str
    group: CriterionGroup
    kind: CriterionKind
    unit: str
    options: list[str]


class CriterionList(Body):
    """The criteria in use."""

    items: list[CriterionBody]


class RegionBody(Body):
    """A COROP region (CBS)."""

    code: str
    name: str
    province: str


class RegionList(Body):
    """The forty regions."""

    items: list[RegionBody]


class ProvinceBody(Body):
    """A province (ISO 3166-2:NL)."""

    code: str
    name: str
    cbs_code: str


class ProvinceList(Body):
    """The twelve provinces."""

    items: list[ProvinceBody]


PLACES = {"municipality": "municipality_id", "region": "region_id", "province": "province_id"}


def site_body(site: Site) -> SiteBody:
    """A site; areas and their codes only, so nothing has to be joined."""
    values: dict[str, Any] = {}
    for name in SiteBody.model_fields:
        value = getattr(site, PLACES.get(name, name))
        values[name] = None if value == "" else value
    return SiteBody.model_validate(values)


def fact_body(fact: SiteFact) -> FactBody:
    """From a fact read with its criterion and organisation."""
    return FactBody(
        id=fact.pk,
        criterion=fact.criterion_id,
        value=_value(fact),
        source=fact.source,
        as_of=fact.as_of,
        valid_until=fact.valid_until,
        confidence=SiteFact.Confidence(fact.confidence),
        organisation=_organisation(fact.organisation),
        recorded_at=fact.created_at,
    )


def _value(fact: SiteFact) -> FactValue:
    if fact.criterion.kind == Criterion.Kind.BOOLEAN:
        return fact.number != 0 if fact.number is not None else fact.text == "yes"
    if fact.number is not None:
        return float(fact.number)
    if fact.criterion.kind == Criterion.Kind.ONE_OF:
        return fact.text.split("|")
    return fact.text


def typed_value(value: FactValue) -> Any:
    """A value as the form of the page takes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return Decimal(repr(value))
    return value


def _organisation(row: Organisation | None) -> OrganisationBody | None:
    return OrganisationBody(code=row.code, name=row.name) if row is not None else None
