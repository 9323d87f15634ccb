"""Calls for locations: asking regions, each by itself and all alike, until the call ends."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Conflict, Refused
from accounts.models import Organisation
from cases.actions.case import touch, update_case
from cases.actions.guards import lock_open_case
from cases.actions.notifications import notify
from cases.actions.participants import invite
from cases.disclosure import names_company
from cases.models import (
    CallInvitation,
    Case,
    CaseParticipant,
    LocationCall,
    Notification,
    ScaleUpRequest,
)
from cases.recipients import workers_of
from cases.rivals import regions_named
from cases.working_days import add_working_days, working_days_between

Status = LocationCall.Status
Answer = CallInvitation.Status
UNANSWERED = (Answer.WAITING, Answer.DRAFT)
ANNOUNCE = "cases.tasks.announce_call"  # by name: the tasks import the actions
TOLD_AS = {
    "asked": Notification.Kind.CALL_ASKED,
    "reminder": Notification.Kind.CALL_REMINDER,
    "overdue": Notification.Kind.CALL_REMINDER,
}


@dataclass(frozen=True)
class Invitee:
    """A region to ask. `hopeless`: none of its sites may fit, so that asking needs a reason."""

    organisation: Organisation
    hopeless: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Question:
    """What all regions read, and why so many when they are many. `number` and `request` are what
    the sender saw: the number of the call, and the signed version of the requirements."""

    profile: str
    message: str
    working_days: int
    breadth_reason: str = ""
    number: int | None = None
    request: uuid.UUID | None = None


def next_number(case: Case) -> int:
    """The number that the next call of a case gets."""
    last = LocationCall._default_manager.filter(case=case).order_by("-number").first()
    return last.number + 1 if last else 1


@transaction.atomic
def send_call(
    actor: Actor,
    case: Case,
    question: Question,
    invitees: Sequence[Invitee],
    at: datetime.datetime | None = None,
) -> LocationCall:
    """Asks regions for locations; they join the case at the anonymous profile, and get a mail.

    Raises Refused without signed requirements, for a text that says too much, or without a reason
    where one is needed; Conflict when a call was sent, or a version signed, since the form was
    shown.
    """
    row, moment = lock_open_case(case), at or timezone.now()
    request = ScaleUpRequest._default_manager.filter(case=row, status="signed").first()
    if request is None:
        raise Refused(_("Regions are asked once the company has signed off the requirements."))
    number = next_number(row)
    if question.request not in (None, request.pk) or question.number not in (None, number):
        raise Conflict(
            _("Meanwhile a call was sent, or a version of the requirements was signed off.")
        )
    require_sealed(row, question.profile, question.message)
    if not question.profile.strip():
        raise Refused(_("Regions need the anonymous profile."))
    call = LocationCall(
        case=row,
        number=number,
        request=request,
        profile=question.profile.strip(),
        message=question.message.strip(),
        working_days=question.working_days,
        deadline=add_working_days(timezone.localdate(moment), question.working_days),
        breadth_reason=question.breadth_reason.strip(),
        sent_at=moment,
        sent_by=actor.user,
    )
    _require_breadth_reason(call, len(invitees))
    actor.save(call, _("Call for locations sent"), at=at)
    asked = _ask(actor, call, invitees, at)
    touch(row, at)
    _wait_on_regions(actor, row, at)
    announce(actor, "asked", asked, at)
    return call


@transaction.atomic
def add_regions(
    actor: Actor,
    call: LocationCall,
    version: int | None,
    invitees: Sequence[Invitee],
    breadth_reason: str = "",
    at: datetime.datetime | None = None,
) -> list[CallInvitation]:
    """Asks more regions the same, with the same deadline. Raises Refused after it, or as
    `send_call` does."""
    row = _lock_open_call(call, version)
    if row.deadline < timezone.localdate(at):
        raise Refused(_("The deadline has passed. Extend it first, for all regions alike."))
    row.breadth_reason = breadth_reason.strip() or row.breadth_reason
    asked_now = row.invitations.exclude(status=Answer.WITHDRAWN).count()
    _require_breadth_reason(row, asked_now + len(invitees))
    actor.save(row, _("More regions asked"), at=at)
    asked = _ask(actor, row, invitees, at)
    touch(row.case, at)
    _wait_on_regions(actor, row.case, at)
    announce(actor, "asked", asked, at)
    return asked


@transaction.atomic
def extend_deadline(
    actor: Actor,
    call: LocationCall,
    version: int | None,
    extra_days: int,
    reason: str,
    at: datetime.datetime | None = None,
) -> LocationCall:
    """Gives all regions more working days, from the deadline or from today when it has passed.

    All of them are told alike, with the reason; who has not answered is reminded again.
    """
    row = _lock_open_call(call, version)
    _require_reason(reason)
    require_sealed(row.case, reason)
    if extra_days < 1:
        raise Refused(_("A deadline is only moved to a later day."))
    start = max(row.deadline, timezone.localdate(at))
    row.deadline = add_working_days(start, extra_days)
    row.working_days = working_days_between(timezone.localdate(row.sent_at), row.deadline)
    actor.save(row, reason.strip(), at=at)
    told = list(_asked(row))
    for invitation in told:
        if invitation.status in UNANSWERED and invitation.reminders:
            invitation.reminders = 0
            actor.save(invitation, _("Deadline extended"), at=at)
    touch(row.case, at)
    announce(actor, "extended", told, at)
    return row


@transaction.atomic
def end_call(
    actor: Actor,
    call: LocationCall,
    version: int | None,
    status: str,
    reason: str,
    at: datetime.datetime | None = None,
) -> LocationCall:
    """Closes a call (what came in counts) or withdraws it, with a reason that regions read."""
    row = _lock_open_call(call, version)
    _require_reason(reason)
    require_sealed(row.case, reason)
    _end(actor, row, status, reason, at)
    touch(row.case, at)
    settle_waiting(actor, row.case, at)
    return row


def end_open_calls(actor: Actor, case: Case, at: datetime.datetime | None = None) -> None:
    """When a case closes, nobody has to answer any more. Within the closing's transaction."""
    calls = LocationCall._default_manager.filter(case=case, status=Status.SENT)
    for call in calls.select_for_update(of=("self",)):
        call.version += 1
        _end(actor, call, Status.CLOSED, _("The case is closed."), at)


