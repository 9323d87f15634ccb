"""Advice on a decision: asked with a day, given with reasons, sealed between regions, frozen."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from cases.actions.sharing import end_share
from cases.advising import sealed_from
from cases.models import Advice, Case, CaseParticipant, Decision, Disclosure, Notification
from cases.timeline import Reader, timeline
from tests import factories
from tests.cases.matching.deciding import step, url, write
from tests.cases.matching.helpers import seen
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
IN_A_WEEK = f"{timezone.localdate() + datetime.timedelta(days=7):%Y-%m-%d}"
_Role = CaseParticipant.Role


@pytest.fixture
def council(room: SimpleNamespace, sign_in: SignIn) -> SimpleNamespace:
    """A drafted decision with a supporting organisation and two destinations that know it all."""
    roles = {"helper": "supporting", "north": "destination", "south": "destination"}
    for name, role in roles.items():
        organisation = factories.organisation(name=f"ROM {name.title()}", code=name)
        factories.join(room.case, organisation, Disclosure.IDENTITY, role)
        setattr(room, name, factories.person(organisation, name=f"Adviseur {name.title()}"))
    write(sign_in(room.manager), room)
    return room


def organisation_of(user: Any) -> Any:
    return user.default_organisation()


def ask(room: Any, sign_in: SignIn, user: Any, due: str = IN_A_WEEK) -> Any:
    sent = {"organisation": organisation_of(user).pk, "due_on": due}
    return sign_in(room.manager).post(url(room, "advice-ask"), sent)


def give(room: Any, sign_in: SignIn, user: Any, **more: Any) -> Any:
    own = Advice.objects.filter(organisation=organisation_of(user)).first()
    sent = {
        "version": own.version if own else 0,
        "verdict": "for",
        "reasons": f"Redenen van {user.name}",
    } | more
    return sign_in(user).post(url(room, "advice-give"), sent)


def page_of(room: Any, sign_in: SignIn, user: Any) -> str:
    answer = sign_in(user).get(url(room, "case-decision"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_advice_is_asked_waited_for_and_given(council: SimpleNamespace, sign_in: SignIn) -> None:
    assert ask(council, sign_in, council.helper).status_code == 302
    row = Advice.objects.get()
    assert row.is_waiting
    give_it = url(council, "advice-give")
    assert give_it in sign_in(council.helper).get("/").content.decode()
    assert give_it not in sign_in(council.north).get("/").content.decode()
    page = sign_in(council.manager).get(url(council, "case-decision"))
    assert [(o.row.is_waiting, o.late) for o in page.context["opinions"]] == [(True, False)]
    site = {f"site-{council.first.pk}": "against"}
    assert give(council, sign_in, council.helper, verdict="against", **site).status_code == 302
    row.refresh_from_db()
    assert (row.is_waiting, row.is_dissent) == (False, True)
    assert give_it not in sign_in(council.helper).get("/").content.decode()
    assert row.sites == {str(council.first.pk): "against"}
    assert "Redenen van Adviseur Helper" in page_of(council, sign_in, council.manager)


@pytest.mark.parametrize("wrong", [{"verdict": ""}, {"verdict": "maybe"}, {"reasons": " "}])
def test_an_advice_says_what_and_why(
    council: SimpleNamespace, sign_in: SignIn, wrong: dict[str, str]
) -> None:
    assert give(council, sign_in, council.helper, **wrong).status_code == 422
    assert not Advice.objects.exists()
    assert give(council, sign_in, council.helper).status_code == 302


def test_who_advises(council: SimpleNamespace, sign_in: SignIn) -> None:
    assert give(council, sign_in, council.helper).status_code == 302
    candidate = factories.organisation(code="kandidaat")
    factories.join(council.case, candidate, Disclosure.IDENTITY)
    running = factories.person(candidate)
    assert give(council, sign_in, running).status_code == 404
    assert give(council, sign_in, council.visitor).status_code == 404
    assert give(council, sign_in, council.manager).status_code == 403  # writes it already
    assert give(council, sign_in, council.reader).status_code == 403
    sent = {"organisation": candidate.pk, "due_on": IN_A_WEEK}
    assert sign_in(council.manager).post(url(council, "advice-ask"), sent).status_code == 422
    assert ask(council, sign_in, council.south).status_code == 302
    passed = f"{timezone.localdate() - datetime.timedelta(days=1):%Y-%m-%d}"
    assert ask(council, sign_in, council.south, passed).status_code == 422
    assert sign_in(council.helper).post(url(council, "advice-ask"), sent).status_code == 403


def test_rival_regions_do_not_read_each_other(council: SimpleNamespace, sign_in: SignIn) -> None:
    for user in (council.helper, council.north, council.south):
        assert give(council, sign_in, user).status_code == 302
    north, south, helper = (f"Redenen van Adviseur {name}" for name in ("North", "South", "Helper"))
    for user in (council.manager, council.helper):
        text = page_of(council, sign_in, user)
        assert north in text
        assert south in text
    text = page_of(council, sign_in, council.north)
    assert north in text
    assert helper in text
    assert south not in text


def test_the_record_and_the_timeline_keep_rivals_apart(
    council: SimpleNamespace, sign_in: SignIn
) -> None:
    for user in (council.north, council.south):
        give(council, sign_in, user, verdict="against")
    step(sign_in(council.manager), council, "decision-propose")
    found = step(sign_in(council.colleague), council, "decision-approve")
    assert found.record is not None
    frozen = {row["name"]: row for row in found.record["advice"]}
    assert set(frozen) == {"ROM North", "ROM South"}
    assert frozen["ROM South"]["verdict"] == "against"
    assert frozen["ROM South"]["on_this_text"] is True
    record = url(council, "decision-record", found.history.latest("history_id").pk)
    for user, expected in ((council.manager, True), (council.north, False)):
        text = sign_in(user).get(record).content.decode()
        assert "Redenen van Adviseur North" in text
        assert ("Redenen van Adviseur South" in text) is expected
        told = timeline(Reader(seen(user, council.case), user), kind="besluit")
        names = {event.text for event in told.events} | {
            part.text for event in told.events for part in event.parts
        }
        assert "ROM North" in names
        assert ("ROM South" in names) is expected


def test_one_rule_seals_live_and_frozen_advice(council: SimpleNamespace, sign_in: SignIn) -> None:
    for user in (council.helper, council.north, council.south):
        give(council, sign_in, user)
    every = set(Advice.objects.values_list("organisation_id", flat=True))
    for user in (council.manager, council.reader, council.helper, council.north, council.south):
        live = Advice.objects.visible_to(user).values_list("organisation_id", flat=True)
        assert set(live) == every - sealed_from(user, council.case), user.name


def test_a_new_text_makes_an_advice_outdated_and_versions_stay(
    council: SimpleNamespace, sign_in: SignIn
) -> None:
    give(council, sign_in, council.helper, reasons="Eerste lezing")
    page = sign_in(council.manager).get(url(council, "case-decision"))
    assert [o.outdated for o in page.context["opinions"]] == [False]
    write(sign_in(council.manager), council, version=1, motivation="Andere woorden")
    page = sign_in(council.manager).get(url(council, "case-decision"))
    assert [o.outdated for o in page.context["opinions"]] == [True]
    give(council, sign_in, council.helper, verdict="neutral", reasons="Tweede lezing")
    opinion = sign_in(council.manager).get(url(council, "case-decision")).context["opinions"][0]
    assert (opinion.outdated, opinion.row.reasons) == (False, "Tweede lezing")
    assert [old.reasons for old in opinion.earlier] == ["Eerste lezing"]


def test_two_colleagues_get_one_winner(council: SimpleNamespace, sign_in: SignIn) -> None:
    give(council, sign_in, council.helper)
    give(council, sign_in, council.helper, reasons="op tijd")
    assert give(council, sign_in, council.helper, version=1, reasons="te laat").status_code == 409
    assert Advice.objects.get().reasons == "op tijd"


def test_a_proposal_waits_for_asked_advice_until_its_day(
    council: SimpleNamespace, sign_in: SignIn
) -> None:
    manager = sign_in(council.manager)
    ask(council, sign_in, council.helper)
    assert step(manager, council, "decision-propose").status == "draft"
    row = Advice.objects.get()
    row.due_on = timezone.localdate() - datetime.timedelta(days=1)
    Actor.system().save(row)
    assert step(manager, council, "decision-propose").status == "proposed"
    found = step(sign_in(council.colleague), council, "decision-approve")
    assert found.record is not None
    assert [(r["waiting"], r["verdict"]) for r in found.record["advice"]] == [(True, "")]
    assert give(council, sign_in, council.helper).status_code == 422


def test_a_request_is_taken_back(council: SimpleNamespace, sign_in: SignIn) -> None:
    manager = sign_in(council.manager)
    ask(council, sign_in, council.helper)
    back = url(council, "advice-take-back", Advice.objects.get().pk)
    assert sign_in(council.helper).post(back).status_code == 403
    assert manager.post(back).status_code == 302
    assert not Advice.objects.exists()
    give(council, sign_in, council.helper)
    ask(council, sign_in, council.helper)
    manager.post(url(council, "advice-take-back", Advice.objects.get().pk))
    row = Advice.objects.get()
    assert (row.verdict, row.is_waiting, row.due_on) == ("for", False, None)


def test_advice_without_reasons_is_refused_by_the_database(council: SimpleNamespace) -> None:
    decision = Decision.objects.get(case=council.case)
    row = Advice(decision=decision, organisation=organisation_of(council.helper), verdict="for")
    row.given_at = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Actor.system().save(row)
    row.reasons = "Daarom"
    Actor.system().save(row)


def test_nobody_advises_on_a_closed_case(council: SimpleNamespace, sign_in: SignIn) -> None:
    case = Case.objects.get(pk=council.case.pk)
    case.stage, case.outcome, case.closed_at = "closed", "stopped", timezone.now()
    Actor.system().save(case)
    assert give(council, sign_in, council.helper).status_code == 422
    assert not Advice.objects.exists()


def told(kind: str, user: Any) -> list[Any]:
    return list(Notification.objects.visible_to(user).filter(kind=kind))


def test_who_is_asked_hears_it_and_so_does_the_asker_when_it_is_given(
    council: SimpleNamespace, sign_in: SignIn
) -> None:
    ask(council, sign_in, council.north)
    assert len(told("advice_asked", council.north)) == 1
    for other in (council.south, council.helper, council.manager, council.rival_user):
        assert told("advice_asked", other) == []
    client = sign_in(council.north)
    page = client.get(reverse("notifications")).text
    assert "Om het advies van uw organisatie is gevraagd" in page
    assert council.case.code_name in page or council.company.name in page
    opened = client.get(
        reverse("notification-open", args=[told("advice_asked", council.north)[0].pk])
    )
    assert opened["Location"] == url(council, "case-decision")
    give(council, sign_in, council.north)
    assert told("advice_asked", council.north) == [], "nothing waits any more"
    assert len(told("advice_given", council.manager)) == 1
    for other in (council.north, council.south, council.helper, council.rival_user):
        assert told("advice_given", other) == []


def test_an_advice_that_was_taken_back_is_no_news(
    council: SimpleNamespace, sign_in: SignIn
) -> None:
    ask(council, sign_in, council.north)
    assert told("advice_asked", council.north)
    sign_in(council.manager).post(url(council, "advice-take-back", Advice.objects.get().pk))
    assert told("advice_asked", council.north) == []


def test_who_may_no_longer_see_the_case_hears_nothing_of_the_advice(
    council: SimpleNamespace, sign_in: SignIn
) -> None:
    ask(council, sign_in, council.north)
    assert told("advice_asked", council.north)
    row = CaseParticipant.objects.get(case=council.case, organisation__code="north")
    end_share(factories.actor(council.manager), row, "Klaar")
    assert told("advice_asked", council.north) == []
    assert told("advice_given", council.north) == []
