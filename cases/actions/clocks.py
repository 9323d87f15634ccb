"""The clocks of the terms on a case, after anything that lets them stand still or run again."""

import datetime

from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.clock import run, why_stopped
from cases.models import Case, Task


def keep_clocks(
    actor: Actor, case: Case, day: datetime.date, at: datetime.datetime | None = None
) -> None:
    """Stops or starts every open term as the case is now, with a history row for each that turns.

    Called within the transaction that changed the case and holds it locked. The terms of a closed
    case stay as they were: nobody is late on it.
    """
    if not case.is_open:
        return
    tasks = Task._default_manager.select_for_update(of=("self",)).filter(
        case=case, done_at__isnull=True, term_days__isnull=False
    )
    for task in tasks.order_by("pk"):
        if run(task, why_stopped(case, task.organisation_id), day):
            why = _("Term stands still: %(why)s") % {"why": task.get_stopped_for_display()}
            actor.save(task, why if task.stopped_for else _("Term goes on"), at=at)
