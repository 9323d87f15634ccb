"""The page of a site, its plots and facts: who may write, and two people at once."""

import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from sites.models import Plot, Site, SiteFact
from tests import factories
from tests.conftest import SignIn

TODAY = datetime.date(2026, 11, 20)


def address(name: str, area: SimpleNamespace, *more: object) -> str:
    return reverse(name, args=[area.site.pk, *more])


def form_of(response: Any) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    assert response.status_code == 200
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}


@pytest.fixture
def plot(area: SimpleNamespace) -> Plot:
    return Actor.system().save(Plot(site=area.site, name="Kavel A", area_m2=25_000))


@pytest.fixture
def fact(area: SimpleNamespace) -> SiteFact:
    return Actor.system().save(
        SiteFact(
            site=area.site, criterion_id="power_mw", number=Decimal(8), source="Enexis",
            as_of=timezone.localdate(),
        )
    )  # fmt: skip


def test_everybody_reads_and_only_who_serves_writes(
    area: SimpleNamespace, plot: Plot, fact: SiteFact, sign_in: SignIn
) -> None:
    pages = [
        address("site-edit", area),
        address("plot-new", area),
        address("plot-edit", area, plot.pk),
        address("plot-remove", area, plot.pk),
        address("fact-choose", area),
        address("fact-new", area, "power_mw"),
        address("fact-withdraw", area, fact.pk),
    ]
    for person, status in (
        (area.editor, 200),
        (area.manager, 200),
        (area.brainport, 200),
        (area.reader, 403),
        (area.stranger, 403),
        (area.programme, 403),
    ):
        client = sign_in(person)
        shown = client.get(address("site-detail", area))
        assert shown.status_code == 200
        assert (pages[0] in shown.content.decode()) is (status == 200)
        assert {client.get(page).status_code for page in pages} == {status}
        if status == 403:
            assert {client.post(page, {"reason": "x"}).status_code for page in pages} <= {403, 405}
    assert Plot.objects.count() == 1
    assert SiteFact.objects.count() == 1


def test_brainport_writes_in_its_own_region_only(area: SimpleNamespace, sign_in: SignIn) -> None:
    tilburg = factories.site(municipality_id="GM0855", region_id="CR34")
    client = sign_in(area.brainport)
    assert client.get(address("site-edit", area)).status_code == 200
    assert client.get(reverse("site-edit", args=[tilburg.pk])).status_code == 403


def test_an_unknown_site_is_not_found(area: SimpleNamespace, sign_in: SignIn) -> None:
    missing = reverse("site-detail", args=["00000000-0000-0000-0000-000000000000"])
    assert sign_in(area.editor).get(missing).status_code == 404


def test_editing_keeps_history_and_refuses_a_stale_version(
    area: SimpleNamespace, sign_in: SignIn
) -> None:
    first, second = sign_in(area.editor), sign_in(area.manager)
    page = address("site-edit", area)
    mine, theirs = form_of(first.get(page)), form_of(second.get(page))
    done = first.post(page, mine | {"max_height_m": "42,5", "available_now_ha": "3,25"})
    assert done.status_code == 302
    conflict = second.post(page, theirs | {"max_height_m": "12"})
    assert conflict.status_code == 409
    assert area.editor.name in conflict.content.decode()
    area.site.refresh_from_db()
    assert area.site.max_height_m == Decimal("42.5")
    assert area.site.available_now_ha == Decimal("3.25")
    newest = area.site.history.first()
    assert newest.history_user == area.editor
    assert newest.history_organisation.code == "bom"
    shown = first.get(address("site-detail", area)).content.decode()
    assert "42,5" in shown


def test_the_register_keeps_what_is_its_own(area: SimpleNamespace, sign_in: SignIn) -> None:
    registered = factories.site(rin_number="30200901", region_id="CR36")
    client = sign_in(area.editor)
    page = reverse("site-edit", args=[registered.pk])
    form = form_of(client.get(page))
    assert "name" not in form
    client.post(page, form | {"name": "Anders", "gross_area_ha": "1", "place": "Strijp"})
    registered.refresh_from_db()
    assert (registered.name == "Anders", registered.gross_area_ha) == (False, Decimal(30))
    assert registered.place == "Strijp"


