"""Visits beside each other: scores with their spread, values, remarks, as far as one may read."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.observation import Found
from cases.findings import compared, findings_by_site
from tests import factories
from tests.cases.matching.helpers import seen as known
from tests.cases.visits.helpers import noted
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(visit: SimpleNamespace) -> SimpleNamespace:
    """Three observers at one site, one at the other."""
    noted(
        visit,
        visit.manager,
        Found("power_mw", number=Decimal(18), score=2, remark="krap"),
        Found(aspect="team", score=1, remark="geen vaart"),
    )
    noted(visit, visit.colleague, Found("power_mw", score=5))
    noted(visit, visit.visitor, Found("power_mw", number=Decimal(20), score=5))
    noted(visit, visit.manager, Found("power_mw", score=3, remark="netjes"), stop=visit.rival_stop)
    visit.page = reverse("visit-compare", args=[visit.case.pk])
    return visit


def test_mean_spread_and_values_per_site(told: SimpleNamespace) -> None:
    found = findings_by_site(known(told.manager, told.case), told.manager)
    power = found[told.sites.strong.pk].topics["power_mw", ""]
    assert (power.mean, power.low, power.high, power.apart) == (4.0, 2, 5, True)
    assert power.values == ["18\u00a0MW", "20\u00a0MW"]
    assert [s.who.split(" (")[0] for s in power.seen] == [
        "Anna de Boer",
        "Bram Visser",
        "Daan Mulder",
    ]
    table = compared(known(told.manager, told.case), told.manager)
    assert [line.soft for line in table.lines] == [False, True], "opinions come last"
    assert [site.site.name for site in table.sites] == ["Rivaal Zuid", "Sterk Noord"]


def test_the_page_has_both_sites_and_the_host_only_its_own(
    told: SimpleNamespace, sign_in: SignIn
) -> None:
    full = sign_in(told.manager).get(told.page).content.decode()
    for text in ("Rivaal Zuid", "Sterk Noord", "netjes", "krap", "geen vaart"):
        assert text in full
    host = sign_in(told.visitor).get(told.page).content.decode()
    assert "Sterk Noord" in host
    assert "krap" in host
    for secret in ("Rivaal Zuid", "netjes", "geen vaart", "Fotonova"):
        assert secret not in host
    assert "Sterk Noord" not in sign_in(told.rival_user).get(told.page).content.decode()
    assert sign_in(told.ministry).get(told.page).status_code == 404


def test_as_many_queries_for_many_findings(told: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(told.manager)
    review = reverse("visit-review", args=[told.case.pk, told.visit.pk])
    detail = reverse("visit-detail", args=[told.case.pk, told.visit.pk])

    def counts() -> list[int]:
        found = []
        for path in (told.page, review, detail):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    few = counts()
    for _number in range(4):
        person = factories.person(told.home)
        for stop in (told.stop, told.rival_stop):
            found = Found("power_mw", number=Decimal(9)), Found("plot_area_ha", score=2)
            noted(told, person, *found, stop=stop)
    assert counts() == few
