"""The administration of criteria and default weights: editable, and what cannot be is refused."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cases.models import WeightTemplate
from sites.models import Criterion, SiteFact
from tests import factories
from tests.conftest import SignIn

CRITERION = {
    "code": "roof_m2",
    "name_nl": "Dakoppervlak",
    "name_en": "Roof area",
    "help_nl": "Voor zonnepanelen.",
    "help_en": "For solar panels.",
    "group": "space",
    "kind": "at_least",
    "unit": "m²",
    "options": "",
    "site_field": "",
    "fresh_months": 12,
    "position": 75,
    "active": "on",
}


@pytest.fixture
def client(sign_in: SignIn) -> Client:
    user = User.objects.create_superuser("beheer@x.test", factories.PASSWORD, name="Beheer")
    return sign_in(user)


def add(client: Client, **values: Any) -> Any:
    return client.post(reverse("admin:sites_criterion_add"), CRITERION | values)


def change(client: Client, key: str, **values: Any) -> Any:
    row = Criterion.objects.get(pk=key)
    data = {name: getattr(row, name) for name in CRITERION if name != "code"}
    data |= {"options": "\n".join(row.options), "active": "on"}
    path = reverse("admin:sites_criterion_change", args=[key])
    return client.post(path, data | values)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"kind": "range", "unit": "°C"},
        {"kind": "distance", "unit": "km"},
        {"kind": "boolean", "unit": "", "site_field": "has_rail"},
        {"kind": "one_of", "unit": "", "options": "buy\nrent"},
        {"kind": "ordinal_min", "unit": "", "options": "laag\nhoog", "site_field": "env_category"},
        {"site_field": "net_area_ha"},
    ],
)
def test_criterion_is_added_with_its_history(client: Client, values: Any) -> None:
    answer = add(client, **values)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row = Criterion.objects.get(pk="roof_m2")
    assert row.options == [part for part in values.get("options", "").split("\n") if part]
    assert row.history.get().history_user is not None


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"unit": ""}, "unit"),
        ({"kind": "distance", "unit": "m"}, "unit"),
        ({"kind": "boolean"}, "unit"),
        ({"kind": "one_of", "unit": ""}, "options"),
        ({"kind": "one_of", "unit": "", "options": "koop"}, "options"),
        ({"kind": "one_of", "unit": "", "options": "koop\nkoop"}, "options"),
        ({"kind": "one_of", "unit": "", "options": "koop|huur\nerfpacht"}, "options"),
        ({"options": "a\nb"}, "options"),
        ({"site_field": "nonsens"}, "site_field"),
        ({"site_field": "has_rail"}, "site_field"),
        ({"kind": "boolean", "unit": "", "site_field": "net_area_ha"}, "site_field"),
        ({"fresh_months": 0}, "fresh_months"),
        ({"code": "has rail"}, "code"),
        ({"group": "zon"}, "group"),
    ],
)
def test_criterion_that_cannot_be_compared_is_refused(
    client: Client, values: Any, wrong: str
) -> None:
    answer = add(client, **values)
    assert answer.status_code == 200
    assert wrong in answer.context["adminform"].form.errors
    assert not Criterion.objects.filter(pk="roof_m2").exists()


def test_what_is_leant_on_keeps_its_meaning(world: SimpleNamespace, client: Client) -> None:
    assert change(client, "tenure", options="buy\nrent").status_code == 302
    fact = SiteFact(site=factories.site(), criterion_id="power_mw", number=4, source="Enexis")
    fact.as_of = "2026-10-01"
    fact.save()
    assert change(client, "power_mw", unit="kW").status_code == 200
    assert change(client, "power_mw", fresh_months=3, help_nl="Nieuw").status_code == 302
    row = Criterion.objects.get(pk="power_mw")
    assert (row.unit, row.fresh_months, row.help_nl) == ("MW", 3, "Nieuw")


def test_code_is_not_changed_and_nothing_is_deleted(client: Client) -> None:
    number = Criterion.objects.count()
    assert change(client, "tenure", code="bezit").status_code == 302
    assert Criterion.objects.count() == number
    path = reverse("admin:sites_criterion_delete", args=["tenure"])
    assert client.post(path, {"post": "yes"}).status_code == 403


def points(**values: int) -> dict[str, Any]:
    names = {"code": "proef", "name_nl": "Proef", "name_en": "Trial", "activity": ""}
    return names | {"active": "on"} | {f"points_{k}": v for k, v in values.items()}


def test_set_of_weights_is_added_and_changed(client: Client) -> None:
    path = reverse("admin:cases_weighttemplate_add")
    assert client.post(path, points(space=60, power=40)).status_code == 302
    row = WeightTemplate.objects.get(pk="proef")
    assert row.points == {"space": 60, "power": 40}
    path = reverse("admin:cases_weighttemplate_change", args=["proef"])
    assert client.get(path).context["adminform"].form["points_space"].value() == 60
    assert client.post(path, points(space=50, power=40, talent=10)).status_code == 302
    row.refresh_from_db()
    assert row.points == {"space": 50, "power": 40, "talent": 10}
    assert row.history.count() == 2


@pytest.mark.parametrize(
    "values",
    [
        {"space": 60},
        {"space": 60, "power": 41},
        {"space": 101},
        {"space": -1, "power": 101},
        {"zon": 100},
    ],
)
def test_set_of_weights_that_is_refused(client: Client, values: Any) -> None:
    answer = client.post(reverse("admin:cases_weighttemplate_add"), points(**values))
    assert answer.status_code == 200
    assert not WeightTemplate.objects.filter(pk="proef").exists()


def test_administration_is_for_administrators(world: SimpleNamespace, sign_in: SignIn) -> None:
    for name in ("admin:sites_criterion_add", "admin:cases_weighttemplate_add"):
        assert sign_in(world.manager).get(reverse(name)).status_code in (302, 403)
        assert sign_in(world.manager).post(reverse(name), CRITERION).status_code in (302, 403)
    assert not Criterion.objects.filter(pk="roof_m2").exists()
