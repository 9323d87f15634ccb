"""What each role on a case, at each level of disclosure, may do. One table, and predicates on it.

Grants go to the groups of an organisation: `reader` holds for everybody in it, `case_worker` for
account managers and managers (a role includes the ones below it).
"""

from accounts.models import Organisation, User
from accounts.models.organisation import Role
from cases.models import Case, CaseParticipant, Company, Disclosure, Task
from cases.querysets.access import holds

_P = CaseParticipant.Role

# What everybody in the organisation may see, by disclosure.
SEES: dict[str, tuple[str, ...]] = {
    Disclosure.PROFILE: ("view_case",),
    Disclosure.SECTOR: ("view_case", "view_sector"),
    Disclosure.IDENTITY: ("view_case", "view_sector", "view_identity"),
}

# Every region's sites and answers: for who knows the company, but for a region in the running.
COMPARES = "view_options"

# What its account managers may do besides, by role on the case.
DOES: dict[str, tuple[str, ...]] = {
    _P.ORIGIN: ("change_case", "contribute_case", "decide_case", "manage_participants"),
    _P.CANDIDATE: ("contribute_case", "respond_to_call"),
    _P.DESTINATION: ("contribute_case", "respond_to_call", "decide_case"),
    _P.SUPPORTING: ("contribute_case",),
    _P.OBSERVER: (),
}

# What somebody must know the company for.
NEEDS_IDENTITY = {"change_case", "decide_case", "manage_participants"}


def grants_of(role: str, disclosure: str) -> set[tuple[str, str]]:
    """(role in the organisation, permission) pairs that a participant row implies."""
    seen = {(str(Role.READER), permission) for permission in SEES[disclosure]}
    if disclosure == Disclosure.IDENTITY and role != _P.CANDIDATE:
        seen.add((str(Role.READER), COMPARES))
    done = {
        (str(Role.CASE_WORKER), permission)
        for permission in DOES[role]
        if disclosure == Disclosure.IDENTITY or permission not in NEEDS_IDENTITY
    }
    return seen | done


def allowed(user: User, permission: str, case: Case) -> bool:
    """Whether the person holds a permission on a case today."""
    return Case.objects.filter(holds(user, permission), pk=case.pk).exists()


def permissions_on(user: User, case: Case) -> set[str]:
    """Every permission the person holds on a case, in one query (two for a personal share)."""
    if user.is_superuser:
        return {COMPARES, *(p for row in (*SEES.values(), *DOES.values()) for p in row)}
    granted = case.group_grants.filter(group_id__in=user.group_ids).values_list(
        "permission__codename", flat=True
    )
    if not user.active_memberships:  # a personal share ends with the last membership
        return set(granted)
    shared = case.user_grants.filter(user=user).values_list("permission__codename", flat=True)
    return set(granted.union(shared))


def may_judge(user: User, case: Case) -> bool:
    """Whether the person may judge the entry condition: of the origin, not the account manager."""
    if user.pk == case.account_manager_id:
        return False
    return user.has_role(case.origin_id, Role.MANAGER) or allowed(user, "change_case", case)


def may_do_task(user: User, permissions: set[str], task: Task) -> bool:
    """Whether the person may change a visible next action or tick it off: whoever moves the case
    any of them, other contributors those of their own organisation, and what they asked others."""
    if "contribute_case" not in permissions:
        return False
    own = task.organisation_id in user.organisation_ids
    return "change_case" in permissions or own or user.pk in (task.assignee_id, task.created_by_id)


def can_open_case(user: User, organisation_id: int | None) -> bool:
    """Whether the person may log companies and open cases for the organisation."""
    if user.is_superuser:
        return True
    for membership in user.active_memberships:
        if membership.organisation_id == organisation_id:
            works: bool = membership.organisation.works_on_cases
            return works and Role(membership.role).rank >= Role.CASE_WORKER.rank
    return False


def follows_neutrality(user: User) -> bool:
    """Whether the report on how regions were treated is for this person: who watches over the
    whole, the shareholders of a region, and the managers of the organisations in it."""
    watching = {Organisation.Kind.MINISTRY, Organisation.Kind.PROGRAMME_OFFICE}
    watching.add(Organisation.Kind.PROVINCE)
    return user.is_superuser or any(
        m.organisation.kind in watching or m.role == Role.MANAGER for m in user.active_memberships
    )


def reads_progress(user: User) -> bool:
    """Whether progress reports are for this person: the programme office, which writes them, and
    the ministry, which gets them. Provinces and regions have their dashboards."""
    readers = {Organisation.Kind.MINISTRY, Organisation.Kind.PROGRAMME_OFFICE}
    kinds = {m.organisation.kind for m in user.active_memberships}
    return user.is_superuser or bool(kinds & readers)


def can_edit_company(user: User, company: Company) -> bool:
    """Whether the person may change a company: an account manager of the organisation that
    registered it, or of one of its cases."""
    if user.is_superuser or user.has_role(company.organisation_id, Role.CASE_WORKER):
        return True
    return Case.objects.filter(holds(user, "change_case"), company=company).exists()
