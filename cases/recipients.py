"""Who is told what: the account manager, whoever has to act, and of an organisation that is asked
something those who work on cases there. Nobody is told because they might like to know."""

from collections.abc import Collection

from accounts.models import Membership
from accounts.models.organisation import Role
from cases.decision_writers import writers_of
from cases.models import Case, Decision, SiteVisit, Task


def workers_of(organisation: int) -> set[int]:
    """Keys of the people who work on cases for an organisation today."""
    return _members(organisation, [Role.CASE_WORKER, Role.MANAGER])


def managers_of(organisation: int) -> set[int]:
    """Keys of the managers of an organisation today."""
    return _members(organisation, [Role.MANAGER])


def task_holders(case: Case) -> set[int]:
    """Keys of the people with an open next action on a case."""
    rows = Task._default_manager.filter(case=case, done_at=None, assignee__isnull=False)
    return set(rows.values_list("assignee_id", flat=True))


def holders_of(task: Task) -> set[int]:
    """The person of a next action; the managers of its organisation when it has none."""
    if task.assignee_id is not None:
        return {task.assignee_id}
    return managers_of(task.organisation_id)


def second_readers(case: Case, decision: Decision) -> set[int]:
    """Who may read the decision a second time: managers of the origin, or when they all wrote in
    it themselves, its account managers."""
    wrote = writers_of(decision)
    return managers_of(case.origin_id) - wrote or workers_of(case.origin_id) - wrote


def guests_of(visit: SiteVisit, host: int | None = None) -> set[int]:
    """Who comes along: the account manager, and who works on cases for the host.

    Only a host that is on the case still; `host` stands for an earlier one.
    """
    people = {visit.case.account_manager_id}
    key = host or visit.host_id
    on_case = visit.case.participants.filter(ended_at__isnull=True)
    if key is not None and on_case.filter(organisation_id=key).exists():
        people |= workers_of(key)
    return people


def _members(organisation: int, roles: Collection[str]) -> set[int]:
    rows = Membership.objects.active().filter(organisation_id=organisation, role__in=roles)
    return set(rows.values_list("user_id", flat=True))
