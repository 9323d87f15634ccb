"""Counts of the list: exact up to a limit, honest beyond it, and always of visible cases only."""

import datetime
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.actor import Actor
from accounts.models import User
from cases.models import Case, SavedView, Task
from cases.querysets.case_views import VIEWS
from tests import factories
from tests.conftest import SignIn

LIST = reverse("case-list")


@pytest.fixture
def five(
    world: SimpleNamespace, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> SimpleNamespace:
    """Five cases of the manager, one seen by the visitor; pages of two, counted up to three."""
    settings.PAGE_SIZE, settings.COUNT_UP_TO = 2, 3
    monkeypatch.setattr("cases.listing.AHEAD", 0)
    world.cases = [world.case, *(factories.case(world.manager) for _ in range(4))]
    factories.join(world.case, world.away)
    return world


def page(sign_in: SignIn, user: User, query: str = "view=all") -> str:
    return sign_in(user).get(f"{LIST}?{query}").content.decode()


def counts(sign_in: SignIn, user: User, query: str = "view=all") -> str:
    """What the page fetches when it has arrived."""
    address = f"{reverse('case-list-counts')}?{query}"
    assert f'hx-get="{address}"' in page(sign_in, user, query)
    return sign_in(user).get(address).content.decode()


def tab(text: str, view: str) -> str:
    found = re.search(rf'href="\?view={view}"[^>]*>[^<]*<span class="badge[^>]*>([^<]*)<', text)
    assert found, view
    return found[1]


def test_a_count_is_exact_up_to_the_limit_and_says_so_beyond_it(
    five: SimpleNamespace, sign_in: SignIn, settings: Settings
) -> None:
    text = counts(sign_in, five.manager)
    assert tab(text, "all") == tab(text, "running") == tab(text, "mine") == "3+"
    assert tab(text, "closed") == "0"
    assert "3+ lopend" in text
    assert "1–2 van meer dan 3" in page(sign_in, five.manager)
    settings.COUNT_UP_TO = 5
    assert tab(counts(sign_in, five.manager), "all") == "5"
    assert "1–2 van 5" in page(sign_in, five.manager)


def test_a_count_beyond_the_limit_tells_nobody_of_cases_they_may_not_see(
    five: SimpleNamespace, sign_in: SignIn
) -> None:
    assert tab(counts(sign_in, five.visitor), "all") == "1"
    assert "1–1 van 1" in page(sign_in, five.visitor)


def test_pages_go_on_beyond_what_was_counted_at_first(
    five: SimpleNamespace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.listing.AHEAD", 1)
    seen: set[str] = set()
    path = f"{LIST}?view=all"
    for _number in range(5):
        text = sign_in(five.manager).get(path).content.decode()
        seen |= {str(case.pk) for case in five.cases if str(case.pk) in text}
        following = re.search(r'rel="next" href="([^"]*)"', text)
        if following is None:
            break
        path = LIST + following[1].replace("&amp;", "&")
    assert len(seen) == 5
    assert "5–5 van 5" in text


@pytest.mark.parametrize("number", ["0", "-1", "9999999999999999999999", "x", "٣", "²"])
def test_a_page_that_is_none_is_the_nearest_one(
    five: SimpleNamespace, sign_in: SignIn, number: str
) -> None:
    assert "van " in page(sign_in, five.manager, f"view=all&page={number}")


def test_what_passes_a_filter_is_counted_the_same_way(
    five: SimpleNamespace, sign_in: SignIn
) -> None:
    assert "van meer dan 3" in page(sign_in, five.manager, "view=all&stage=intake")
    assert "1–1 van 1" in page(sign_in, five.manager, f"view=all&q={five.case.reference}")
    assert "1–1 van 1" in page(sign_in, five.visitor, "view=all&stage=intake")


def test_sorting_by_next_action_is_offered_where_all_cases_were_counted(
    five: SimpleNamespace, sign_in: SignIn, settings: Settings
) -> None:
    assert "sort=-next" not in page(sign_in, five.manager)
    settings.COUNT_UP_TO = 5
    assert "sort=-next" in page(sign_in, five.manager)


def test_a_saved_view_is_counted_the_same_way(five: SimpleNamespace, sign_in: SignIn) -> None:
    acting = factories.actor(five.manager)
    values: dict[str, Any] = {"owner": five.manager, "organisation": five.home}
    acting.save(SavedView(name="Alles", query="view=all", **values))
    assert re.search(r"Alles\s+<span[^>]*>3\+<", counts(sign_in, five.manager))
    text = sign_in(five.manager).get(reverse("saved-views")).content.decode()
    assert '<td class="num">3+</td>' in text


def test_each_view_counts_what_its_query_holds(world: SimpleNamespace) -> None:
    cases = Case.objects.visible_to(world.manager)
    counts = cases.view_counts(world.manager)
    assert counts == {view: cases.in_view(world.manager, view).count() for view in VIEWS}
    assert counts["all"] == 1


def test_late_and_waiting_are_what_the_person_may_read_of_actions(world: SimpleNamespace) -> None:
    """The conditions are written for the database; this is what they mean."""
    sector = factories.organisation()
    informed = factories.person(sector, name="Ingelicht")
    hidden = factories.case(world.manager)
    factories.join(world.case, world.away)
    factories.join(hidden, world.away)
    factories.join(world.case, sector, "identity", "supporting")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    for case, owner, assignee in (
        (world.case, world.home, world.manager),
        (world.case, world.away, world.visitor),
        (hidden, world.home, world.visitor),  # in a name that may not read it
        (factories.case(world.visitor), world.away, informed),  # of a case that is not theirs
    ):
        values = {"organisation": owner, "assignee": assignee, "due_on": yesterday}
        Actor.system().save(Task(case=case, title="Bellen", **values))
    admin = User.objects.create_superuser("b@x.test", factories.PASSWORD)
    found = {}
    for user in (world.manager, world.visitor, informed, world.ministry, admin):
        cases, read = Case.objects.visible_to(user), Task.objects.visible_to(user)
        for view, tasks in (("late", read), ("waiting", read.filter(assignee=user))):
            held = set(cases.in_view(user, view))
            assert held == set(cases.filter(pk__in=tasks.values("case_id"))), (user, view)
            found[user, view] = len(held)
    three = world.manager, world.visitor, informed
    assert [found[user, "late"] for user in three] == [2, 2, 1]
    assert [found[user, "waiting"] for user in three] == [1, 1, 0]
    assert found[world.ministry, "late"] == 0
    assert found[admin, "late"] == 3
