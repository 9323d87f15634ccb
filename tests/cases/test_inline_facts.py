"""A key fact changed in its place: one fact, its errors beside it, two people at once, undone."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from cases.actions.work import save_task
from cases.models import Case, Disclosure, Task
from tests import factories
from tests.cases.road import fresh, url
from tests.conftest import SignIn

HTMX = {"HX-Request": "true"}


def ask(client: Client, case: Case, key: str) -> Any:
    return client.get(f"{url('case-edit', case)}?veld={key}", headers=HTMX)


def send(client: Client, case: Case, key: str, **values: Any) -> Any:
    data = {"version": fresh(case).version} | values
    return client.post(f"{url('case-edit', case)}?veld={key}", data, headers=HTMX)


def test_one_fact_is_asked_saved_and_nothing_else_changes(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client, before = sign_in(world.manager), fresh(world.case)
    form = ask(client, world.case, "capex").text
    assert 'name="capex_eur"' in form
    assert 'name="area_ha"' not in form
    assert "<html" not in form
    answer = send(client, world.case, "capex", capex_eur="21000000", summary="Fotonova")
    assert answer.status_code == 200
    assert 'name="capex_eur"' not in answer.text
    after = fresh(world.case)
    assert (after.capex_eur, after.summary) == (21_000_000, before.summary)
    assert after.version == before.version + 1


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("capex", {"capex_eur": "-5"}),
        ("capex", {"capex_eur": "veel"}),
        ("jobs", {"jobs_new_fte": "-1"}),
        ("dates", {"decision_expected_on": "2028-01-01", "operational_on": "2027-01-01"}),
        ("waiting", {"waiting_on": "de paus"}),
        ("manager", {"account_manager": ""}),
    ],
)
def test_what_is_wrong_is_said_in_the_same_place(
    world: SimpleNamespace, sign_in: SignIn, key: str, values: dict[str, str]
) -> None:
    before = fresh(world.case)
    answer = send(sign_in(world.manager), world.case, key, **values)
    assert answer.status_code == 422
    assert "data-inline" in answer.text
    assert fresh(world.case).version == before.version


def test_two_at_once_get_one_winner_and_an_explanation(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client, seen = sign_in(world.manager), fresh(world.case).version
    send(sign_in(world.colleague), world.case, "capex", capex_eur="5000000")
    answer = send(client, world.case, "capex", capex_eur="7000000", version=seen)
    assert answer.status_code == 409
    assert "Bram Visser" in answer.text
    assert 'value="7000000"' in answer.text, "nothing of what was typed is lost"
    assert fresh(world.case).capex_eur == 5_000_000
    assert send(client, world.case, "capex", capex_eur="7000000").status_code == 200


def test_whom_the_case_waits_on_is_undone_and_the_clocks_follow(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client, actor = sign_in(world.manager), factories.actor(world.manager)
    given = {"title": "Lezen", "due_on": None, "term_days": 5}
    given |= {"organisation": world.home, "assignee": None}
    save_task(actor, world.case, None, given)
    answer = send(client, world.case, "waiting", waiting_on="company").text
    assert "gepauzeerd" in answer, "the list of actions comes along"
    assert 'name="waiting_on" value="us"' in answer, "and a way back"
    assert Task.objects.get().stopped_for == "company"
    send(client, world.case, "waiting", waiting_on="us")
    assert Task.objects.get().stopped_for == ""


def test_who_may_not_change_the_case_is_offered_and_allowed_nothing(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    assert "data-fact" in sign_in(world.manager).get(url("case-detail", world.case)).text
    for user in (world.visitor, world.reader):
        client = sign_in(user)
        assert "data-fact" not in client.get(url("case-detail", world.case)).text
        assert ask(client, world.case, "capex").status_code == 403
        assert send(client, world.case, "capex", capex_eur="1").status_code == 403
    assert ask(sign_in(world.ministry), world.case, "capex").status_code == 404


def test_an_unknown_fact_or_no_script_changes_nothing(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    assert "data-inline" not in ask(client, world.case, "reference").text
    plain = client.get(f"{url('case-edit', world.case)}?veld=capex").text
    assert 'name="situation"' in plain, "without script the whole form"


@pytest.mark.parametrize(("key", "words"), [("summary", "Een maker"), ("situation", "Wij groeien")])
def test_the_texts_of_the_request_are_changed_in_their_card(
    world: SimpleNamespace, sign_in: SignIn, key: str, words: str
) -> None:
    client, seen = sign_in(world.manager), fresh(world.case).version
    assert f'data-fact="{key}"' in client.get(url("case-detail", world.case)).text
    form = ask(client, world.case, key).text
    assert f'name="{key}"' in form
    assert 'id="profile-card"' in form
    assert 'id="facts-card"' not in form
    answer = send(client, world.case, key, **{key: words})
    assert answer.status_code == 200
    assert words in answer.text
    assert getattr(fresh(world.case), key) == words
    late = send(client, world.case, key, **{key: "Iets anders"}, version=seen)
    assert late.status_code == 409
    assert "Iets anders" in late.text
    assert words in late.text
    assert ask(client, world.case, "profile").text.count("data-inline") == 0


def test_the_anonymous_profile_does_not_name_the_company_in_its_place_either(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    answer = send(sign_in(world.manager), world.case, "summary", summary="Fotonova groeit")
    assert answer.status_code == 422
    assert "Het anonieme profiel verraadt het bedrijf" in answer.text
    assert "Fotonova groeit" in answer.text
    assert fresh(world.case).summary == ""
    assert send(sign_in(world.reader), world.case, "summary", summary="x").status_code == 403
