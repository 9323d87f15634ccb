"""What is published for everybody: only when it is switched on, no more than is shown inside."""

import csv
import io

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from reports import periods
from reports.models import FigureSnapshot
from reports.open_data import COLUMNS
from tests.conftest import SignIn

CSV, JSON = "/open-data/programma.csv", "/open-data/programma.json"


@pytest.mark.parametrize("path", [CSV, JSON])
def test_it_is_off_until_it_is_switched_on(
    programme: None, client: Client, settings: Settings, path: str
) -> None:
    assert client.get(path).status_code == 404
    settings.OPEN_DATA = True
    response = client.get(path)
    assert response.status_code == 200
    assert "public" in response["Cache-Control"]
    assert "max-age=3600" in response["Cache-Control"]
    assert client.post(path).status_code == 405


def test_the_columns_are_as_documented(programme: None, client: Client, settings: Settings) -> None:
    settings.OPEN_DATA = True
    rows = list(csv.DictReader(io.StringIO(client.get(CSV).content.decode())))
    assert tuple(rows[0]) == COLUMNS
    assert all(row["definition_nl"] and row["definition_en"] and row["licence"] for row in rows)
    assert {row["status"] for row in rows} == {"shown", "hidden", "none"}
    assert all((row["value"] != "") == (row["status"] == "shown") for row in rows)
    quarters = {row["reference_date"] for row in rows}
    assert periods.last_ended().isoformat() in quarters


def test_both_files_say_what_the_dashboard_says(
    programme: None,
    readers: dict[str, User],
    client: Client,
    sign_in: SignIn,
    settings: Settings,
) -> None:
    settings.OPEN_DATA = True
    told = client.get(JSON).json()
    row = FigureSnapshot.objects.get(area="NL", reference_date=periods.last_ended())
    day = row.reference_date.isoformat()
    hidden = 0
    for found in told["figures"]:
        name = f"{found['figure']}:{found['part']}"
        name = name if found["figure"] == "technology" else name.removesuffix(":")
        if found["reference_date"] != day or found["unit"] != "cases":
            continue
        hidden += name in row.hidden
        assert found["value"] == (None if name in row.hidden else row.values.get(name, 0)), name
    assert hidden
    page = sign_in(readers["ministry"]).get("/dashboard/").context["board"]
    shown = {f["part"]: f["value"] for f in told["figures"] if f["reference_date"] == day}
    assert shown["intake:median"] == (
        None
        if page.readings.own.hides("lead:intake")
        else round(page.readings.own.days("intake", "median"))
    )
    assert set(told["definitions"]) >= {f["figure"] for f in told["figures"]} - {
        "entered",
        "reached",
    }


def test_nobody_outside_makes_us_compute(db: None, client: Client, settings: Settings) -> None:
    settings.OPEN_DATA = True
    assert client.get(JSON).json()["figures"] == []
    assert not FigureSnapshot.objects.exists()
