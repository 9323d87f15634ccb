"""The register as a table and as points on the map."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from sites.models import Site, SiteFact
from tests import factories
from tests.conftest import SignIn


def names(response: Any) -> list[str]:
    assert response.status_code == 200
    return [site.name for site in response.context["page"]]


@pytest.fixture
def register(area: SimpleNamespace) -> SimpleNamespace:
    factories.site(
        name="Kanaaldijk", municipality_id="GM0014", province_id="NL-GR", region_id="CR03",
        available_now_ha=5, net_area_ha=40, site_type="A", env_category="4.2",
        latitude=53.2, longitude=6.57, rin_number="20200901",
    )  # fmt: skip
    factories.site(
        name="Zonder cijfers", net_area_ha=None, gross_area_ha=None, latitude=None, longitude=None
    )
    factories.site(name="Verdwenen", withdrawn=True)
    factories.site(name="Register", indicative_available_ha=2, site_type="B", env_category="3.2")
    return area


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", ["De Hurk", "Kanaaldijk", "Register", "Zonder cijfers"]),
        ("q=kanaal", ["Kanaaldijk"]),
        ("q=groningen+kanaal", ["Kanaaldijk"]),
        ("q=202009", ["Kanaaldijk"]),
        ("province=NL-GR", ["Kanaaldijk"]),
        ("region=CR36", ["De Hurk"]),
        ("type=A", ["Kanaaldijk"]),
        ("available=2", ["Kanaaldijk", "Register"]),
        ("available=2,5", ["Kanaaldijk"]),
        ("net=40", ["Kanaaldijk"]),
        ("env=3.2", ["Kanaaldijk", "Register"]),
        ("env=4.1", ["Kanaaldijk"]),
        ("env=5.1", []),
        ("fresh=on", []),
        ("sort=-net", ["Kanaaldijk", "De Hurk", "Register", "Zonder cijfers"]),
        ("sort=net", ["De Hurk", "Register", "Kanaaldijk", "Zonder cijfers"]),
        ("sort=-available", ["Kanaaldijk", "Register", "De Hurk", "Zonder cijfers"]),
        ("province=XX&net=veel&sort=drop", ["De Hurk", "Kanaaldijk", "Register", "Zonder cijfers"]),
    ],
)
def test_filters(
    register: SimpleNamespace, sign_in: SignIn, asked: str, expected: list[str]
) -> None:
    client = sign_in(register.reader)
    assert names(client.get(f"{reverse('site-list')}?{asked}")) == expected
    points = client.get(f"{reverse('site-map-data')}?{asked}").json()["features"]
    on_map = [feature["properties"]["name"] for feature in points]
    assert on_map == [name for name in expected if name != "Zonder cijfers"]


@pytest.mark.parametrize(
    ("age", "valid_until", "found"),
    [(1, None, True), (400, None, False), (1, 0, True), (10, -1, False)],
)
def test_only_fresh_facts_count(
    area: SimpleNamespace, sign_in: SignIn, age: int, valid_until: int | None, found: bool
) -> None:
    today = timezone.localdate()
    until = None if valid_until is None else today + datetime.timedelta(days=valid_until)
    Actor.system().save(
        SiteFact(
            site=area.site, criterion_id="env_category", text="4.2", source="Plan",
            as_of=today - datetime.timedelta(days=age * 2), valid_until=until,
        )
    )  # fmt: skip
    client = sign_in(area.reader)
    expected = ["De Hurk"] if found else []
    assert names(client.get(f"{reverse('site-list')}?fresh=on")) == expected
    assert names(client.get(f"{reverse('site-list')}?env=4.1")) == expected


def test_htmx_gets_the_list_only(register: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(register.reader)
    whole = client.get(reverse("site-list")).content.decode()
    part = client.get(f"{reverse('site-list')}?q=hurk", headers={"HX-Request": "true"})
    assert "<html" in whole
    assert "<html" not in part.content.decode()
    assert "De Hurk" in part.content.decode()


def test_a_point_has_what_the_map_shows(register: SimpleNamespace, sign_in: SignIn) -> None:
    answer = sign_in(register.reader).get(f"{reverse('site-map-data')}?q=kanaal")
    assert answer["Content-Type"] == "application/geo+json"
    (point,) = answer.json()["features"]
    assert point["geometry"]["coordinates"] == [6.57, 53.2]
    assert point["properties"]["ha"] == 5.0
    assert point["properties"]["place"] == "Groningen"


def test_the_same_queries_however_many_sites(area: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(area.reader)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(reverse("site-list"))
        return len(found)

    queries()
    few = queries()
    Actor.system().bulk_create(
        [Site(name=f"S{n}", municipality_id="GM0772", province_id="NL-NB") for n in range(40)]
    )
    assert queries() == few


def test_buttons_follow_what_one_may_do(area: SimpleNamespace, sign_in: SignIn) -> None:
    new, register = reverse("site-new"), reverse("site-imports")
    for person, may_add, may_import in (
        (area.editor, True, False),
        (area.manager, True, True),
        (area.reader, False, False),
        (area.programme, False, True),
    ):
        page = sign_in(person).get(reverse("site-list")).content.decode()
        assert (f'href="{new}"' in page) is may_add
        assert (f'href="{register}"' in page) is may_import
