"""The figures of the dashboards by token: the same areas, and the same numbers left out."""

import json
from types import SimpleNamespace

import pytest

from accounts.models import AccessLog, Organisation
from reports import periods
from reports.models import FigureSnapshot
from tests.api.conftest import System, SystemOf

pytestmark = pytest.mark.django_db
VALUES = {"open": 40, "on_hold": 2, "capex": 12_345_678, "stock:intake": 7}


@pytest.fixture
def snapshots(world: SimpleNamespace) -> None:
    """Of the country and Noord-Brabant, for every quarter that can be asked."""
    for area in ("NL", "NL-NB"):
        for day in periods.offered():
            FigureSnapshot.objects.create(
                area=area,
                reference_date=day,
                values=VALUES,
                hidden=["on_hold"],
                threshold=3,
                version=1,
                computed_at=periods.moment_after(day),
            )


def system(system_of: SystemOf, code: str) -> System:
    return system_of(Organisation.objects.get(code=code), "figures:read")


def test_small_numbers_are_left_out_and_amounts_rounded(
    snapshots: None, system_of: SystemOf
) -> None:
    answer = system(system_of, "prov-nb").get("/figures", {"area": "NL-NB"})
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert (body["area"], body["referenceDate"]) == ("NL-NB", str(periods.last_ended()))
    found = {(row["code"], row["part"]): row for row in body["items"] if row["code"] != "lead"}
    assert (found["open", ""]["value"], found["open", ""]["hidden"]) == (40, False)
    assert (found["on_hold", ""]["value"], found["on_hold", ""]["hidden"]) == (None, True)
    assert found["stock", "intake"]["value"] == 7
    assert found["capex", ""]["value"] == 12_000_000
    assert found["capex", ""]["unit"] == "eur"
    assert "12345678" not in json.dumps(body)
    logged = AccessLog.objects.get(kind="dashboard")
    assert (logged.subject, logged.detail, logged.action) == ("NL-NB", "api", "exported")


def test_each_organisation_gets_its_own_areas(snapshots: None, system_of: SystemOf) -> None:
    province, ministry = system(system_of, "prov-nb"), system(system_of, "ez")
    for asked, own, all_of_them in (({}, 200, 200), ({"area": "NL-NB"}, 200, 200)):
        assert province.get("/figures", asked).status_code == own
        assert ministry.get("/figures", asked).status_code == all_of_them
    assert province.get("/figures", {"area": "NL-GR"}).status_code == 404
    assert province.get("/figures", {"area": "NL-XX"}).status_code == 404


def test_a_quarter_that_can_be_chosen(snapshots: None, system_of: SystemOf) -> None:
    asker = system(system_of, "ez")
    day = periods.offered()[3]
    answer = asker.get("/figures", {"quarter": periods.code(day)})
    assert answer.json()["referenceDate"] == str(day)
    assert asker.get("/figures", {"quarter": "2099-Q1"}).status_code == 404
    assert asker.get("/figures", {"quarter": "gisteren"}).status_code == 400
    assert asker.get("/figures", {"technology": "photonics"}).status_code == 400
