"""Reminding people of next actions: once on the day, once when it has passed, never every day."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from cases.actions.notifications import notify
from cases.models import Notification, Task
from cases.recipients import managers_of
from cases.working_days import add_working_days, is_working_day

LOOKS_BACK = datetime.timedelta(days=14)  # a job that did not run for days is made up for
K = Notification.Kind


def remind_of_tasks(today: datetime.date | None = None) -> int:
    """On a working day: what is due today or on the free days after it, and what passed since.

    Each action is told once per date that it gets. Returns how many people were told something.
    """
    day = today or timezone.localdate()
    if not is_working_day(day):
        return 0
    actor = Actor.system()
    before = add_working_days(day, 1)
    told = _remind(actor, K.TASK_DUE, due_on__gte=day, due_on__lt=before)
    return told + _remind(actor, K.TASK_LATE, due_on__gte=day - LOOKS_BACK, due_on__lt=day)


def _remind(actor: Actor, kind: str, **period: Any) -> int:
    tasks = Task._default_manager.filter(done_at=None, **period).exclude(case__stage="closed")
    known = set(
        Notification.objects.filter(
            kind=kind, created_at__gt=timezone.now() - 2 * LOOKS_BACK
        ).values_list("once", flat=True)
    )
    told = 0
    for task in tasks.select_related("case").order_by("due_on", "pk"):
        once = f"{task.pk}:{task.due_on:%Y%m%d}"
        if once not in known:
            told += len(notify(actor, task.case, kind, _holders(task), task, once=once))
    return told


def _holders(task: Task) -> set[int]:
    """Its person; else the account manager of the case, or the managers of another organisation."""
    if task.assignee_id is not None:
        return {task.assignee_id}
    if task.organisation_id == task.case.origin_id:
        return {task.case.account_manager_id}
    return managers_of(task.organisation_id)
