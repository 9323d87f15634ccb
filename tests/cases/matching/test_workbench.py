"""The workbench: trying something else, live and as a form, and who sees what."""

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from cases.models import BuildingBlock, Candidate, Disclosure, MatchRun, ScaleUpRequest
from regions.models import ServiceArea
from tests import factories
from tests.cases.matching.helpers import ask, fact, listed
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def page(world: SimpleNamespace) -> str:
    return reverse("case-matching", args=[world.case.pk])


def names(answer: Any) -> list[str]:
    return [entry.place.name for entry in answer.context["entries"].object_list]


def row(answer: Any, code: str) -> dict[str, Any]:
    return next(item for item in answer.context["criteria"] if item["code"] == code)


def test_a_loosened_must_brings_a_site_back_and_nothing_is_stored(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(board.manager)
    assert "Tekort Zuid" not in names(client.get(page(board)))
    answer = client.get(page(board), {"l-power_mw": "4"})
    assert "Tekort Zuid" in names(answer)
    assert "is-trying" in answer.content.decode()
    board.request.refresh_from_db()
    assert board.request.requirements.get(criterion_id="power_mw").minimum == 10
    assert not MatchRun.objects.exists()
    assert "is-trying" not in client.get(page(board)).content.decode()


def test_each_must_says_what_comes_back_with_an_address_to_try_it(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(board.manager)
    what = row(client.get(page(board)), "power_mw")["what_if"]
    assert (what["returns"], [step["gain"] for step in what["steps"]]) == (1, [1])
    assert what["steps"][0]["query"] == "l-power_mw=4"
    for query in (what["off"], what["steps"][0]["query"]):
        assert "Tekort Zuid" in names(client.get(f"{page(board)}?{query}"))


def test_another_weight_and_another_level_change_the_order(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    ask(board.request, "land_price_eur_m2", level="wish", maximum=200, target=50, weight=0)
    for site, price in ((board.sites.strong, 190), (board.sites.weak, 50)):
        fact(site, "land_price_eur_m2", price)
    client = sign_in(board.manager)
    assert names(client.get(page(board)))[0] == "Sterk Noord"
    tried = client.get(page(board), {"w-land_price_eur_m2": "100", "w-plot_area_ha": "0"})
    assert names(tried)[0] == "Zwak Noord"
    must = client.get(page(board), {"m-plot_area_ha": "must", "l-plot_area_ha": "7"})
    assert names(must) == ["Sterk Noord"]
    off = client.get(page(board), {"m-power_mw": "off"})
    assert "Tekort Zuid" in names(off)
    assert row(off, "power_mw")["off"]


def test_while_sliding_only_the_results_come_back_with_a_short_address(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    whole = {"w-power_mw": "20", "l-power_mw": "4", "m-power_mw": "must", "w-plot_area_ha": "30"}
    answer = sign_in(board.manager).get(page(board), whole | {"province": ""}, **HTMX)
    text = answer.content.decode()
    assert answer["HX-Replace-Url"] == f"{page(board)}?l-power_mw=4"
    assert "<html" not in text
    assert 'id="try"' not in text  # the sliders stay as they are
    for target in ("#match-head", "#match-points", "#match-below", "#effect-c1", "#effect-c2"):
        assert f'hx-target="{target}"' in text
    assert "Tekort Zuid" in text


def test_without_javascript_the_form_goes_on_to_the_short_address(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(board.manager)
    sent = {"w-power_mw": "20", "l-power_mw": "4", "province": "NL-LI", "toon": "1"}
    answer = client.get(page(board), sent)
    assert answer.status_code == 302
    assert answer["Location"] == f"{page(board)}?l-power_mw=4&province=NL-LI"
    assert names(client.get(answer["Location"])) == ["Tekort Zuid", "Rivaal Zuid"]


def test_nonsense_in_the_address_is_nothing(board: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(board.manager)
    for query in ("l-power_mw=x&w-power_mw=-3&m-power_mw=ja", "w-onbekend=3", "l-power_mw=nan"):
        answer = client.get(f"{page(board)}?{query}")
        assert answer.status_code == 200
        assert not answer.context["desk"].trial
    assert client.get(f"{page(board)}?blok=x").status_code == 404
    assert client.get(f"{page(board)}?blok={board.case.pk}").status_code == 404


def test_blocks_are_tabs_each_with_its_own_match(board: SimpleNamespace, sign_in: SignIn) -> None:
    block = Actor.system().save(BuildingBlock(request=draft_of(board), name="Pilotlijn"))
    ask(block.request, "power_mw", level="must", minimum=18, block=block)
    sign(block.request)
    client = sign_in(board.manager)
    text = client.get(page(board)).content.decode()
    assert f"blok={block.pk}" in text
    answer = client.get(page(board), {"blok": block.pk})
    assert names(answer) == ["Sterk Noord"]
    assert answer.context["desk"].block == block


def draft_of(board: SimpleNamespace) -> ScaleUpRequest:
    """A next version, unsigned."""
    return Actor.system().save(ScaleUpRequest(case=board.case, number=2))


def sign(request: ScaleUpRequest) -> None:
    """The draft becomes what counts."""
    old = ScaleUpRequest.objects.get(case=request.case, number=1)
    old.status = "superseded"
    Actor.system().save(old)
    request.status, request.signed_by, request.signed_on = "signed", "M.", timezone.localdate()
    Actor.system().save(request)


def test_second_opinion_and_sensitivity_are_on_the_page(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    answer = sign_in(board.manager).get(page(board))
    assert answer.context["opinion"][0]["place"].name == "Sterk Noord"
    assert answer.context["opinion"][0]["second"] == 1
    assert {str(f["requirement"].criterion_id) for f in answer.context["flips"]} == {"plot_area_ha"}
    assert answer.context["firm"]


def test_regions_are_ranked_beside_those_in_the_running(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    for site, region in ((board.sites.strong, "CR03"), (board.sites.rival, "CR39")):
        site.region_id = region
        Actor.system().save(site)
    client = sign_in(board.manager)
    rows = client.get(page(board)).context["regions"]
    assert rows["listed"] == []
    assert rows["others"][0]["rank"].best == 100
    code = rows["others"][0]["rank"].code
    add = reverse("candidate-region-add", args=[board.case.pk])
    assert f"{add}?region={code}" in client.get(page(board)).content.decode()
    client.post(add, {"region": code, "reason": "kansrijk"})
    rows = client.get(page(board)).context["regions"]
    assert [item["rank"].code for item in rows["listed"]] == [code]


# --- Against the match ---------------------------------------------------------------------------


def test_listing_a_knocked_out_site_asks_its_own_reason_and_is_marked(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(board.manager)
    site = board.sites.short
    assert client.post(page(board), {"site": [site.pk], "reason": ""}).status_code == 422
    url = reverse("candidate-add", args=[board.case.pk, site.pk])
    shown = client.get(reverse("case-match-site", args=[board.case.pk, site.pk]))
    assert shown.context["form"].initial.get("reason") is None
    assert client.post(url, {"reason": " "}).status_code == 422
    assert not Candidate.objects.exists()
    assert client.post(url, {"reason": "Uitbreiding van het net in 2027"}).status_code == 302
    assert Candidate.objects.get().against_match
    fitting = reverse("candidate-add", args=[board.case.pk, board.sites.strong.pk])
    client.post(fitting, {"reason": "past"})
    assert not Candidate.objects.get(site=board.sites.strong).against_match
    text = client.get(page(board)).content.decode()
    assert len(re.findall(r"tegen de match in|against the match", text)) >= 1


def test_what_is_tried_does_not_make_a_failing_site_fit_the_list(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(board.manager)
    tried = f"{page(board)}?l-power_mw=4"
    assert "Tekort Zuid" in names(client.get(tried))
    sent = {"site": [board.sites.short.pk]}
    assert client.post(tried, sent | {"reason": ""}).status_code == 422
    assert client.post(tried, sent | {"reason": "wacht op 2027"}).status_code == 302
    assert Candidate.objects.get().against_match


def test_the_short_list_says_anew_whether_a_must_fails(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    listed_row = listed(board, board.sites.strong)
    fact(board.sites.strong, "power_mw", 3, days=1)
    url = reverse("candidate-move", args=[board.case.pk, listed_row.pk])
    sent = {"seen": "longlist", "status": "shortlist", "reason": "de netbeheerder bouwt bij"}
    assert sign_in(board.manager).post(url, sent).status_code == 302
    listed_row.refresh_from_db()
    assert listed_row.against_match


# --- A region ------------------------------------------------------------------------------------


@pytest.mark.parametrize("informed", [False, True])
def test_a_region_tries_on_its_own_sites_and_learns_nothing_of_rivals(
    board: SimpleNamespace, sign_in: SignIn, informed: bool
) -> None:
    region = board.visitor
    if informed:  # of the company, not of the other regions
        knowing = factories.organisation(code="weet")
        Actor.system().save(ServiceArea(organisation=knowing, province_id="NL-GR"))
        factories.join(board.case, knowing, Disclosure.IDENTITY)
        region = factories.person(knowing)
    listed(board, board.sites.rival, "shortlist")
    assert "Rivaal" in sign_in(board.manager).get(page(board)).content.decode()
    for extra in ({}, HTMX):
        asked = {"l-power_mw": "4", "m-plot_area_ha": "off"}
        answer = sign_in(region).get(page(board), asked, **extra)
        text = answer.content.decode()
        assert ("Fotonova" in text) == (informed and not extra)
        for secret in ("Rivaal", "Tekort Zuid", str(board.sites.rival.pk)):
            assert secret not in text
        assert row(answer, "power_mw")["what_if"]["returns"] == 0
        assert "runs" not in answer.context
        assert "regions" not in answer.context
        pins = json.loads(re.search(r'id="match-pins"[^>]*>(.*?)</script>', text, re.S).group(1))
        assert {pin["name"] for pin in pins} <= {"Sterk Noord", "Zwak Noord"}
        assert names(answer) == ["Sterk Noord", "Zwak Noord"]
