"""Reminders of next actions: on the day and once it has passed, each once, on working days."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from accounts.models.organisation import Role
from cases.actions.stage import close
from cases.actions.task_reminders import remind_of_tasks
from cases.models import Notification, Task
from tests import factories

pytestmark = pytest.mark.django_db
FRIDAY = datetime.date(2026, 11, 27)
SATURDAY, MONDAY, TUESDAY = (FRIDAY + datetime.timedelta(days=n) for n in (1, 3, 4))


def task(world: SimpleNamespace, due_on: datetime.date | None, **values: Any) -> Task:
    values = {"organisation": world.home, "assignee": world.colleague} | values
    row = Task(case=world.case, title="Bellen", due_on=due_on, **values)
    return factories.actor(world.manager).save(row)


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.order_by("created_at")
    return list(rows.values_list("kind", "recipient__name"))


def test_once_on_the_day_and_once_after_it(world: SimpleNamespace) -> None:
    task(world, FRIDAY)
    assert remind_of_tasks(FRIDAY) == 1
    assert remind_of_tasks(FRIDAY) == 0
    assert remind_of_tasks(MONDAY) == 1
    assert remind_of_tasks(TUESDAY) == 0
    assert told() == [("task_due", "Bram Visser"), ("task_late", "Bram Visser")]


def test_what_is_due_in_the_weekend_is_told_on_friday(world: SimpleNamespace) -> None:
    task(world, SATURDAY)
    assert remind_of_tasks(FRIDAY) == 1
    assert remind_of_tasks(SATURDAY) == 0, "nobody is at work"
    assert remind_of_tasks(MONDAY) == 1
    assert told() == [("task_due", "Bram Visser"), ("task_late", "Bram Visser")]


def test_a_new_date_is_told_again(world: SimpleNamespace) -> None:
    row = task(world, FRIDAY)
    remind_of_tasks(FRIDAY)
    row.due_on = MONDAY
    factories.actor(world.manager).save(row)
    assert remind_of_tasks(MONDAY) == 1


def test_what_asks_for_nothing_is_not_told(world: SimpleNamespace) -> None:
    task(world, None)
    task(world, TUESDAY)
    task(world, FRIDAY, done_at=timezone.now())
    assert remind_of_tasks(FRIDAY) == 0
    task(world, FRIDAY)
    case = world.case
    case.refresh_from_db()
    close(factories.actor(world.manager), case, case.version, "abroad", "Vertrokken")
    assert remind_of_tasks(FRIDAY) == 0


def test_without_a_person_it_is_told_to_who_answers_for_it(world: SimpleNamespace) -> None:
    factories.join(world.case, world.away)
    boss = factories.person(world.away, Role.MANAGER, name="Fred Baas")
    task(world, FRIDAY, assignee=None)
    task(world, FRIDAY, organisation=world.away, assignee=None)
    assert remind_of_tasks(FRIDAY) == 2
    assert set(told()) == {("task_due", "Anna de Boer"), ("task_due", boss.name)}


def test_many_reminders_are_one_line(world: SimpleNamespace) -> None:
    for _number in range(4):
        task(world, FRIDAY)
    assert remind_of_tasks(FRIDAY) == 4
    (line,) = Notification.objects.visible_to(world.colleague).lines()
    assert (line["number"], line["cases"]) == (4, 1)
