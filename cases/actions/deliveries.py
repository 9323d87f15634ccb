"""Mails, each to one person and at most once: of notifications, and about one thing at once.

1. What waits for one person becomes one delivery: rows are taken by an update on those that have
   none, so that two workers at once never take the same row.
2. A delivery is claimed by an update on its old state that must hit one row.
3. The mail is made from what the person may see by then and has not read; nothing left, no mail.
4. It is marked as handed over, again by an update that must hit one row, and goes to the server.
5. A server that refuses or does not answer is asked again later, a number of times.

A worker that dies before step 4 leaves a claim, which is queued again. One that dies in step 4
leaves a mail of which nobody knows whether it left: that one is not sent twice. Whatever happens
to the mail, the notifications are in the application.

A mail about one thing (cases.direct_mail) begins at step 2: `post` makes its delivery, unless that
person was mailed the same before.
"""

import datetime
import logging
import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import F, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.direct_mail import made
from cases.models import How, MailDelivery, Notification
from cases.notification_kinds import choices_of
from cases.notification_mail import message_id, news_mail
from cases.working_days import is_working_day

log = logging.getLogger(__name__)
Status = MailDelivery.Status
MOST_ATTEMPTS = 7
FIRST_WAIT = datetime.timedelta(minutes=1)  # and four times as long after each failure
LEFT_BEHIND = datetime.timedelta(minutes=15)  # no mail takes that long to make
_BY_MAIL = (How.NOW, How.DAILY)


def gather_soon(now: datetime.datetime | None = None) -> list[MailDelivery]:
    """One delivery per person whose oldest waiting notification has waited for others long enough
    to go along with."""
    moment = now or timezone.now()
    window = datetime.timedelta(seconds=settings.NOTIFICATION_WINDOW_SECONDS)
    oldest = _waiting(Notification.Mail.SOON).order_by().values("recipient_id")
    due = oldest.annotate(oldest=Min("created_at")).filter(oldest__lte=moment - window)
    return _gathered(Notification.Mail.SOON, due.values_list("recipient_id", flat=True), moment)


def gather_digests(now: datetime.datetime | None = None) -> list[MailDelivery]:
    """On a working day one daily overview per person for whom there is something in it."""
    moment = now or timezone.now()
    day = timezone.localdate(moment)
    if not is_working_day(day):
        return []
    people = _waiting(Notification.Mail.DIGEST).order_by().values_list("recipient_id", flat=True)
    return _gathered(Notification.Mail.DIGEST, people.distinct(), moment, digest_of=day)


def _waiting(mail: str) -> Any:
    return Notification.objects.filter(mail=mail, delivery=None)


def _gathered(
    mail: str, people: Any, moment: datetime.datetime, **values: Any
) -> list[MailDelivery]:
    found = (_gather(mail, person, moment, **values) for person in list(people))
    return [delivery for delivery in found if delivery is not None]


def _gather(
    mail: str, person: int, moment: datetime.datetime, **values: Any
) -> MailDelivery | None:
    """None when another worker took everything, or sent the overview of the day."""
    try:
        with transaction.atomic():
            delivery = MailDelivery.objects.create(recipient_id=person, due_at=moment, **values)
            taken = _waiting(mail).filter(recipient_id=person)
            delivery.count = Notification.objects.filter(pk__in=taken.values("pk")).update(
                delivery=delivery
            )
            if not delivery.count:
                delivery.delete()
                return None
            kinds = delivery.notifications.order_by("kind").values_list("kind", flat=True)
            delivery.kinds = list(kinds.distinct())
            delivery.save()
    except IntegrityError:
        return None
    return delivery


def to_deliver(now: datetime.datetime | None = None) -> Iterator[uuid.UUID]:
    """Keys of the deliveries whose moment has come, after taking back what workers left behind."""
    moment = now or timezone.now()
    _take_back(moment)
    queued = MailDelivery.objects.filter(status=Status.QUEUED, due_at__lte=moment)
    yield from queued.order_by("due_at").values_list("pk", flat=True)


