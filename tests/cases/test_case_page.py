"""The overview of a case: what stands on it, for whom, and what it costs."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccessLog
from cases.actions import viewing
from cases.actions.work import finish_task, save_note, save_task
from cases.models import Case, CaseStage, ContactPerson, Disclosure, Note
from tests import factories
from tests.cases import road
from tests.cases.road import fresh, url
from tests.conftest import SignIn

# What a region at the anonymous profile must find nowhere in the source of a page.
SECRETS = ("Fotonova", "12345678", "Mia Jansen", "mia@", "Eindhoven", "Quantum", "Chipmaker")


@pytest.fixture
def rich(world: SimpleNamespace) -> SimpleNamespace:
    """A case with something of everything, another ROM at the profile, and a third one too."""
    case = world.case
    road.fill_intake(case, world.colleague)
    row = fresh(case)
    row.situation, row.summary = "Fotonova groeit uit haar jas.", "Een maker zoekt ruimte."
    row.waiting_on = "grid"
    factories.actor(world.manager).save(row, "Fotonova belde hierover")
    firm = fresh(case).company
    firm.sector = "Chipmaker"
    factories.actor(world.manager).save(firm)
    world.rival = factories.organisation(name="ROM Derden", code="derden")
    world.rival_person = factories.person(world.rival, name="Roos Derden")
    for org in (world.away, world.rival):
        factories.join(case, org)
    now = timezone.now()
    note = {"kind": "note", "visibility": "own", "occurred_at": now}
    actor = factories.actor(world.manager)
    save_note(actor, case, None, note | {"body": "Mia Jansen twijfelt"})
    save_note(actor, case, None, note | {"body": "Voor iedereen leesbaar", "visibility": "all"})
    rival_note = note | {"body": "Wij hebben een kavel", "visibility": "all"}
    save_note(factories.actor(world.rival_person), case, None, rival_note)
    task = {"due_on": timezone.localdate() - datetime.timedelta(days=1), "assignee": None}
    save_task(actor, case, None, task | {"title": "Mia Jansen bellen", "organisation": world.home})
    save_task(actor, case, None, task | {"title": "Kavel zoeken", "organisation": world.away})
    road.candidate(case, name="Elders Noord")
    return world


def page(client: Client, case: Case) -> str:
    return client.get(url("case-detail", case)).text


def test_who_knows_the_company_sees_it_whole(rich: SimpleNamespace, sign_in: SignIn) -> None:
    text = page(sign_in(rich.manager), rich.case)
    for words in (*SECRETS[:1], *SECRETS[2:], "Elders Noord", "Kavel zoeken", "ROM Derden"):
        assert words in text, words


def test_the_anonymous_profile_shows_nothing_that_gives_the_company_away(
    rich: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(rich.visitor)
    for name in ("case-detail", "case-documents", "case-timeline", "note-add", "task-add"):
        response = client.get(url(name, rich.case))
        assert response.status_code == 200
        found = [secret for secret in SECRETS if secret in response.text]
        assert not found, (name, found)
    text = page(client, rich.case)
    for words in (rich.case.code_name, "Een maker zoekt ruimte.", "Kavel zoeken", "Voor iedereen"):
        assert words in text, words


def test_the_anonymous_profile_shows_no_rival(rich: SimpleNamespace, sign_in: SignIn) -> None:
    for name in ("case-detail", "case-timeline"):
        text = sign_in(rich.visitor).get(url(name, rich.case)).text
        assert "Wij hebben een kavel" in text
        assert "ROM Derden" not in text
        assert "Roos Derden" not in text
    assert "ROM Derden" in page(sign_in(rich.rival_person), rich.case)


def test_sector_level_adds_sector_technology_and_region_only(
    rich: SimpleNamespace, sign_in: SignIn
) -> None:
    third = factories.organisation(name="ROM Sector", code="sector")
    somebody = factories.person(third)
    factories.join(rich.case, third, Disclosure.SECTOR)
    text = page(sign_in(somebody), rich.case)
    assert "Chipmaker" in text
    assert "Quantum" in text
    for secret in ("Fotonova", "Mia Jansen", ">Eindhoven<"):
        assert secret not in text


def test_the_title_and_breadcrumb_hold_the_reference_only(
    rich: SimpleNamespace, sign_in: SignIn
) -> None:
    text = page(sign_in(rich.manager), rich.case)
    title = text.split("<title>")[1].split("</title>")[0]
    crumbs = text.split('class="crumbs"')[1].split("</nav>")[0]
    for part in (title, crumbs):
        assert rich.case.reference in part
        assert "Fotonova" not in part


def needs(client: Client, case: Case) -> str:
    """The card with what is still needed."""
    return page(client, case).split('aria-labelledby="needs"')[1].split("</section>")[0]


def test_the_checklist_links_to_what_is_missing(world: SimpleNamespace, sign_in: SignIn) -> None:
    link = f'href="{url("case-requirements", world.case)}"'
    forward = f'href="{url("case-forward", world.case)}"'
    manager, reader = sign_in(world.manager), sign_in(world.reader)
    assert link in needs(manager, world.case)
    assert forward not in needs(manager, world.case)
    assert "<a " not in needs(reader, world.case)
    road.fill_intake(world.case, world.colleague)
    assert link not in needs(manager, world.case)
    assert forward in needs(manager, world.case)


def test_late_actions_are_counted_in_the_heading(rich: SimpleNamespace, sign_in: SignIn) -> None:
    def late(client: Client) -> int:
        return client.get(url("case-detail", rich.case)).context["opened"].late_tasks

    assert late(sign_in(rich.manager)) == 2
    assert late(sign_in(rich.visitor)) == 1
    task = rich.case.tasks.get(title="Kavel zoeken")
    finish_task(factories.actor(rich.visitor), rich.case, task)
    assert late(sign_in(rich.visitor)) == 0


def test_a_look_by_another_informed_organisation_is_logged_once_an_hour(
    world: SimpleNamespace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    looks = AccessLog.objects.of_case(world.case.pk).filter(action=AccessLog.Action.VIEWED)
    page(sign_in(world.manager), world.case)
    assert not looks.exists()
    client = sign_in(world.visitor)
    page(client, world.case)
    page(client, world.case)
    assert [(look.user, look.subject) for look in looks] == [(world.visitor, world.case.code_name)]
    monkeypatch.setattr(viewing, "ONCE_PER", datetime.timedelta(0))
    page(client, world.case)
    assert looks.all().count() == 2


def test_a_look_at_the_profile_is_not_a_look_at_the_company(
    rich: SimpleNamespace, sign_in: SignIn
) -> None:
    page(sign_in(rich.visitor), rich.case)
    looks = AccessLog.objects.of_case(rich.case.pk)
    assert not looks.filter(action=AccessLog.Action.VIEWED).exists()


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.mark.parametrize("name", ["case-detail", "case-timeline", "case-documents"])
def test_as_many_queries_however_much_there_is(
    rich: SimpleNamespace, sign_in: SignIn, name: str
) -> None:
    client, path = sign_in(rich.manager), url(name, rich.case)
    few = queries(client, path)
    actor, now = factories.actor(rich.manager), timezone.now()
    for number in range(12):
        note: dict[str, Any] = {"kind": "call", "visibility": "own", "occurred_at": now}
        save_note(actor, rich.case, None, note | {"body": f"Gesprek {number}"})
        actor.save(ContactPerson(company=rich.case.company, name=f"Contact {number}"))
        road.candidate(rich.case)
    assert queries(client, path) == few


def test_a_closed_case_says_how_it_ended(world: SimpleNamespace, sign_in: SignIn) -> None:
    row = fresh(world.case)
    row.stage, row.outcome, row.closed_at = CaseStage.CLOSED, "abroad", timezone.now()
    row.outcome_reason = "Fotonova koos voor Gent"
    factories.actor(world.manager).save(row)
    assert "Fotonova koos voor Gent" in page(sign_in(world.manager), world.case)
    factories.join(world.case, world.away)
    assert "Gent" not in page(sign_in(world.visitor), world.case)


def test_pinned_notes_follow_the_same_rule(world: SimpleNamespace, sign_in: SignIn) -> None:
    actor = factories.actor(world.manager)
    body = "Alleen voor onszelf"
    actor.save(
        Note(
            case=world.case,
            body=body,
            pinned=True,
            organisation=world.home,
            author=world.manager,
            occurred_at=timezone.now(),
        )
    )
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    assert body in page(sign_in(world.reader), world.case)
    assert body not in page(sign_in(world.visitor), world.case)
