"""A range, and a distance from a place that gives nobody away."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions.request import sign, start_version
from cases.matching.board import board_for
from cases.matching.words import need_words
from cases.models import Case, Requirement
from regions.centres import centres, nearest_centre
from regions.models import Municipality
from tests import factories
from tests.cases.road import known, url
from tests.conftest import SignIn

POINT = {"near": "other", "near_latitude": "51,4501", "near_longitude": "5.4902"}
EINDHOVEN = ("Eindhoven", 51.45, 5.45)
PLACE = POINT | {"near_label": "Campus aan de A2", "near_checked": "on"}


def add(client: Client, case: Case, criterion: str, **values: Any) -> Any:
    data = {"criterion": criterion, "level": "must", "weight": 10, "note": "", "source": ""}
    return client.post(url("requirement-add", case), data | values)


def kept() -> Requirement:
    return Requirement.objects.select_related("criterion").get()


@pytest.fixture
def client(world: SimpleNamespace, sign_in: SignIn) -> Client:
    start_version(factories.actor(world.manager), world.case)
    return sign_in(world.manager)


def test_range_has_two_ends_and_an_ideal_between(world: SimpleNamespace, client: Client) -> None:
    values = {"minimum": "8", "maximum": "14,5", "target": "11", "source": "Ontwerp koeling"}
    assert add(client, world.case, "cooling_water_c", **values).status_code == 302
    row = kept()
    assert [row.minimum, row.maximum, row.target] == [8, Decimal("14.5"), 11]
    assert row.source == "Ontwerp koeling"
    page = client.get(url("case-requirements", world.case)).text
    assert need_words(row) in page
    assert "Ontwerp koeling" in page


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"minimum": "8"}, "maximum"),
        ({"maximum": "8", "level": "wish"}, "minimum"),
        ({"target": "8", "level": "wish"}, "minimum"),
        ({"minimum": "8", "maximum": "7"}, "maximum"),
        ({"minimum": "8", "maximum": "14", "target": "15"}, "target"),
        ({"minimum": "8", "maximum": "14", "target": "7"}, "target"),
        ({"minimum": "8", "maximum": "14", "source": "Fotonova zelf"}, "source"),
    ],
)
def test_range_that_is_refused(
    world: SimpleNamespace, client: Client, values: Any, wrong: str
) -> None:
    answer = add(client, world.case, "cooling_water_c", **values)
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors


def test_municipality_stands_for_its_middle(world: SimpleNamespace, client: Client) -> None:
    values = {"maximum": "30", "target": "10", "near": "GM0772"}
    assert add(client, world.case, "place_km", **values).status_code == 302
    row = kept()
    assert (row.near_label, row.near_latitude, row.near_longitude) == EINDHOVEN
    assert "Eindhoven" in need_words(row)
    form = client.get(url("requirement-edit", world.case, row.pk)).context["form"]
    assert (form["near"].value(), form["near_label"].value()) == ("GM0772", "")


def test_own_point_is_kept_and_shown_again(world: SimpleNamespace, client: Client) -> None:
    assert add(client, world.case, "place_km", maximum="30", **PLACE).status_code == 302
    row = kept()
    assert (row.near_latitude, row.near_longitude) == (51.4501, 5.4902)
    form = client.get(url("requirement-edit", world.case, row.pk)).context["form"]
    assert (form["near"].value(), form["near_latitude"].value()) == ("other", "51,4501")


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"near": ""}, "near"),
        ({"near": "GM9999"}, "near"),
        (PLACE | {"near_label": ""}, "near_label"),
        (PLACE | {"near_label": "Bij FotoNova"}, "near_label"),
        (PLACE | {"near_label": "High Tech Campus 5, 5656 AE"}, "near_label"),
        (POINT | {"near_label": "Campus"}, "near_checked"),
        (PLACE | {"near_latitude": "noord"}, "near_latitude"),
        (PLACE | {"near_latitude": "48,85"}, "near_latitude"),
        (PLACE | {"near_longitude": "nan"}, "near_longitude"),
        (PLACE | {"maximum": ""}, "maximum"),
        (PLACE | {"target": "40"}, "target"),
    ],
)
def test_place_that_is_refused(
    world: SimpleNamespace, client: Client, values: Any, wrong: str
) -> None:
    answer = add(client, world.case, "place_km", **{"maximum": "30"} | values)
    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert not Requirement.objects.exists()


def test_who_does_not_know_the_company_measures_from_the_municipality(
    world: SimpleNamespace, client: Client
) -> None:
    """From the distances of its own sites a region could else work out the exact point."""
    add(client, world.case, "place_km", maximum="30", **PLACE)
    sign(factories.actor(world.manager), world.case, "M. Jansen", timezone.localdate())
    factories.join(world.case, world.away)
    exact, middle = (51.4501, 5.4902), EINDHOVEN[1:]
    factories.site()

    def point(user: Any) -> tuple[Any, Any]:
        board = board_for(user, known(world.case, user))
        assert board is not None
        asked = board.requirements[0]
        return asked.near_latitude, asked.near_longitude

    assert point(world.manager) == exact
    assert point(world.visitor) == middle
    stored = Requirement.objects.get()
    assert (stored.near_latitude, stored.near_longitude) == exact, "the copy is not stored"


def test_form_without_a_criterion_offers_the_places(world: SimpleNamespace, client: Client) -> None:
    path = url("requirement-add", world.case)
    text = client.get(path).text
    assert 'name="near"' in text
    part = client.get(path, {"criterion": "place_km"}, headers={"hx-request": "true"}).text
    assert 'value="GM0772"' in part
    part = client.get(path, {"criterion": "power_mw"}, headers={"hx-request": "true"}).text
    assert 'name="near"' not in part


def test_every_municipality_has_a_middle_in_the_country(db: None) -> None:
    assert len(centres()) == Municipality.objects.count()
    for centre in centres():
        assert 50.7 < centre.latitude < 53.6
        assert 3.3 < centre.longitude < 7.3
    assert nearest_centre(51.4501, 5.4902).name == "Eindhoven"
    assert nearest_centre(52.22, 6.89).name == "Enschede"
