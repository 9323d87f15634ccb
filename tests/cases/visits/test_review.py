"""What becomes of findings: facts of sites that tell nothing of the case, or a reason why not."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cases.actions.observation import Found
from cases.actions.runs import freeze_run
from cases.matching.board import whole_board
from cases.models import VisitFinding
from sites.models import SiteFact
from tests import factories
from tests.cases.visits.helpers import noted, url
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
SEEN = Found("power_mw", number=Decimal(26), score=4, remark="kast van 26 MW gezien")


@pytest.fixture
def seen(visit: SimpleNamespace) -> SimpleNamespace:
    """The account manager saw power at both sites, and thinks something of the team."""
    visit.mine = noted(visit, visit.manager, SEEN, Found(aspect="team", score=1))[0]
    visit.mine = VisitFinding.objects.get(stop=visit.stop, criterion_id="power_mw")
    noted(visit, visit.manager, SEEN, stop=visit.rival_stop)
    visit.theirs = VisitFinding.objects.get(stop=visit.rival_stop)
    visit.review = url(visit, "visit-review")
    return visit


def verdict(row: VisitFinding, verdict: str, **values: Any) -> dict[str, Any]:
    sent = {"stamp": row.history.first().history_id, "verdict": verdict, "note": ""} | values
    return {f"{row.pk}-{name}": value for name, value in sent.items()}


def test_a_finding_becomes_a_fact_with_the_visit_as_its_source(
    seen: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(seen.manager)
    sent = verdict(seen.mine, "accept", confidence="confirmed") | verdict(seen.theirs, "")
    assert client.post(seen.review, sent).status_code == 302
    seen.mine.refresh_from_db()
    fact = seen.mine.fact
    day = timezone.localdate(seen.visit.starts_at)
    assert (fact.number, fact.as_of, fact.confidence) == (Decimal(26), day, "confirmed")
    assert fact.source == f"Locatiebezoek {date_format(day, 'j F Y')}"
    assert (seen.mine.status, seen.mine.reviewed_by) == ("accepted", seen.manager)
    assert SiteFact.objects.filter(site=seen.sites.rival).count() == 1, "only what was chosen"
    assert "26" in client.get(reverse("site-detail", args=[seen.sites.strong.pk])).content.decode()


def test_a_fact_tells_nobody_who_was_there_or_for_whom(
    seen: SimpleNamespace, sign_in: SignIn
) -> None:
    """A rival on the case knows its code name and its account manager."""
    assert sign_in(seen.manager).post(seen.review, verdict(seen.mine, "accept")).status_code == 302
    page = sign_in(seen.rival_user).get(reverse("site-detail", args=[seen.sites.strong.pk]))
    text = page.content.decode()
    assert "Locatiebezoek" in text
    secrets = (seen.manager.name, seen.home.name, "Fotonova", seen.case.code_name)
    for secret in (*secrets, seen.case.reference, "kast van 26 MW"):
        assert secret not in text


def test_a_fact_of_who_serves_the_site_says_so(seen: SimpleNamespace, sign_in: SignIn) -> None:
    noted(seen, seen.visitor, Found("power_mw", number=Decimal(21)))
    row = VisitFinding.objects.get(author=seen.visitor)
    host = sign_in(seen.visitor)
    assert host.post(seen.review, verdict(row, "accept")).status_code == 302
    row.refresh_from_db()
    assert (row.fact.organisation, row.fact.recorded_by) == (seen.away, seen.visitor)


def test_the_host_judges_its_own_site_and_no_other(seen: SimpleNamespace, sign_in: SignIn) -> None:
    host = sign_in(seen.visitor)
    text = host.get(seen.review).content.decode()
    assert "kast van 26 MW" in text
    assert "Rivaal Zuid" not in text
    both = verdict(seen.mine, "accept") | verdict(seen.theirs, "accept")
    assert host.post(seen.review, both).status_code == 302
    seen.theirs.refresh_from_db()
    assert seen.theirs.status == "noted"
    assert sign_in(seen.manager).post(seen.review, both).status_code == 302
    seen.theirs.refresh_from_db()
    assert seen.theirs.status == "accepted"


def test_one_row_that_fails_does_not_stop_the_others(
    seen: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(seen.manager)
    sent = verdict(seen.mine, "accept") | verdict(seen.theirs, "reject")
    answer = client.post(seen.review, sent)
    assert answer.status_code == 422
    seen.mine.refresh_from_db()
    assert seen.mine.status == "accepted"
    form = next(row.form for row in answer.context["rows"] if row.form)
    assert form.errors["note"]
    again = verdict(seen.theirs, "reject", note="kast van een ander")
    assert client.post(seen.review, again).status_code == 302
    seen.theirs.refresh_from_db()
    assert (seen.theirs.status, seen.theirs.review_note) == ("rejected", "kast van een ander")
    named = verdict(seen.theirs, "reject", note="te weinig voor Fotonova")
    assert client.post(seen.review, named).status_code == 422


def test_what_was_changed_meanwhile_is_not_judged(seen: SimpleNamespace, sign_in: SignIn) -> None:
    client, old = sign_in(seen.manager), verdict(seen.mine, "accept")
    noted(seen, seen.manager, Found("power_mw", number=Decimal(3)))
    answer = client.post(seen.review, old)
    assert answer.status_code == 422
    seen.mine.refresh_from_db()
    assert seen.mine.status == "noted"
    form = next(row.form for row in answer.context["rows"] if row.form and row.form.errors)
    again = old | {f"{seen.mine.pk}-stamp": form["stamp"].value()}
    assert client.post(seen.review, again).status_code == 302


def test_all_that_is_left_at_once_but_not_what_was_rejected(
    seen: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(seen.manager)
    client.post(seen.review, verdict(seen.theirs, "reject", note="onduidelijk"))
    sent = verdict(seen.mine, "") | verdict(seen.theirs, "") | {"everything": "accept"}
    assert client.post(seen.review, sent).status_code == 302
    seen.mine.refresh_from_db()
    seen.theirs.refresh_from_db()
    assert (seen.mine.status, seen.theirs.status) == ("accepted", "rejected")


def test_a_fact_is_no_longer_changed_on_the_form(seen: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(seen.manager)
    client.post(seen.review, verdict(seen.mine, "accept"))
    noted(seen, seen.manager, Found("power_mw", number=Decimal(3)))
    seen.mine.refresh_from_db()
    assert seen.mine.number == 26
    form = client.get(url(seen, "visit-observe", seen.stop.pk)).context["form"]
    assert [topic.key for topic in form.fixed] == ["c-power_mw"]


def test_who_may_not_judge_does_not(seen: SimpleNamespace, sign_in: SignIn) -> None:
    sent = verdict(seen.mine, "accept")
    assert sign_in(seen.reader).post(seen.review, sent).status_code == 403
    assert sign_in(seen.rival_user).post(seen.review, sent).status_code == 404
    assert sign_in(seen.ministry).post(seen.review, sent).status_code == 404
    seen.mine.refresh_from_db()
    assert seen.mine.status == "noted"
    assert sign_in(seen.manager).post(seen.review, sent).status_code == 302


def test_after_the_review_the_workbench_matches_again_with_the_new_facts(
    seen: SimpleNamespace, sign_in: SignIn
) -> None:
    board = whole_board(seen.case)
    assert board is not None
    run = freeze_run(factories.actor(seen.manager), seen.case, board, "voor het bezoek")
    client = sign_in(seen.manager)
    row = noted(seen, seen.manager, Found("power_mw", number=Decimal(1)), stop=seen.rival_stop)[0]
    client.post(seen.review, verdict(row, "accept"))
    matching = reverse("case-matching", args=[seen.case.pk])
    again = f"{matching}?sinds={run.number}"
    assert f'href="{again}#vergelijking"' in client.get(seen.review).text
    page = client.get(again)
    assert page.status_code == 200
    ranked = [entry.place.name for entry in page.context["entries"]]
    assert "Rivaal Zuid" not in ranked, "the order counts what was just taken over"
    changed = page.context["changes"].dropped
    assert [change.place.name for change in changed] == ["Rivaal Zuid"]
    assert 'id="vergelijking"' in page.text
    assert f"{reverse('match-freeze', args=[seen.case.pk])}?" in page.text
    # Kept as a run, the next comparison begins there.
    client.post(reverse("match-freeze", args=[seen.case.pk]), {"reason": "na het bezoek"})
    assert f'href="{matching}?sinds={run.number + 1}#vergelijking"' in client.get(seen.review).text
    assert (
        "verandert niets aan de volgorde" in client.get(f"{matching}?sinds={run.number + 1}").text
    )


def test_a_comparison_is_for_who_sees_the_runs(seen: SimpleNamespace, sign_in: SignIn) -> None:
    board = whole_board(seen.case)
    assert board is not None
    freeze_run(factories.actor(seen.manager), seen.case, board, "voor het bezoek")
    matching = reverse("case-matching", args=[seen.case.pk])
    visitor = sign_in(seen.visitor)
    assert visitor.get(matching).status_code == 200
    assert visitor.get(f"{matching}?sinds=1").status_code == 404
    assert "sinds=" not in visitor.get(seen.review).text
    manager = sign_in(seen.manager)
    assert manager.get(f"{matching}?sinds=1").status_code == 200
    for nonsense in ("9", "abc", "-1", "²"):
        assert manager.get(matching, {"sinds": nonsense}).status_code == 404
