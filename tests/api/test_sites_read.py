"""Sites, facts and areas: the register is for everybody with a token for it."""

import datetime
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actor import Actor
from cases.models import Note
from sites.models import Site, SiteFact
from tests import factories
from tests.api.conftest import System, SystemOf

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(world: SimpleNamespace, system_of: SystemOf) -> System:
    return system_of(world.home)


def fact(site: Site) -> SiteFact:
    row = SiteFact(site=site, criterion_id="power_mw", number=4, source="Enexis")
    row.as_of = timezone.localdate()
    return Actor.system().save(row)


def test_a_site_is_read_with_codes_and_what_is_unknown_is_null(reader: System) -> None:
    site = factories.site(name="Ekkersrijt", net_area_ha=None)
    body = reader.get(f"/sites/{site.pk}").json()
    assert (body["name"], body["municipality"], body["province"]) == (
        "Ekkersrijt",
        "GM0772",
        "NL-NB",
    )
    assert (body["grossAreaHa"], body["netAreaHa"], body["envCategory"]) == (30.0, None, None)
    assert reader.get(f"/sites/{uuid.uuid4()}").status_code == 404


def test_filters(reader: System) -> None:
    north = factories.site(province_id="NL-GR", municipality_id="GM0014")
    factories.site()

    def found(**asked: Any) -> list[str]:
        answer = reader.get("/sites", asked)
        assert answer.status_code == 200, answer.content
        return [row["id"] for row in answer.json()["items"]]

    assert str(north.pk) in found(limit=100)
    assert found(province="NL-GR") == [str(north.pk)]
    assert found(province="NL-FL") == []
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    assert found(updatedSince=tomorrow.isoformat()) == []


def test_codes_are_explained(reader: System) -> None:
    assert len(reader.get("/provinces").json()["items"]) == 12
    regions = reader.get("/regions").json()["items"]
    assert len(regions) == 40
    assert {"code": "CR36", "name": "Zuidoost-Noord-Brabant", "province": "NL-NB"} in regions
    power = next(r for r in reader.get("/criteria").json()["items"] if r["code"] == "power_mw")
    assert (power["kind"], power["unit"]) == ("at_least", "MW")


def test_lists_ask_as_many_queries_however_long_they_are(
    world: SimpleNamespace, reader: System
) -> None:
    site, case = factories.site(), world.case

    def more() -> None:
        factories.site()
        fact(site)
        now = timezone.now()
        author = factories.person(world.home)
        note = Note(case=case, body="x", organisation=world.home, author=author, occurred_at=now)
        Actor.system().save(note)

    def queries() -> dict[str, int]:
        counted = {}
        paths = (f"/cases/{case.pk}/notes", f"/sites/{site.pk}/facts", "/sites")
        for path in (*paths, f"/cases/{case.pk}/transitions"):
            reader.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert reader.get(path).json()["items"]
            counted[path] = len(asked)
        return counted

    more()
    few = queries()
    for _number in range(5):
        more()
    assert queries() == few
