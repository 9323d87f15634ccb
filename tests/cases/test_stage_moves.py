"""Moving a case: forward through its gate, back, on hold, closed, and open again."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case, CaseStage, Disclosure, StageTransition
from tests import factories
from tests.cases import road
from tests.cases.road import fresh, url
from tests.conftest import SignIn

# A week away, so that a suite running past midnight still looks ahead.
NEXT_WEEK = timezone.localdate() + datetime.timedelta(days=7)


def post(client: Client, name: str, case: Case, **values: object) -> Any:
    return client.post(url(name, case), {"version": fresh(case).version} | values)


def kinds(case: Case) -> list[str]:
    return list(StageTransition.objects.filter(case=case).values_list("kind", flat=True))


def test_gate_names_each_thing_still_needed_with_its_page(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    response = post(client, "case-forward", world.case)
    assert response.status_code == 422
    assert fresh(world.case).stage == CaseStage.INTAKE
    for page in ("case-edit", "case-intake", "case-requirements", "case-company"):
        assert f'href="{url(page, world.case)}"' in response.text


def test_forward_when_everything_is_there(world: SimpleNamespace, sign_in: SignIn) -> None:
    road.fill_intake(world.case, world.colleague)
    client = sign_in(world.manager)
    assert client.get(url("case-forward", world.case)).status_code == 200
    assert fresh(world.case).stage == CaseStage.INTAKE, "looking at the page moves nothing"
    assert post(client, "case-forward", world.case, reason="Compleet").status_code == 302
    moved = fresh(world.case)
    assert moved.stage == CaseStage.MATCHING
    move = StageTransition.objects.get(case=moved, kind="forward")
    assert (move.actor, move.organisation, move.reason) == (world.manager, world.home, "Compleet")


def test_each_gate_of_the_road_and_the_end(world: SimpleNamespace, sign_in: SignIn) -> None:
    client, case = sign_in(world.manager), world.case
    road.put(case, CaseStage.MATCHING)
    assert post(client, "case-forward", case).status_code == 422
    row = road.candidate(case)
    assert post(client, "case-forward", case).status_code == 302
    assert post(client, "case-forward", case).status_code == 422
    road.visit(case, row)
    assert post(client, "case-forward", case).status_code == 302
    assert fresh(case).stage == CaseStage.DECISION
    closing = {"outcome": "other_region", "reason": "Kavel gevonden"}
    assert post(client, "case-close", case, **closing).status_code == 422
    road.decision(case, world.colleague)
    assert post(client, "case-close", case, **closing | {"outcome": "split"}).status_code == 422
    assert post(client, "case-close", case, **closing).status_code == 302
    closed = fresh(case)
    assert (closed.stage, closed.outcome, closed.outcome_reason) == (
        CaseStage.CLOSED,
        "other_region",
        "Kavel gevonden",
    )


def test_back_needs_a_reason_and_an_earlier_stage(world: SimpleNamespace, sign_in: SignIn) -> None:
    client, case = sign_in(world.manager), world.case
    road.put(case, CaseStage.VISITS)
    for wrong in ({"target": "intake"}, {"target": "decision", "reason": "x"}, {"reason": "x"}):
        assert post(client, "case-back", case, **wrong).status_code == 422, wrong
    assert post(client, "case-back", case, target="intake", reason="Nieuwe eis").status_code == 302
    assert fresh(case).stage == CaseStage.INTAKE
    assert kinds(case)[-1] == "back"


def test_hold_stops_moving_until_resumed(world: SimpleNamespace, sign_in: SignIn) -> None:
    client, case = sign_in(world.manager), world.case
    road.fill_intake(case, world.colleague)
    past = {"reason": "Wacht", "review_on": timezone.localdate().isoformat()}
    assert post(client, "case-hold", case, **past).status_code == 422
    held = past | {"review_on": NEXT_WEEK.isoformat()}
    assert post(client, "case-hold", case, **held).status_code == 302
    assert fresh(case).on_hold
    assert post(client, "case-forward", case).status_code == 422
    assert "Wacht" in client.get(url("case-detail", case)).text
    assert post(client, "case-resume", case).status_code == 302
    assert post(client, "case-forward", case).status_code == 302
    assert kinds(case)[1:] == ["hold", "resume", "forward"]


def test_ending_on_the_way_and_opening_again(world: SimpleNamespace, sign_in: SignIn) -> None:
    client, case = sign_in(world.manager), world.case
    assert post(client, "case-close", case, outcome="abroad").status_code == 422
    settled = {"outcome": "other_region", "reason": "Bedacht"}
    assert post(client, "case-close", case, **settled).status_code == 422
    assert post(client, "case-close", case, outcome="abroad", reason="Naar Gent").status_code == 302
    assert not fresh(case).is_open
    assert post(client, "case-close", case, outcome="abroad", reason="Nogmaals").status_code == 422
    assert post(client, "case-reopen", case, target="matching").status_code == 422
    again = {"target": "matching", "reason": "Toch niet"}
    assert post(client, "case-reopen", case, **again).status_code == 302
    opened = fresh(case)
    assert (opened.stage, opened.outcome, opened.closed_at) == (CaseStage.MATCHING, "", None)


MOVES = ["forward", "back", "hold", "resume", "close", "reopen"]


@pytest.mark.parametrize("move", MOVES)
def test_only_who_may_change_the_case_moves_it(
    world: SimpleNamespace, sign_in: SignIn, move: str
) -> None:
    name, case = f"case-{move}", world.case
    stranger = sign_in(world.visitor)
    assert stranger.get(url(name, case)).status_code == 404
    assert post(stranger, name, case).status_code == 404
    factories.join(case, world.away, Disclosure.IDENTITY)
    assert stranger.get(url("case-detail", case)).status_code == 200
    for person in (world.visitor, world.reader):
        client = sign_in(person)
        assert client.get(url(name, case)).status_code == 403
        assert post(client, name, case, reason="x", target="intake").status_code == 403
    assert sign_in(world.manager).get(url(name, case)).status_code == 200
    assert fresh(case).version == case.version


@pytest.mark.parametrize("move", MOVES)
def test_a_move_without_the_version_that_was_seen_does_nothing(
    world: SimpleNamespace, sign_in: SignIn, move: str
) -> None:
    road.put(world.case, CaseStage.VISITS)
    values = {"reason": "x", "target": "intake", "outcome": "abroad"}
    values["review_on"] = NEXT_WEEK.isoformat()
    client = sign_in(world.manager)
    assert client.post(url(f"case-{move}", world.case), values).status_code == 422
    assert kinds(world.case) == ["opened"]


def test_who_may_not_move_is_told_who_may(world: SimpleNamespace, sign_in: SignIn) -> None:
    page = sign_in(world.reader).get(url("case-detail", world.case)).text
    assert world.manager.name in page
    assert url("case-forward", world.case) not in page
    assert (
        url("case-forward", world.case)
        in sign_in(world.manager).get(url("case-detail", world.case)).text
    )
