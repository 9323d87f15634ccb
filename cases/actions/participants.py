"""Who is on a case and what they may know. Nobody else writes guardian's grants."""

import datetime

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import ensure_groups, log_access
from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import AccessLog, Organisation
from cases.models import Case, CaseGroupObjectPermission, CaseParticipant, Disclosure
from cases.permissions import grants_of

Role = CaseParticipant.Role


def add_origin(actor: Actor, case: Case, at: datetime.datetime | None = None) -> CaseParticipant:
    """The origin organisation knows everything from the start."""
    return _join(actor, case, case.origin, Role.ORIGIN, Disclosure.IDENTITY, at)


def add_programme_office(actor: Actor, case: Case, at: datetime.datetime | None = None) -> None:
    """The programme office follows every case that is not strictly confidential, anonymously."""
    if case.confidentiality == Case.Confidentiality.STRICT:
        return
    offices = Organisation.objects.current().filter(kind=Organisation.Kind.PROGRAMME_OFFICE)
    for office in offices:
        _join(actor, case, office, Role.OBSERVER, Disclosure.PROFILE, at)


@transaction.atomic
def invite(
    actor: Actor,
    case: Case,
    organisation: Organisation,
    role: str = Role.CANDIDATE,
    disclosure: str = Disclosure.PROFILE,
    consent_by: str = "",
    consent_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> CaseParticipant:
    """Puts an organisation on a case. More than the profile needs the company's consent.

    An organisation that left before joins again on the same row. Raises Refused when it is
    already on the case, or when the consent is missing.
    """
    _require_consent(role, disclosure, consent_by, consent_on)
    row = CaseParticipant.objects.filter(case=case, organisation=organisation).first()
    if row is not None and row.ended_at is None:
        raise Refused(_("%(name)s is already on this case.") % {"name": organisation.name})
    if row is None:
        return _join(actor, case, organisation, role, disclosure, at, consent_by, consent_on)
    row.role, row.disclosure = role, disclosure
    row.consent_by, row.consent_on, row.ended_at = consent_by, consent_on, None
    return _save(actor, row, _("Joined the case again"), at)


@transaction.atomic
def change_participant(
    actor: Actor,
    participant: CaseParticipant,
    role: str,
    disclosure: str,
    consent_by: str,
    consent_on: datetime.date | None,
    reason: str,
) -> CaseParticipant:
    """Changes the role of an organisation or what it may know; also takes knowledge away."""
    _require_consent(role, disclosure, consent_by, consent_on)
    row = CaseParticipant.objects.select_for_update().get(pk=participant.pk)
    if Role.ORIGIN in (row.role, role) and row.role != role:
        raise Refused(_("The origin of a case is changed by handing the case over."))
    row.role, row.disclosure = role, disclosure
    row.consent_by, row.consent_on = consent_by, consent_on
    return _save(actor, row, reason)


@transaction.atomic
def end_participation(actor: Actor, participant: CaseParticipant, reason: str) -> CaseParticipant:
    """Takes an organisation off a case; it sees nothing of it from now on."""
    row = CaseParticipant.objects.select_for_update().get(pk=participant.pk)
    if row.role == Role.ORIGIN:
        raise Refused(_("The origin organisation cannot leave its own case."))
    row.ended_at = timezone.now()
    return _save(actor, row, reason)


def _join(
    actor: Actor,
    case: Case,
    organisation: Organisation,
    role: str,
    disclosure: str,
    at: datetime.datetime | None,
    consent_by: str = "",
    consent_on: datetime.date | None = None,
) -> CaseParticipant:
    row = CaseParticipant(
        case=case,
        organisation=organisation,
        role=role,
        disclosure=disclosure,
        consent_by=consent_by,
        consent_on=consent_on,
        invited_by=actor.user,
        joined_at=at or timezone.now(),
    )
    return _save(actor, row, _("Joined the case"), at)


def _save(
    actor: Actor, row: CaseParticipant, reason: str, at: datetime.datetime | None = None
) -> CaseParticipant:
    """Saves the row, makes the grants equal to it, and logs what was told to whom."""
    actor.save(row, reason, at=at)
    write_grants(row)
    log_access(
        actor,
        AccessLog.Action.DISCLOSED,
        "participant",
        row.case.code_name,
        object_id=row.pk,
        case_id=row.case_id,
        detail=f"{row.organisation.code}: {'-' if row.ended_at else row.disclosure}",
    )
    return row


def write_grants(row: CaseParticipant) -> None:
    """Makes the grants of one organisation on one case equal to what its row implies."""
    groups = ensure_groups(row.organisation)
    wanted = set() if row.ended_at else grants_of(row.role, row.disclosure)
    keys = permission_keys()
    target = {(groups[role], keys[permission]) for role, permission in wanted}
    present = CaseGroupObjectPermission.objects.filter(
        content_object=row.case, group_id__in=groups.values()
    )
    held = {(grant.group_id, grant.permission_id): grant for grant in present}
    CaseGroupObjectPermission.objects.filter(
        pk__in=[grant.pk for pair, grant in held.items() if pair not in target]
    ).delete()
    CaseGroupObjectPermission.objects.bulk_create(
        CaseGroupObjectPermission(content_object=row.case, group_id=group, permission_id=key)
        for group, key in sorted(target - held.keys())
    )


def permission_keys() -> dict[str, int]:
    """Permission codename to key, for the permissions on cases."""
    rows = Permission.objects.filter(content_type__app_label="cases", content_type__model="case")
    return dict(rows.values_list("codename", "pk"))


def _require_consent(
    role: str, disclosure: str, consent_by: str, consent_on: datetime.date | None
) -> None:
    if role == Role.ORIGIN or disclosure == Disclosure.PROFILE:
        return
    if not consent_by or consent_on is None:
        raise Refused(
            _(
                "Telling more than the anonymous profile needs the company's consent: "
                "who gave it, and when."
            )
        )
