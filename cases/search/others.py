"""Companies, people, sites and regions."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Membership, Organisation, User
from accounts.models.organisation import Role
from cases.models import Case, Company, ContactPerson
from cases.search.asking import Candidates, Search, Source
from cases.search.hits import Hit, Kind, words
from cases.search.ranking import Field
from sites.models import Site

_PLACE = 0.7  # what a place says of the thing in it


def company_candidates(search: Search) -> list[Candidates]:
    """Companies that the person may know, by name and number."""
    user = search.user
    if user.is_superuser:
        sources = [Company.objects.all()]
    else:  # one by one: an OR would keep the database from beginning at the person's cases
        known = Case.objects.identity_known_to(user)
        sources = [
            Company.objects.filter(organisation_id__in=user.organisation_ids),
            Company.objects.filter(pk__in=known.values("company_id")),
        ]
    return [search.best_of(source, "name", "kvk_number") for source in sources]


def company_hits(search: Search, keys: Sequence[str]) -> list[Hit]:
    """With what they make and where they are."""
    rows = Company.objects.visible_to(search.user).filter(pk__in=keys).for_list()
    return _found(
        Hit(
            Kind.COMPANY,
            row.name,
            reverse("company-detail", args=[row.pk]),
            words(row.sector, row.municipality),
        ).weighed(
            search.score(
                Field(row.name),
                Field(row.kvk_number),
                Field(row.sector, _PLACE),
                Field(str(row.municipality or ""), _PLACE),
            )
        )
        for row in rows
    )


def contact_candidates(search: Search) -> list[Candidates]:
    """People at companies that the person may know."""
    return [search.best_of(ContactPerson.objects.visible_to(search.user), "name")]


def contact_hits(search: Search, keys: Sequence[str]) -> list[Hit]:
    """Each with the company, to which it leads."""
    visible = ContactPerson.objects.visible_to(search.user).filter(pk__in=keys)
    return _found(
        Hit(
            Kind.PERSON,
            row.name,
            reverse("company-detail", args=[row.company_id]),
            words(row.company.name, row.job_title),
        ).weighed(search.score(Field(row.name), Field(row.company.name, _PLACE)))
        for row in visible.select_related("company").order_by()
    )


def _working() -> Any:
    """Memberships of who works on cases today."""
    works = Q(organisation__kind__in=Organisation.CASE_KINDS)
    works &= Q(role__in=(Role.CASE_WORKER, Role.MANAGER))
    return Membership.objects.active().filter(works)


def colleague_candidates(search: Search) -> list[Candidates]:
    """Account managers: the network is known to everybody in it."""
    people = User.objects.filter(is_active=True, pk__in=_working().values("user_id"))
    return [Candidates(search.holding(people, "name").order_by("name"))]


def colleague_hits(search: Search, keys: Sequence[str]) -> list[Hit]:
    """Each leads to their cases."""
    members = _working().filter(user_id__in=keys).order_by("user__name")
    home = {m.user: m.organisation.name for m in members.select_related("user", "organisation")}
    address = reverse("case-list")
    return _found(
        Hit(
            Kind.PERSON,
            person.name,
            f"{address}?{urlencode({'view': 'all', 'manager': person.pk})}",
            organisation,
        ).weighed(search.score(Field(person.name), Field(organisation, _PLACE)))
        for person, organisation in home.items()
    )


def site_candidates(search: Search) -> list[Candidates]:
    """Sites in use, by name, place, municipality, province and number in the register."""

    def lies_in(word: str) -> dict[str, list[str]]:
        # Keys instead of subqueries, so that the database can use its indexes for all.
        return {
            "municipality_id": [c for c, name in search.places.towns if search.fits(word, name)],
            "province_id": [c for c, name in search.places.provinces if search.fits(word, name)],
        }

    visible = Site.objects.visible_to(search.user).in_use()
    return [search.best_of(visible, "name", "place", "rin_number", also=lies_in)]


def site_hits(search: Search, keys: Sequence[str]) -> list[Hit]:
    """Each with where it lies."""
    return _found(
        Hit(
            Kind.SITE,
            row.name,
            reverse("site-detail", args=[row.pk]),
            words(row.municipality or row.place, row.province),
        ).weighed(search.score(*_of_site(row)))
        for row in Site.objects.visible_to(search.user).filter(pk__in=keys).for_list().order_by()
    )


def _of_site(row: Any) -> list[Field]:
    fields = [Field(row.name), Field(row.rin_number or ""), Field(row.place, 0.8)]
    fields.append(Field(str(row.municipality or ""), 0.8))
    if row.province:
        fields += [Field(row.province.name, _PLACE), Field(row.province.name_en, _PLACE)]
    return fields


def region_hits(search: Search, _keys: Sequence[str]) -> list[Hit]:
    """By their name, municipalities and province; they are so few that all are read."""
    return _found(
        Hit(
            Kind.REGION, row.name, reverse("region-detail", args=[row.code]), str(row.province)
        ).weighed(
            search.score(
                Field(row.name),
                Field(row.towns or "", _PLACE),
                Field(row.province.name, 0.6),
                Field(row.province.name_en, 0.6),
            )
        )
        for row in search.places.regions
    )


def _found(hits: Any) -> list[Hit]:
    return [hit for hit in hits if hit.score]


COMPANIES = Source(company_hits, company_candidates)
CONTACTS = Source(contact_hits, contact_candidates)
COLLEAGUES = Source(colleague_hits, colleague_candidates)
SITES = Source(site_hits, site_candidates)
REGIONS = Source(region_hits)
