"""Mails of notifications: many become one, nothing confidential, in the reader's language, tried
again when the server does not answer, and never twice."""

import datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from cases.actions import deliveries
from cases.actions.deliveries import deliver, gather_digests, gather_soon, to_deliver
from cases.actions.notifications import mark_read, notify, save_preferences
from cases.actions.sharing import end_share
from cases.models import Advice, Disclosure, How, MailDelivery, Notification, Task
from cases.notification_kinds import NEWS
from cases.tasks import mail_notifications
from tests import factories
from tests.project.whole_world import CONTACT, SECRETS, everything, people

pytestmark = pytest.mark.django_db
MONDAY = datetime.datetime(2026, 11, 30, 7, 45, tzinfo=datetime.UTC)


def later(minutes: float) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(minutes=minutes)


def given(world: SimpleNamespace, user: User, kind: str = "case_given", about: Any = None) -> None:
    assert notify(factories.actor(world.manager), world.case, kind, [user], about)


def send_all(now: datetime.datetime | None = None) -> list[EmailMultiAlternatives]:
    """Everything that is due, as the task of each minute does it."""
    moment = now or later(5)
    mail.outbox.clear()
    gather_soon(moment)
    for key in list(to_deliver(moment)):
        deliver(key, moment)
    found: list[Any] = mail.outbox
    return found


def whole(message: EmailMultiAlternatives) -> str:
    return f"{message.subject}\n{message.body}\n{message.alternatives}\n{message.extra_headers}"


def test_a_mail_waits_for_more_to_go_along(world: SimpleNamespace) -> None:
    given(world, world.colleague)
    assert send_all(later(1)) == []
    given(world, world.colleague, "decision_waits")
    (message,) = send_all()
    assert message.to == [world.colleague.email]
    assert message.subject == "Brandpunt: 2 meldingen"
    assert f"U werd accountmanager: {world.case.code_name}" in message.body
    assert send_all() == []
    delivery = MailDelivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.count) == ("sent", 1, 2)
    assert delivery.kinds == ["case_given", "decision_waits"]


def test_thirty_cases_at_once_are_one_line_of_one_mail(world: SimpleNamespace) -> None:
    acting = factories.actor(world.manager)
    for _number in range(30):
        notify(acting, factories.case(world.manager), "case_given", [world.colleague])
    (message,) = send_all()
    assert "U werd accountmanager: 30 dossiers" in message.body


def test_more_than_five_lines_are_counted(world: SimpleNamespace) -> None:
    for _number in range(6):
        given(world, world.colleague)
    (message,) = send_all()
    assert "- U werd accountmanager: 6" in message.body
    assert world.case.code_name not in message.body


def test_the_links_open_what_they_are_about(world: SimpleNamespace, sign_in: Any) -> None:
    given(world, world.colleague)
    (message,) = send_all()
    row = Notification.objects.get()
    assert f"/meldingen/{row.pk}/" in message.body
    assert str(world.case.pk) not in whole(message)
    assert sign_in(world.colleague).get(f"/meldingen/{row.pk}/").status_code == 302
    assert message.extra_headers["List-Unsubscribe"].endswith("/voorkeuren/meldingen/>")


def test_the_mail_speaks_the_language_of_its_reader(world: SimpleNamespace) -> None:
    world.colleague.language = "en"
    Actor.system().save(world.colleague)
    given(world, world.colleague)
    (message,) = send_all()
    assert message.subject == "Brandpunt: 1 notification"
    assert "You became account manager" in message.body


def test_what_was_read_or_withdrawn_is_not_mailed(world: SimpleNamespace) -> None:
    row = factories.join(world.case, world.away, Disclosure.IDENTITY, "supporting")
    given(world, world.visitor)
    given(world, world.colleague)
    mark_read(world.colleague, until=later(1))
    gather_soon(later(5))
    end_share(factories.actor(world.manager), row, "Klaar")
    assert send_all() == []
    assert set(MailDelivery.objects.values_list("status", flat=True)) == {"empty"}


def test_a_choice_made_meanwhile_holds(world: SimpleNamespace) -> None:
    given(world, world.colleague)
    save_preferences(factories.actor(world.colleague), world.colleague, {"case_given": How.APP})
    assert send_all() == []
    given(world, world.colleague)
    assert Notification.objects.filter(mail="none").count() == 1


def test_the_overview_comes_once_on_a_working_day(world: SimpleNamespace) -> None:
    acting = factories.actor(world.colleague)
    save_preferences(acting, world.colleague, {"case_given": How.DAILY})
    given(world, world.colleague)
    assert send_all() == []
    saturday = MONDAY - datetime.timedelta(days=2)
    assert gather_digests(saturday) == []
    assert len(gather_digests(MONDAY)) == 1
    given(world, world.colleague)
    assert gather_digests(MONDAY) == [], "one a day"
    with patch("django.utils.timezone.now", return_value=MONDAY + datetime.timedelta(minutes=1)):
        (message,) = send_all(timezone.now())
    assert message.subject == "Brandpunt: uw dagoverzicht"
    assert gather_digests(MONDAY + datetime.timedelta(days=1)) != []


