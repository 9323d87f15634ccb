"""Visits: planned, changed, cancelled, done and noted; and what a host may know of them."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from cases.actions.visit import plan_visit
from cases.models import SiteVisit, Task, VisitStop
from tests import factories
from tests.cases.matching.helpers import listed
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
GUESTS = "M. Jansen en twee ingenieurs"


def moment(days: int, hour: int = 10) -> datetime.datetime:
    day = timezone.localtime() + datetime.timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def values(world: Any, days: int = -2, **more: Any) -> dict[str, Any]:
    return {
        "starts_at": moment(days),
        "ends_at": moment(days, 16),
        "host": world.away,
        "meeting_point": "Stadhuis",
        "programme": "10:00 ontvangst",
        "guests": GUESTS,
    } | more


@pytest.fixture
def visit(board: SimpleNamespace) -> SimpleNamespace:
    """A visit of two days ago, hosted by ROM Elders: its own site and one of the rival."""
    board.own = listed(board, board.sites.strong, "shortlist")
    board.other = listed(board, board.sites.rival, "shortlist")
    actor = factories.actor(board.manager)
    board.visit = plan_visit(actor, board.case, values(board), [board.own, board.other])
    board.stop = VisitStop.objects.get(visit=board.visit, candidate=board.own)
    return board


def form(world: Any, **more: Any) -> dict[str, Any]:
    sent = values(world, days=5) | more
    for name in ("starts_at", "ends_at"):
        sent[name] = f"{sent[name]:%Y-%m-%dT%H:%M}"
    sent["host"] = sent["host"].pk if sent["host"] else ""
    return sent


def url(world: Any, name: str, *keys: Any) -> str:
    return reverse(name, args=[world.case.pk, *keys])


def test_planning_a_visit(visit: SimpleNamespace, sign_in: SignIn) -> None:
    client, plan = sign_in(visit.manager), url(visit, "visit-plan")
    order = {f"stop-{visit.other.pk}": 1, f"stop-{visit.own.pk}": 2}
    assert client.get(plan).status_code == 200
    assert client.post(plan, form(visit)).status_code == 422  # no site
    assert client.post(plan, form(visit, programme="met Fotonova") | order).status_code == 422
    assert client.post(plan, form(visit, meeting_point="bij fotonova") | order).status_code == 422
    backwards = form(visit, ends_at=moment(4)) | order
    assert client.post(plan, backwards).status_code == 422
    stranger = factories.organisation(name="Vreemd")
    assert client.post(plan, form(visit, host=stranger) | order).status_code == 422
    assert SiteVisit.objects.filter(case=visit.case).count() == 1
    assert client.post(plan, form(visit) | order).status_code == 302
    made = SiteVisit.objects.filter(case=visit.case).order_by("-starts_at")[0]
    stops = VisitStop.objects.filter(visit=made).order_by("position")
    assert [stop.candidate_id for stop in stops] == [visit.other.pk, visit.own.pk]
    for user in (visit.reader, visit.visitor):
        assert sign_in(user).post(plan, form(visit) | order).status_code == 403


def test_changing_a_visit_and_two_at_once(visit: SimpleNamespace, sign_in: SignIn) -> None:
    client, edit = sign_in(visit.manager), url(visit, "visit-edit", visit.visit.pk)
    sent = form(visit, meeting_point="Haven") | {f"stop-{visit.own.pk}": 1}
    assert client.post(edit, sent | {"version": 1}).status_code == 302
    visit.visit.refresh_from_db()
    assert (visit.visit.meeting_point, visit.visit.version) == ("Haven", 2)
    assert VisitStop.objects.filter(visit=visit.visit).count() == 1
    assert client.post(edit, sent | {"version": 1}).status_code == 409
    assert client.post(edit, sent).status_code == 409  # a form without a version is out of date
    assert sign_in(visit.visitor).post(edit, sent | {"version": 2}).status_code == 403


def test_cancelling_asks_a_reason_and_is_final(visit: SimpleNamespace, sign_in: SignIn) -> None:
    client, cancel = sign_in(visit.manager), url(visit, "visit-cancel", visit.visit.pk)
    assert client.post(cancel, {"version": 1, "reason": ""}).status_code == 422
    assert client.post(cancel, {"version": 1, "reason": "Fotonova is ziek"}).status_code == 422
    assert client.post(cancel, {"version": 1, "reason": "wethouder ziek"}).status_code == 302
    visit.visit.refresh_from_db()
    assert visit.visit.status == "cancelled"
    again = client.post(cancel, {"version": 2, "reason": "nogmaals"})
    assert again.status_code == 422
    observe = url(visit, "visit-observe", visit.visit.pk, visit.stop.pk)
    noted = {"stamp": visit.stop.history.get().history_id, "score": 4, "observation": "goed"}
    assert client.post(observe, noted).status_code == 422
    body = client.get(url(visit, "visit-ics", visit.visit.pk)).content
    assert b"METHOD:CANCEL" in body
    assert b"SEQUENCE:2" in body


def test_a_visit_is_done_after_it_began(visit: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(visit.manager)
    actor = factories.actor(visit.manager)
    later = plan_visit(actor, visit.case, values(visit, days=3), [visit.own])
    sent = {"version": 1, "conclusion": "past goed bij Fotonova"}
    assert client.post(url(visit, "visit-finish", later.pk), sent).status_code == 422
    assert client.post(url(visit, "visit-finish", visit.visit.pk), sent).status_code == 302
    visit.visit.refresh_from_db()
    assert (visit.visit.status, visit.visit.conclusion) == ("done", "past goed bij Fotonova")


def test_observations_become_a_next_action(visit: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(visit.manager)
    observe = url(visit, "visit-observe", visit.visit.pk, visit.stop.pk)
    stamp = client.get(observe).context["form"].initial["stamp"]
    noted = {"stamp": stamp, "score": 4, "observation": "Bouwrijp", "follow_up": "Tweede voeding?"}
    assert client.post(observe, noted | {"observation": "Fotonova wil"}).status_code == 422
    assert client.post(observe, noted | {"follow_up": "past Fotonova?"}).status_code == 422
    assert client.post(observe, noted | {"score": 6}).status_code == 422
    assert client.post(observe, noted).status_code == 302
    visit.stop.refresh_from_db()
    assert (visit.stop.score, visit.stop.observed_by) == (4, visit.manager)
    task = Task.objects.get(case=visit.case)
    assert (task.title, task.assignee, task.organisation) == (
        "Tweede voeding?",
        visit.manager,
        visit.home,
    )
    assert client.post(observe, noted | {"observation": "Anders"}).status_code == 409
    stamp = client.get(observe).context["form"].initial["stamp"]
    assert client.post(observe, noted | {"stamp": stamp, "score": 5}).status_code == 302
    assert Task.objects.filter(case=visit.case).count() == 1
    assert sign_in(visit.reader).post(observe, noted).status_code == 403


# --- The host ----------------------------------------------------------------------------------


def test_the_host_sees_the_visit_without_company_guests_or_rival(
    visit: SimpleNamespace, sign_in: SignIn
) -> None:
    client, manager = sign_in(visit.visitor), sign_in(visit.manager)
    visit.visit.refresh_from_db()
    sent = {"version": 1, "conclusion": "Directie kiest dit"}
    assert manager.post(url(visit, "visit-finish", visit.visit.pk), sent).status_code == 302
    secrets = (GUESTS, "Directie kiest dit", "Fotonova", "Rivaal")
    pages = [url(visit, "case-visits"), url(visit, "visit-detail", visit.visit.pk)]
    pages.append(url(visit, "visit-ics", visit.visit.pk))
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200
        text = answer.content.decode().replace("\r\n ", "")
        assert "Sterk Noord" in text
        for secret in secrets:
            assert secret not in text, (path, secret)
    full = manager.get(pages[1]).content.decode()
    for secret in (*secrets[:2], "Rivaal Zuid"):
        assert secret in full


def test_who_does_not_host_sees_no_visit(visit: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(visit.rival_user)
    assert client.get(url(visit, "case-visits")).status_code == 200
    assert "Sterk Noord" not in client.get(url(visit, "case-visits")).content.decode()
    for name in ("visit-detail", "visit-ics"):
        assert sign_in(visit.visitor).get(url(visit, name, visit.visit.pk)).status_code == 200
        assert client.get(url(visit, name, visit.visit.pk)).status_code == 404


def test_the_host_notes_its_own_site_only(visit: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(visit.visitor)
    rival = VisitStop.objects.get(visit=visit.visit, candidate=visit.other)
    observe = url(visit, "visit-observe", visit.visit.pk, visit.stop.pk)
    stamp = client.get(observe).context["form"].initial["stamp"]
    noted = {"stamp": stamp, "score": 3, "observation": "Goede ontvangst", "follow_up": "Kade?"}
    assert client.post(observe, noted).status_code == 302
    other = url(visit, "visit-observe", visit.visit.pk, rival.pk)
    assert client.post(other, noted).status_code == 404
    assert Task.objects.get(case=visit.case).organisation == visit.away


def test_the_calendar_file_holds_the_code_name_and_is_logged(
    visit: SimpleNamespace, sign_in: SignIn
) -> None:
    answer = sign_in(visit.manager).get(url(visit, "visit-ics", visit.visit.pk))
    text = answer.content.decode().replace("\r\n ", "")
    assert answer["Content-Type"].startswith("text/calendar")
    assert visit.case.code_name in text
    for secret in ("Fotonova", GUESTS, visit.case.company.kvk_number):
        assert secret not in text
        assert secret not in answer["Content-Disposition"]
    log = AccessLog.objects.get(kind="visit")
    assert (log.case_id, log.subject, log.user) == (
        visit.case.pk,
        visit.case.code_name,
        visit.manager,
    )


def test_as_many_queries_for_many_visits(visit: SimpleNamespace, sign_in: SignIn) -> None:
    client, path = sign_in(visit.manager), url(visit, "case-visits")

    def count() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    few = count()
    actor = factories.actor(visit.manager)
    for days in range(4):
        plan_visit(actor, visit.case, values(visit, days=days + 1), [visit.own, visit.other])
    assert count() == few
