"""Two people move one case at the same moment: one winner, one explanation. Real connections."""

import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client

from cases.models import CaseStage, StageTransition
from tests.cases import road
from tests.cases.road import fresh, url
from tests.conftest import SignIn


def at_once(*actions: Callable[[], object]) -> None:
    """Runs every action in a thread of its own, all starting at the same moment."""
    start = threading.Barrier(len(actions))

    def run(action: Callable[[], object]) -> None:
        try:
            start.wait(10)
            action()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def answers(clients: list[Client], path: str, *posts: dict[str, object]) -> list[tuple[int, str]]:
    """What two people get who post to one address at the same moment."""
    found: list[tuple[int, str]] = []

    def send(client: Client, data: dict[str, object]) -> None:
        response = client.post(path, data)
        found.append((response.status_code, response.text))

    pairs = zip(clients, posts, strict=True)
    at_once(*(lambda c=client, d=data: send(c, d) for client, data in pairs))
    return sorted(found)


@pytest.mark.usefixtures("kept_data", "transactional_db")
def test_one_moves_and_the_other_is_told_who_was_first(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    case = world.case
    road.fill_intake(case, world.colleague)
    data: dict[str, object] = {"version": fresh(case).version}
    clients = [sign_in(world.manager), sign_in(world.colleague)]
    (won, _page), (lost, told) = answers(clients, url("case-forward", case), data, data)
    assert (won, lost) == (302, 409)
    assert world.manager.name in told or world.colleague.name in told
    assert fresh(case).stage == CaseStage.MATCHING
    assert StageTransition.objects.filter(case=case, kind="forward").count() == 1


@pytest.mark.usefixtures("kept_data", "transactional_db")
def test_hold_and_close_at_once_end_in_one_of_the_two(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    case = world.case
    version = fresh(case).version
    found: list[int] = []
    hold = {"version": version, "reason": "Wacht", "review_on": "2099-01-01"}
    close = {"version": version, "reason": "Naar Gent", "outcome": "abroad"}
    first, second = sign_in(world.manager), sign_in(world.colleague)
    at_once(
        lambda: found.append(first.post(url("case-hold", case), hold).status_code),
        lambda: found.append(second.post(url("case-close", case), close).status_code),
    )
    assert sorted(found) == [302, 409]
    now = fresh(case)
    assert now.on_hold == now.is_open
    assert StageTransition.objects.filter(case=case).exclude(kind="opened").count() == 1


@pytest.mark.usefixtures("kept_data", "transactional_db")
def test_two_edits_at_once_keep_one_and_show_the_other_both(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    case = world.case
    base: dict[str, object] = {
        "version": fresh(case).version,
        "account_manager": world.manager.pk,
        "waiting_on": "us",
        "confidentiality": "restricted",
    }
    posts = ({**base, "situation": "Tekst van Anna"}, {**base, "situation": "Tekst van Bram"})
    clients = [sign_in(world.manager), sign_in(world.colleague)]
    (won, _page), (lost, page) = answers(clients, url("case-edit", case), *posts)
    assert (won, lost) == (302, 409)
    assert fresh(case).situation in {"Tekst van Anna", "Tekst van Bram"}
    assert "Tekst van Anna" in page
    assert "Tekst van Bram" in page
