"""The clock of a term in working days: it stands still while somebody else is to answer."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from cases.actions.case import update_case
from cases.actions.stage import put_on_hold, resume
from cases.actions.work import finish_task, save_task, undo_task
from cases.clock import left_in_words, run, set_due
from cases.day import day_of
from cases.models import Case, Disclosure, Task
from cases.working_days import add_working_days, is_working_day, working_days_between
from tests import factories
from tests.cases.road import url
from tests.conftest import SignIn

DAY = datetime.timedelta(days=1)


@given(
    start=st.dates(datetime.date(2025, 1, 1), datetime.date(2028, 12, 31)),
    term=st.integers(1, 40),
    turns=st.lists(st.integers(0, 30), max_size=8),
    longer=st.integers(-5, 5),
)
def test_it_counts_as_counting_day_by_day_does(
    start: datetime.date, term: int, turns: list[int], longer: int
) -> None:
    """`turns` are the days between stopping and starting, in turn."""
    task = Task()
    set_due(task, None, term, start)
    day, left, running = start, term, True
    for days in turns:
        for _day in range(days):
            day += DAY
            left -= running and is_working_day(day)
        running = not running
        assert run(task, "" if running else "company", day)
        if running:
            assert task.days_left is None
            assert task.due_on is not None
            assert working_days_between(day, task.due_on) == left
        else:
            assert (task.due_on, task.days_left) == (None, left)
    set_due(task, None, term + longer, day)
    known = task.days_left
    if known is None:
        assert task.due_on is not None
        known = working_days_between(day, task.due_on)
    assert known == left + longer


def test_stopping_twice_changes_nothing_and_a_fixed_day_never_moves() -> None:
    today = datetime.date(2026, 11, 30)
    fixed, term = Task(due_on=today), Task()
    assert not run(fixed, "company", today)
    assert fixed.due_on == today
    set_due(term, None, 5, today)
    assert term.due_on == datetime.date(2026, 12, 7)
    assert run(term, "company", today)
    assert not run(term, "company", today + DAY)
    assert run(term, "hold", today + 9 * DAY), "another reason, the same days"
    assert term.days_left == 5


def test_what_is_left_in_words() -> None:
    assert left_in_words(3) == "gepauzeerd, nog 3 werkdagen"
    assert left_in_words(1) == "gepauzeerd, nog 1 werkdag"
    assert "2 werkdagen te laat" in left_in_words(-2)


def add(client: Client, case: Case, organisation: object, **changes: object) -> Any:
    data = {"title": "Offerte lezen", "organisation": organisation.pk} | changes
    return client.post(url("task-add", case), data)


def late_everywhere(user: User, case: Case, client: Client) -> set[bool]:
    """What each place says of a late next action: they are to agree."""
    visible = Case.objects.visible_to(user)
    row = visible.for_list(user).get(pk=case.pk)
    day = day_of(user, timezone.now())
    return {
        visible.overdue(user).filter(pk=case.pk).exists(),
        visible.view_counts(user)["late"] == 1,
        bool(day.late.rows),
        row.next_due_on is not None and row.next_due_on < timezone.localdate(),
        "is-late" in client.get(url("case-detail", case)).text,
        case.reference in client.get("/dossiers/?view=late").text,
    }


def planned(world: SimpleNamespace, term: int, days_ago: int = 0, **values: Any) -> Task:
    """A next action with a term that began so many days ago."""
    at = timezone.now() - days_ago * DAY
    given = {
        "title": "Offerte lezen",
        "due_on": None,
        "term_days": term,
        "organisation": world.home,
        "assignee": world.manager,
    }
    actor = factories.actor(world.manager)
    return save_task(actor, world.case, None, given | values, at=at)


def wait(world: SimpleNamespace, whom: str) -> None:
    update_case(factories.actor(world.manager), world.case, {"waiting_on": whom}, None)


def test_a_term_gives_a_day_and_both_are_refused(world: SimpleNamespace, sign_in: SignIn) -> None:
    client, today = sign_in(world.manager), timezone.localdate()
    both = add(client, world.case, world.home, due_on=today, term_days=5)
    assert both.status_code == 422
    assert "niet allebei" in both.text
    for wrong in ("0", "-1", "261", "vijf"):
        assert add(client, world.case, world.home, term_days=wrong).status_code == 422
    assert add(client, world.case, world.home, term_days=5).status_code == 302
    task = Task.objects.get()
    assert task.due_on == add_working_days(today, 5)
    path = url("task-edit", world.case, task.pk)
    stamp = client.get(path).context["form"]["stamp"].value()
    data = {"title": "Offerte lezen", "organisation": world.home.pk, "stamp": stamp}
    assert client.post(path, data | {"term_days": 7}).status_code == 302
    task.refresh_from_db()
    assert task.due_on == add_working_days(today, 7), "two days more"


def test_waiting_stops_the_clock_everywhere_and_going_on_moves_the_day(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client, today = sign_in(world.manager), timezone.localdate()
    task = planned(world, 2, days_ago=14)
    assert late_everywhere(world.manager, world.case, client) == {True}
    left = working_days_between(today, task.due_on)
    wait(world, "company")
    task.refresh_from_db()
    assert (task.due_on, task.days_left, task.stopped_for) == (None, left, "company")
    assert late_everywhere(world.manager, world.case, client) == {False}
    assert "gepauzeerd" in client.get(url("case-detail", world.case)).text
    timeline = client.get(url("case-timeline", world.case)).text
    assert "het bedrijf is aan zet" in timeline
    wait(world, "us")
    task.refresh_from_db()
    assert working_days_between(today, task.due_on) == left
    assert late_everywhere(world.manager, world.case, client) == {True}
    assert "loopt weer" in client.get(url("case-timeline", world.case)).text
    assert task.history.count() == 3


def test_hold_stops_every_clock_and_waiting_that_of_the_origin(world: SimpleNamespace) -> None:
    factories.join(world.case, world.away)
    ours = planned(world, 5)
    theirs = planned(world, 5, organisation=world.away, assignee=None)
    actor = factories.actor(world.manager)

    def stopped() -> list[str]:
        return [Task.objects.get(pk=task.pk).stopped_for for task in (ours, theirs)]

    wait(world, "region")
    assert stopped() == ["region", ""]
    put_on_hold(actor, world.case, None, "Bestuur", timezone.localdate() + 30 * DAY)
    assert stopped() == ["hold", "hold"]
    resume(actor, world.case, None)
    assert stopped() == ["region", ""], "it still waits on the region"
    wait(world, "us")
    assert stopped() == ["", ""]


def test_what_is_done_does_not_turn_and_undone_stands_as_the_case_does(
    world: SimpleNamespace,
) -> None:
    actor, task = factories.actor(world.manager), planned(world, 5)
    finish_task(actor, world.case, task)
    wait(world, "grid")
    assert Task.objects.get().stopped_for == ""
    undo_task(actor, world.case, task)
    assert Task.objects.get().stopped_for == "grid"


def test_the_database_keeps_a_stopped_clock_without_a_date(world: SimpleNamespace) -> None:
    task = planned(world, 5)
    task.days_left, task.stopped_for = 3, "company"
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.actor(world.manager).save(task)


def test_a_rival_never_meets_a_clock_of_the_origin(world: SimpleNamespace, sign_in: SignIn) -> None:
    """Standing still would tell it that somebody else is to answer."""
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    visitor = sign_in(world.visitor)
    fixed = planned(world, 5, title="Vaste dag", term_days=None, due_on=timezone.localdate())
    planned(world, 2, days_ago=14, title="Stille klok")
    wait(world, "region")
    wait(world, "us")
    for name in ("case-detail", "case-timeline"):
        page = visitor.get(url(name, world.case)).text
        assert fixed.title in page, "it does see actions with a day"
        assert "Stille klok" not in page
        assert "Klok van" not in page
        assert "Stille klok" in sign_in(world.manager).get(url(name, world.case)).text
    refused = add(visitor, world.case, world.home, term_days=5)
    assert refused.status_code == 422
    assert add(visitor, world.case, world.away, term_days=5).status_code == 302
    assert add(visitor, world.case, world.home, due_on=timezone.localdate()).status_code == 302