@transaction.atomic
def withdraw_invitation(
    actor: Actor,
    invitation: CallInvitation,
    version: int | None,
    reason: str,
    at: datetime.datetime | None = None,
) -> CallInvitation:
    """One region need not answer after all; from now on it sees nothing of the call.

    Raises Refused when it answered already: an answer stays.
    """
    _lock_open_call(invitation.call, None)
    row = lock_version(CallInvitation, invitation.pk, version)
    _require_reason(reason)
    require_sealed(row.call.case, reason)
    if row.status not in UNANSWERED:
        raise Refused(_("This region has answered or was withdrawn already."))
    row.status = Answer.WITHDRAWN
    actor.save(row, reason.strip(), at=at)
    touch(row.call.case, at)
    settle_waiting(actor, row.call.case, at)
    announce(actor, "withdrawn", [row], at)
    return row


def require_sealed(case: Case, *texts: str) -> None:
    """Refuses text for regions that names the company, or another region."""
    if any(names_company(text, case.company) for text in texts):
        raise Refused(_("Regions read this: leave out the name of the company."))
    named = [name for text in texts for name in regions_named(text, case)]
    if named:
        raise Refused(
            _("Regions read this, and none may know which others are asked: leave out %(name)s.")
            % {"name": named[0]}
        )


def settle_waiting(actor: Actor, case: Case, at: datetime.datetime | None = None) -> None:
    """Once nobody has to answer any more, the case waits on its account manager again."""
    if case.waiting_on != Case.WaitingOn.REGION or at is not None:
        return
    waiting = CallInvitation._default_manager.filter(
        call__case=case, call__status=Status.SENT, status__in=UNANSWERED
    )
    if not waiting.exists():
        update_case(actor, case, {"waiting_on": Case.WaitingOn.US}, None)


