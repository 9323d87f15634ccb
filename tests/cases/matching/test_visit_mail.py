"""Invitations to a visit: read back by an independent library, and saying nothing confidential."""

import datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from accounts.actor import Actor
from cases.actions.deliveries import deliver, to_deliver
from cases.actions.visit import cancel_visit, change_visit, plan_visit
from cases.models import MailDelivery
from cases.tasks import invite_to_visit, mail_visit
from tests import factories
from tests.cases.matching.test_visits import GUESTS, moment, values, visit

__all__ = ["visit"]
pytestmark = pytest.mark.django_db
SECRET = ("Fotonova", GUESTS, "Sterk Noord", "Rivaal", "Stadhuis", "ontvangst")


@pytest.fixture
def coming(visit: SimpleNamespace) -> SimpleNamespace:
    """A visit of three days from now, hosted by ROM Elders."""
    visit.actor = factories.actor(visit.manager)
    visit.trip = plan_visit(visit.actor, visit.case, values(visit, days=3), [visit.own])
    return visit


def sent(world: Any, *hosts_before: int) -> dict[str, Any]:
    """The mails about the visit as it is now, by address."""
    mail.outbox.clear()
    world.trip.refresh_from_db()
    with patch.object(mail_visit, "delay", mail_visit):
        invite_to_visit(str(world.trip.pk), world.trip.version, list(hosts_before))
    return {message.to[0]: message for message in mail.outbox}


def parts(message: Any) -> dict[str, Any]:
    """Type to content, as the reader of the mail would take the message apart."""
    found = message.message()
    return {part.get_content_type(): part for part in found.walk() if not part.is_multipart()}


def appointment(message: Any) -> tuple[Any, Any]:
    part = parts(message)["text/calendar"]
    read = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == read["METHOD"]
    assert [str(zone["TZID"]) for zone in read.walk("VTIMEZONE")] == ["Europe/Amsterdam"]
    (event,) = read.walk("VEVENT")
    assert not event.errors
    return read, event


def test_request_update_and_cancel_are_one_appointment(coming: SimpleNamespace) -> None:
    address = coming.visitor.email
    read, asked = appointment(sent(coming)[address])
    assert str(read["METHOD"]) == "REQUEST"
    assert asked["DTSTART"].dt == moment(3).astimezone(ZoneInfo("Europe/Amsterdam"))
    assert asked["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert str(asked["ATTENDEE"]) == f"mailto:{address}"
    assert str(asked["ORGANIZER"]).startswith("mailto:")
    later = values(coming, days=4)
    change_visit(coming.actor, coming.trip, 1, later, [coming.own])
    read, changed = appointment(sent(coming)[address])
    assert (str(read["METHOD"]), changed["DTSTART"].dt.date()) == ("REQUEST", moment(4).date())
    cancel_visit(coming.actor, coming.trip, 2, "wethouder ziek")
    read, gone = appointment(sent(coming)[address])
    assert (str(read["METHOD"]), str(gone["STATUS"])) == ("CANCEL", "CANCELLED")
    assert asked["UID"] == changed["UID"] == gone["UID"]
    assert [row["SEQUENCE"] for row in (asked, changed, gone)] == [1, 2, 3]


def test_the_mail_is_text_and_html_and_says_nothing_confidential(coming: SimpleNamespace) -> None:
    messages = sent(coming)
    assert set(messages) == {coming.manager.email, coming.visitor.email}
    for message in messages.values():
        found = parts(message)
        assert set(found) == {"text/plain", "text/html", "text/calendar"}
        texts = [part.get_payload(decode=True).decode() for part in found.values()]
        texts[-1] = texts[-1].replace("\r\n ", "")
        for text in (message.subject, *texts):
            assert not [word for word in SECRET if word in text], text
        for text in texts:
            assert coming.case.code_name in text
            assert f"/{coming.trip.pk}/" in text


def test_each_version_is_mailed_once_and_only_as_it_is_now(coming: SimpleNamespace) -> None:
    assert len(sent(coming)) == 2
    assert sent(coming) == {}
    change_visit(coming.actor, coming.trip, 1, values(coming, days=4), [coming.own])
    mail.outbox.clear()
    assert not mail_visit(str(coming.trip.pk), 1, coming.visitor.pk)
    assert not mail.outbox


def test_who_no_longer_hosts_gets_a_cancel(coming: SimpleNamespace) -> None:
    sent(coming)
    change_visit(coming.actor, coming.trip, 1, values(coming, days=3, host=None), [coming.own])
    messages = sent(coming, coming.away.pk)
    assert set(messages) == {coming.manager.email, coming.visitor.email}
    read, event = appointment(messages[coming.visitor.email])
    assert (str(read["METHOD"]), str(event["STATUS"])) == ("CANCEL", "CANCELLED")
    assert str(appointment(messages[coming.manager.email])[0]["METHOD"]) == "REQUEST"


def test_who_left_the_case_or_comes_too_late_gets_nothing(
    coming: SimpleNamespace, django_capture_on_commit_callbacks: Any
) -> None:
    assert coming.visitor.email in sent(coming)
    row = coming.case.participants.get(organisation=coming.away)
    row.ended_at = moment(0)
    Actor.system().save(row)
    change_visit(coming.actor, coming.trip, 1, values(coming, days=4, host=None), [coming.own])
    assert set(sent(coming, coming.away.pk)) == {coming.manager.email}
    with django_capture_on_commit_callbacks() as callbacks:
        past = {"starts_at": moment(-1), "ends_at": moment(-1) + datetime.timedelta(hours=1)}
        plan_visit(coming.actor, coming.case, values(coming, host=None) | past, [coming.own])
    assert not callbacks


def test_an_invitation_that_the_server_refused_is_tried_again(coming: SimpleNamespace) -> None:
    with patch.object(mail.EmailMultiAlternatives, "send", side_effect=OSError):
        assert sent(coming) == {}
    rows = MailDelivery.objects.filter(what="visit")
    assert set(rows.values_list("status", "attempts")) == {("queued", 1)}
    later = timezone.now() + datetime.timedelta(minutes=2)
    assert [deliver(key, later) for key in to_deliver(later)] == [True, True]
    assert {message.to[0] for message in mail.outbox} == {
        coming.manager.email,
        coming.visitor.email,
    }
    assert all("text/calendar" in parts(message) for message in mail.outbox)
    assert all(message.extra_headers["Message-ID"] for message in mail.outbox)


def test_an_invitation_that_waits_is_not_sent_once_the_visit_was_changed(
    coming: SimpleNamespace,
) -> None:
    with patch.object(mail.EmailMultiAlternatives, "send", side_effect=OSError):
        sent(coming)
    change_visit(coming.actor, coming.trip, 1, values(coming, days=4), [coming.own])
    mail.outbox.clear()
    later = timezone.now() + datetime.timedelta(minutes=2)
    assert [deliver(key, later) for key in to_deliver(later)] == [False, False]
    assert mail.outbox == []
    assert len(sent(coming)) == 2, "the change has its own mail"
