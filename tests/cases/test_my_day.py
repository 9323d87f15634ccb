"""My day: what asks for attention, for whom."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from cases.actions.case import update_case
from cases.actions.stage import put_on_hold
from cases.day import day_of, last_visit
from cases.models import Case, Note, Task
from tests import factories
from tests.conftest import SignIn

HOME = reverse("home")


@pytest.fixture(autouse=True)
def _forget(world: SimpleNamespace) -> None:
    """Visits are kept in the cache, which no transaction rolls back."""
    cache.delete_many([f"visit:{user.pk}" for user in User.objects.all()])


def task(case: Case, days: int, **values: Any) -> Task:
    due = timezone.localdate() + datetime.timedelta(days=days)
    values = {"title": "Bellen", "due_on": due, "organisation": case.origin} | values
    return Actor.system().save(Task(case=case, **values))


def day(user: User) -> Any:
    return day_of(user, timezone.now() - datetime.timedelta(days=7))


def cases(part: Any) -> set[Any]:
    return {row.case.pk for row in part.rows}


def test_actions_stand_under_late_or_soon(world: SimpleNamespace) -> None:
    late = task(world.case, -1, assignee=world.manager)
    today = task(world.case, 0, assignee=world.manager)
    unassigned = task(world.case, 3)
    task(world.case, 30, assignee=world.manager)
    others = task(world.case, -1, assignee=world.colleague)
    task(factories.case(world.visitor), -1, assignee=world.visitor)
    found = day(world.manager)
    assert [row.task for row in found.late.rows] == [late]
    assert [row.task for row in found.soon.rows] == [today, unassigned]
    assert [row.mine for row in found.soon.rows] == [True, False]
    assert [row.task for row in found.others.rows] == [others]
    assert [row.task for row in day(world.colleague).late.rows] == [others]


def test_cases_without_a_next_action_that_wait_or_that_were_held(world: SimpleNamespace) -> None:
    actor = factories.actor(world.manager)
    waits = factories.case(world.manager)
    update_case(actor, waits, {"waiting_on": "grid"}, None)
    task(waits, 20)
    held = factories.case(world.manager)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    put_on_hold(actor, held, None, "Wacht op bestuur", yesterday, at=timezone.now())
    found = day(world.manager)
    assert cases(found.idle) == {world.case.pk}
    assert cases(found.waiting) == {waits.pk}
    assert cases(found.review) == {held.pk}
    assert cases(found.mine) == {world.case.pk, waits.pk, held.pk}


def test_news_is_what_others_did_since_the_last_visit(world: SimpleNamespace) -> None:
    def note(user: User, **values: Any) -> Note:
        values = {"body": "Gesproken", "occurred_at": timezone.now()} | values
        row = Note(case=world.case, author=user, organisation=world.home, **values)
        return Actor.person(user).save(row)

    note(world.manager)
    assert day(world.manager).news == []
    note(world.colleague)
    assert [item.who for item in day(world.manager).news] == ["Bram Visser"]
    assert day_of(world.manager, timezone.now()).news == []
    factories.join(world.case, world.away)
    shared = day(world.visitor).news
    assert [item.case.pk for item in shared] == [world.case.pk]
    assert shared[0].case.shown_name == world.case.code_name


def test_a_visit_lasts_hours_and_the_next_one_counts_from_it(
    world: SimpleNamespace, monkeypatch: Any
) -> None:
    start = timezone.now()
    moments = [start, start + datetime.timedelta(hours=1), start + datetime.timedelta(hours=20)]
    seen = []
    for moment in moments:
        monkeypatch.setattr("cases.day.timezone.now", lambda moment=moment: moment)
        seen.append(last_visit(world.manager))
    assert seen == [start - datetime.timedelta(days=7)] * 2 + [moments[1]]


def test_the_page_links_each_line_and_offers_to_tick_it_off(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    row = task(world.case, -1, assignee=world.manager, title="Consent vragen")
    text = sign_in(world.manager).get(HOME).content.decode()
    assert "Consent vragen" in text
    assert reverse("case-detail", args=[world.case.pk]) in text
    assert reverse("task-done", args=[world.case.pk, row.pk]) in text


def test_ticking_off_comes_back_here(world: SimpleNamespace, sign_in: SignIn) -> None:
    row = task(world.case, -1, assignee=world.manager)
    task(world.case, 9)
    path = reverse("task-done", args=[world.case.pk, row.pk])
    response = sign_in(world.manager).post(path, {"next": HOME})
    assert response["Location"].split("?")[0] == HOME
    row.refresh_from_db()
    assert row.done_at is not None


def test_an_empty_day_says_what_will_appear(world: SimpleNamespace, sign_in: SignIn) -> None:
    text = sign_in(world.visitor).get(HOME).content.decode()
    for words in ("Niets is te laat", "Niets nieuws", "U wacht op niemand"):
        assert words in text
    assert reverse("case-new") in text
    assert reverse("case-new") not in sign_in(world.reader).get(HOME).content.decode()


def test_who_has_no_cases_goes_to_the_dashboard(world: SimpleNamespace, sign_in: SignIn) -> None:
    assert sign_in(world.manager).get(HOME).status_code == 200
    response = sign_in(world.ministry).get(HOME)
    assert (response.status_code, response["Location"]) == (302, reverse("dashboard"))


def test_the_number_of_queries_does_not_grow(world: SimpleNamespace, sign_in: SignIn) -> None:
    def queries() -> int:
        client = sign_in(world.manager)
        client.get(HOME)
        with CaptureQueriesContext(connection) as seen:
            client.get(HOME)
        return len(seen)

    def more(number: int) -> None:
        for days in range(number):
            task(factories.case(world.manager), days - 4, assignee=world.manager)

    more(9)
    few = queries()
    more(50)
    assert queries() == few
    assert few <= 30
