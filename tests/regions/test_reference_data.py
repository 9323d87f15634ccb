"""Provinces, regions, municipalities, technologies, service areas, organisations, criteria."""

from typing import Any

import pytest
from django.apps import apps

from accounts.models import Organisation, OrganisationGroup, Shareholding
from accounts.models.organisation import Role
from accounts.reference import add_missing
from regions.models import KeyTechnology, Municipality, Province, Region, ServiceArea
from sites.models import Criterion, EnvCategory, Site

pytestmark = pytest.mark.django_db
LOADED = (
    Organisation,
    Shareholding,
    Province,
    Region,
    Municipality,
    ServiceArea,
    KeyTechnology,
    Criterion,
)


@pytest.mark.parametrize("model", LOADED)
def test_every_row_equals_its_first_history_row(model: Any) -> None:
    columns = [field.attname for field in model._meta.concrete_fields]
    rows = list(model._default_manager.order_by("pk").values(*columns))
    history = model.history.order_by(model._meta.pk.attname)
    assert rows
    assert list(history.values(*columns)) == rows
    assert set(history.values_list("history_type", flat=True)) == {"+"}


def test_counts() -> None:
    assert Province.objects.count() == 12
    assert Region.objects.count() == 40
    assert Municipality.objects.count() == 342
    assert KeyTechnology.objects.filter(is_nts_priority=True).count() == 10
    assert Organisation.objects.filter(kind="rom").count() == 9
    assert Province.objects.filter(organisation__kind="province").count() == 12


def test_every_municipality_lies_in_a_region_of_its_own_province() -> None:
    for row in Municipality.objects.select_related("region"):
        assert row.region is not None
        assert row.region.province_id == row.province_id
    eindhoven = Municipality.objects.get(code="GM0772")
    assert (eindhoven.name, eindhoven.region_id, eindhoven.province_id) == (
        "Eindhoven",
        "CR36",
        "NL-NB",
    )


def test_each_province_has_one_rom_and_brainport_one_region() -> None:
    for province in Province.objects.all():
        roms = ServiceArea.objects.current().filter(province=province, organisation__kind="rom")
        assert roms.count() == 1
    area = ServiceArea.objects.get(organisation__code="brainport")
    assert (area.province_id, area.region_id) == ("NL-NB", "CR36")
    assert not ServiceArea.objects.filter(organisation__code="nfia").exists()


def test_every_organisation_has_its_three_groups() -> None:
    for organisation in Organisation.objects.all():
        links = OrganisationGroup.objects.filter(organisation=organisation).select_related("group")
        assert {link.role for link in links} == set(Role.values)
        assert all(link.group.name == f"{organisation.code}:{link.role}" for link in links)


def test_the_criteria_fit_the_sites() -> None:
    columns = {field.attname for field in Site._meta.concrete_fields}
    for criterion in Criterion.objects.all():
        assert criterion.site_field in columns | {""}
        needs_options = criterion.kind in {Criterion.Kind.ORDINAL_MIN, Criterion.Kind.ONE_OF}
        assert bool(criterion.options) is needs_options
        assert criterion.name_nl != ""
        assert criterion.help_en != ""
    assert set(Criterion.objects.values_list("group", flat=True)) == set(Criterion.Group.values)
    assert Criterion.objects.get(pk="env_category").options == list(EnvCategory.values)


def test_loading_again_changes_nothing_that_an_administrator_changed() -> None:
    history = Region.history.count()
    rows = [
        {"code": "CR35", "name": "Overschreven", "province_id": "NL-NB"},
        {"code": "CR99", "name": "Nieuw", "province_id": "NL-NB"},
    ]
    add_missing(apps, "regions", "Region", "code", rows)
    assert Region.objects.get(pk="CR35").name == "Noordoost-Noord-Brabant"
    assert Region.objects.get(pk="CR99").name == "Nieuw"
    assert Region.history.filter(code="CR99").count() == 1
    assert Region.history.filter(code="CR35").count() == 1
    assert Region.history.count() == history + 1
