"""Background work on cases: telling people of a shared case, and the nightly proofs."""

import datetime
import logging
import uuid
from collections.abc import Sequence
from typing import Any

from celery import shared_task
from django.conf import settings
from django.core.mail import mail_admins
from django.db import OperationalError
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import ApiToken, Membership, User
from accounts.models.organisation import Role
from cases.actions.call_reminders import remind_all
from cases.actions.deliveries import (
    deliver,
    forget_old_deliveries,
    gather_digests,
    gather_soon,
    post,
    to_deliver,
)
from cases.actions.drafts import end_lapsed_drafts
from cases.actions.monthly import remind_of_updates
from cases.actions.notifications import forget_old
from cases.actions.sharing import end_lapsed_shares
from cases.actions.task_reminders import remind_of_tasks
from cases.actions.visit_invites import settle_invites
from cases.actions.watch import look, parked
from cases.call_mail import find_invitation, mark_of, still_true
from cases.direct_mail import made
from cases.models import Case, CaseParticipant, MailDelivery, SiteWatch, WatchHit
from cases.recipients import managers_of, workers_of
from cases.verification import Drift, access_drift, history_drift

log = logging.getLogger(__name__)
TOKEN_DAYS = (3, 14)  # before an API token ends
What = MailDelivery.What


@shared_task
def mail_notifications() -> int:
    """Each minute: makes mails of what waits, and queues those whose moment has come. How many."""
    gather_soon()
    keys = list(to_deliver())
    for key in keys:
        deliver_notifications.delay(str(key))
    return len(keys)


@shared_task
def deliver_notifications(key: str) -> bool:
    """Sends one mail of notifications, unless another worker has it."""
    return deliver(uuid.UUID(key))


@shared_task
def make_digests() -> int:
    """Each morning: reminds of next actions and monthly updates, and makes the daily
    overviews of working days."""
    remind_of_tasks()
    remind_of_updates()
    return len(gather_digests())


@shared_task
def mail_ending_tokens() -> int:
    """Each morning: tells the managers of an organisation that an API token ends, in good time and
    once more just before. A system that stops is noticed by nobody until it is missed."""
    now, told = timezone.now(), 0
    ends = (now, now + datetime.timedelta(max(TOKEN_DAYS)))
    for token in ApiToken.objects.filter(withdrawn_at__isnull=True, expires_at__range=ends):
        left = token.expires_at - now
        days = min(days for days in TOKEN_DAYS if left <= datetime.timedelta(days))
        for user in managers_of(token.organisation_id):
            told += _mail(user, What.TOKEN, f"{token.pk}:{days}", token=str(token.pk))
    return told


@shared_task
def forget_notifications() -> int:
    """Each night: what was read long ago goes, and so does the record of old mails."""
    days = settings.NOTIFICATIONS_KEPT_DAYS
    return forget_old(days) + forget_old_deliveries(days)


@shared_task
def remind_regions() -> int:
    """Each working day: reminds the regions that have not answered a call. Returns how many."""
    return remind_all()


@shared_task
def announce_call(kind: str, invitation: str) -> int:
    """Queues a mail about a call for locations to each person who works on cases for the region."""
    row = find_invitation(invitation)
    if row is None or not still_true(kind, row):
        return 0
    people = workers_of(row.organisation_id)
    for user in people:
        mail_call.delay(kind, invitation, user)
    return len(people)


@shared_task
def mail_call(kind: str, invitation: str, user: int) -> bool:
    """Mails one person about a call, at most once, unless it is not true any more by then."""
    row = find_invitation(invitation)
    if row is None:
        return False
    once = f"{kind}:{row.pk}:{mark_of(kind, row)}"
    return _mail(user, What.CALL, once, kind=kind, invitation=invitation)


def _mail(user: int, what: str, once: str, **arguments: Any) -> bool:
    """Makes and sends a mail, recorded and tried again when the server does not answer. Whether it
    left now: not when it is not true, not wanted at once, or was sent before."""
    person = User.objects.filter(pk=user).first()
    if person is None or made(person, what, arguments) is None:
        return False
    delivery = post(person, what, arguments, f"{what}:{once}")
    return delivery is not None and deliver(delivery.pk)


