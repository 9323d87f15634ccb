"""Every write to people and organisations, and to the access log."""

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.actor import Actor
from accounts.models import AccessLog, Membership, Organisation, OrganisationGroup, User
from accounts.models.organisation import Role


def ensure_groups(organisation: Organisation) -> dict[str, int]:
    """The organisation's group per role; makes what is missing. Returns role to group key."""
    present = dict(organisation.groups.values_list("role", "group_id"))
    for role in Role:
        if role not in present:
            group, _made = Group.objects.get_or_create(name=f"{organisation.code}:{role}")
            OrganisationGroup.objects.create(organisation=organisation, role=role, group=group)
            present[role] = group.pk
    return present


@transaction.atomic
def save_organisation(actor: Actor, organisation: Organisation, reason: str = "") -> Organisation:
    """Saves an organisation and makes sure that its groups exist."""
    actor.save(organisation, reason)
    ensure_groups(organisation)
    return organisation


@transaction.atomic
def save_membership(actor: Actor, membership: Membership, reason: str = "") -> Membership:
    """Saves a membership and puts the person in the groups that follow from it."""
    actor.save(membership, reason)
    sync_groups(membership.user)
    return membership


@transaction.atomic
def end_membership(actor: Actor, membership: Membership, reason: str = "") -> None:
    """Removes a membership; the history keeps it."""
    user = membership.user
    actor.delete(membership, reason)
    sync_groups(user)


def sync_groups(user: User) -> None:
    """Makes the person's Django groups equal to today's memberships, roles below included."""
    for name in ("active_memberships", "group_ids"):
        user.__dict__.pop(name, None)
    ours = OrganisationGroup.objects.values_list("group_id", flat=True)
    others = set(user.groups.exclude(pk__in=ours).values_list("pk", flat=True))
    user.groups.set(others | set(user.group_ids))


class Seen(NamedTuple):
    """Something confidential that was seen. `subject` never holds a company's name."""

    subject: str
    object_id: uuid.UUID | None = None
    case_id: uuid.UUID | None = None
    detail: str = ""


def log_access(
    actor: Actor,
    action: str,
    kind: str,
    subject: str,
    *,
    object_id: uuid.UUID | None = None,
    case_id: uuid.UUID | None = None,
    detail: str = "",
) -> AccessLog:
    """Notes that something confidential was seen. `subject` never holds a company's name."""
    return log_accesses(actor, action, kind, [Seen(subject, object_id, case_id, detail)])[0]


def log_accesses(actor: Actor, action: str, kind: str, seen: Iterable[Seen]) -> list[AccessLog]:
    """Notes several things that were seen at once, in one statement."""
    return AccessLog.objects.bulk_create(
        AccessLog(
            user=actor.user,
            organisation=actor.organisation,
            action=action,
            kind=kind,
            request_id=actor.request_id,
            **one._asdict(),
        )
        for one in seen
    )
