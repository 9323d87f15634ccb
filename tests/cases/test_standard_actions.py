"""What is usual in a stage: offered on the case, added with one click, never twice."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from accounts.actor import Actor
from accounts.models import User
from cases.actions.next_step import add_standard
from cases.models import Case, Disclosure, StandardAction, Task
from cases.standard import offered
from tests import factories
from tests.cases.road import url
from tests.conftest import SignIn


def keys(case: Case) -> list[str]:
    return [offer.key for offer in offered(case)]


def add(client: Any, case: Case, chosen: list[str], **headers: str) -> Any:
    return client.post(url("task-standard", case), {"standard": chosen}, headers=headers)


def test_offered_picked_and_not_offered_again(world: SimpleNamespace, sign_in: SignIn) -> None:
    client, all_of_them = sign_in(world.manager), keys(world.case)
    assert len(all_of_them) == 4
    page = client.get(url("case-detail", world.case)).text
    assert all(key in page for key in all_of_them)
    assert add(client, world.case, [*all_of_them[:1], "onzin", "x:y"]).status_code == 302
    task = Task.objects.get()
    assert (task.organisation, task.assignee) == (world.home, world.manager)
    assert task.due_on is not None
    assert keys(world.case) == all_of_them[1:]
    for _time in range(2):
        add(client, world.case, all_of_them)
    assert Task.objects.count() == 4
    page = client.get(url("case-detail", world.case)).text
    assert url("task-standard", world.case) not in page


def test_for_htmx_the_list_comes_back(world: SimpleNamespace, sign_in: SignIn) -> None:
    answer = add(sign_in(world.manager), world.case, keys(world.case), **{"HX-Request": "true"})
    assert "<html" not in answer.text
    assert "Kennismakingsgesprek" in answer.text


def test_each_organisation_with_the_role_gets_its_own(world: SimpleNamespace) -> None:
    action = StandardAction(code="kavels", stage="intake", title_nl="Kavels", title_en="Plots")
    action.role = "candidate"
    Actor.system().save(action)
    other = factories.organisation()
    for organisation in (world.away, other):
        factories.join(world.case, organisation)
    wanted = [f"kavels:{world.away.pk}", f"kavels:{other.pk}"]
    assert [key for key in keys(world.case) if key.startswith("kavels")] == wanted
    add_standard(factories.actor(world.manager), world.case, wanted)
    assert {task.organisation for task in Task.objects.all()} == {world.away, other}
    assert all(task.assignee is None for task in Task.objects.all())
    action.active = False
    Actor.system().save(action)
    assert not any(key.startswith("kavels") for key in keys(world.case))


def test_the_database_keeps_each_once(world: SimpleNamespace) -> None:
    actor = factories.actor(world.manager)
    (task, *_rest) = add_standard(actor, world.case, keys(world.case))
    again = Task(
        case=world.case, title="Dubbel", organisation=world.home, standard_id=task.standard_id
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        actor.save(again)


def test_only_who_moves_the_case_adds_them(world: SimpleNamespace, sign_in: SignIn) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    chosen = keys(world.case)
    for user in (world.visitor, world.reader):
        assert add(sign_in(user), world.case, chosen).status_code == 403
        assert (
            url("task-standard", world.case)
            not in sign_in(user).get(url("case-detail", world.case)).text
        )
    assert not Task.objects.exists()
    assert add(sign_in(world.manager), world.case, chosen).status_code == 302


def test_an_administrator_keeps_them_in_both_languages(db: None, sign_in: SignIn) -> None:
    user = User.objects.create_superuser("beheer@x.test", factories.PASSWORD, name="Beheer")
    client = sign_in(user)
    data = {
        "code": "bellen",
        "stage": "intake",
        "title_nl": "Bellen",
        "title_en": "Call",
        "term_days": 3,
        "role": "origin",
        "position": 5,
        "active": "on",
    }
    path = reverse("admin:cases_standardaction_add")
    assert client.post(path, data | {"term_days": 0}).status_code == 200, "a term of nothing"
    assert not StandardAction.objects.filter(pk="bellen").exists()
    assert client.post(path, data).status_code == 302
    row = StandardAction.objects.get(pk="bellen")
    assert (str(row), row.history.count()) == ("Bellen", 1)
    with translation.override("en"):
        assert str(row) == "Call"
