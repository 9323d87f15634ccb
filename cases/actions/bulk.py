"""The same action on several cases: each through its own action, with an outcome per case."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import User
from accounts.models.organisation import Role
from cases.actions.case import update_case
from cases.actions.next_step import plan_next
from cases.actions.stage import put_on_hold
from cases.models import Case
from cases.permissions import allowed


@dataclass(frozen=True)
class Result:
    """How it went for one case; `message` says why not, or what happened."""

    case: Case
    done: bool
    message: str


def change_many(
    actor: Actor, user: User, cases: Iterable[Case], values: dict[str, Any]
) -> list[Result]:
    """Does `values["action"]` ("manager", "hold" or "task") for each case that the person may
    change."""
    run = {"manager": _give_to, "hold": _hold, "task": _plan}[values["action"]](values)
    return [_attempt(actor, user, case, run) for case in cases]


def _attempt(actor: Actor, user: User, case: Case, run: Callable[[Actor, Case], str]) -> Result:
    if not allowed(user, "change_case", case):
        return Result(case, False, _("You may not change this case."))
    try:
        return Result(case, True, run(actor, case))
    except Refused as error:
        return Result(case, False, str(error))


def _give_to(values: dict[str, Any]) -> Callable[[Actor, Case], str]:
    manager: User = values["manager"]

    def run(actor: Actor, case: Case) -> str:
        if case.account_manager_id == manager.pk:
            raise Refused(_("%(name)s is the account manager already.") % {"name": manager})
        if not manager.has_role(case.origin_id, Role.CASE_WORKER):
            raise Refused(
                _("%(name)s is no account manager of %(organisation)s.")
                % {"name": manager, "organisation": case.origin}
            )
        update_case(actor, case, {"account_manager": manager}, None, values["reason"])
        return _("%(name)s is the account manager now.") % {"name": manager}

    return run


def _hold(values: dict[str, Any]) -> Callable[[Actor, Case], str]:
    def run(actor: Actor, case: Case) -> str:
        if case.on_hold:
            raise Refused(_("This case is on hold already."))
        put_on_hold(actor, case, None, values["reason"], values["review_on"])
        return _("On hold from now on.")

    return run


def _plan(values: dict[str, Any]) -> Callable[[Actor, Case], str]:
    planned = {name: values[name] for name in ("title", "due_on", "term_days")}

    def run(actor: Actor, case: Case) -> str:
        task = plan_next(actor, case, planned)
        return _("Planned for %(whom)s.") % {"whom": task.assignee or task.organisation}

    return run