@shared_task
def invite_to_visit(visit: str, version: int, hosts_before: list[int] | None = None) -> int:
    """Queues the mails about a visit, one for each day and each person of it: mail programs read
    one appointment in a mail. A day that is no more somebody's gets a cancel. Returns how many."""
    told = settle_invites(visit, version, hosts_before or [])
    for row in told:  # a worker of the release before this one knows no offset
        offset = (row.offset,) if row.offset else ()
        mail_visit.delay(visit, version, row.user, row.left, row.joined, *offset)
    return len(told)


@shared_task
def mail_visit(
    visit: str, version: int, user: int, left: bool = False, joined: bool = False, offset: int = 0
) -> bool:
    """Mails one person the invitation to a day, its change or its cancel; each version at most
    once."""
    arguments = {
        "visit": visit,
        "version": version,
        "left": left,
        "joined": joined,
        "offset": offset,
    }
    return _mail(user, What.VISIT, f"{visit}:{version}:{offset}", **arguments)


def queue_announcement(participant: uuid.UUID) -> None:
    """Queues the mail about a shared case. Raises at once when the broker does not answer."""
    announce_participation.apply_async(args=[str(participant)], retry=False)


@shared_task
def announce_participation(participant: str) -> int:
    """Queues a mail to each person who works on cases for an organisation that joined one."""
    row = CaseParticipant._default_manager.filter(pk=participant, ended_at=None).first()
    if row is None:
        return 0
    people = Membership.objects.active().filter(
        organisation_id=row.organisation_id, role__in=[Role.CASE_WORKER, Role.MANAGER]
    )
    keys = list(people.values_list("user_id", flat=True).distinct())
    for user in keys:
        mail_participation.delay(participant, user)
    return len(keys)


@shared_task
def mail_participation(participant: str, user: int) -> bool:
    """Mails one person that a case is shared with their organisation; at most once per joining.

    The mail holds the reference, the code name and a link: nothing of the company.
    """
    row = CaseParticipant._default_manager.filter(pk=participant, ended_at=None).first()
    if row is None:
        return False
    joined = row.history.filter(ended_at__isnull=False).count()  # once more after each leaving
    return _mail(user, What.SHARED, f"{row.pk}:{joined}", participant=participant)


@shared_task
def end_shares() -> int:
    """Each night: a personal share ends with the last membership of its person, and what was
    being written ends with the access to its case. Returns how many shares ended."""
    ended = end_lapsed_shares(Actor.system())
    end_lapsed_drafts()
    return ended


@shared_task
def verify_access() -> int:
    """Each night: grants equal what the participants imply. Tells the administrators of drift."""
    return _report("access", access_drift())


@shared_task
def verify_history() -> int:
    """Each night: every live row equals its newest history row. Tells the administrators."""
    return _report("history", history_drift())


def _report(what: str, found: Sequence[Drift]) -> int:
    if found:
        lines = "\n".join(str(drift) for drift in found)
        log.error("Drift in %s:\n%s", what, lines)
        try:
            mail_admins(f"Brandpunt: drift in {what}", lines)
        except OSError:  # the log has it; a mail server that is down does not hide the drift
            log.exception("The administrators could not be mailed")
    return sum(drift.count for drift in found)


@shared_task
def watch_sites(everything: bool = False) -> int:
    """Looks whether something recorded about sites makes a parked case feasible again.

    Through the day only when something was recorded since the last look, with an hour to spare
    for transactions that took long; at night always. Returns the number of sites found.
    """
    return sum(len(_look(case)) for case in parked(everything=everything))


def _look(case: Case) -> list[WatchHit]:
    """One case at a time: what goes wrong with one does not keep the others waiting."""
    try:
        hits = look(Actor.system(), case)
        if hits:
            mail_feasible_again.apply_async(args=[str(hits[0].watch_id)], retry=False)
    except (OperationalError, OSError):  # the database or the broker is away; next time again
        log.exception("The sites for case %s could not be looked at", case.reference)
        return []
    return hits


@shared_task
def mail_feasible_again(watch: str) -> bool:
    """Tells the account manager that a parked case may be feasible again; one mail per look.

    The mail holds the reference, the code name and a link. Returns whether a mail was sent.
    """
    row = SiteWatch._default_manager.select_related("case").get(pk=watch)
    newest = row.hits.filter(handled_at=None).order_by("-found_at").first()
    if newest is None:
        return False
    once = f"{row.pk}:{newest.found_at.isoformat()}"
    return _mail(row.case.account_manager_id, What.FEASIBLE, once, watch=watch)
