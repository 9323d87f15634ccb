"""The one door to telling people something, and what they do with it.

`notify` is called within the transaction of the action that it tells of: what is undone is told to
nobody, and mails are made later from the rows that stayed (cases.actions.deliveries).
"""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import User
from cases.models import Case, How, Notification, NotificationPreference
from cases.notification_kinds import NEWS, choices_of, chosen

Mail = Notification.Mail


@transaction.atomic
def notify(
    actor: Actor,
    case: Case,
    kind: str,
    people: Iterable[User | int | None],
    about: models.Model | None = None,
    *,
    once: str = "",
    at: datetime.datetime | None = None,
) -> list[Notification]:
    """Tells people (keys will do) something about a case; returns what they were told.

    Never whoever did it, nor who may not see the case or what it is about, nor who asked not to
    be told. With `once` nobody hears the same twice. What happened earlier (`at`, the demo) is
    mailed to nobody.
    """
    own = actor.user.pk if actor.user else None
    keys = {person.pk if isinstance(person, User) else person for person in people}
    hows = chosen({key for key in keys if key not in (None, own)}, kind)
    told = [key for key, how in hows.items() if how != How.NONE]
    moment = at or timezone.now()
    rows = []
    for person in User.objects.people().filter(pk__in=told, is_active=True).order_by("pk"):
        row = Notification(
            recipient=person,
            kind=kind,
            case=case,
            about=NEWS[kind].about,
            about_id=_key(about),
            actor=actor.user,
            organisation=actor.organisation,
            batch=_batch(actor, kind, moment),
            once=once,
            created_at=moment,
            mail=Mail.NONE if at else _mail(kind, hows[person.pk]),
        )
        rows.append(row)
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    return [row for row in rows if _may_know(row)]


def _key(about: models.Model | None) -> uuid.UUID | None:
    """The key, for what has a UUID; a decision is found by its case."""
    key: Any = about.pk if about is not None else None
    return key if isinstance(key, uuid.UUID) else None


def _batch(actor: Actor, kind: str, moment: datetime.datetime) -> uuid.UUID:
    """One line for what one request or job tells of one kind on one day."""
    return uuid.uuid5(actor.request_id, f"{kind} {timezone.localdate(moment)}")


def _mail(kind: str, how: How) -> str:
    if how == How.NOW and not NEWS[kind].own_mail:
        return Mail.SOON
    return Mail.DIGEST if how == How.DAILY else Mail.NONE


def _may_know(row: Notification) -> bool:
    """Whether the row is in the database and its person may see it; else it goes."""
    own = Notification.objects.filter(pk=row.pk)
    if own.visible_to(row.recipient, [row.about]).exists():
        return True
    own.delete()
    return False


def mark_read(user: User, batch: uuid.UUID | None = None, until: Any = None) -> int:
    """Marks one line as read, or all that stood there `until` a moment. Returns how many."""
    rows = Notification.objects.filter(recipient=user).unread()
    if batch is not None:
        rows = rows.filter(batch=batch)
    if until is not None:
        rows = rows.filter(created_at__lte=until)
    return Notification.objects.filter(pk__in=rows.values("pk")).update(read_at=timezone.now())


@transaction.atomic
def save_preferences(actor: Actor, user: User, wanted: dict[str, How]) -> list[str]:
    """Keeps how the person wants to hear of each kind of news; returns the kinds that changed."""
    before = choices_of(user)
    changed = [kind for kind, how in wanted.items() if before[kind] != how]
    rows = NotificationPreference.objects.visible_to(user).select_for_update(of=("self",))
    present = {row.kind: row for row in rows.filter(kind__in=changed)}
    for kind in changed:
        row = present.get(kind) or NotificationPreference(user=user, kind=kind)
        row.how = wanted[kind]
        actor.save(row, _("Notifications chosen"))
    return changed


def forget_old(days: int) -> int:
    """Takes away what was read longer ago than `days`, and what nobody read in twice that time."""
    now = timezone.now()
    old = models.Q(read_at__lt=now - datetime.timedelta(days=days))
    left = models.Q(read_at=None, created_at__lt=now - datetime.timedelta(days=2 * days))
    return Notification.objects.filter(old | left).delete()[0]
