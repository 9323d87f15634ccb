"""Every open case has a next action: the next one, waiting with a day to ask again, or those that
are usual in the stage."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import Organisation, User
from cases.actions.case import update_case
from cases.actions.guards import lock_open_case
from cases.actions.work import save_task
from cases.models import Case, Task
from cases.standard import offered


@transaction.atomic
def plan_next(actor: Actor, case: Case, values: dict[str, Any]) -> Task:
    """A next action of the origin, in the name of the account manager.

    `values`: title, and due_on or term_days (working days).
    """
    row = lock_open_case(case)
    return save_task(actor, row, None, {**values, **_holder(row)})


@transaction.atomic
def wait_for(actor: Actor, case: Case, whom: str, review_on: datetime.date) -> Task:
    """Says whom the case waits on, with a day on which to ask again as its next action.

    That day is fixed: it comes while the clocks of the terms stand still.
    """
    row = lock_open_case(case)
    if whom == Case.WaitingOn.US or whom not in Case.WaitingOn:
        raise Refused(_("Choose whom the case waits on."))
    if review_on <= timezone.localdate():
        raise Refused(_("The day to ask again lies in the future."))
    row = update_case(actor, row, {"waiting_on": whom}, None)
    title = _("Ask again: %(whom)s") % {"whom": Case.WaitingOn(whom).label}
    return save_task(actor, row, None, {"title": title, "due_on": review_on, **_holder(row)})


@transaction.atomic
def add_standard(actor: Actor, case: Case, keys: Collection[str]) -> list[Task]:
    """The chosen standard actions that are not there yet. Asked twice it adds nothing twice."""
    row = lock_open_case(case)
    chosen = [offer for offer in offered(row) if offer.key in keys]
    return [
        save_task(
            actor,
            row,
            None,
            {
                "title": str(offer.action),
                "due_on": None,
                "term_days": offer.action.term_days,
                "standard": offer.action,
                "organisation": offer.organisation,
                "assignee": _manager_of(row, offer.organisation),
            },
        )
        for offer in chosen
    ]


def _holder(case: Case) -> dict[str, Any]:
    return {"organisation": case.origin, "assignee": _manager_of(case, case.origin)}


def _manager_of(case: Case, organisation: Organisation) -> User | None:
    """The account manager when that is somebody of this organisation today."""
    manager: User = case.account_manager
    works = manager.memberships.active().filter(organisation=organisation).exists()
    return manager if works and manager.is_active else None
