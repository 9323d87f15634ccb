"""What a region is asked: its own invitations, never those of another."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation, User
from cases.models import CallInvitation, Case, LocationCall
from cases.working_days import working_days_between

VIEWS = ("open", "late", "done")
_Status = CallInvitation.Status
_WAITS = Q(status__in=(_Status.WAITING, _Status.DRAFT), call__status=LocationCall.Status.SENT)


@dataclass(frozen=True)
class InboxRow:
    """An invitation with its case as this person may know it."""

    invitation: CallInvitation
    name: str

    @property
    def days_left(self) -> int:
        """Working days until the deadline; negative once it has passed."""
        return days_left(self.invitation.call.deadline)


def may_be_asked(user: User) -> bool:
    """Whether calls can reach this person: by kind of organisation, or as administrator."""
    kinds = {m.organisation.kind for m in user.active_memberships}
    return user.is_superuser or bool(kinds & set(Organisation.CASE_KINDS))


def invitations_of(user: User) -> Any:
    """Invitations to the person's own organisations, on cases that these are still on."""
    rows = CallInvitation.objects.visible_to(user)
    return rows.filter(organisation_id__in=user.organisation_ids)


def in_view(view: str, today: datetime.date | None = None) -> Q:
    """Open (in time), late, or done: answered, declined or ended."""
    day = today or timezone.localdate()
    conditions = {
        "open": _WAITS & Q(call__deadline__gte=day),
        "late": _WAITS & Q(call__deadline__lt=day),
        "done": ~_WAITS,
    }
    return conditions[view]


def waiting_for(user: User) -> int:
    """How many calls wait for an answer of the person's organisations."""
    if not user.organisation_ids:
        return 0
    count: int = invitations_of(user).filter(_WAITS).count()
    return count


def answers_since(user: User, moment: datetime.datetime) -> Any:
    """Answers to calls on the person's own cases, newest first."""
    rows = CallInvitation.objects.visible_to(user)
    sent = rows.filter(status__in=(_Status.ANSWERED, _Status.DECLINED), answered_at__gt=moment)
    own = sent.filter(call__case__account_manager=user).exclude(answered_by=user)
    return own.select_related("call", "organisation").order_by("-answered_at")


def waiting_rows(user: User, most: int) -> list[InboxRow]:
    """The calls that wait for an answer, the most urgent first."""
    rows = invitations_of(user).filter(_WAITS).order_by("call__deadline", "pk")
    return as_rows(user, rows.select_related("call", "organisation")[:most])


def as_rows(user: User, invitations: Any) -> list[InboxRow]:
    """Invitations (with their call) as rows, in the same order; one query for their cases."""
    found = list(invitations)
    keys = {invitation.call.case_id for invitation in found}
    cases = Case.objects.visible_to(user).with_knowledge(user).select_related("company", "origin")
    known = {case.pk: case for case in cases.filter(pk__in=keys)}
    rows = []
    for invitation in found:
        case = known.get(invitation.call.case_id)
        if case is not None:
            invitation.call.case = case
            rows.append(InboxRow(invitation, case.shown_name))
    return rows


def days_left(deadline: datetime.date) -> int:
    """Working days from today until the deadline; negative once it has passed."""
    return working_days_between(timezone.localdate(), deadline)