def announce(
    actor: Actor,
    kind: str,
    invitations: Iterable[CallInvitation],
    at: datetime.datetime | None = None,
) -> None:
    """Tells the people of each region, and queues the mails once everything is stored. A broker
    that is down undoes nothing."""
    news = TOLD_AS.get(kind, Notification.Kind.CALL_CHANGED)
    for invitation in invitations:
        case, people = invitation.call.case, workers_of(invitation.organisation_id)
        notify(actor, case, news, people, invitation, at=at)
        arguments = [kind, str(invitation.pk)]
        transaction.on_commit(
            lambda arguments=arguments: current_app.send_task(  # type: ignore[misc]
                ANNOUNCE, arguments, retry=False
            ),
            robust=True,
        )


def _ask(
    actor: Actor,
    call: LocationCall,
    invitees: Sequence[Invitee],
    at: datetime.datetime | None,
) -> list[CallInvitation]:
    if not invitees:
        raise Refused(_("Choose at least one region."))
    present = {row.organisation_id: row for row in call.invitations.all()}
    asked = []
    for invitee in invitees:
        row = present.get(invitee.organisation.pk)
        if row is not None and row.status != Answer.WITHDRAWN:
            raise Refused(_("%(name)s was asked already.") % {"name": invitee.organisation.name})
        if invitee.hopeless and not invitee.reason.strip():
            raise Refused(
                _("No site of %(name)s may fit: say why it is asked all the same.")
                % {"name": invitee.organisation.name}
            )
        _join(actor, call.case, invitee.organisation, at)
        row = row or CallInvitation(call=call, organisation=invitee.organisation)
        row.status = Answer.DRAFT if row.draft else Answer.WAITING
        row.asked_reason, row.asked_at = invitee.reason.strip(), at or timezone.now()
        asked.append(actor.save(row, _("Asked for locations"), at=at))
    return asked


def _join(
    actor: Actor, case: Case, organisation: Organisation, at: datetime.datetime | None
) -> None:
    """Puts the region on the case when it is not. Who compares regions is not one of them."""
    rows: Any = CaseParticipant.objects.current()
    present = rows.filter(case=case, organisation=organisation).first()
    if present is None:
        invite(actor, case, organisation, at=at)
    elif present.role != CaseParticipant.Role.CANDIDATE:
        raise Refused(
            _("%(name)s is on this case in another role, and is not asked for locations.")
            % {"name": organisation.name}
        )


def _lock_open_call(call: LocationCall, version: int | None) -> LocationCall:
    """The call with its case, both locked; its version raised by one, not yet saved."""
    case = lock_open_case(call.case)
    row = lock_version(LocationCall, call.pk, version)
    if row.status != Status.SENT:
        raise Refused(_("This call has ended already."))
    row.case = case
    return row


def _asked(call: LocationCall) -> Iterable[CallInvitation]:
    return call.invitations.exclude(status=Answer.WITHDRAWN).select_for_update(of=("self",))


def _end(
    actor: Actor, call: LocationCall, status: str, reason: str, at: datetime.datetime | None
) -> None:
    call.status, call.end_reason, call.ended_at = status, reason.strip(), at or timezone.now()
    actor.save(call, reason.strip(), at=at)
    announce(actor, str(status), _asked(call), at)


def _wait_on_regions(actor: Actor, case: Case, at: datetime.datetime | None) -> None:
    """Of something earlier (the demo) the case says itself what it waits on."""
    if at is None and case.waiting_on == Case.WaitingOn.US:
        update_case(actor, case, {"waiting_on": Case.WaitingOn.REGION}, None)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why; the reason stays in the history."))


def _require_breadth_reason(call: LocationCall, regions: int) -> None:
    if regions > settings.CALL_BREADTH and not call.breadth_reason:
        raise Refused(
            _("More than %(number)s regions are asked: say why so many.")
            % {"number": settings.CALL_BREADTH}
        )
