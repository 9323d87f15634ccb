"""Who can see a case and why, read from the grants themselves."""

from dataclasses import dataclass, field
from typing import Any

from accounts.models import ApiScope, Membership, Organisation, User
from accounts.models.organisation import Role
from cases.models import (
    Case,
    CaseGroupObjectPermission,
    CaseParticipant,
    CaseUserObjectPermission,
    Disclosure,
)
from cases.sight import DOING

CASES = (ApiScope.CASES_READ, ApiScope.CASES_WRITE, ApiScope.NOTES_WRITE)


@dataclass
class Seer:
    """An organisation that sees the case: why, how much, who in it, and who may do what."""

    organisation: Organisation
    participant: CaseParticipant | None
    level: Disclosure
    doing: list[Any]
    workers: list[User] = field(default_factory=list)
    readers: list[User] = field(default_factory=list)
    systems: list[User] = field(default_factory=list)


def level_of(permissions: set[str]) -> Disclosure:
    """The level that a set of permissions amounts to."""
    if "view_identity" in permissions:
        return Disclosure.IDENTITY
    return Disclosure.SECTOR if "view_sector" in permissions else Disclosure.PROFILE


def who_sees(case: Case) -> list[Seer]:
    """Every organisation that holds a grant on the case, the origin first. Four queries.

    An organisation without a participant row has no reason to see the case: `participant` is None
    then, and `verify_access` reports it.
    """
    held: dict[int, set[str]] = {}
    grants = CaseGroupObjectPermission.objects.filter(content_object=case).values_list(
        "group__organisation_role__organisation_id", "permission__codename"
    )
    for organisation, permission in grants:
        held.setdefault(organisation, set()).add(permission)
    reasons = {
        row.organisation_id: row
        for row in CaseParticipant._default_manager.filter(case=case, ended_at=None)
    }
    seers = [
        Seer(
            organisation,
            reasons.get(organisation.pk),
            level_of(held[organisation.pk]),
            [words for permission, words in DOING.items() if permission in held[organisation.pk]],
        )
        for organisation in Organisation.objects.filter(pk__in=held)
    ]
    _add_people(seers)
    return sorted(
        seers, key=lambda seer: (seer.organisation != case.origin, seer.organisation.name)
    )


def _add_people(seers: list[Seer]) -> None:
    by_organisation = {seer.organisation.pk: seer for seer in seers}
    memberships = Membership.objects.holding().filter(organisation_id__in=by_organisation)
    for membership in memberships.select_related("user__api_token").order_by("user__name"):
        seer = by_organisation[membership.organisation_id]
        token = getattr(membership.user, "api_token", None)
        if token is not None:
            if token.opens(*CASES):
                seer.systems.append(membership.user)
            continue
        people = seer.readers if membership.role == Role.READER else seer.workers
        people.append(membership.user)


@dataclass(frozen=True)
class Share:
    """A person who sees the case by name."""

    person: User
    level: Disclosure


def personal_shares(case: Case) -> list[Share]:
    """People with whom the case is shared, beside what their organisations give."""
    held: dict[User, set[str]] = {}
    rows = CaseUserObjectPermission.objects.filter(content_object=case)
    for row in rows.select_related("user", "permission").order_by("user__name"):
        held.setdefault(row.user, set()).add(row.permission.codename)
    return [Share(person, level_of(permissions)) for person, permissions in held.items()]


def administrators() -> list[User]:
    """People who manage the system and can therefore see everything."""
    return list(User.objects.filter(is_superuser=True, is_active=True).order_by("name"))
