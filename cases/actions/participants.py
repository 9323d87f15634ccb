"""Who is on a case and what they may know. Nobody else writes guardian's grants."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import ensure_groups, log_access
from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import AccessLog, Organisation
from cases.models import (
    Case,
    CaseGroupObjectPermission,
    CaseParticipant,
    Disclosure,
    Document,
)
from cases.permissions import grants_of

Role = CaseParticipant.Role


@dataclass(frozen=True)
class Consent:
    """What the company agreed to: who said so, on which day, and the paper when there is one."""

    by: str = ""
    on: datetime.date | None = None
    document: Document | None = None

    @classmethod
    def of(cls, row: CaseParticipant) -> "Consent":
        """The consent that stands on a participant."""
        return cls(row.consent_by, row.consent_on, row.consent_document)

    def at_level(self, case: Case, role: str, disclosure: str) -> "Consent":
        """What is kept of it at a level: nothing where none is needed. Raises Refused when it is
        missing, or when the paper is no consent of this case."""
        if role == Role.ORIGIN or disclosure == Disclosure.PROFILE:
            return NO_CONSENT
        if not self.by or self.on is None:
            raise Refused(
                _(
                    "Telling more than the anonymous profile needs the company's consent: "
                    "who gave it, and when."
                )
            )
        paper = self.document
        if paper and (paper.case_id != case.pk or paper.kind != Document.Kind.CONSENT):
            raise Refused(_("This document is no consent of the company on this case."))
        return self

    def put_on(self, row: CaseParticipant) -> None:
        """Writes it on a participant, which is not saved yet."""
        row.consent_by, row.consent_on = self.by, self.on
        row.consent_document = self.document


NO_CONSENT = Consent()


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
def invite(  # noqa: PLR0913 (who, on what, and the three parts of a consent)
    actor: Actor,
    case: Case,
    organisation: Organisation,
    role: str = Role.CANDIDATE,
    disclosure: str = Disclosure.PROFILE,
    consent_by: str = "",
    consent_on: datetime.date | None = None,
    *,
    consent_document: Document | None = None,
    at: datetime.datetime | None = None,
) -> CaseParticipant:
    """Puts an organisation on a case. More than the profile needs the company's consent.

    An organisation that left before joins again on the same row. Raises Refused when it is
    already on the case, when the consent is missing, or its paper is none of this case.
    """
    consent = Consent(consent_by, consent_on, consent_document).at_level(case, role, disclosure)
    row = CaseParticipant.objects.filter(case=case, organisation=organisation).first()
    if row is not None and row.ended_at is None:
        raise Refused(_("%(name)s is already on this case.") % {"name": organisation.name})
    if row is None:
        return _join(actor, case, organisation, role, disclosure, at, consent)
    row.role, row.disclosure, row.ended_at = role, disclosure, None
    consent.put_on(row)
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
    consent_document: Document | None = None,
) -> CaseParticipant:
    """Changes the role of an organisation or what it may know; also takes knowledge away.

    A consent counts for the level it was given for: more knowledge needs one of its own. Raises
    Refused as `invite` does, and for more knowledge with the consent that was there already.
    """
    row = CaseParticipant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    given = Consent(consent_by, consent_on, consent_document)
    consent = given.at_level(row.case, role, disclosure)
    if Role.ORIGIN in (row.role, role) and row.role != role:
        raise Refused(_("The origin of a case is changed by handing the case over."))
    before = Disclosure(row.disclosure)
    rises = Disclosure(disclosure).rank > before.rank
    if rises and before != Disclosure.PROFILE and consent == Consent.of(row):
        raise Refused(
            _("This consent was given for “%(level)s”. More needs a consent of its own.")
            % {"level": str(before.label).lower()}
        )
    row.role, row.disclosure = role, disclosure
    consent.put_on(row)
    return _save(actor, row, reason)


@transaction.atomic
def withdraw_consent(actor: Actor, participant: CaseParticipant, reason: str) -> CaseParticipant:
    """The company takes its consent back: the organisation knows the anonymous profile from now
    on. What it read before is in the access log. Raises Refused when there is no consent."""
    row = CaseParticipant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    if row.role == Role.ORIGIN or row.disclosure == Disclosure.PROFILE:
        raise Refused(_("There is no consent to withdraw."))
    row.disclosure = Disclosure.PROFILE
    NO_CONSENT.put_on(row)
    note = _("consent withdrawn")
    return _save(actor, row, reason, note=f"{note}; {reason}")


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
    consent: "Consent | None" = None,
) -> CaseParticipant:
    row = CaseParticipant(
        case=case,
        organisation=organisation,
        role=role,
        disclosure=disclosure,
        invited_by=actor.user,
        joined_at=at or timezone.now(),
    )
    (consent or NO_CONSENT).put_on(row)
    return _save(actor, row, _("Joined the case"), at)


def _save(
    actor: Actor,
    row: CaseParticipant,
    reason: str,
    at: datetime.datetime | None = None,
    note: str = "",
) -> CaseParticipant:
    """Saves the row, makes the grants equal to it, and logs what was told to whom."""
    actor.save(row, reason, at=at)
    write_grants(row)
    level = "-" if row.ended_at else row.disclosure
    detail = f"{row.organisation.code}: {level}{'; ' if note else ''}{note}"
    log_access(
        actor,
        AccessLog.Action.DISCLOSED,
        "participant",
        row.case.code_name,
        object_id=row.pk,
        case_id=row.case_id,
        detail=detail[:300],
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