def test_a_new_site_only_in_the_own_area(area: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(area.editor)
    page = reverse("site-new")
    values = form_of(client.get(page)) | {"name": "Nieuw", "site_type": "B"}
    assert client.post(page, values | {"municipality": "GM0014"}).status_code == 403
    assert client.post(page, values | {"municipality": ""}).status_code == 422
    assert client.post(page, values | {"municipality": "GM0772"}).status_code == 302
    site = Site.objects.get(name="Nieuw")
    assert (site.province_id, site.region_id) == ("NL-NB", "CR36")
    assert sign_in(area.reader).get(page).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"price_min_eur_m2": "300", "price_max_eur_m2": "200"}, "__all__"),
        ({"available_now_ha": "-1"}, "available_now_ha"),
        ({"max_height_m": "hoog"}, "max_height_m"),
        ({"latitude": "51,4", "longitude": ""}, "longitude"),
        ({"latitude": "48,8", "longitude": "2,3"}, "__all__"),
    ],
)
def test_errors_are_shown_beside_the_field(
    area: SimpleNamespace, sign_in: SignIn, wrong: dict[str, str], field: str
) -> None:
    client = sign_in(area.editor)
    page = address("site-edit", area)
    answer = client.post(page, form_of(client.get(page)) | wrong)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_plots(area: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(area.editor)
    new = {"name": "Kavel 1", "area_m2": "25.000", "status": "available_now", "owner": "private"}
    assert client.post(address("plot-new", area), new | {"area_m2": "0"}).status_code == 422
    assert client.post(address("plot-new", area), new).status_code == 302
    again = client.post(address("plot-new", area), new)
    assert again.status_code == 422  # the name is used
    plot = Plot.objects.get()
    assert (plot.area_m2, plot.area_ha) == (25_000, Decimal("2.5"))
    page = address("plot-edit", area, plot.pk)
    mine, theirs = form_of(client.get(page)), form_of(client.get(page))
    assert client.post(page, mine | {"area_m2": "20000", "price_eur_m2": "-1"}).status_code == 422
    assert client.post(page, mine | {"area_m2": "20000"}).status_code == 302
    assert client.post(page, theirs | {"area_m2": "1"}).status_code == 409
    remove = address("plot-remove", area, plot.pk)
    assert client.post(remove, {}).status_code == 422
    assert client.post(remove, {"reason": "Samengevoegd"}).status_code == 302
    kinds = [row.history_type for row in Plot.history.all()]
    assert kinds == ["-", "~", "+"]
    assert Plot.history.first().history_change_reason == "Samengevoegd"
    assert "Samengevoegd" in client.get(address("site-detail", area)).content.decode()


def test_a_plot_belongs_to_its_own_site(area: SimpleNamespace, sign_in: SignIn) -> None:
    other = Actor.system().save(Plot(site=factories.site(), name="X", area_m2=1))
    page = address("plot-edit", area, other.pk)
    assert sign_in(area.editor).get(page).status_code == 404


@pytest.mark.parametrize(
    ("code", "value", "kept"),
    [
        ("power_mw", "12,5", (Decimal("12.5"), "")),
        ("has_rail", "yes", (Decimal(1), "")),
        ("has_rail", "no", (Decimal(0), "")),
        ("vibration_class", "VC-D", (None, "VC-D")),
        ("tenure", ["buy", "rent"], (None, "buy|rent")),
    ],
)
def test_a_fact_is_kept_as_its_criterion_asks(
    area: SimpleNamespace, sign_in: SignIn, code: str, value: Any, kept: tuple[Any, str]
) -> None:
    client = sign_in(area.editor)
    page = address("fact-new", area, code)
    sent = {
        "value": value,
        "source": "Enexis, brief",
        "as_of": "2026-01-05",
        "confidence": "confirmed",
    }
    assert client.post(page, sent).status_code == 302
    fact = SiteFact.objects.get()
    assert (fact.number, fact.text) == kept
    assert (fact.recorded_by, fact.organisation.code) == (area.editor, "bom")
    assert fact.history.get().history_type == "+"


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": ""},
        {"value": "veel"},
        {"value": "-1"},
        {"source": ""},
        {"as_of": "2099-01-01"},
        {"as_of": "2026-01-05", "valid_until": "2025-01-01"},
    ],
)
def test_a_fact_without_value_source_or_date_is_refused(
    area: SimpleNamespace, sign_in: SignIn, wrong: dict[str, str]
) -> None:
    sent = {"value": "5", "source": "Enexis", "as_of": "2026-01-05", "confidence": "confirmed"}
    page = address("fact-new", area, "power_mw")
    assert sign_in(area.editor).post(page, sent | wrong).status_code == 422
    assert not SiteFact.objects.exists()


def test_the_newest_fact_counts_and_a_wrong_one_is_withdrawn(
    area: SimpleNamespace, fact: SiteFact, sign_in: SignIn
) -> None:
    client = sign_in(area.editor)
    older = {"value": "3", "source": "Oud", "as_of": "2020-01-05", "confidence": "estimate"}
    client.post(address("fact-new", area, "power_mw"), older)
    page = client.get(address("site-detail", area))
    (answer,) = (
        a
        for group in page.context["groups"].values()
        for a in group
        if a.criterion.pk == "power_mw"
    )
    assert (answer.number, answer.stale) == (8, False)
    withdraw = address("fact-withdraw", area, fact.pk)
    assert client.post(withdraw, {"reason": ""}).status_code == 422
    assert client.post(withdraw, {"reason": "Verkeerd terrein"}).status_code == 302
    assert client.post(withdraw, {"reason": "Nog eens"}).status_code == 404
    page = client.get(address("site-detail", area))
    assert page.context["stale"] == 1
    assert "Verkeerd terrein" in page.content.decode()
    assert SiteFact.history.filter(history_type="-").count() == 1


def test_choosing_a_criterion(area: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(area.editor)
    chosen = client.get(address("fact-choose", area), {"criterion": "power_mw"})
    assert chosen.status_code == 302
    assert chosen["Location"] == address("fact-new", area, "power_mw")
    assert client.get(address("fact-new", area, "nonsense")).status_code == 404


def test_unknown_is_a_question_and_never_a_zero(area: SimpleNamespace, sign_in: SignIn) -> None:
    page = sign_in(area.stranger).get(address("site-detail", area))
    asked = {a.criterion.pk for group in page.context["unknown"].values() for a in group}
    assert {"power_mw", "available_ha"} <= asked
    assert reverse("region-detail", args=["CR36"]) in page.content.decode()
