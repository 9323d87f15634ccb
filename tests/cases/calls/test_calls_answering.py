"""A region answers: a draft that loses nothing, one form for all, corrections, late, declining."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import AccessLog, User
from accounts.models.organisation import Role
from cases.actions.call_answers import Proposed, decline, submit_answer
from cases.actions.calls import end_call, withdraw_invitation
from cases.actions.participants import end_participation
from cases.models import CallAnswer, CallProposal, CaseParticipant
from sites.models import Plot
from tests import factories
from tests.cases.calls.helpers import (
    answered,
    days_ago,
    days_late,
    fresh,
    invited,
    page_of,
    sent,
    typed,
)
from tests.cases.matching.helpers import fact
from tests.cases.road import url
from tests.conftest import SignIn


def questions(page: Any) -> dict[str, list[str]]:
    parts = page.context["sheet"].parts
    return {p.site.name: [form.question.criterion.pk for form in p.questions] for p in parts}


def test_inbox_holds_the_own_calls_and_says_how_long_there_is(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    sent(asking, asking.away)
    page = sign_in(asking.visitor).get(reverse("call-inbox"))
    (row,) = page.context["page"].object_list
    assert (row.name, row.days_left) == (asking.case.code_name, 10)
    assert page.context["counts"] == {"open": 1, "late": 0, "done": 0}
    assert "Fotonova" not in page.text
    home = sign_in(asking.visitor).get(reverse("home"))
    assert [item.count for item in home.context["nav"] if item.url == reverse("call-inbox")] == [
        "1"
    ]
    nobody = sign_in(asking.rival).get(reverse("call-inbox"))
    assert nobody.context["page"].object_list == []
    assert sign_in(asking.ministry).get(reverse("call-inbox")).context["counts"]["open"] == 0


def test_call_past_its_deadline_is_late_and_an_answered_one_done(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    call = sent(asking, asking.away, at=days_ago(12))
    client = sign_in(asking.visitor)
    page = client.get(reverse("call-inbox"))
    assert page.context["view"] == "late"
    assert page.context["page"].object_list[0].days_left == days_late(2)
    answered(asking, call)
    page = client.get(reverse("call-inbox"), {"view": "done"})
    assert page.context["counts"] == {"open": 0, "late": 0, "done": 1}


def test_first_look_is_noted_once(asking: SimpleNamespace, sign_in: SignIn) -> None:
    row = invited(sent(asking, asking.away), asking.away)
    assert sign_in(asking.looker).get(page_of(row)).status_code == 200
    opened = invited(row.call, asking.away)
    assert opened.opened_at is not None
    assert opened.version == row.version, "a look disturbs nobody's form"
    sign_in(asking.visitor).get(page_of(row))
    assert invited(row.call, asking.away).opened_at == opened.opened_at
    logged = AccessLog.objects.of_case(asking.case.pk).filter(kind="call")
    assert [(log.user, log.object_id) for log in logged] == [(asking.looker, row.pk)]


def test_best_sites_of_the_own_area_are_offered_and_others_found(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    row = invited(sent(asking, asking.away), asking.away)
    client = sign_in(asking.visitor)
    offered = [c["site"].name for c in client.get(page_of(row)).context["choices"]]
    assert set(offered) == {"Sterk Noord", "Donker Noord"}
    found = client.get(page_of(row), {"q": "donker"}).context["choices"]
    assert [c["site"].name for c in found] == ["Donker Noord"]
    assert client.get(page_of(row), {"q": "rivaal"}).context["choices"] == []


def test_open_questions_are_asked_per_site(asking: SimpleNamespace, sign_in: SignIn) -> None:
    fact(asking.sites.strong, "vibration_class", "VC-D", days=5000)
    row = invited(sent(asking, asking.away), asking.away)
    client = sign_in(asking.visitor)
    data = typed(row, asking.sites.strong, do=f"add:{asking.sites.dark.pk}")
    answer = client.post(page_of(row), data)
    assert answer.url.endswith(f"#site-{asking.sites.dark.pk}")
    page = client.get(page_of(row))
    assert questions(page) == {
        "Sterk Noord": ["vibration_class"],
        "Donker Noord": ["power_mw", "vibration_class"],
    }
    assert "VC-D" in page.text, "what was last known is shown"


def test_draft_keeps_everything_also_what_is_wrong(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    row = invited(sent(asking, asking.away), asking.away)
    client = sign_in(asking.visitor)
    data = typed(
        row,
        asking.sites.dark,
        do="draft",
        motivation="",
        power="veel te veel",
        source="Enexis",
        remark="Nog uitzoeken",
    )
    assert client.post(page_of(row), data).url == page_of(row)
    kept = invited(row.call, asking.away)
    assert kept.status == "draft"
    assert not CallProposal.objects.exists()
    page = client.get(page_of(row))
    (part,) = page.context["sheet"].parts
    power = part.questions[0]
    assert power["value"].value() == "veel te veel"
    assert power["source"].value() == "Enexis"
    assert 'value="veel te veel"' in page.text
    assert page.context["sheet"].remark["remark"].value() == "Nog uitzoeken"
    gone = typed(kept, asking.sites.dark, do=f"remove:{asking.sites.dark.pk}")
    client.post(page_of(row), gone)
    assert client.get(page_of(row)).context["sheet"].parts == []


def test_answer_is_sent_and_the_case_waits_on_us_again(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    call = sent(asking, asking.away)
    assert fresh(asking.case).waiting_on == "region"
    row = invited(call, asking.away)
    values = {"power": "12,5", "source": "Brief van Enexis", "vibration": "VC-C"}
    data = typed(row, asking.sites.dark, vibration_source="Meting", remark="Bel even", **values)
    assert sign_in(asking.visitor).post(page_of(row), data).url == page_of(row)
    row = invited(call, asking.away)
    assert (row.status, row.late, row.answered_by) == ("answered", False, asking.visitor)
    assert (row.remark, row.draft) == ("Bel even", {})
    assert row.proposals.get().site == asking.sites.dark
    said = {a.criterion_id: (a.number, a.text, a.source, a.review) for a in row.answers.all()}
    assert str(said["power_mw"][0]) == "12.5000"
    assert said["power_mw"][2:] == ("Brief van Enexis", "pending")
    assert said["vibration_class"][1] == "VC-C"
    assert row.history.first().history_organisation == asking.away
    assert fresh(asking.case).waiting_on == "us"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"motivation": ""}, "motivation"),
        ({"power": "veel", "source": "Enexis"}, "value"),
        ({"power": "12"}, "source"),
        ({"source": "Enexis"}, "value"),
        ({"power": "12", "source": "Enexis", "as_of": "2999-01-01"}, "as_of"),
        ({"power": "12", "source": "Enexis", "as_of": ""}, "as_of"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    asking: SimpleNamespace, sign_in: SignIn, values: Any, field: str
) -> None:
    row = invited(sent(asking, asking.away), asking.away)
    client = sign_in(asking.visitor)
    data = typed(row, asking.sites.dark, remark="Blijft staan", **values)
    page = client.post(page_of(row), data)
    assert page.status_code == 422
    sheet = page.context["sheet"]
    wrong = [form for part in sheet.parts for form in part.every if field in form.errors]
    assert len(wrong) == 1
    assert sheet.problems[0][1] == wrong[0][field].id_for_label
    assert f'id="{sheet.problems[0][1]}"' in page.text
    assert "Blijft staan" in page.text
    assert invited(row.call, asking.away).status == "waiting"
    fine = typed(row, asking.sites.dark, power="12", source="Enexis")
    assert client.post(page_of(row), fine).status_code == 302


def test_answer_needs_a_site_of_the_own_area(asking: SimpleNamespace, sign_in: SignIn) -> None:
    row = invited(sent(asking, asking.away), asking.away)
    client = sign_in(asking.visitor)
    nothing = client.post(page_of(row), typed(row))
    assert nothing.status_code == 422
    assert nothing.context["error"]
    rivals = client.post(page_of(row), typed(row, asking.sites.rival))
    assert rivals.status_code == 422
    assert not CallProposal.objects.exists()
    actor = factories.actor(asking.visitor)
    plot = factories.actor(asking.manager).save(
        Plot(site=asking.sites.strong, name="A", area_m2=10_000)
    )
    for proposal in (
        Proposed(asking.sites.rival, "x"),
        Proposed(asking.sites.dark, " "),
        Proposed(asking.sites.dark, "x", plot=plot),
    ):
        with pytest.raises(Refused):
            submit_answer(actor, row, None, [proposal], [])
    assert submit_answer(actor, row, None, [Proposed(asking.sites.strong, "x", plot=plot)], [])


def test_who_knows_the_company_does_not_write_it_in_the_answer(asking: SimpleNamespace) -> None:
    call = sent(asking, asking.away)
    row, actor = invited(call, asking.away), factories.actor(asking.visitor)
    told = CaseParticipant.objects.get(case=asking.case, organisation=asking.away)
    end_participation(factories.actor(asking.manager), told, "opnieuw")
    factories.join(asking.case, asking.away, "identity")
    proposals = [Proposed(asking.sites.dark, "Fotonova past hier")]
    with pytest.raises(Refused):
        submit_answer(actor, row, None, proposals, [])
    with pytest.raises(Refused):
        decline(actor, row, None, "no_site", "Fotonova is te groot")


def test_late_answer_is_possible_and_marked(asking: SimpleNamespace, sign_in: SignIn) -> None:
    row = invited(sent(asking, asking.away, at=days_ago(12)), asking.away)
    client = sign_in(asking.visitor)
    assert client.get(page_of(row)).context["days_left"] == days_late(2)
    client.post(page_of(row), typed(row, asking.sites.dark))
    assert invited(row.call, asking.away).late
    on_the_last_day = invited(
        sent(asking, asking.away, at=days_ago(10)),
        asking.away,
    )
    client.post(page_of(on_the_last_day), typed(on_the_last_day, asking.sites.dark))
    assert not invited(on_the_last_day.call, asking.away).late


def test_answer_is_corrected_while_the_call_runs(asking: SimpleNamespace, sign_in: SignIn) -> None:
    call = sent(asking, asking.away)
    first = answered(asking, call)
    client = sign_in(asking.visitor)
    row = invited(call, asking.away)
    page = client.get(page_of(row))
    power = page.context["sheet"].parts[0].questions[0]
    assert str(power["value"].value()) == "12", "the form begins with what was said"
    sites = (asking.sites.dark, asking.sites.strong)
    draft = typed(row, *sites, do="draft", power="14", source="Nieuwe brief")
    client.post(page_of(row), draft)
    row = invited(call, asking.away)
    assert row.status == "answered"
    assert row.answers.get().number == 12, "a draft of a correction changes nothing yet"
    # What is known of the other site already is not asked there.
    client.post(page_of(row), typed(row, *sites, power="14", source="Nieuwe brief"))
    row = invited(call, asking.away)
    assert row.answered_at == first.answered_at
    assert row.corrected_at is not None
    assert row.proposals.count() == 2
    assert row.answers.get().number == 14
    numbers = row.answers.get().history.order_by("history_id").values_list("number", flat=True)
    assert list(map(int, numbers)) == [12, 14]


def test_two_colleagues_at_once(asking: SimpleNamespace, sign_in: SignIn) -> None:
    row = invited(sent(asking, asking.away), asking.away)
    client = sign_in(asking.visitor)
    assert client.post(page_of(row), typed(row, asking.sites.dark, do="draft")).status_code == 302
    late = sign_in(factories.person(asking.away))
    assert late.post(page_of(row), typed(row, asking.sites.dark)).status_code == 409
    assert late.post(page_of(row), typed(row, do="draft")).status_code == 409
    assert not CallProposal.objects.exists()
    assert client.post(page_of(row), {"do": "draft"}).status_code == 422, "no version at all"


def test_region_declines_with_a_reason_and_may_think_again(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    call = sent(asking, asking.away)
    row, client = answered(asking, call), sign_in(asking.visitor)
    path = url("call-decline", asking.case, row.pk)
    assert client.get(path).status_code == 200
    wrong = client.post(path, {"version": row.version, "note": "Vol"})
    assert wrong.status_code == 422
    assert "reason" in wrong.context["form"].errors
    data = {"version": row.version, "reason": "grid", "note": "Tot 2031 vol"}
    assert client.post(path, data | {"version": 0}).status_code == 409
    assert client.post(path, data).status_code == 302
    row = invited(call, asking.away)
    assert (row.status, row.decline_reason, row.decline_note) == (
        "declined",
        "grid",
        "Tot 2031 vol",
    )
    assert not row.proposals.exists()
    assert not row.answers.exists()
    client.post(page_of(row), typed(row, asking.sites.dark))
    row = invited(call, asking.away)
    assert (row.status, row.decline_reason, row.decline_note) == ("answered", "", "")
    kinds = CallProposal.history.order_by("history_id").values_list("history_type", flat=True)
    assert list(kinds) == ["+", "-", "+"]


def may_open(client: Any, row: Any) -> tuple[int, int, int]:
    path = url("call-decline", row.call.case, row.pk)
    data = {"version": row.version, "do": "draft"}
    return (
        client.get(page_of(row)).status_code,
        client.post(page_of(row), data).status_code,
        client.get(path).status_code,
    )


def test_who_may_read_and_who_may_answer(asking: SimpleNamespace, sign_in: SignIn) -> None:
    call = sent(asking, asking.away, asking.rival_rom)
    row = invited(call, asking.away)
    boss = factories.person(asking.away, Role.MANAGER)
    admin = User.objects.create_superuser("b@x.test", factories.PASSWORD, name="Beheer")
    assert may_open(sign_in(asking.looker), row) == (200, 403, 403)
    assert may_open(sign_in(asking.rival), row) == (404, 404, 404)
    assert may_open(sign_in(asking.ministry), row) == (404, 404, 404)
    assert may_open(sign_in(asking.manager), row) == (404, 404, 404), "it has pages of its own"
    assert may_open(sign_in(boss), row) == (200, 302, 200)
    assert may_open(sign_in(admin), invited(call, asking.away)) == (200, 302, 200)
    foreign = row
    foreign.call.case = factories.case(asking.manager)
    assert sign_in(asking.visitor).get(page_of(foreign)).status_code == 404


def test_reader_elsewhere_does_not_answer_with_the_right_of_another_region(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    """The right to answer is on the case; the answer is of one organisation."""
    call = sent(asking, asking.away, asking.rival_rom)
    both = factories.person(asking.rival_rom)
    factories.save_membership(
        factories.Actor.system(),
        factories.Membership(user=both, organisation=asking.away, role=Role.READER),
    )
    client = sign_in(both)
    assert may_open(client, invited(call, asking.away)) == (200, 403, 403)
    assert may_open(client, invited(call, asking.rival_rom)) == (200, 302, 200)
    row = invited(call, asking.rival_rom)
    assert row.history.first().history_organisation == asking.rival_rom


def test_ended_call_is_read_only(asking: SimpleNamespace, sign_in: SignIn) -> None:
    call = sent(asking, asking.away)
    row = answered(asking, call)
    end_call(factories.actor(asking.manager), call, None, "closed", "Genoeg om verder te gaan")
    client = sign_in(asking.visitor)
    page = client.get(page_of(row))
    assert "Genoeg om verder te gaan" in page.text
    assert not page.context["writes"]
    answer = client.post(page_of(row), typed(row, asking.sites.dark))
    assert answer.status_code == 422
    with pytest.raises(Refused):
        decline(factories.actor(asking.visitor), row, None, "grid", "")
    assert CallAnswer.objects.get().review == "pending"


def test_withdrawn_region_sees_nothing_any_more(asking: SimpleNamespace, sign_in: SignIn) -> None:
    row = invited(sent(asking, asking.away), asking.away)
    client = sign_in(asking.visitor)
    assert client.get(page_of(row)).status_code == 200
    withdraw_invitation(factories.actor(asking.manager), row, None, "Verkeerde regio")
    assert client.get(page_of(row)).status_code == 404
    assert client.get(reverse("call-inbox"), {"view": "done"}).context["counts"]["done"] == 0


def test_region_that_left_the_case_sees_nothing_any_more(
    asking: SimpleNamespace, sign_in: SignIn
) -> None:
    row = invited(sent(asking, asking.away), asking.away)
    participant = CaseParticipant.objects.get(case=asking.case, organisation=asking.away)
    end_participation(factories.actor(asking.manager), participant, "Klaar")
    client = sign_in(asking.visitor)
    assert client.get(page_of(row)).status_code == 404
    assert client.get(reverse("call-inbox")).context["counts"]["open"] == 0
