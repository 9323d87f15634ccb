"""Reminding regions that have not answered yet: once before the deadline, once after it."""

import datetime
import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from cases.actions.calls import UNANSWERED, Status, announce
from cases.actions.notifications import notify
from cases.models import CallInvitation, Notification
from cases.working_days import add_working_days, is_working_day

BEFORE, AFTER = 2, 1  # working days
FIRST, SECOND = 1, 2  # what `reminders` holds after each
log = logging.getLogger(__name__)


def reminder_due(invitation: CallInvitation, today: datetime.date) -> int:
    """FIRST or SECOND when that reminder is due on `today`, else 0.

    Who was asked when the first was due already is not reminded of it on top.
    """
    deadline = invitation.call.deadline
    if today >= add_working_days(deadline, AFTER):
        return SECOND if invitation.reminders < SECOND else 0
    first = add_working_days(deadline, -BEFORE)
    if first <= today <= deadline and timezone.localdate(invitation.asked_at) < first:
        return FIRST if invitation.reminders < FIRST else 0
    return 0


def remind_all(today: datetime.date | None = None) -> int:
    """Sends every reminder that is due; twice on a day, or by two workers, each still once.

    Returns how many. One that fails does not hold up the others.
    """
    day = today or timezone.localdate()
    if not is_working_day(day):
        return 0
    open_ones = CallInvitation._default_manager.filter(
        call__status=Status.SENT, status__in=UNANSWERED, reminders__lt=SECOND
    ).exclude(call__case__stage="closed")
    sent = 0
    for invitation in open_ones.select_related("call"):
        if reminder_due(invitation, day):
            try:
                sent += _remind(invitation, day)
            except Exception:
                log.exception("Invitation %s was not reminded", invitation.pk)
    return sent


@transaction.atomic
def _remind(invitation: CallInvitation, day: datetime.date) -> bool:
    row = lock_version(CallInvitation, invitation.pk, None)
    row.version -= 1  # nobody who is writing an answer is disturbed
    due = reminder_due(row, day)
    if not due or row.status not in UNANSWERED or row.call.status != Status.SENT:
        return False
    row.reminders, row.reminded_at = due, timezone.now()
    actor = Actor.system()
    actor.save(row, _("Reminded"))
    announce(actor, "reminder" if due == FIRST else "overdue", [row])
    if due == SECOND:
        call, kind = row.call, Notification.Kind.CALL_LATE
        notify(actor, call.case, kind, {call.case.account_manager_id, call.sent_by_id}, row)
    return True
