"""Judging answers: a fact of the site said by the region, or not; and places on the long list."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from accounts.errors import Conflict, Refused
from cases.actions.call_answers import Proposed, Stated, submit_answer
from cases.actions.call_review import accept_answer, list_proposals, reject_answer
from cases.actions.guards import stamp_of
from cases.matching.board import board_for
from cases.models import CallAnswer, CallInvitation, CallProposal, Candidate
from regions.models import ServiceArea
from sites.models import Criterion, SiteFact
from tests import factories
from tests.cases.calls.helpers import answer_of, answered, invited, page_of, sent
from tests.cases.matching.helpers import seen
from tests.cases.road import url
from tests.conftest import SignIn


@pytest.fixture
def told(asking: SimpleNamespace) -> SimpleNamespace:
    """ROM Elders answered: 12 MW at a site of which the power was not known."""
    call = sent(asking, asking.away, asking.rival_rom)
    row = answered(asking, call)
    return SimpleNamespace(**vars(asking), call=call, row=row, answer=answer_of(row))


def review(world: SimpleNamespace) -> str:
    return url("call-review", world.case, world.call.pk, world.row.pk, world.answer.pk)


def verdict(world: SimpleNamespace, word: str, **values: object) -> dict[str, object]:
    return {"verdict": word, "stamp": stamp_of(world.answer), "note": ""} | values


def test_accepted_answer_is_a_fact_and_the_match_changes(
    told: SimpleNamespace, sign_in: SignIn
) -> None:
    def entry() -> object:
        board = board_for(told.manager, seen(told.manager, told.case))
        return board.entry_of(told.sites.dark.pk)

    before = entry()
    assert len(before.questions) == 2
    client = sign_in(told.manager)
    answer = client.post(review(told), verdict(told, "accept"))
    assert answer.url.endswith(f"#answer-{told.answer.pk}")
    fact = SiteFact.objects.get(site=told.sites.dark, criterion_id="power_mw")
    assert (fact.number, fact.source, fact.organisation) == (12, "Brief van Enexis", told.away)
    assert fact.recorded_by == told.visitor, "who said it"
    assert fact.history.get().history_user == told.manager, "who took it over"
    row = CallAnswer.objects.get()
    assert (row.review, row.fact, row.reviewed_by) == ("accepted", fact, told.manager)
    after = entry()
    assert len(after.questions) == 1
    assert after.coverage > before.coverage
    again = client.post(review(told), verdict(told, "accept", stamp=stamp_of(row)))
    assert again.status_code == 422
    assert SiteFact.objects.filter(site=told.sites.dark).count() == 1


def test_rejected_answer_says_why_to_the_region(told: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(told.manager)
    silent = client.post(review(told), verdict(told, "reject"))
    assert silent.status_code == 422
    for note in ("Fotonova vraagt meer", "ROM Rivaal zegt iets anders"):
        page = client.post(review(told), verdict(told, "reject", note=note))
        assert page.status_code == 422
        assert CallAnswer.objects.get().review == "pending"
    data = verdict(told, "reject", note="De brief is van vorig jaar")
    assert client.post(review(told), data).status_code == 302
    assert CallAnswer.objects.get().review == "rejected"
    assert not SiteFact.objects.filter(site=told.sites.dark).exists()
    assert "De brief is van vorig jaar" in sign_in(told.visitor).get(page_of(told.row)).text
    own = verdict(told, "reject", note="Bel ROM Elders", stamp=stamp_of(CallAnswer.objects.get()))
    assert client.post(review(told), own).status_code == 302, "the region knows its own name"


def test_answer_corrected_meanwhile_is_not_judged_unseen(
    told: SimpleNamespace, sign_in: SignIn
) -> None:
    data = verdict(told, "accept")
    row = invited(told.call, told.away)
    stated = [
        Stated(
            told.sites.dark,
            Criterion.objects.get(pk="power_mw"),
            "Nieuwe brief",
            timezone.localdate(),
            number=8,
        )
    ]
    proposed = [Proposed(told.sites.dark, "Vrij")]
    submit_answer(factories.actor(told.visitor), row, row.version, proposed, stated)
    client = sign_in(told.manager)
    assert client.post(review(told), data).status_code == 409
    assert not SiteFact.objects.filter(site=told.sites.dark).exists()
    with pytest.raises(Conflict):
        reject_answer(factories.actor(told.manager), told.answer, data["stamp"], "oud")
    told.answer.refresh_from_db()
    assert client.post(review(told), verdict(told, "accept")).status_code == 302


def test_new_value_of_an_accepted_answer_is_judged_again(told: SimpleNamespace) -> None:
    actor = factories.actor(told.manager)
    first = accept_answer(actor, told.answer, None)
    answered(told, told.call, power=9)
    row = CallAnswer.objects.get()
    assert (row.review, row.number) == ("pending", 9)
    second = accept_answer(actor, row, None)
    assert {first.number, second.number} == {12, 9}
    newest = SiteFact.objects.filter(site=told.sites.dark).newest().get()
    assert newest == second
    # Left out of a correction, what became a fact stays an answer.
    plain = [Proposed(told.sites.dark, "Vrij")]
    submit_answer(factories.actor(told.visitor), told.row, None, plain, [])
    assert CallAnswer.objects.get().review == "accepted"


def test_fact_never_names_the_company(told: SimpleNamespace) -> None:
    row = answer_of(told.row)
    row.source = "Opgave Fotonova"
    factories.actor(told.visitor).save(row)
    with pytest.raises(Refused, match="noemt het bedrijf"):
        accept_answer(factories.actor(told.manager), row, None)
    assert not SiteFact.objects.filter(site=told.sites.dark).exists()


def test_region_that_no_longer_serves_the_site_says_nothing_about_it(
    told: SimpleNamespace,
) -> None:
    area = ServiceArea.objects.get(organisation=told.away)
    factories.Actor.system().delete(area)
    with pytest.raises(Refused):
        accept_answer(factories.actor(told.manager), told.answer, None)
    factories.Actor.system().save(ServiceArea(organisation=told.away, province_id="NL-GR"))
    assert accept_answer(factories.actor(told.manager), told.answer, None)


def test_everything_is_taken_over_at_once(told: SimpleNamespace, sign_in: SignIn) -> None:
    path = url("call-accept-all", told.case, told.call.pk, told.row.pk)
    client = sign_in(told.manager)
    assert client.post(path).status_code == 302
    assert CallAnswer.objects.get().review == "accepted"
    client.post(path)
    assert SiteFact.objects.filter(site=told.sites.dark).count() == 1


def test_who_may_judge(told: SimpleNamespace, sign_in: SignIn) -> None:
    page = url("call-region", told.case, told.call.pk, told.row.pk)
    posts = [
        review(told),
        url("call-accept-all", told.case, told.call.pk, told.row.pk),
        url("call-longlist", told.case, told.call.pk),
    ]
    reader, region = sign_in(told.reader), sign_in(told.visitor)
    assert reader.get(page).status_code == 200
    assert verdict(told, "accept")["stamp"]
    for path in posts:
        assert reader.post(path, verdict(told, "accept")).status_code == 403
        assert region.post(path, verdict(told, "accept")).status_code == 404
        assert reader.get(path).status_code == 405
    assert CallAnswer.objects.get().review == "pending"
    assert sign_in(told.colleague).post(review(told), verdict(told, "accept")).status_code == 302


def test_draft_of_a_region_is_not_judged(told: SimpleNamespace) -> None:
    row = CallInvitation.objects.get(pk=told.row.pk)
    row.status = "draft"
    factories.actor(told.visitor).save(row)
    with pytest.raises(Refused):
        accept_answer(factories.actor(told.manager), told.answer, None)


def test_proposed_sites_go_to_the_long_list_in_one_step(
    told: SimpleNamespace, sign_in: SignIn
) -> None:
    plain = [Proposed(told.sites.dark, "Vrij"), Proposed(told.sites.strong, "Sterk")]
    submit_answer(factories.actor(told.visitor), told.row, None, plain, [])
    client, path = sign_in(told.manager), url("call-longlist", told.case, told.call.pk)
    keys = [str(key) for key in CallProposal.objects.values_list("pk", flat=True)]
    assert client.post(path, {"proposal": [*keys, "onzin"]}).status_code == 302
    listed = {c.site.name: c for c in Candidate.objects.filter(case=told.case)}
    assert set(listed) == {"Donker Noord", "Sterk Noord"}
    row = listed["Sterk Noord"]
    assert (row.status, row.reason, row.against_match) == ("longlist", "Sterk", False)
    assert (row.proposed_by, row.added_by) == (told.away, told.manager)
    client.post(path, {"proposal": keys})
    assert Candidate.objects.count() == 2


def test_proposal_that_fails_a_must_is_listed_against_the_match(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    call = sent(asking, asking.nothing_rom)
    row = invited(call, asking.nothing_rom)
    proposed = [Proposed(asking.sites.short, "Komt een station")]
    submit_answer(factories.actor(asking.nothing), row, None, proposed, [])
    key = str(CallProposal.objects.get().pk)
    path = url("call-longlist", asking.case, call.pk)
    sign_in(asking.manager).post(path, {"proposal": [key]})
    assert Candidate.objects.get().against_match


def test_motivation_that_names_the_company_is_not_listed(told: SimpleNamespace) -> None:
    proposal = CallProposal.objects.get()
    proposal.motivation = "Fotonova past hier"
    factories.actor(told.visitor).save(proposal)
    with pytest.raises(Refused, match="Donker Noord"):
        list_proposals(factories.actor(told.manager), told.case, [proposal])
    assert not Candidate.objects.exists()


def test_answers_side_by_side(told: SimpleNamespace, sign_in: SignIn) -> None:
    page = sign_in(told.manager).get(url("call-detail", told.case, told.call.pk))
    columns = {c.invitation.organisation.name: c for c in page.context["columns"]}
    assert set(columns) == {"ROM Elders", "ROM Rivaal"}
    away = columns["ROM Elders"]
    assert (away.days_taken, away.pending, len(away.proposals)) == (0, 1, 1)
    assert columns["ROM Rivaal"].days_taken is None
    (row,) = page.context["proposed"]
    assert row["entry"].place.name == "Donker Noord"
