"""The matching page through the browser: ranking, lists, proposals, and who sees what."""

import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Organisation
from cases.models import Candidate, CandidateRegion, Disclosure, ScaleUpRequest
from tests import factories
from tests.cases.matching.helpers import ask, fact, listed
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def page(world: SimpleNamespace) -> str:
    return reverse("case-matching", args=[world.case.pk])


def site_url(world: SimpleNamespace, site: object, name: str = "case-match-site") -> str:
    return reverse(name, args=[world.case.pk, site.pk])


def test_the_account_manager_sees_the_whole_country_with_reasons(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    answer = sign_in(board.manager).get(page(board))
    assert answer.status_code == 200
    text = answer.content.decode()
    for name in ("Sterk Noord", "Rivaal Zuid", "Tekort Zuid"):
        assert name in text
    assert "4\u00a0MW" in text  # why Tekort Zuid is knocked out


def test_filters_live_in_the_address(board: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(board.manager)
    answer = client.get(page(board), {"province": "NL-GR"})
    names = [e.place.name for e in answer.context["entries"].object_list]
    assert names == ["Sterk Noord", "Zwak Noord"]
    assert answer.context["out"].paginator.count == 0
    nonsense = client.get(page(board), {"province": "xx", "page": "x", "coverage": "?"})
    assert nonsense.status_code == 200


def test_without_requirements_the_page_says_what_is_needed(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    answer = sign_in(world.manager).get(reverse("case-matching", args=[world.case.pk]))
    assert answer.status_code == 200
    assert reverse("case-requirements", args=[world.case.pk]) in answer.content.decode()


def test_a_draft_is_used_with_a_notice_until_it_is_signed(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away)
    draft = Actor.system().save(ScaleUpRequest(case=world.case, number=1))
    ask(draft, "plot_area_ha", level="wish", minimum=4)
    factories.site(name="Kandidaat")
    answer = sign_in(world.manager).get(page(world))
    assert answer.context["board"].request == draft
    assert "alert-warning" in answer.content.decode()
    assert "Kandidaat" in answer.content.decode()
    # A draft is between those who know the company.
    assert "board" not in sign_in(world.visitor).get(page(world)).context
    draft.status, draft.signed_by, draft.signed_on = "signed", "M. Jansen", timezone.localdate()
    Actor.system().save(draft)
    assert "alert-warning" not in sign_in(world.manager).get(page(world)).content.decode()


def test_ticked_sites_go_to_the_long_list_each_with_its_score(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(board.manager)
    keys = [board.sites.strong.pk, board.sites.weak.pk]
    answer = client.post(page(board), {"site": keys, "reason": ""})
    assert answer.status_code == 302
    rows = {c.site.name: c for c in Candidate.objects.filter(case=board.case)}
    assert re.fullmatch(r"score 100, \w+ 100%", rows["Sterk Noord"].reason)
    assert re.fullmatch(r"score 25, \w+ 100%", rows["Zwak Noord"].reason)
    row = rows["Zwak Noord"]
    assert (row.added_by, row.proposed_by, row.status) == (board.manager, None, "longlist")
    assert row.history.get().history_user == board.manager
    again = client.post(page(board), {"site": keys, "reason": "nog eens"})
    assert again.status_code == 302
    assert Candidate.objects.filter(case=board.case).count() == 2


def test_nothing_ticked_is_said(board: SimpleNamespace, sign_in: SignIn) -> None:
    answer = sign_in(board.manager).post(page(board), {"reason": ""})
    assert answer.status_code == 422
    assert not Candidate.objects.filter(case=board.case).exists()


@pytest.mark.parametrize("who", ["reader", "visitor"])
def test_only_who_changes_the_case_lists_sites(
    board: SimpleNamespace, sign_in: SignIn, who: str
) -> None:
    client = sign_in(getattr(board, who))
    assert client.get(page(board)).status_code == 200
    answer = client.post(page(board), {"site": [board.sites.strong.pk], "reason": "x"})
    assert answer.status_code == 403


def test_short_list_drop_and_back_each_with_a_reason(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    client, row = sign_in(board.manager), listed(board, board.sites.strong)
    url = reverse("candidate-move", args=[board.case.pk, row.pk])
    steps = [("longlist", "shortlist"), ("shortlist", "dropped"), ("dropped", "longlist")]
    for seen, to in steps:
        assert client.post(url, {"seen": seen, "status": to, "reason": ""}).status_code == 422
        sent = {"seen": seen, "status": to, "reason": f"naar {to}"}
        assert client.post(url, sent).status_code == 302
        row.refresh_from_db()
        assert (row.status, row.reason) == (to, f"naar {to}")
    assert row.history.count() == 4
    stale = {"seen": "shortlist", "status": "dropped", "reason": "te laat"}
    assert client.post(url, stale).status_code == 409


def test_a_reason_never_names_the_company(board: SimpleNamespace, sign_in: SignIn) -> None:
    client, row = sign_in(board.manager), listed(board, board.sites.strong)
    url = reverse("candidate-move", args=[board.case.pk, row.pk])
    sent = {"seen": "longlist", "status": "shortlist", "reason": "Fotonova wil hierheen"}
    assert client.post(url, sent).status_code == 422
    ticked = {"site": [board.sites.weak.pk], "reason": "voor fotonova systems"}
    assert client.post(page(board), ticked).status_code == 422
    row.refresh_from_db()
    assert row.status == "longlist"
    assert Candidate.objects.filter(case=board.case).count() == 1


def test_a_closed_case_keeps_its_lists(board: SimpleNamespace, sign_in: SignIn) -> None:
    client, row = sign_in(board.manager), listed(board, board.sites.strong)
    case = board.case
    case.refresh_from_db()
    case.stage, case.outcome, case.closed_at = "closed", "stopped", timezone.now()
    Actor.system().save(case)
    url = reverse("candidate-move", args=[case.pk, row.pk])
    sent = {"seen": "longlist", "status": "shortlist", "reason": "toch"}
    assert client.post(url, sent).status_code == 422
    row.refresh_from_db()
    assert row.status == "longlist"


# --- The regions -------------------------------------------------------------------------------


def test_a_region_sees_its_own_sites_and_no_rival(board: SimpleNamespace, sign_in: SignIn) -> None:
    listed(board, board.sites.strong)
    listed(board, board.sites.rival)
    client = sign_in(board.visitor)
    text = client.get(page(board)).content.decode()
    assert "Sterk Noord" in text
    assert "Zwak Noord" in text
    for secret in ("Rivaal", "Tekort Zuid", "Fotonova", str(board.sites.rival.pk)):
        assert secret not in text
    assert client.get(site_url(board, board.sites.strong)).status_code == 200
    assert client.get(site_url(board, board.sites.rival)).status_code == 404


def test_a_region_proposes_a_site_of_its_own(board: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(board.visitor)
    propose = "candidate-propose"
    url = site_url(board, board.sites.weak, propose)
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "De gemeente reserveert 5 ha."}).status_code == 302
    row = Candidate.objects.get(case=board.case)
    assert (row.proposed_by, row.added_by) == (board.away, board.visitor)
    assert client.post(url, {"reason": "nogmaals"}).status_code == 422
    elsewhere = site_url(board, board.sites.rival, propose)
    assert client.post(elsewhere, {"reason": "van een ander"}).status_code in (404, 422)
    assert Candidate.objects.filter(case=board.case).count() == 1
    text = sign_in(board.manager).get(page(board)).content.decode()
    assert "ROM Elders" in text
    assert "Zwak Noord" not in sign_in(board.rival_user).get(page(board)).content.decode()


def test_the_origin_does_not_propose_and_a_supporter_neither(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    url = site_url(board, board.sites.weak, "candidate-propose")
    nfia = factories.organisation(Organisation.Kind.NFIA)
    supporter = factories.person(nfia)
    factories.join(board.case, nfia, role="supporting")
    assert sign_in(board.visitor).post(url, {"reason": "past"}).status_code == 302
    for user in (board.manager, supporter):
        assert sign_in(user).post(url, {"reason": "past"}).status_code == 403


def test_who_compares_regions_sees_the_whole_ranking_and_an_informed_rival_does_not(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    for role, shown in (("supporting", True), ("candidate", False)):
        knowing = factories.organisation(code=f"weet-{role}")
        informed = factories.person(knowing)
        factories.join(board.case, knowing, Disclosure.IDENTITY, role)
        assert ("Rivaal Zuid" in sign_in(informed).get(page(board)).content.decode()) is shown


def test_the_steps_of_a_site_are_for_who_knows_the_company(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    row = listed(board, board.sites.strong, "shortlist")
    url = site_url(board, board.sites.strong)
    assert len(sign_in(board.manager).get(url).context["steps"]) == row.history.count() == 2
    assert sign_in(board.visitor).get(url).context["steps"] == []


# --- Regions in the running --------------------------------------------------------------------


def test_regions_in_the_running(board: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(board.manager)
    add = reverse("candidate-region-add", args=[board.case.pk])
    assert client.post(add, {"region": "CR02", "reason": ""}).status_code == 422
    assert client.post(add, {"region": "CR02", "reason": "haven"}).status_code == 302
    row = CandidateRegion.objects.get(case=board.case)
    assert client.post(add, {"region": "CR02", "reason": "haven"}).status_code == 422
    edit = reverse("candidate-region", args=[board.case.pk, row.pk])
    sent = {"status": "declined", "reason": "geen capaciteit"}
    assert client.post(edit, sent).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.reason) == ("declined", "geen capaciteit")
    assert "geen capaciteit" in client.get(page(board)).content.decode()
    assert "geen capaciteit" not in sign_in(board.visitor).get(page(board)).content.decode()
    assert sign_in(board.reader).post(edit, sent).status_code == 403
    assert sign_in(board.visitor).post(edit, sent).status_code == 403


def test_as_many_queries_for_many_sites_as_for_few(board: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(board.manager)
    listed(board, board.sites.strong)

    def count() -> int:
        client.get(page(board))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(board)).status_code == 200
        return len(queries)

    few = count()
    for n in range(40):
        site = factories.site(largest_available_ha=n)
        fact(site, "power_mw", n)
        if n % 4 == 0:
            listed(board, site)
    assert count() == few
