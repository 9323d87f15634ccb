"""Next actions: for whom, by whom, and what their titles may tell."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models.organisation import Role
from cases.models import Case, Disclosure, Task
from tests import factories
from tests.cases.road import url
from tests.conftest import SignIn


def add(client: Client, case: Case, organisation: object, **changes: object) -> Any:
    data = {"title": "Bellen", "organisation": organisation.pk} | changes
    return client.post(url("task-add", case), data)


def test_planned_done_and_undone(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    due = timezone.localdate() + datetime.timedelta(days=3)
    response = add(client, world.case, world.home, due_on=due, assignee=world.colleague.pk)
    assert response.status_code == 302
    task = Task.objects.get()
    assert (task.created_by, task.assignee, task.due_on) == (world.manager, world.colleague, due)
    answer = client.post(url("task-done", world.case, task.pk))
    assert Task.objects.get().done_by == world.manager
    page = client.get(answer.url.split("#")[0]).text
    assert url("task-undo", world.case, task.pk) in page, "ticking off offers to undo it"
    client.post(url("task-undo", world.case, task.pk))
    assert Task.objects.get().done_at is None
    assert task.history.count() == 3


def test_ticking_off_twice_is_once(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    add(client, world.case, world.home)
    task = Task.objects.get()
    for _time in range(2):
        assert client.post(url("task-done", world.case, task.pk)).status_code == 302
    assert task.history.count() == 2


def test_htmx_gets_the_list_only(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    add(client, world.case, world.home)
    path = url("task-done", world.case, Task.objects.get().pk)
    response = client.post(path, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert 'id="tasks"' in response.text
    assert "<html" not in response.text


def test_a_region_at_the_profile_sees_and_does_its_own_only(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away)
    manager, visitor = sign_in(world.manager), sign_in(world.visitor)
    add(manager, world.case, world.home, title="Intern overleg")
    add(manager, world.case, world.away, title="Kavel zoeken")
    ours, theirs = (Task.objects.get(organisation=o) for o in (world.home, world.away))
    page = visitor.get(url("case-detail", world.case)).text
    assert "Kavel zoeken" in page
    assert "Intern overleg" not in page
    for name in ("task-done", "task-undo", "task-edit"):
        assert visitor.post(url(name, world.case, ours.pk)).status_code == 404
    assert visitor.post(url("task-done", world.case, theirs.pk)).status_code == 302
    assert add(visitor, world.case, world.home).status_code == 422
    assert add(visitor, world.case, world.away).status_code == 302


def test_an_informed_region_does_its_own_and_what_it_asked(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    visitor = sign_in(world.visitor)
    add(sign_in(world.manager), world.case, world.home)
    task = Task.objects.get()
    assert "Bellen" in visitor.get(url("case-detail", world.case)).text
    assert visitor.post(url("task-done", world.case, task.pk)).status_code == 403
    add(visitor, world.case, world.home, title="Graag navragen")
    asked = Task.objects.get(title="Graag navragen")
    assert visitor.post(url("task-done", world.case, asked.pk)).status_code == 302
    assert sign_in(world.manager).post(url("task-done", world.case, task.pk)).status_code == 302


def test_readers_do_nothing(world: SimpleNamespace, sign_in: SignIn) -> None:
    add(sign_in(world.manager), world.case, world.home)
    task = Task.objects.get()
    client = sign_in(world.reader)
    assert "Bellen" in client.get(url("case-detail", world.case)).text
    assert add(client, world.case, world.home).status_code == 403
    assert client.post(url("task-done", world.case, task.pk)).status_code == 403


@pytest.mark.parametrize("title", ["Fotonova bellen", "KvK 12345678 nakijken", "FOTONÓVA mailen"])
def test_a_title_for_who_does_not_know_the_company_holds_no_name(
    world: SimpleNamespace, sign_in: SignIn, title: str
) -> None:
    factories.join(world.case, world.away)
    client = sign_in(world.manager)
    assert add(client, world.case, world.away, title=title).status_code == 422
    assert add(client, world.case, world.home, title=title).status_code == 302
    task = Task.objects.get()
    moved = {"title": title, "organisation": world.away.pk}
    assert client.post(url("task-edit", world.case, task.pk), moved).status_code == 422
    factories.join(world.case, informed := factories.organisation(), Disclosure.IDENTITY)
    assert add(client, world.case, informed, title=title).status_code == 302


def test_a_person_belongs_to_the_organisation_and_that_is_on_the_case(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    outsider = factories.organisation()
    assert add(client, world.case, outsider).status_code == 422
    factories.join(world.case, world.away)
    wrong = add(client, world.case, world.home, assignee=world.visitor.pk)
    assert wrong.status_code == 422
    right = add(client, world.case, world.away, assignee=world.visitor.pk)
    assert right.status_code == 302
    gone = factories.person(world.home, Role.READER)
    gone.is_active = False
    gone.save()
    assert add(client, world.case, world.home, assignee=gone.pk).status_code == 422


def test_a_stale_change_is_refused(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    add(client, world.case, world.home)
    path = url("task-edit", world.case, Task.objects.get().pk)
    stamp = client.get(path).context["form"]["stamp"].value()
    data = {"organisation": world.home.pk, "stamp": stamp}
    assert client.post(path, data | {"title": "Eerste"}).status_code == 302
    assert client.post(path, data | {"title": "Tweede"}).status_code == 409
    assert Task.objects.get().title == "Eerste"
