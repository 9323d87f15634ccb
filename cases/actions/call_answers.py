"""A region answers a call for locations: a draft, the answer, a correction, or a decline."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import log_access
from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Refused
from accounts.models import AccessLog
from cases.actions.calls import Answer, Status, settle_waiting
from cases.actions.case import touch
from cases.actions.guards import lock_open_case
from cases.actions.notifications import notify
from cases.actions.work import require_nameless
from cases.matching.register import served_by
from cases.models import CallAnswer, CallInvitation, CallProposal, Case, Notification
from sites.models import Criterion, Plot, Site

Review = CallAnswer.Review
MOST_SITES = 10  # in one answer: more is a list, not a proposal
VALUES = ("number", "text", "source", "as_of", "valid_until", "confidence")


@dataclass(frozen=True)
class Proposed:
    """A site that the region puts forward."""

    site: Site
    motivation: str
    plot: Plot | None = None
    available_from: datetime.date | None = None


@dataclass(frozen=True)
class Stated:
    """What the region says about one criterion of one site, in the criterion's unit."""

    site: Site
    criterion: Criterion
    source: str
    as_of: datetime.date
    number: Decimal | None = None
    text: str = ""
    valid_until: datetime.date | None = None
    confidence: str = "indicative"


def note_opened(actor: Actor, invitation: CallInvitation) -> None:
    """The first look of the region at a call, in the row and in the access log."""
    user = actor.user
    if invitation.opened_at is not None or user is None:
        return
    if invitation.organisation_id not in user.organisation_ids:
        return
    with transaction.atomic():
        row = lock_version(CallInvitation, invitation.pk, None)
        if row.opened_at is not None:
            return
        row.version -= 1  # a look changes nothing of what somebody else is writing
        row.opened_at = timezone.now()
        own = replace(actor, organisation=invitation.organisation)
        own.save(row, _("Opened"))
        case: Case = invitation.call.case
        log_access(
            own,
            AccessLog.Action.VIEWED,
            "call",
            case.code_name,
            object_id=invitation.pk,
            case_id=case.pk,
        )


@transaction.atomic
def save_draft(
    actor: Actor, invitation: CallInvitation, version: int | None, draft: dict[str, Any]
) -> CallInvitation:
    """Keeps what was typed, right or wrong: `sites` (keys) and `fields` (name of a form field to
    the texts sent). Nobody outside the region sees it, and the case shows no activity.

    Raises Conflict when a colleague saved something else meanwhile.
    """
    row = _lock(invitation, version)
    row.draft = draft
    if row.status == Answer.WAITING:
        row.status = Answer.DRAFT
    return _own(actor, row).save(row, _("Draft saved"))


@transaction.atomic
def submit_answer(
    actor: Actor,
    invitation: CallInvitation,
    version: int | None,
    proposals: Sequence[Proposed],
    answers: Sequence[Stated],
    remark: str = "",
    at: datetime.datetime | None = None,
) -> CallInvitation:
    """Sends the answer, or corrects it as long as the call is open; the history keeps each.

    What was taken over as a fact stays one until a new value is reviewed. Raises Refused for a
    site outside the region's area, without any site, or for a text that names the company.
    """
    row, moment = _lock(invitation, version), at or timezone.now()
    _require_sites(row, proposals)
    texts = [remark, *(p.motivation for p in proposals)]
    texts += [text for answer in answers for text in (answer.source, answer.text)]
    require_nameless(actor, row.call.case, *texts)
    again = row.status in (Answer.ANSWERED, Answer.DECLINED)
    row.status, row.remark, row.draft = Answer.ANSWERED, remark.strip(), {}
    row.decline_reason, row.decline_note = "", ""
    _mark(actor, row, moment, again)
    own = _own(actor, row)
    own.save(row, _("Answer corrected") if again else _("Answered"), at=at)
    _keep_proposals(own, row, proposals, at)
    _keep_answers(own, row, answers, at)
    _answered(own, row, at)
    return row


@transaction.atomic
def decline(
    actor: Actor,
    invitation: CallInvitation,
    version: int | None,
    reason: str,
    note: str,
    at: datetime.datetime | None = None,
) -> CallInvitation:
    """The region has nothing to offer, and says why. A draft stays, for who thinks again."""
    row, moment = _lock(invitation, version), at or timezone.now()
    if reason not in CallInvitation.Decline.values:
        raise Refused(_("Say why the region declines."))
    require_nameless(actor, row.call.case, note)
    again = row.status in (Answer.ANSWERED, Answer.DECLINED)
    row.status, row.decline_reason, row.decline_note = Answer.DECLINED, reason, note.strip()
    _mark(actor, row, moment, again)
    own = _own(actor, row)
    own.save(row, _("Answer corrected") if again else _("Declined"), at=at)
    _keep_proposals(own, row, [], at)
    _keep_answers(own, row, [], at)
    _answered(own, row, at)
    return row


