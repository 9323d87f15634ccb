"""What a company gives for how it was helped, when its case is closed."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cases.models import Case, Disclosure
from cases.verification import history_drift
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def send(sign_in: SignIn, user: User, case: Case, **values: object) -> Any:
    case.refresh_from_db()
    data = {"version": case.version, "outcome": "stopped", "reason": "Het bedrijf stopt."}
    return sign_in(user).post(reverse("case-close", args=[case.pk]), data | values)


def test_a_score_is_kept_with_its_day_and_leaves_when_the_case_goes_on(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    given = timezone.localdate() - datetime.timedelta(days=3)
    send(sign_in, world.manager, world.case, score=4, scored_on=given)
    world.case.refresh_from_db()
    assert (world.case.score, world.case.scored_on) == (4, given)
    page = sign_in(world.manager).get(reverse("case-detail", args=[world.case.pk]))
    assert b"company-score" in page.content
    data = {"version": world.case.version, "target": "intake", "reason": "Toch door."}
    sign_in(world.manager).post(reverse("case-reopen", args=[world.case.pk]), data)
    world.case.refresh_from_db()
    assert world.case.is_open
    assert (world.case.score, world.case.scored_on) == (None, None)
    assert 4 in world.case.history.values_list("score", flat=True)
    assert history_drift() == []


def test_without_a_score_a_case_is_closed_as_before(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    send(sign_in, world.manager, world.case)
    world.case.refresh_from_db()
    assert not world.case.is_open
    assert world.case.score is None


@pytest.mark.parametrize(
    "values",
    [
        {"score": 6},
        {"score": "goed"},
        {"score": 4, "scored_on": "2999-01-01"},
        {"score": "", "scored_on": "2026-01-01"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_lost(
    world: SimpleNamespace, sign_in: SignIn, values: dict[str, object]
) -> None:
    response = send(sign_in, world.manager, world.case, **values)
    assert response.status_code in (400, 422, 200)
    assert "Het bedrijf stopt." in response.content.decode()
    world.case.refresh_from_db()
    assert world.case.is_open


def test_only_who_may_know_the_company_reads_the_score(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away, Disclosure.PROFILE)
    send(sign_in, world.manager, world.case, score=2)
    address = reverse("case-detail", args=[world.case.pk])
    seen = {
        who: b"company-score" in sign_in(getattr(world, who)).get(address).content
        for who in ("manager", "visitor")
    }
    assert seen == {"manager": True, "visitor": False}