def _take_back(moment: datetime.datetime) -> None:
    old = {"claimed_at__lt": moment - LEFT_BEHIND}
    MailDelivery.objects.filter(status=Status.CLAIMED, attempts__gte=MOST_ATTEMPTS, **old).update(
        status=Status.FAILED, reason=_("The mail could not be made.")
    )
    MailDelivery.objects.filter(status=Status.CLAIMED, **old).update(
        status=Status.QUEUED, due_at=moment
    )
    MailDelivery.objects.filter(status=Status.HANDED, **old).update(
        status=Status.FAILED,
        reason=_("Nobody knows whether the mail left; it is not sent twice."),
    )


def deliver(key: uuid.UUID, now: datetime.datetime | None = None) -> bool:
    """Makes and sends one delivery. Whether a mail left."""
    moment = now or timezone.now()
    waiting = MailDelivery.objects.filter(pk=key, status=Status.QUEUED, due_at__lte=moment)
    if waiting.update(status=Status.CLAIMED, claimed_at=moment, attempts=F("attempts") + 1) != 1:
        return False
    delivery = MailDelivery.objects.select_related("recipient").get(pk=key)
    message = _message(delivery)
    if message is None:
        _step(delivery, Status.CLAIMED, Status.EMPTY)
        return False
    if not _step(delivery, Status.CLAIMED, Status.HANDED):
        return False
    try:
        message.send()
    except OSError as error:  # of which every SMTP error is one
        _try_again(delivery, error, moment)
        return False
    return _step(delivery, Status.HANDED, Status.SENT, sent_at=timezone.now())


def post(person: User, what: str, arguments: dict[str, Any], once: str) -> MailDelivery | None:
    """Queues a mail about one thing; None when this person was mailed the same before."""
    row = MailDelivery(recipient=person, what=what, arguments=arguments, once=once, count=1)
    row.due_at = timezone.now()
    MailDelivery.objects.bulk_create([row], ignore_conflicts=True)
    return row if MailDelivery.objects.filter(pk=row.pk).exists() else None


def _message(delivery: MailDelivery) -> EmailMultiAlternatives | None:
    """The mail as it is now; its number is that of the delivery, whatever server it passes."""
    person = delivery.recipient
    if not delivery.what:
        return news_mail(delivery, person, still_news(delivery))
    message = made(person, delivery.what, delivery.arguments or {})
    if message is not None:
        message.extra_headers |= {"Message-ID": message_id(delivery)}
    return message


def still_news(delivery: MailDelivery) -> Any:
    """What of a delivery its person may see now, has not read, and still wants to have mailed."""
    person: User = delivery.recipient
    if not person.is_active:
        return Notification.objects.none()
    kept = [kind for kind, how in choices_of(person).items() if how in _BY_MAIL]
    rows = Notification.objects.visible_to(person).unread()
    return rows.filter(delivery=delivery, kind__in=kept)


def _step(delivery: MailDelivery, old: str, new: str, **values: Any) -> bool:
    """From one state to the next, unless somebody else made that step."""
    rows = MailDelivery.objects.filter(pk=delivery.pk, status=old)
    return rows.update(status=new, **values) == 1


def _try_again(delivery: MailDelivery, error: OSError, moment: datetime.datetime) -> None:
    """Back in the queue, or given up. The reason holds no address and nothing of the mail."""
    code = getattr(error, "smtp_code", "")
    reason = f"{type(error).__name__} {code}".strip()
    log.warning("Mail %s was not sent: %s", delivery.pk, reason)
    if delivery.attempts >= MOST_ATTEMPTS:
        _step(delivery, Status.HANDED, Status.FAILED, reason=reason)
        return
    later = moment + FIRST_WAIT * 4 ** (delivery.attempts - 1)
    _step(delivery, Status.HANDED, Status.QUEUED, reason=reason, due_at=later)


def forget_old_deliveries(days: int) -> int:
    """Takes away the record of mails that were made longer ago than `days`."""
    before = timezone.now() - datetime.timedelta(days=days)
    return MailDelivery.objects.filter(created_at__lt=before).delete()[0]
