"""What follows a positive decision: milestones with lights, figures counted once, its end."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.actor import Actor
from cases.actions.stage import close
from cases.followup import (
    DONE,
    GREEN,
    NONE,
    ORANGE,
    RED,
    light_of,
    realised_by_case,
    to_measure,
    years_after,
)
from cases.models import Case, Decision, DecisionCondition, Disclosure, Milestone, RealisedFigure
from cases.timeline import Reader, timeline
from tests import factories
from tests.cases.matching.deciding import approved, url, write
from tests.cases.matching.helpers import seen
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def days(number: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=number)


@pytest.fixture
def after(room: SimpleNamespace, sign_in: SignIn) -> SimpleNamespace:
    """A decision approved with a condition, its date two years back, and a destination."""
    write(sign_in(room.manager), room)
    decision = Decision.objects.get(case=room.case)
    condition = DecisionCondition(decision=decision, kind="grid", text="Net", owner=room.home)
    condition.due_on = days(100)
    Actor.system().save(condition)
    room.decision = approved(room, sign_in, version=decision.version, decided_on=f"{days(-730)}")
    north = factories.organisation(name="ROM Noord", code="noord")
    factories.join(room.case, north, Disclosure.IDENTITY, "destination")
    room.north = factories.person(north)
    helper = factories.organisation(name="Helper", code="helper")
    factories.join(room.case, helper, Disclosure.IDENTITY, "supporting")
    room.helper = factories.person(helper)
    return room


def set_up(room: Any, sign_in: SignIn) -> Milestone:
    sign_in(room.manager).post(url(room, "followup-set-up"))
    return Milestone.objects.get(case=room.case, kind="grid")


def change(client: Any, room: Any, row: Milestone, **more: Any) -> int:
    row.refresh_from_db()
    sent = {
        "version": row.version,
        "owner": row.owner_id or "",
        "planned_on": row.planned_on or "",
        "revised_on": row.revised_on or "",
        "revision_reason": row.revision_reason,
        "done_on": row.done_on or "",
    } | more
    status: int = client.post(url(room, "followup-milestone", row.pk), sent).status_code
    return status


def report(client: Any, room: Any, moment: int = 1, **more: Any) -> int:
    page = client.get(url(room, "followup-figures", moment))
    shown = page.context["form"].initial["version"] if page.status_code == 200 else 0
    sent = {
        "version": shown,
        "measured_on": f"{TODAY}",
        "jobs_new_fte": 30,
        "jobs_retained_fte": 10,
        "capex_eur": 9_000_000,
        "area_ha": "1.5",
        "source": "Jaarrekening",
    } | more
    status: int = client.post(url(room, "followup-figures", moment), sent).status_code
    return status


@pytest.mark.parametrize(
    ("planned", "revised", "done", "light"),
    [
        (None, None, None, NONE),
        (100, None, None, GREEN),
        (31, None, None, GREEN),
        (30, None, None, ORANGE),
        (0, None, None, ORANGE),
        (100, 101, None, ORANGE),
        (100, 90, None, GREEN),
        (100, 190, None, ORANGE),
        (100, 191, None, RED),
        (-1, None, None, RED),
        (-1, 40, None, ORANGE),
        (-1, None, -1, DONE),
    ],
)
def test_one_rule_gives_the_light(planned: Any, revised: Any, done: Any, light: Any) -> None:
    given = [None if number is None else days(number) for number in (planned, revised, done)]
    row = Milestone(planned_on=given[0], revised_on=given[1], done_on=given[2])
    assert light_of(row, TODAY) == light


def test_a_year_after_the_29th_of_february_is_the_28th() -> None:
    assert years_after(datetime.date(2024, 2, 29), 1) == datetime.date(2025, 2, 28)
    assert years_after(datetime.date(2024, 3, 1), 3) == datetime.date(2027, 3, 1)


def test_milestones_come_from_the_decision(after: SimpleNamespace, sign_in: SignIn) -> None:
    row = set_up(after, sign_in)
    assert (row.owner, row.planned_on) == (after.home, days(100))
    assert Milestone.objects.filter(case=after.case).count() == 6
    sign_in(after.manager).post(url(after, "followup-set-up"))
    assert Milestone.objects.filter(case=after.case).count() == 6
    page = sign_in(after.manager).get(url(after, "case-followup"))
    assert [line.row.kind for line in page.context["lines"]] == Milestone.Kind.values


def test_the_planned_day_stays_and_another_asks_why(
    after: SimpleNamespace, sign_in: SignIn
) -> None:
    client, row = sign_in(after.manager), set_up(after, sign_in)
    later = f"{days(160)}"
    assert change(client, after, row, revised_on=later) == 422
    assert change(client, after, row, revised_on=later, revision_reason="Net later") == 302
    assert change(client, after, row, revised_on=f"{days(170)}") == 422  # the same words again
    assert change(client, after, row, planned_on=f"{days(5)}") == 302
    row.refresh_from_db()
    assert (row.planned_on, row.revised_on) == (days(100), days(160))
    assert change(client, after, row, done_on=f"{days(1)}") == 422
    assert change(client, after, row, version=1) == 409
    assert change(client, after, row, done_on=f"{TODAY}") == 302


def test_who_moves_a_milestone(after: SimpleNamespace, sign_in: SignIn) -> None:
    row = set_up(after, sign_in)
    assert change(sign_in(after.north), after, row) == 302  # decides
    assert change(sign_in(after.helper), after, row) == 403
    helper = after.helper.default_organisation()
    assert change(sign_in(after.manager), after, row, owner=helper.pk) == 302
    assert change(sign_in(after.helper), after, row) == 302  # arranges it
    assert change(sign_in(after.reader), after, row) == 403
    assert change(sign_in(after.visitor), after, row) == 404
    for user, status in ((after.reader, 200), (after.visitor, 404), (after.rival_user, 404)):
        assert sign_in(user).get(url(after, "case-followup")).status_code == status


def test_figures_are_reported_once_whoever_reports(after: SimpleNamespace, sign_in: SignIn) -> None:
    assert report(sign_in(after.manager), after) == 302
    assert report(sign_in(after.north), after, version=0, jobs_new_fte=99) == 409
    assert report(sign_in(after.north), after, jobs_new_fte=32) == 302
    row = RealisedFigure.objects.get()
    assert (row.jobs_new_fte, row.organisation) == (32, after.north.default_organisation())
    found = realised_by_case(Case.objects.all(), 1)
    assert found.aggregate(Sum("jobs_new_fte")) == {"jobs_new_fte__sum": 32}
    assert not realised_by_case(Case.objects.all(), 1, days(-1)).exists()
    twice = RealisedFigure(case=row.case, years=1, measured_on=TODAY, source="x")
    twice.jobs_new_fte = twice.jobs_retained_fte = twice.capex_eur = twice.area_ha = 0
    twice.reported_at = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Actor.system().save(twice)
    page = sign_in(after.north).get(url(after, "case-followup"))
    names = [organisation.name for organisation in page.context["sharing"]]
    assert names == ["ROM Thuis", "ROM Noord", "Helper"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": " "},
        {"jobs_new_fte": ""},
        {"jobs_new_fte": -1},
        {"capex_eur": -1},
        {"area_ha": "veel"},
        {"measured_on": f"{days(1)}"},
        {"measured_on": f"{days(-500)}"},
    ],
)
def test_what_is_no_figure(after: SimpleNamespace, sign_in: SignIn, wrong: dict[str, Any]) -> None:
    client = sign_in(after.manager)
    assert report(client, after, **wrong) == 422
    assert report(client, after) == 302


def test_a_moment_that_has_yet_to_come(after: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(after.manager)
    assert report(client, after, moment=3) == 422
    assert report(client, after, moment=2) == 404
    assert report(client, after, moment=1) == 302
    assert report(sign_in(after.reader), after) == 403
    assert report(sign_in(after.visitor), after) == 404


def test_my_day_asks_for_figures_and_tells_what_is_late(
    after: SimpleNamespace, sign_in: SignIn
) -> None:
    address = url(after, "followup-figures", 1)
    assert address in sign_in(after.manager).get("/").content.decode()
    assert address not in sign_in(after.north).get("/").content.decode()
    assert [due.moment for due in to_measure(after.manager, TODAY)] == [1]
    assert [due.moment for due in to_measure(after.manager, days(400))] == [3]
    assert to_measure(after.manager, days(-400)) == []
    report(sign_in(after.manager), after)
    assert address not in sign_in(after.manager).get("/").content.decode()
    row = set_up(after, sign_in)
    page = url(after, "case-followup")
    assert page not in sign_in(after.manager).get("/").content.decode()
    row.revised_on, row.revision_reason = days(-1), "Eerder klaar"
    Actor.system().save(row)
    assert page in sign_in(after.manager).get("/").content.decode()


def test_it_goes_on_after_closing_until_it_is_finished(
    after: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(after.manager)
    row = set_up(after, sign_in)
    close(factories.actor(after.manager), after.case, None, "other_region", "Getekend")
    assert change(client, after, row, done_on=f"{TODAY}") == 302
    assert report(client, after) == 302
    finish = url(after, "followup-finish")
    assert client.post(finish, {"reason": " "}).status_code == 422
    assert sign_in(after.helper).post(finish, {"reason": "Klaar"}).status_code == 403
    assert client.post(finish, {"reason": "Bedrijf staat er"}).status_code == 302
    assert change(client, after, row) == 422
    assert report(client, after) == 422
    assert to_measure(after.manager, days(400)) == []
    client.post(url(after, "followup-go-on"))
    assert report(client, after) == 302
    told = timeline(Reader(seen(after.manager, after.case), after.manager), kind="opvolging")
    assert len(told.events) >= 4


def test_nothing_is_followed_without_a_positive_decision(
    room: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(room.manager)
    write(client, room)
    page = client.get(url(room, "case-followup"))
    assert page.context["followed"] is None
    client.post(url(room, "followup-set-up"))
    assert not Milestone.objects.exists()
    assert report(client, room) == 422
    approved(room, sign_in, version=1)
    client.post(url(room, "followup-set-up"))
    assert Milestone.objects.exists()
