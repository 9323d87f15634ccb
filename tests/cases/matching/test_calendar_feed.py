"""A calendar under a secret address: read back by another library, and gone when withdrawn."""

import datetime
import logging
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from gunicorn.config import Config  # type: ignore[import-untyped]
from icalendar import Calendar
from pytest_django.fixtures import Settings

from accounts.actor import Actor
from accounts.models import AccessLog
from cases.actions.participants import end_participation
from cases.actions.visit import cancel_visit
from cases.models import CalendarAddress, Task
from cases.views.calendar import MOST_AN_HOUR
from config.masking import MaskingFilter, masked
from config.web_log import WebLog
from tests import factories
from tests.cases.matching.test_visit_planning import two_days
from tests.cases.matching.test_visits import GUESTS, moment, visit
from tests.conftest import SignIn

__all__ = ["two_days", "visit"]
pytestmark = pytest.mark.django_db
PAGE = reverse("preferences-calendar")
SECRET = ("Fotonova", GUESTS, "Sterk Noord", "Rivaal", "Station", "ontvangst", "Elders", "Bel")


@pytest.fixture(autouse=True)
def own_cache(settings: Settings) -> None:
    """The count of readings starts anew."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def made(client: Any) -> str:
    """A new address, as it is shown once."""
    answer = client.post(reverse("preferences-calendar-new"))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    address = str(answer.context["address"])
    assert address in answer.content.decode()
    assert address not in client.get(PAGE).content.decode()
    return address


def read(address: str, **headers: str) -> Any:
    return Client().get(address, headers=headers)


def events(address: str) -> dict[str, Any]:
    answer = read(address)
    assert answer.status_code == 200
    found = Calendar.from_ical(answer.content)
    assert str(found["METHOD"]) == "PUBLISH"
    rows = found.walk("VEVENT")
    assert not [row.errors for row in rows if row.errors]
    return {str(row["UID"]).split("@")[0]: row for row in rows}


def task(world: Any, user: Any, **more: Any) -> Task:
    due = timezone.localdate() + datetime.timedelta(days=2)
    row = {"organisation": user.default_organisation(), "assignee": user, "due_on": due} | more
    return Actor.system().save(Task(case=world.case, title="Bel Fotonova", **row))


def test_it_holds_ones_visits_and_deadlines_by_code_name_only(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    world = two_days
    mine, other = task(world, world.manager), task(world, world.colleague)
    undated, done = task(world, world.manager, due_on=None), task(world, world.manager)
    done.done_at = timezone.now()
    Actor.system().save(done)
    address = made(sign_in(world.manager))
    found = events(address)
    second = found.pop(str(uuid.uuid5(world.trip.pk, "1")))  # each day is an appointment
    assert (second["DTSTART"].dt, second["DTEND"].dt) == (moment(4), moment(4, 16))
    assert set(found) == {str(world.trip.pk), str(world.visit.pk), str(mine.pk)}
    assert not {str(other.pk), str(undated.pk)} & set(found)
    deadline = found[str(mine.pk)]
    assert deadline["DTSTART"].dt == mine.due_on
    assert str(deadline["TRANSP"]) == "TRANSPARENT"
    first = found[str(world.trip.pk)]
    assert (first["DTSTART"].dt, first["DTEND"].dt) == (moment(3), moment(3, 16))
    text = read(address).content.decode().replace("\r\n ", "")
    assert world.case.code_name in text
    assert not [word for word in SECRET if word in text]


def test_a_host_reads_its_own_hours_and_what_was_called_off(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    world = two_days
    address = made(sign_in(world.rival_user))
    (event,) = events(address).values()
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (moment(4, 14), moment(4, 16))
    cancel_visit(world.actor, world.trip, 1, "verhinderd")
    (event,) = events(address).values()
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 2)
    assert events(made(sign_in(world.reader))) == {}  # who only reads is not invited


def test_it_follows_what_the_person_may_see(two_days: SimpleNamespace, sign_in: SignIn) -> None:
    world = two_days
    address = made(sign_in(world.rival_user))
    assert len(events(address)) == 1
    row = world.case.participants.get(organisation=world.rival)
    end_participation(world.actor, row, "afgevallen")
    assert events(address) == {}
    world.rival_user.is_active = False
    Actor.system().save(world.rival_user)
    assert read(address).status_code == 404


def test_an_old_address_is_404_and_both_are_on_record(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(two_days.manager)
    withdraw = reverse("preferences-calendar-withdraw")
    first = made(client)
    second = made(client)
    assert first != second
    assert (read(first).status_code, read(second).status_code) == (404, 200)
    assert client.post(withdraw).status_code == 302
    assert read(second).status_code == 404
    assert client.post(withdraw, follow=True).status_code == 200  # nothing left to withdraw
    rows = CalendarAddress.history.order_by("history_id")
    assert [(row.history_user_id, row.history_type) for row in rows] == [
        (two_days.manager.pk, kind) for kind in "+~+~"
    ]
    kept = " ".join(CalendarAddress.objects.values_list("digest", flat=True))
    assert first.rsplit("/", 1)[1].removesuffix(".ics") not in kept


def test_it_needs_no_sign_in_and_takes_nothing_but_reading(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    address = made(sign_in(two_days.manager))
    assert Client().head(address).status_code == 200
    assert Client().post(address).status_code == 405
    assert read(address.replace(".ics", "x.ics")).status_code == 404
    assert Client().get(PAGE).status_code == 302
    assert Client().post(reverse("preferences-calendar-new")).status_code == 302


def test_what_did_not_change_is_not_sent_again_and_it_is_logged_once_a_day(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    address = made(sign_in(two_days.manager))
    first = read(address)
    again = read(address, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    cancel_visit(two_days.actor, two_days.trip, 1, "verhinderd")
    assert read(address, if_none_match=first["ETag"]).status_code == 200
    logged = AccessLog.objects.filter(kind="calendar", user=two_days.manager)
    assert logged.count() == 1


def test_who_reads_too_often_waits(two_days: SimpleNamespace, sign_in: SignIn) -> None:
    address = made(sign_in(factories.person(two_days.home)))
    for _time in range(MOST_AN_HOUR):
        assert read(address).status_code == 200
    refused = read(address)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert read(made(sign_in(two_days.manager))).status_code == 200


def test_no_log_holds_the_secret() -> None:
    line = "GET /agenda/abc-DEF_123.ics HTTP/1.1"
    assert masked(line) == "GET /agenda/***.ics HTTP/1.1"
    assert masked("GET /dossiers/ HTTP/1.1") == "GET /dossiers/ HTTP/1.1"
    parts = ("Too Many Requests", "/agenda/abc-DEF_123.ics")
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", parts, None)
    logging_of: Any = settings.LOGGING
    assert logging_of["handlers"]["console"]["filters"] == ["masked"]
    assert MaskingFilter().filter(record)
    assert record.getMessage() == "Too Many Requests: /agenda/***.ics"
    request = SimpleNamespace(headers=[], method="GET", path="/", query_string="", uri="")
    environ = {"RAW_URI": parts[1], "REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1"}
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
    took = datetime.timedelta(seconds=1)
    atoms = WebLog(Config()).atoms(answer, request, environ, took)
    assert "abc-DEF" not in str(atoms)
    assert "/agenda/***.ics" in atoms["r"]
