"""The page of notifications and the bell: what is shown, to whom, and what marking as read does."""

import datetime
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actor import Actor
from cases.actions.notifications import forget_old, notify
from cases.actions.sharing import end_share
from cases.models import Disclosure, Note, Notification, Task
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/meldingen/"


def given(world: SimpleNamespace, user: Any, kind: str = "case_given", about: Any = None) -> Any:
    (row,) = notify(factories.actor(world.manager), world.case, kind, [user], about)
    return row


def counted(client: Client) -> int:
    """What the bell says on a page that has nothing to do with it."""
    found = re.search(r'bell-count"[^>]*>(\d+)', client.get("/locaties/").text)
    return int(found.group(1)) if found else 0


def test_the_bell_counts_and_the_page_shows(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.colleague)
    assert counted(client) == 0
    assert "Niets ongelezen" in client.get(PAGE).text
    given(world, world.colleague)
    assert counted(client) == 1
    text = client.get(PAGE).text
    assert "Fotonova Systems" in text
    assert "Anna de Boer" in text
    assert "bell-count" in client.get("/meldingen/bel/").text


def test_opening_one_marks_it_and_goes_there(world: SimpleNamespace, sign_in: SignIn) -> None:
    row = given(world, world.colleague)
    client = sign_in(world.colleague)
    response = client.get(f"/meldingen/{row.pk}/")
    assert (response.status_code, response["Location"]) == (302, f"/dossiers/{world.case.pk}/")
    assert counted(client) == 0
    assert world.case.reference in client.get(f"{PAGE}?view=all").text
    assert world.case.reference not in client.get(PAGE).text


def test_it_is_ones_own(world: SimpleNamespace, sign_in: SignIn) -> None:
    row = given(world, world.colleague)
    client = sign_in(world.manager)
    assert client.get(f"/meldingen/{row.pk}/").status_code == 404
    client.post("/meldingen/gelezen/", {"batch": row.batch, "until": timezone.now().isoformat()})
    row.refresh_from_db()
    assert row.read_at is None


def test_marking_one_and_marking_all(world: SimpleNamespace, sign_in: SignIn) -> None:
    first, _second = given(world, world.colleague), given(world, world.colleague, "decision_waits")
    client = sign_in(world.colleague)
    until = client.get(PAGE).context["now"]
    later = given(world, world.colleague)
    client.post("/meldingen/gelezen/", {"batch": first.batch})
    assert counted(client) == 2
    client.post("/meldingen/gelezen/", {"until": until})
    assert list(Notification.objects.unread()) == [later], "what came meanwhile stays unread"
    for nonsense in ({}, {"batch": "x"}, {"until": "gisteren"}, {"until": "2026-13-45"}):
        assert client.post("/meldingen/gelezen/", nonsense).status_code == 302
    assert counted(client) == 1


def test_who_does_not_know_the_company_reads_the_code_name(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away)
    notify(Actor.system(), world.case, "case_given", [world.visitor, world.colleague])
    assert "Fotonova" in sign_in(world.colleague).get(PAGE).text
    text = sign_in(world.visitor).get(PAGE).text
    assert world.case.code_name in text
    assert "Fotonova" not in text


def test_knowledge_that_was_taken_back_is_gone(world: SimpleNamespace, sign_in: SignIn) -> None:
    row = factories.join(world.case, world.away, Disclosure.IDENTITY, "supporting")
    given(world, world.visitor)
    client = sign_in(world.visitor)
    assert "Fotonova" in client.get(PAGE).text
    assert counted(client) == 1
    end_share(factories.actor(world.manager), row, "Klaar")
    assert world.case.reference not in client.get(f"{PAGE}?view=all").text
    assert counted(client) == 0
    (kept,) = Notification.objects.all()
    assert client.get(f"/meldingen/{kept.pk}/").status_code == 404


def test_a_region_does_not_read_which_other_region_did_it(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    """A note for all participants: the origin reads by whom, a rival does not."""
    factories.join(world.case, world.away)
    rival = factories.organisation(name="ROM Rivaal")
    writer = factories.person(rival, name="Gijs Rivaal")
    factories.join(world.case, rival)
    note = Note(case=world.case, body="Vraag", visibility="all", author=writer, organisation=rival)
    note.occurred_at = timezone.now()
    factories.actor(writer).save(note)
    people = [world.visitor, world.manager]
    notify(factories.actor(writer), world.case, "note_added", people, note)
    assert "Gijs Rivaal" in sign_in(world.manager).get(PAGE).text
    text = sign_in(world.visitor).get(PAGE).text
    assert "Vraag" in text
    assert "Rivaal" not in text


def test_a_note_that_is_closed_to_the_reader_is_gone(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away)
    note = Note(case=world.case, body="Geheimpje", visibility="all", organisation=world.home)
    note.occurred_at = timezone.now()
    factories.actor(world.manager).save(note)
    given(world, world.visitor, "note_added", note)
    client = sign_in(world.visitor)
    assert "Geheimpje" in client.get(PAGE).text
    note.visibility = "own"
    factories.actor(world.manager).save(note)
    assert "Geheimpje" not in client.get(PAGE).text
    assert counted(client) == 0


def test_a_reminder_goes_when_the_work_is_done(world: SimpleNamespace, sign_in: SignIn) -> None:
    task = Task(case=world.case, title="Bellen", organisation=world.home, assignee=world.colleague)
    factories.actor(world.manager).save(task)
    given(world, world.colleague, "task_late", task)
    client = sign_in(world.colleague)
    assert "Bellen" in client.get(PAGE).text
    task.done_at = timezone.now()
    factories.actor(world.colleague).save(task)
    assert counted(client) == 0


def test_many_at_once_stand_on_one_line(world: SimpleNamespace, sign_in: SignIn) -> None:
    acting = factories.actor(world.manager)
    for _number in range(15):
        notify(acting, factories.case(world.manager), "case_given", [world.colleague])
    client = sign_in(world.colleague)
    assert counted(client) == 1
    text = client.get(PAGE).text
    assert "15 dossiers" in text
    assert "en nog 3" in text


def test_old_ones_are_taken_away(world: SimpleNamespace) -> None:
    def aged(days: int, *, read: bool) -> Notification:
        row = given(world, world.colleague)
        moment = timezone.now() - datetime.timedelta(days=days)
        row.created_at, row.read_at = moment, moment if read else None
        row.save()
        return row

    aged(181, read=True)
    aged(361, read=False)
    kept = {aged(179, read=True), aged(200, read=False)}
    assert forget_old(180) == 2
    assert set(Notification.objects.all()) == kept
