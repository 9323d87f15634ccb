"""Who is told what: the account manager, whoever has to act, and of an organisation that is asked
something those who work on cases there. Nobody is told because they might like to know."""

from collections.abc import Collection, Iterable

from accounts.models import Membership
from accounts.models.organisation import Role
from cases.actions.visit_stops import hosts_of
from cases.compliance import needs_other_reader
from cases.decision_writers import writers_of
from cases.models import Case, CaseParticipant, Decision, Disclosure, SiteVisit, Task
from cases.visit_guests import invited_guests


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
    """Who may read the decision a second time: managers of the origin, or of the destination when
    the origin has an interest; when they all wrote in it themselves, account managers there."""
    organisations, wrote = [case.origin_id], writers_of(decision)
    if needs_other_reader(decision):
        rows = CaseParticipant._default_manager.filter(
            case=case,
            ended_at=None,
            role=CaseParticipant.Role.DESTINATION,
            disclosure=Disclosure.IDENTITY,
        )
        organisations = list(rows.values_list("organisation_id", flat=True))
    managers = {key for row in organisations for key in managers_of(row)} - wrote
    return managers or {key for row in organisations for key in workers_of(row)} - wrote


def guests_of(visit: SiteVisit, hosts: Iterable[int] | None = None) -> set[int]:
    """Who comes along: the account manager, who works on cases for the hosts, and guests who are
    users.

    Only hosts that are on the case still; `hosts` stands for those of an earlier version.
    """
    keys = hosts_of(visit) if hosts is None else set(hosts)
    on_case = visit.case.participants.filter(ended_at__isnull=True, organisation_id__in=keys)
    members = Membership.objects.active().filter(
        organisation_id__in=on_case.values("organisation_id"),
        role__in=[Role.CASE_WORKER, Role.MANAGER],
    )
    named = invited_guests(visit) if hosts is None else set()
    return {visit.case.account_manager_id, *members.values_list("user_id", flat=True)} | named


def _members(organisation: int, roles: Collection[str]) -> set[int]:
    rows = Membership.objects.active().filter(organisation_id=organisation, role__in=roles)
    return set(rows.values_list("user_id", flat=True))
