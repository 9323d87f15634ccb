"""Every open case has a next action: asked where the last one ended, filtered, added to several."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions.work import save_task
from cases.models import Case, Disclosure, Task
from cases.working_days import add_working_days
from tests import factories
from tests.cases.road import url
from tests.conftest import SignIn

HOME = reverse("home")
HTMX = {"HX-Request": "true"}
DAY = datetime.timedelta(days=1)


def plan(case: Case, title: str = "Bellen", **values: Any) -> Task:
    given = {"due_on": None, "organisation": case.origin, "assignee": case.account_manager}
    actor = factories.actor(case.account_manager)
    return save_task(actor, case, None, given | values | {"title": title})


def tick(client: Client, task: Task, **data: str) -> Any:
    return client.post(url("task-done", task.case, task.pk), data)


def test_the_last_action_asks_for_the_next_and_then_goes_back(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    first, last = plan(world.case, "Eerste"), plan(world.case, "Laatste")
    assert tick(client, first, next=HOME)["Location"].split("?")[0] == HOME
    asked = tick(client, last, next=HOME)
    assert asked["Location"].startswith(url("task-next", world.case))
    page = client.get(asked["Location"]).text
    assert "Laatste" in page
    assert url("task-undo", world.case, last.pk) in page, "nothing is final"
    data = {"way": "plan", "title": "Terugbellen", "term_days": "3", "next": HOME}
    done = client.post(url("task-next", world.case), data)
    assert (done.status_code, done["Location"]) == (302, HOME)
    task = Task.objects.open().get()
    assert (task.title, task.assignee, task.organisation) == (
        "Terugbellen",
        world.manager,
        world.home,
    )
    assert task.due_on == add_working_days(timezone.localdate(), 3)


def test_the_day_offers_to_undo(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    plan(world.case, "Blijft")
    task = plan(world.case, "Klaar")
    back = tick(client, task, next=HOME)["Location"]
    assert url("task-undo", world.case, task.pk) in client.get(back).text
    # Whoever did not tick it off is not offered to undo it there.
    assert url("task-undo", world.case, task.pk) not in sign_in(world.colleague).get(back).text
    client.post(url("task-undo", world.case, task.pk), {"next": HOME})
    assert Task.objects.open().count() == 2


def test_waiting_says_on_whom_and_when_to_ask_again(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client, day = sign_in(world.manager), timezone.localdate() + 7 * DAY
    data = {"way": "wait", "waiting_on": "company", "review_on": day.isoformat()}
    assert client.post(url("task-next", world.case), data).status_code == 302
    world.case.refresh_from_db()
    assert world.case.waiting_on == "company"
    task = Task.objects.get()
    assert (task.due_on, task.days_left) == (day, None), "this day comes while clocks stand still"
    assert Case.objects.visible_to(world.manager).filter(pk=world.case.pk).exists()


@pytest.mark.parametrize(
    "data",
    [
        {"way": "plan"},
        {"way": "plan", "title": "Bellen", "due_on": "2027-01-04", "term_days": "3"},
        {"way": "plan", "title": "Bellen", "due_on": "gisteren"},
        {"way": "wait"},
        {"way": "wait", "waiting_on": "us", "review_on": "2099-01-01"},
        {"way": "wait", "waiting_on": "company"},
        {"way": "wait", "waiting_on": "company", "review_on": "2020-01-01"},
        {"way": "elders"},
    ],
)
def test_bad_input_is_explained_and_nothing_lost(
    world: SimpleNamespace, sign_in: SignIn, data: dict[str, str]
) -> None:
    client = sign_in(world.manager)
    for headers in ({}, HTMX):
        response = client.post(url("task-next", world.case), data, headers=headers)
        assert response.status_code == 422
        assert "invalid-feedback" in response.text or "error" in response.text
        assert not Task.objects.exists()
    assert 'value="Bellen"' in response.text or "title" not in data


def test_on_the_case_page_it_is_asked_in_place(world: SimpleNamespace, sign_in: SignIn) -> None:
    client, task = sign_in(world.manager), plan(world.case)
    assert "next-step" not in client.get(url("case-detail", world.case)).text
    answer = client.post(url("task-done", world.case, task.pk), headers=HTMX).text
    assert "<html" not in answer
    assert 'name="way"' in answer
    data = {"way": "plan", "title": "Verder"}
    answer = client.post(url("task-next", world.case), data, headers=HTMX).text
    assert "Verder" in answer
    assert 'name="way"' not in answer


def test_only_who_moves_the_case_is_asked(world: SimpleNamespace, sign_in: SignIn) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    task = plan(world.case, organisation=world.away, assignee=world.visitor)
    visitor = sign_in(world.visitor)
    assert tick(visitor, task)["Location"].startswith(url("case-detail", world.case))
    for client in (visitor, sign_in(world.reader)):
        assert client.get(url("task-next", world.case)).status_code == 403
        assert client.post(url("task-next", world.case), {"way": "plan"}).status_code == 403
    assert sign_in(world.ministry).get(url("task-next", world.case)).status_code == 404
    assert sign_in(world.manager).get(url("task-next", world.case)).status_code == 200


def test_the_list_finds_cases_without_one(world: SimpleNamespace, sign_in: SignIn) -> None:
    busy = factories.case(world.manager)
    plan(busy)
    theirs = factories.case(world.visitor)
    factories.join(theirs, world.home, Disclosure.IDENTITY)
    path = reverse("case-list") + "?view=all&next=none"
    text = sign_in(world.manager).get(path).text
    assert world.case.reference in text
    assert busy.reference not in text
    assert theirs.reference not in text, "a region in the running learns nothing of the origin"
    assert theirs.reference in sign_in(world.visitor).get(path).text
    assert url("task-next", world.case) in sign_in(world.manager).get(HOME).text


def test_several_cases_get_one_at_once(world: SimpleNamespace, sign_in: SignIn) -> None:
    mine, theirs = factories.case(world.colleague), factories.case(world.visitor)
    factories.join(theirs, world.home, Disclosure.IDENTITY)
    keys = [str(case.pk) for case in (world.case, mine, theirs)]
    data = {"selected": keys, "confirm": "1", "action": "task"}
    client = sign_in(world.manager)
    assert client.post(reverse("case-bulk"), data).status_code == 422
    done = client.post(reverse("case-bulk"), data | {"title": "Bijpraten", "term_days": "5"})
    assert done.context["done"] == 2
    found = {(task.case_id, task.assignee) for task in Task.objects.all()}
    assert found == {(world.case.pk, world.manager), (mine.pk, world.colleague)}