def test_nothing_is_mailed_when_there_is_nothing(world: SimpleNamespace) -> None:
    assert gather_digests(MONDAY) == []
    assert mail_notifications() == 0
    assert not MailDelivery.objects.exists()


def test_a_server_that_is_away_is_asked_again(world: SimpleNamespace) -> None:
    given(world, world.colleague)
    with patch.object(EmailMultiAlternatives, "send", side_effect=OSError("no route to 10.0.0.1")):
        assert send_all() == []
    delivery = MailDelivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.reason) == ("queued", 1, "OSError")
    assert send_all() == [], "not at once"
    (message,) = send_all(later(10))
    assert delivery.pk.hex in message.extra_headers["Message-ID"], "the same each time"
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("sent", 2)


def test_after_many_attempts_it_is_given_up(world: SimpleNamespace) -> None:
    given(world, world.colleague)
    with patch.object(EmailMultiAlternatives, "send", side_effect=OSError):
        for day in range(deliveries.MOST_ATTEMPTS + 3):
            send_all(later(5 + day * 24 * 60))
    delivery = MailDelivery.objects.get()
    assert (delivery.status, delivery.attempts) == ("failed", deliveries.MOST_ATTEMPTS)
    assert send_all(later(60 * 24 * 30)) == []


def test_a_worker_that_dies_making_the_mail_loses_nothing(world: SimpleNamespace) -> None:
    given(world, world.colleague)
    with (
        patch.object(deliveries, "news_mail", side_effect=MemoryError),
        pytest.raises(MemoryError),
    ):
        send_all()
    assert MailDelivery.objects.get().status == "claimed"
    assert send_all() == [], "another may still be making it"
    assert len(send_all(later(25))) == 1


def test_a_worker_that_dies_handing_over_never_sends_twice(world: SimpleNamespace) -> None:
    given(world, world.colleague)
    sent: list[Any] = []

    def send_and_die(message: EmailMultiAlternatives) -> int:
        sent.append(message)
        raise MemoryError

    with (
        patch.object(EmailMultiAlternatives, "send", send_and_die),
        pytest.raises(MemoryError),
    ):
        send_all()
    assert MailDelivery.objects.get().status == "handed"
    assert send_all(later(25)) == []
    assert (MailDelivery.objects.get().status, len(sent)) == ("failed", 1)


def test_two_workers_make_and_send_one_mail(world: SimpleNamespace) -> None:
    given(world, world.colleague)
    gather_soon(later(5))
    assert gather_soon(later(5)) == []
    (key,) = to_deliver(later(6))
    assert deliver(key, later(6)) is True
    assert deliver(key, later(6)) is False
    assert len(mail.outbox) == 1


def test_no_mail_of_any_kind_says_anything_confidential() -> None:
    """Told to somebody who knows everything, so that there is something to give away."""
    users = people()
    owner = users["origin account manager"]
    things = everything(owner)
    case, reader = things["case"], users["origin manager"]
    about = {
        "decision": things["decision"],
        "open_task": things["task"],
        "watch": things["hit"].watch,
        "transition": case.transitions.last(),
        "open_advice": things["advice"],
        **_answered(things),
    }
    Notification.objects.all().delete()
    acting = factories.actor(owner)
    secrets = {*SECRETS, CONTACT, owner.name, things["site"].name, "Oost NL", things["task"].title}
    secrets |= {things["document"].title, str(case.pk), case.origin.name}
    for kind, news in NEWS.items():
        save_preferences(factories.actor(reader), reader, {kind: news_choice(news)})
        thing = about.get(news.about, things.get(news.about))
        assert notify(acting, case, kind, [reader], thing), kind
        Notification.objects.filter(mail="digest").update(mail="soon")
        (message,) = send_all()
        text = whole(message)
        assert case.code_name in text, kind
        assert not [secret for secret in secrets if str(secret) in text], kind
        assert case.code_name not in message.subject


def _answered(things: dict[str, Any]) -> dict[str, Any]:
    """An advice that was given, and a next action that was done."""
    decision, home = things["decision"], things["case"].origin
    given = Advice(decision=decision, organisation=home, verdict="for", reasons="Past")
    given.given_at = timezone.now()
    done = Task(case=things["case"], title="Klaar", organisation=home, done_at=timezone.now())
    save = Actor.system().save
    return {"advice": save(given), "done_task": save(done)}


def news_choice(news: Any) -> How:
    """A choice with a mail of notifications for each kind."""
    return How.DAILY if news.own_mail else How.NOW