def _answered(actor: Actor, row: CallInvitation, at: datetime.datetime | None) -> None:
    """What follows from an answer or a decline: the case moves, and who asked is told."""
    case = row.call.case
    touch(case, at)
    settle_waiting(actor, case, at)
    kind = Notification.Kind.CALL_ANSWERED
    notify(actor, case, kind, {case.account_manager_id, row.call.sent_by_id}, row, at=at)


def _lock(invitation: CallInvitation, version: int | None) -> CallInvitation:
    """The invitation, locked after its case, its version raised. Raises Refused when the call has
    ended or the invitation was taken back."""
    case = lock_open_case(invitation.call.case)
    row = lock_version(CallInvitation, invitation.pk, version)
    if row.status == Answer.WITHDRAWN:
        raise Refused(_("This call no longer waits for your answer."))
    if row.call.status != Status.SENT:
        raise Refused(_("This call has ended; an answer is not possible any more."))
    row.call.case = case
    return row


def _own(actor: Actor, row: CallInvitation) -> Actor:
    """A person of several organisations answers for the one that was asked."""
    user = actor.user
    if user is None or row.organisation_id in user.organisation_ids:
        return replace(actor, organisation=row.organisation)
    return actor


def _mark(actor: Actor, row: CallInvitation, moment: datetime.datetime, again: bool) -> None:
    """When, by whom, and whether that was in time. A correction leaves the first moment alone."""
    if again:
        row.corrected_at = moment
        return
    row.answered_at, row.answered_by = moment, actor.user
    row.late = timezone.localdate(moment) > row.call.deadline


def _require_sites(row: CallInvitation, proposals: Sequence[Proposed]) -> None:
    if not proposals:
        raise Refused(_("Propose at least one site, or decline."))
    if len(proposals) > MOST_SITES:
        raise Refused(_("Propose at most %(number)s sites.") % {"number": MOST_SITES})
    keys = {proposal.site.pk for proposal in proposals}
    if len(keys) < len(proposals):
        raise Refused(_("This site is already in the answer."))
    served = Site.objects.in_use().filter(served_by([row.organisation_id]), pk__in=keys)
    kept = row.proposals.filter(site_id__in=keys).values_list("site_id", flat=True)
    if keys - set(served.values_list("pk", flat=True)) - set(kept):
        raise Refused(_("Propose a site in the area of your own organisation."))
    for proposal in proposals:
        if not proposal.motivation.strip():
            raise Refused(_("Say why this site."))
        if proposal.plot is not None and proposal.plot.site_id != proposal.site.pk:
            raise Refused(_("This plot lies on another site."))


def _keep_proposals(
    actor: Actor, row: CallInvitation, proposals: Sequence[Proposed], at: Any
) -> None:
    """Makes the proposals equal to what was sent; leaves alone what is the same."""
    present = {known.site_id: known for known in row.proposals.select_for_update(of=("self",))}
    for proposal in proposals:
        known = present.pop(proposal.site.pk, None)
        made = known or CallProposal(invitation=row, site=proposal.site)
        values = {
            "motivation": proposal.motivation.strip(),
            "plot_id": proposal.plot.pk if proposal.plot else None,
            "available_from": proposal.available_from,
        }
        if known is None or any(getattr(made, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(made, name, value)
            actor.save(made, _("Site proposed"), at=at)
    for known in present.values():
        actor.delete(known, _("Left out of the answer"))


def _keep_answers(actor: Actor, row: CallInvitation, answers: Sequence[Stated], at: Any) -> None:
    """Makes the answers equal to what was sent. A new value is reviewed again; what became a fact
    is not left out."""
    asked = set(row.call.request.requirements.values_list("criterion_id", flat=True))
    present = {
        (known.site_id, known.criterion_id): known
        for known in row.answers.select_for_update(of=("self",))
    }
    for stated in answers:
        if stated.criterion.pk not in asked:
            raise Refused(_("%(name)s was not asked.") % {"name": stated.criterion})
        known = present.pop((stated.site.pk, stated.criterion.pk), None)
        _keep_answer(actor, row, known, stated, at)
    for known in present.values():
        if known.review != Review.ACCEPTED:
            actor.delete(known, _("Left out of the answer"))


def _keep_answer(
    actor: Actor, row: CallInvitation, known: CallAnswer | None, stated: Stated, at: Any
) -> None:
    made = known or CallAnswer(invitation=row, site=stated.site, criterion=stated.criterion)
    values = {name: getattr(stated, name) for name in VALUES}
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(made, name, value)
    made.review, made.review_note = Review.PENDING, ""
    made.reviewed_by, made.reviewed_at = None, None
    actor.save(made, _("Answer corrected") if known else _("Answered"), at=at)
