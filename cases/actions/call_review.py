"""What becomes of an answer: a fact of the site, or not, and a place on the long list."""

import datetime
import uuid
from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.errors import Refused
from cases.actions.case import touch
from cases.actions.guards import lock_open_case, lock_stamped
from cases.actions.notifications import notify
from cases.disclosure import names_company
from cases.models import (
    CallAnswer,
    CallInvitation,
    CallProposal,
    Candidate,
    Case,
    Notification,
)
from cases.rivals import regions_named
from sites.actions.fact import take_over_fact
from sites.models import SiteFact

Review = CallAnswer.Review


@transaction.atomic
def accept_answer(
    actor: Actor, answer: CallAnswer, stamp: int | None, at: datetime.datetime | None = None
) -> SiteFact:
    """Takes an answer over as a fact of the site, said by the region; the match follows.

    A fact is read by everybody in the network, so one that names the company is refused. Raises
    Conflict when the region corrected the answer meanwhile.
    """
    row = _lock(answer, stamp)
    case: Case = row.invitation.call.case
    if row.review == Review.ACCEPTED:
        raise Refused(_("This answer was taken over already."))
    if names_company(f"{row.source} {row.text}", case.company):
        raise Refused(
            _("Everybody reads facts of sites, and this one names the company. Reject it.")
        )
    fact = SiteFact(
        site=row.site,
        criterion=row.criterion,
        number=row.number,
        text=row.text,
        source=row.source,
        as_of=row.as_of,
        valid_until=row.valid_until,
        confidence=row.confidence,
        recorded_by=row.invitation.answered_by,
        organisation=row.invitation.organisation,
    )
    row.fact = take_over_fact(actor, fact, at)
    _judge(actor, row, Review.ACCEPTED, "", at)
    return row.fact


@transaction.atomic
def accept_all(actor: Actor, invitation: CallInvitation) -> list[SiteFact]:
    """Takes over every answer of a region that was not judged yet, or none of them."""
    pending = CallAnswer._default_manager.filter(invitation=invitation, review=Review.PENDING)
    facts = [accept_answer(actor, answer, None) for answer in pending]
    if not facts:
        raise Refused(_("Nothing is left to judge."))
    return facts


@transaction.atomic
def reject_answer(
    actor: Actor,
    answer: CallAnswer,
    stamp: int | None,
    note: str,
    at: datetime.datetime | None = None,
) -> CallAnswer:
    """Does not take an answer over; the region reads why. What was a fact already is withdrawn on
    the page of the site, not here."""
    row = _lock(answer, stamp)
    case: Case = row.invitation.call.case
    if row.review == Review.ACCEPTED:
        raise Refused(_("This answer is a fact of the site already; withdraw it there."))
    if not note.strip():
        raise Refused(_("Say why; the region reads it."))
    if names_company(note, case.company):
        raise Refused(_("Regions read this: leave out the name of the company."))
    named = regions_named(note, case, row.invitation.organisation_id)
    if named:
        raise Refused(
            _("The region reads this, and may not know of others: leave out %(name)s.")
            % {"name": named[0]}
        )
    _judge(actor, row, Review.REJECTED, note.strip(), at)
    invitation, kind = row.invitation, Notification.Kind.ANSWER_JUDGED
    notify(actor, case, kind, [invitation.answered_by_id], invitation, at=at)
    return row


@transaction.atomic
def list_proposals(
    actor: Actor,
    case: Case,
    proposals: Sequence[CallProposal],
    against: Collection[uuid.UUID] = (),
    at: datetime.datetime | None = None,
) -> list[Candidate]:
    """Puts proposed sites on the long list, each with the region's own motivation.

    `against` holds the sites that fail a must: those are marked as listed against the match.
    Leaves alone what is listed already. Returns the new candidates.
    """
    row = lock_open_case(case)
    listed = set(Candidate._default_manager.filter(case=row).values_list("site_id", flat=True))
    made = []
    for proposal in proposals:
        if proposal.site_id in listed:
            continue
        if names_company(proposal.motivation, row.company):
            raise Refused(
                _("The motivation of %(site)s names the company: list it from the ranking.")
                % {"site": proposal.site.name}
            )
        listed.add(proposal.site_id)
        candidate = Candidate(
            case=row,
            site=proposal.site,
            plot=proposal.plot,
            reason=proposal.motivation,
            against_match=proposal.site_id in against,
            proposed_by=proposal.invitation.organisation,
            added_by=actor.user,
            added_at=at or timezone.now(),
        )
        made.append(actor.save(candidate, proposal.motivation, at=at))
    touch(row, at)
    return made


def _lock(answer: CallAnswer, stamp: int | None) -> CallAnswer:
    invitation: CallInvitation = answer.invitation
    case = lock_open_case(invitation.call.case)
    row = lock_stamped(CallAnswer, answer.pk, stamp)
    row.invitation.call.case = case
    if row.invitation.status not in (
        CallInvitation.Status.ANSWERED,
        CallInvitation.Status.DECLINED,
    ):
        raise Refused(_("The region has not sent this answer."))
    return row


def _judge(
    actor: Actor, row: CallAnswer, review: str, note: str, at: datetime.datetime | None
) -> None:
    row.review, row.review_note = review, note
    row.reviewed_by, row.reviewed_at = actor.user, at or timezone.now()
    actor.save(row, at=at)
    touch(row.invitation.call.case, at)
