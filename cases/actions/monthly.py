"""The monthly update of a case: written once, corrected with a reason, asked in time."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import explain_change, lock_version
from accounts.errors import Conflict, Refused
from cases.actions.case import touch
from cases.actions.drafts import discard_draft
from cases.actions.guards import lock_open_case
from cases.actions.notifications import notify
from cases.actions.work import require_nameless
from cases.models import Case, Draft, MonthlyUpdate, Notification
from cases.monthly import asked_of, due_on, month_name, month_slug
from cases.querysets.monthly import asked_month, without_update
from cases.working_days import add_working_days, is_working_day

K = Notification.Kind
BEFOREHAND = 2  # working days before the last day
LOOKS_BACK = datetime.timedelta(days=14)  # a job that did not run for days is made up for
TEXTS = ("colour", "reason", "done", "ahead")


@transaction.atomic
def write_update(
    actor: Actor,
    case: Case,
    month: datetime.date,
    version: int,
    values: dict[str, Any],
    at: datetime.datetime | None = None,
) -> MonthlyUpdate:
    """Writes the update of the month that is asked (version 0), or corrects one that is there.

    A correction says `why`. Raises Conflict when a colleague wrote or corrected it meanwhile, and
    Refused for a month that is not asked or a case that is closed.
    """
    row = lock_open_case(case)
    found = MonthlyUpdate._default_manager.filter(case=row, month=month).first()
    if found is None:
        update, why = _new(actor, row, month, version, at), ""
    elif not version:
        raise Conflict(explain_change(found))
    else:
        update, why = lock_version(MonthlyUpdate, found.pk, version), values["why"].strip()
        if not why:
            raise Refused(_("Say what you correct; it stays in the history."))
    if values["colour"] != MonthlyUpdate.Colour.GREEN and not values["reason"].strip():
        raise Refused(_("Amber and red say why."))
    require_nameless(actor, row, why, *(values[name] for name in TEXTS))
    for name in TEXTS:
        setattr(update, name, values[name].strip())
    if update.colour == MonthlyUpdate.Colour.GREEN:
        update.reason = ""
    discard_draft(actor, case, Draft.Form.MONTHLY, month_slug(month))
    actor.save(update, why, at=at)
    touch(case, at)
    return update


def _new(
    actor: Actor, case: Case, month: datetime.date, version: int, at: datetime.datetime | None
) -> MonthlyUpdate:
    asked = asked_of(case, False, timezone.localdate(at))
    if version or month != asked.month or not asked.is_open:
        raise Refused(
            _("No update is asked of %(month)s on this case.") % {"month": month_name(month)}
        )
    update = MonthlyUpdate(case=case, month=month, author=actor.user)
    update.organisation, update.written_at = actor.organisation, at or timezone.now()
    return update


def remind_of_updates(today: datetime.date | None = None) -> int:
    """On a working day: tells account managers of updates that are due within BEFOREHAND working
    days, and once more when the day has passed; each once. Returns how many were told."""
    day = today or timezone.localdate()
    if not is_working_day(day):
        return 0
    month = asked_month(day)
    due = due_on(month)
    if add_working_days(due, -BEFOREHAND) <= day <= due:
        return _remind(K.UPDATE_DUE, month)
    if due < day <= due + LOOKS_BACK:
        return _remind(K.UPDATE_LATE, month)
    return 0


def _remind(kind: str, month: datetime.date) -> int:
    actor, slug = Actor.system(), month_slug(month)
    known = set(
        Notification.objects.filter(kind=kind, once__endswith=f":{slug}").values_list(
            "case_id", flat=True
        )
    )
    told = 0
    for case in Case._default_manager.filter(without_update(month)).order_by("pk").iterator():
        if case.pk not in known:
            people = [case.account_manager_id]
            told += len(notify(actor, case, kind, people, once=f"{case.pk}:{slug}"))
    return told
