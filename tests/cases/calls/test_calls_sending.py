"""Asking regions for locations: whom, what leaves the house, and what each reason is for."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.errors import Conflict, Refused
from cases.actions.calls import Invitee, Question, send_call
from cases.models import CallInvitation, CaseParticipant, LocationCall
from cases.working_days import add_working_days
from tests import factories
from tests.cases.calls.helpers import ask_regions, fresh, invited, region, send_form, sent
from tests.cases.road import url
from tests.conftest import SignIn


def fits(page: Any) -> dict[str, tuple[int, int, int]]:
    rows = page.context["form"].rows
    return {fit.organisation.name: (fit.fitting, fit.unsure, fit.failing) for fit, _b, _w in rows}


def test_regions_are_shown_with_how_their_sites_stand(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    page = sign_in(asking.manager).get(url("call-new", asking.case))
    known = fits(page)
    assert known["ROM Elders"] == (1, 1, 0)
    assert known["ROM Rivaal"] == (1, 0, 0)
    assert known["ROM Niets"] == (0, 0, 1)
    assert "ROM Thuis" not in known, "the origin is not asked"
    assert page.context["form"]["profile"].value() == asking.case.summary


def test_who_follows_the_case_in_another_role_is_not_asked(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(asking.case, asking.rival_rom, "identity", CaseParticipant.Role.SUPPORTING)
    page = sign_in(asking.manager).get(url("call-new", asking.case))
    assert "ROM Rivaal" not in fits(page)
    with pytest.raises(Refused, match="ROM Rivaal"):
        sent(asking, asking.rival_rom)


def test_nothing_is_sent_before_the_preview_is_confirmed(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(asking.manager)
    data = send_form(asking, asking.away, message="Graag snel.")
    page = client.post(url("call-new", asking.case), data)
    assert page.status_code == 200
    assert page.templates[0].name == "cases/calls/preview.html"
    for words in ("Graag snel.", "maker van optische chips", "ROM Elders", asking.case.code_name):
        assert words in page.text
    assert page.context["mailed"] == 1
    assert not LocationCall.objects.exists()
    assert not asking.case.participants.filter(organisation=asking.away).exists()
    again = client.post(url("call-new", asking.case), data | {"change": "1"})
    assert again.templates[0].name == "cases/calls/new.html"
    assert again.context["form"]["message"].value() == "Graag snel."
    assert not LocationCall.objects.exists()


def test_call_is_sent_and_regions_join_anonymously(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    answer = ask_regions(sign_in(asking.manager), asking, asking.away, asking.rival_rom)
    call = LocationCall.objects.get()
    assert answer.url == url("call-detail", asking.case, call.pk)
    assert (call.number, call.request, call.status) == (1, asking.request, "sent")
    assert call.deadline == add_working_days(timezone.localdate(), 10)
    assert call.sent_by == asking.manager
    rows = CallInvitation.objects.filter(call=call)
    assert {row.organisation for row in rows} == {asking.away, asking.rival_rom}
    assert {row.status for row in rows} == {"waiting"}
    joined = CaseParticipant.objects.get(case=asking.case, organisation=asking.away)
    assert (joined.role, joined.disclosure) == ("candidate", "profile")
    assert fresh(asking.case).waiting_on == "region"
    assert call.history.get().history_organisation == asking.home


def test_preview_and_call_need_the_right_to_change_the_case(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    path = url("call-new", asking.case)
    assert sign_in(asking.manager).get(path).status_code == 200
    assert sign_in(asking.reader).get(path).status_code == 403
    assert ask_regions(sign_in(asking.reader), asking, asking.away).status_code == 403
    assert sign_in(asking.visitor).get(path).status_code == 404
    assert not LocationCall.objects.exists()


def test_nobody_is_asked_before_the_requirements_are_signed(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    other = factories.case(asking.manager)
    client = sign_in(asking.manager)
    page = client.get(url("call-new", other))
    assert page.status_code == 200
    assert page.templates[0].name == "cases/calls/not_yet.html"
    data = send_form(asking, asking.away) | {"confirmed": "1"}
    assert client.post(url("call-new", other), data).status_code == 422
    actor = factories.actor(asking.manager)
    with pytest.raises(Refused):
        send_call(actor, other, Question("Profiel", "", 10), [Invitee(asking.away)])


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"profile": "Fotonova zoekt ruimte"}, "profile"),
        ({"profile": ""}, "profile"),
        ({"message": "Bel FOTONOVA Systems"}, "message"),
        ({"message": "Stem het af met ROM Rivaal"}, "message"),
        ({"working_days": "999"}, "working_days"),
        ({"region": []}, "region"),
    ],
)
def test_what_a_call_may_not_say(
    asking: SimpleNamespace, sign_in: SignIn, values: Any, wrong: str
) -> None:
    client = sign_in(asking.manager)
    page = ask_regions(client, asking, asking.away, **values)
    assert page.status_code == 422
    assert wrong in page.context["form"].errors
    assert page.context["form"]["breadth_reason"].value() == "", "what was typed is still there"
    assert not LocationCall.objects.exists()
    assert ask_regions(client, asking, asking.away).status_code == 302


def test_the_action_itself_refuses_what_says_too_much(asking: SimpleNamespace) -> None:
    actor, ask = factories.actor(asking.manager), [Invitee(asking.away)]
    for profile, message in (("Fotonova", ""), ("Maker", "ook ROM Rivaal"), ("", "")):
        with pytest.raises(Refused):
            send_call(actor, asking.case, Question(profile, message, 10), ask)
    assert send_call(actor, asking.case, Question("Maker", "ROM Thuis vraagt", 10), ask)


def test_hopeless_region_is_asked_with_a_reason_only(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    client, field = sign_in(asking.manager), f"why-{asking.nothing_rom.pk}"
    page = ask_regions(client, asking, asking.nothing_rom)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    reason = {field: "Er komt een nieuw station"}
    assert ask_regions(client, asking, asking.nothing_rom, **reason).status_code == 302
    row = invited(LocationCall.objects.get(), asking.nothing_rom)
    assert row.asked_reason == "Er komt een nieuw station"
    actor, hopeless = factories.actor(asking.manager), [Invitee(asking.nothing_rom, hopeless=True)]
    with pytest.raises(Refused, match="ROM Niets"):
        send_call(actor, asking.case, Question("Maker", "", 10), hopeless)


def test_many_regions_need_a_reason(asking: SimpleNamespace, sign_in: SignIn) -> None:
    more = [region(f"ROM Extra {n}", f"extra{n}", "NL-GR", f"P{n}")[0] for n in range(3)]
    many = [asking.away, asking.rival_rom, *more]
    assert len(many) == settings.CALL_BREADTH + 1
    client = sign_in(asking.manager)
    page = ask_regions(client, asking, *many)
    assert page.status_code == 422
    assert "breadth_reason" in page.context["form"].errors
    with pytest.raises(Refused):
        sent(asking, *many)
    answer = ask_regions(client, asking, *many, breadth_reason="Schaarse grond")
    assert answer.status_code == 302
    assert LocationCall.objects.get().breadth_reason == "Schaarse grond"
    assert CallInvitation.objects.count() == len(many)


def test_second_click_sends_nothing_twice(asking: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(asking.manager)
    assert ask_regions(client, asking, asking.away).status_code == 302
    again = ask_regions(client, asking, asking.away)
    assert again.status_code == 409
    assert LocationCall.objects.count() == 1
    other = factories.actor(asking.manager)
    question = Question("Maker", "", 10, request=asking.case.pk)
    with pytest.raises(Conflict):
        send_call(other, asking.case, question, [Invitee(asking.rival_rom)])


def test_closed_case_asks_nobody(asking: SimpleNamespace, sign_in: SignIn) -> None:
    sent(asking, asking.away)
    row = fresh(asking.case)
    row.stage, row.outcome, row.closed_at = "closed", "stopped", timezone.now()
    factories.actor(asking.manager).save(row)
    page = sign_in(asking.manager).get(url("call-new", asking.case))
    assert page.templates[0].name == "cases/calls/not_yet.html"
    with pytest.raises(Refused):
        sent(asking, asking.rival_rom)


def test_the_list_of_calls_says_how_far_each_is(asking: SimpleNamespace, sign_in: SignIn) -> None:
    page = sign_in(asking.manager).get(url("case-calls", asking.case))
    assert url("call-new", asking.case) in page.text
    sent(asking, asking.away, asking.rival_rom)
    row = sign_in(asking.reader).get(url("case-calls", asking.case)).context["calls"].get()
    assert (row.asked, row.answered, row.declined) == (2, 0, 0)
