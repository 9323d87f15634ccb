"""Sharing a case: with an organisation, which is told by mail, and with one person by name."""

import datetime
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import log_access
from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import AccessLog, Membership, Organisation, User
from cases.actions.case import touch
from cases.actions.guards import lock_stamped
from cases.actions.notifications import notify
from cases.actions.participants import (
    change_participant,
    end_participation,
    invite,
    permission_keys,
    withdraw_consent,
)
from cases.models import (
    Case,
    CaseParticipant,
    CaseUserObjectPermission,
    Disclosure,
    Notification,
)
from cases.permissions import SEES
from cases.querysets.access import forget_shares
from cases.recipients import workers_of

log = logging.getLogger(__name__)

# What one person can be given; a person has no role of their own on a case.
SHARE_LEVELS = (Disclosure.PROFILE, Disclosure.IDENTITY)
Announce = Callable[[uuid.UUID], None]


@dataclass
class Shared:
    """An organisation that joined, and whether its people will be told by mail."""

    participant: CaseParticipant
    told: bool = field(default=False)


@transaction.atomic
def share_with_organisation(
    actor: Actor, case: Case, values: dict[str, Any], announce: Announce
) -> Shared:
    """Puts an organisation on a case; `announce` queues the mail once everything is stored.

    A queue that does not answer does not undo the sharing: `told` stays false. `values` holds
    organisation, role, disclosure, consent_by, consent_on and perhaps consent_document. Raises
    Refused as `invite` does, and for an organisation that does not work on cases.
    """
    organisation: Organisation = values["organisation"]
    if not Organisation.objects.on_cases().filter(pk=organisation.pk).exists():
        raise Refused(_("%(name)s does not work on cases.") % {"name": organisation.name})
    row = invite(
        actor,
        case,
        organisation,
        values["role"],
        values["disclosure"],
        values["consent_by"],
        values["consent_on"],
        consent_document=values.get("consent_document"),
    )
    touch(case)
    people = workers_of(organisation.pk)
    notify(actor, case, Notification.Kind.CASE_SHARED, people, row)
    shared = Shared(row)
    transaction.on_commit(lambda: _announce(shared, announce))
    return shared


def _announce(shared: Shared, announce: Announce) -> None:
    try:
        announce(shared.participant.pk)
    except Exception:  # whatever the broker raises: the case is shared, only the mail is not sent
        log.exception("The mail about participant %s could not be queued", shared.participant.pk)
    else:
        shared.told = True


@transaction.atomic
def change_share(
    actor: Actor, participant: CaseParticipant, values: dict[str, Any], stamp: int | None
) -> CaseParticipant:
    """Changes role and knowledge. Raises Conflict when the row changed since it was shown."""
    row = lock_stamped(CaseParticipant, participant.pk, stamp)
    _require_current(row)
    touch(row.case)
    return change_participant(
        actor,
        row,
        values["role"],
        values["disclosure"],
        values["consent_by"],
        values["consent_on"],
        values["reason"],
        values.get("consent_document"),
    )


@transaction.atomic
def withdraw_share(
    actor: Actor, participant: CaseParticipant, reason: str, stamp: int | None
) -> CaseParticipant:
    """The company takes its consent back. Raises Conflict when the row changed since it was
    shown, Refused without a reason or a consent."""
    row = lock_stamped(CaseParticipant, participant.pk, stamp)
    _require_current(row)
    if not reason.strip():
        raise Refused(_("Give the reason; it stays in the history of the case."))
    touch(row.case)
    return withdraw_consent(actor, row, reason)


@transaction.atomic
def end_share(actor: Actor, participant: CaseParticipant, reason: str) -> CaseParticipant:
    """Takes an organisation off the case at once, with a reason."""
    row = lock_stamped(CaseParticipant, participant.pk, None)
    _require_current(row)
    if not reason.strip():
        raise Refused(_("Give the reason; it stays in the history of the case."))
    touch(row.case)
    return end_participation(actor, row, reason)


def _require_current(row: CaseParticipant) -> None:
    if row.ended_at is not None:
        raise Refused(_("This organisation has left the case already."))


@transaction.atomic
def share_with_person(
    actor: Actor,
    case: Case,
    user: User,
    disclosure: str,
    reason: str,
    consent_on: datetime.date | None = None,
) -> None:
    """Gives one person sight of one case, beside what the organisation gives.

    A second share replaces the first. Raises Refused without a reason, for a person who belongs
    to no organisation today, and for the company's name without its consent.
    """
    if disclosure not in SHARE_LEVELS:
        raise Refused(_("A person can be given the anonymous profile or everything."))
    if not reason.strip():
        raise Refused(_("Say why this person needs to see the case."))
    if not user.active_memberships:
        raise Refused(_("%(name)s belongs to no organisation today.") % {"name": user.name})
    if disclosure != Disclosure.PROFILE and consent_on is None:
        raise Refused(_("Telling the company's name needs its consent: on which day it agreed."))
    had = CaseUserObjectPermission.objects.filter(content_object=case, user=user).exists()
    _write_share(case, user, set(SEES[disclosure]))
    if not had:
        notify(actor, case, Notification.Kind.CASE_SHOWN, [user])
    consent = f"; {_('consent')} {consent_on.isoformat()}" if consent_on else ""
    _log_share(actor, case, f"{user.name}: {disclosure}{consent}; {reason}")


@transaction.atomic
def withdraw_from_person(actor: Actor, case: Case, user: User, reason: str) -> None:
    """Takes the personal share back at once; the organisation's own access stays."""
    if not reason.strip():
        raise Refused(_("Give the reason; it stays in the history of the case."))
    if not CaseUserObjectPermission.objects.filter(content_object=case, user=user).exists():
        raise Refused(_("This case is not shared with %(name)s.") % {"name": user.name})
    _write_share(case, user, set())
    _log_share(actor, case, f"{user.name}: -; {reason}")


def end_lapsed_shares(actor: Actor) -> int:
    """Takes back every personal share of people who belong to no organisation today, each with a
    line in the access log of its case; returns how many. Nobody could use them any more."""
    members = Membership.objects.active().values("user_id")
    rows = CaseUserObjectPermission.objects.exclude(user_id__in=members)
    pairs = rows.values_list("content_object_id", "user_id").distinct().order_by()
    for case_id, user_id in list(pairs):
        case = Case._default_manager.get(pk=case_id)
        reason = _("belongs to no organisation any more")
        withdraw_from_person(actor, case, User.objects.get(pk=user_id), reason)
    return len(pairs)


def _write_share(case: Case, user: User, permissions: set[str]) -> None:
    keys = permission_keys()
    wanted = {keys[codename] for codename in permissions}
    mine = {"content_object": case, "user": user}
    rows = CaseUserObjectPermission.objects.filter(**mine)
    held = set(rows.values_list("permission_id", flat=True))
    CaseUserObjectPermission.objects.filter(**mine).exclude(permission_id__in=wanted).delete()
    CaseUserObjectPermission.objects.bulk_create(
        CaseUserObjectPermission(content_object=case, user=user, permission_id=key)
        for key in sorted(wanted - held)
    )
    forget_shares(user)


def _log_share(actor: Actor, case: Case, detail: str) -> None:
    touch(case)
    log_access(
        actor,
        AccessLog.Action.DISCLOSED,
        "share",
        case.code_name,
        case_id=case.pk,
        detail=detail[:300],
    )
