"""Companies, people, sites and regions."""

from typing import Any

from django.db.models import Q, StringAgg, Value
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Membership, Organisation, User
from accounts.models.organisation import Role
from cases.models import Case, Company, ContactPerson
from cases.search.asking import CANDIDATES, Search
from cases.search.hits import Hit, Kind, words
from cases.search.ranking import Field
from regions.models import Municipality, Province, Region
from sites.models import Site

_PLACE = 0.7  # what a place says of the thing in it


def find_companies(search: Search) -> list[Hit]:
    """Companies that the person may know."""
    user = search.user
    theirs = Company.objects.filter(organisation_id__in=user.organisation_ids)
    known = Case.objects.identity_known_to(user)
    if user.is_superuser:
        sources = [Company.objects.all()]
    else:  # one by one: an OR would keep the database from beginning at the person's cases
        sources = [theirs, Company.objects.filter(pk__in=known.values("company_id"))]
    keys = [
        pk
        for source in sources
        for pk in search.best_of(source.values_list("pk", flat=True), "name", "kvk_number")
    ]
    rows = Company.objects.visible_to(user).filter(pk__in=keys).for_list()
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


def find_contacts(search: Search) -> list[Hit]:
    """People at companies that the person may know."""
    visible = ContactPerson.objects.visible_to(search.user).select_related("company").order_by()
    return _found(
        Hit(
            Kind.PERSON,
            row.name,
            reverse("company-detail", args=[row.company_id]),
            words(row.company.name, row.job_title),
        ).weighed(search.score(Field(row.name), Field(row.company.name, _PLACE)))
        for row in search.best_of(visible, "name")
    )


def find_colleagues(search: Search) -> list[Hit]:
    """Account managers: the network is known to everybody in it. Leads to their cases."""
    works = Q(organisation__kind__in=Organisation.CASE_KINDS)
    works &= Q(role__in=(Role.CASE_WORKER, Role.MANAGER))
    members = Membership.objects.active().filter(works)
    people = User.objects.filter(is_active=True, pk__in=members.values("user_id"))
    rows = list(search.holding(people, "name").order_by("name")[:CANDIDATES])
    home = {
        m.user_id: m.organisation.name
        for m in members.filter(user__in=rows).select_related("organisation")
    }
    address = reverse("case-list")
    return _found(
        Hit(
            Kind.PERSON,
            row.name,
            f"{address}?{urlencode({'view': 'all', 'manager': row.pk})}",
            home.get(row.pk, ""),
        ).weighed(search.score(Field(row.name), Field(home.get(row.pk, ""), _PLACE)))
        for row in rows
    )


def find_sites(search: Search) -> list[Hit]:
    """Sites in use, by name, place, municipality, province and number in the register."""

    towns = list(Municipality.objects.values_list("code", "name"))
    provinces = [(p.code, f"{p.name} {p.name_en}") for p in Province.objects.all()]

    def lies_in(word: str) -> Q:
        # Keys instead of subqueries, so that the database can use its indexes for all.
        inside = [code for code, name in towns if search.fits(word, name)]
        around = [code for code, name in provinces if search.fits(word, name)]
        return Q(municipality_id__in=inside) | Q(province_id__in=around)

    visible = Site.objects.visible_to(search.user).in_use().for_list().order_by()
    columns = ("name", "place", "rin_number")
    rows = search.best_of(visible, *columns, also=lies_in)
    return _found(
        Hit(
            Kind.SITE,
            row.name,
            reverse("site-detail", args=[row.pk]),
            words(row.municipality or row.place, row.province),
        ).weighed(search.score(*_of_site(row)))
        for row in rows
    )


def _of_site(row: Any) -> list[Field]:
    fields = [Field(row.name), Field(row.rin_number or ""), Field(row.place, 0.8)]
    fields.append(Field(str(row.municipality or ""), 0.8))
    if row.province:
        fields += [Field(row.province.name, _PLACE), Field(row.province.name_en, _PLACE)]
    return fields


def find_regions(search: Search) -> list[Hit]:
    """Regions, by their name, municipalities and province; they are so few that all are read."""
    rows = Region.objects.visible_to(search.user).select_related("province")
    towns = StringAgg("municipalities__name", Value(" "))
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
        for row in rows.annotate(towns=towns).order_by()
    )


def _found(hits: Any) -> list[Hit]:
    return [hit for hit in hits if hit.score]
