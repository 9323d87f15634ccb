"""The decision: written, proposed, read by a second person, and fixed."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Avg
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Conflict, Refused
from accounts.models import User
from accounts.models.organisation import Role
from cases.actions.case import touch
from cases.actions.guards import lock_open_case
from cases.actions.notifications import notify
from cases.actions.participants import change_participant
from cases.actions.runs import freeze_step
from cases.compliance import needs_other_reader, unsettled
from cases.decision_record import hash_of, record_of
from cases.decision_writers import writers_of
from cases.matching.board import board_for
from cases.models import (
    Advice,
    Candidate,
    Case,
    CaseParticipant,
    CaseStage,
    Decision,
    DecisionCondition,
    Notification,
    Outcome,
    VisitStop,
)
from cases.recipients import second_readers

Status = Decision.Status
Kind = Notification.Kind
EDITABLE = ("outcome", "preferred", "reserve", "motivation", "decided_on")
NEEDS_SITE = frozenset({Outcome.OTHER_REGION, Outcome.SPLIT})
RECORD_LANGUAGE = "nl"  # the record is one document, whoever approves it


@transaction.atomic
def save_decision(
    actor: Actor, case: Case, version: int | None, values: dict[str, Any], at: Any = None
) -> Decision:
    """Writes the draft. Raises Conflict when somebody else did meanwhile, and Refused when the
    decision is with the second reader or fixed."""
    row = lock_open_case(case)
    decision = Decision._default_manager.filter(case=row).first()
    if decision is None:
        decision = Decision(case=row)
        if version:
            raise Conflict(_("The decision you were writing is no longer there."))
    else:
        decision = lock_version(Decision, decision.pk, version)
    _require(decision, Status.DRAFT)
    for name in EDITABLE:
        setattr(decision, name, values[name])
    _require_own_sites(row, decision)
    actor.save(decision, _("Decision written"), at=at)
    touch(row, at)
    return decision


@transaction.atomic
def propose(actor: Actor, case: Case, version: int | None, at: Any = None) -> Decision:
    """Puts the draft before a second reader, when it is complete and the visits are done.

    The match is frozen: it is the run that the decision rests on.
    """
    row, decision = lock_decision(case, version)
    _require(decision, Status.DRAFT)
    _require_complete(row, decision)
    _require_heard(decision)
    frozen = freeze_step(actor, row, _("The decision is proposed"), at)
    decision.run = frozen[0] if frozen else None
    decision.status = Status.PROPOSED
    decision.proposed_by, decision.proposed_at = actor.user, at or timezone.now()
    actor.save(decision, _("Proposed to the second reader"), at=at)
    touch(row, at)
    notify(actor, row, Kind.DECISION_WAITS, second_readers(row, decision), decision, at=at)
    return decision


@transaction.atomic
def return_for_changes(
    actor: Actor, case: Case, version: int | None, reason: str, at: Any = None
) -> Decision:
    """Gives the proposal back to be changed, with the reason."""
    row, decision = lock_decision(case, version)
    _require(decision, Status.PROPOSED)
    if not reason.strip():
        raise Refused(_("Say what has to change."))
    people = {row.account_manager_id, decision.proposed_by_id}
    decision.status, decision.proposed_by, decision.proposed_at = Status.DRAFT, None, None
    actor.save(decision, reason.strip(), at=at)
    touch(row, at)
    notify(actor, row, Kind.DECISION_RETURNED, people, decision, at=at)
    return decision


@transaction.atomic
def approve(
    actor: Actor, case: Case, version: int | None, at: datetime.datetime | None = None
) -> Decision:
    """The second reader agrees: the decision is fixed, with the record it leans on and a hash.

    Raises Refused for whoever wrote the draft or proposed it: nobody reads their own words.
    """
    row, decision = lock_decision(case, version)
    _require(decision, Status.PROPOSED)
    reader = _second_reader(actor, row, decision)
    _require_complete(row, decision)
    decision.status = Status.APPROVED
    decision.second_reader, decision.approved_at = reader, at or timezone.now()
    known = Case.objects.visible_to(reader).with_knowledge(reader).get(pk=row.pk)
    with translation.override(RECORD_LANGUAGE):
        board = board_for(reader, known)
        decision.record = record_of(row, decision, board, impressions(row), actor.organisation)
    decision.record_hash = hash_of(decision.record)
    actor.save(decision, _("Approved by the second reader"), at=at)
    touch(row, at)
    people = {row.account_manager_id, decision.proposed_by_id}
    notify(actor, row, Kind.DECISION_APPROVED, people, decision, at=at)
    return decision


@transaction.atomic
def withdraw_approval(
    actor: Actor, case: Case, version: int | None, reason: str, at: Any = None
) -> Decision:
    """Opens an approved decision again, by a manager of the origin. The history keeps the record
    as it was approved; the case cannot go back before this is done."""
    row, decision = lock_decision(case, version)
    _require(decision, Status.APPROVED)
    if actor.user is None or not may_withdraw(actor, row):
        raise Refused(_("Only a manager of the origin organisation opens a decision again."))
    if not reason.strip():
        raise Refused(_("Say why the decision is opened again."))
    decision.status, decision.proposed_by, decision.proposed_at = Status.DRAFT, None, None
    decision.second_reader, decision.approved_at = None, None
    decision.record, decision.record_hash = None, ""
    actor.save(decision, reason.strip(), at=at)
    touch(row, at)
    return decision


def _second_reader(actor: Actor, case: Case, decision: Decision) -> User:
    if actor.user is None:
        raise Refused(_("The second reader is somebody who did not write this decision."))
    barred = barred_reader(actor.user, case, decision)
    if barred:
        raise Refused(barred)
    return actor.user


def barred_reader(user: User, case: Case, decision: Decision) -> str:
    """Why this person cannot be the second reader of a proposal; empty for who can."""
    if user.pk in writers_of(decision):
        return _("The second reader is somebody who did not write this decision.")
    if case.origin_id in user.organisation_ids and needs_other_reader(decision):
        return _("The origin has an interest: the second reader is of another organisation.")
    return ""


def may_withdraw(actor: Actor, case: Case) -> bool:
    """Whether the person may open an approved decision again."""
    user = actor.user
    if user is None:
        return False
    return user.is_superuser or user.has_role(case.origin_id, Role.MANAGER)


@transaction.atomic
def save_condition(
    actor: Actor, case: Case, condition: DecisionCondition, values: dict[str, Any], at: Any = None
) -> DecisionCondition:
    """Adds or changes a condition of a decision that is not fixed."""
    row, decision = lock_decision(case)
    _require(decision, Status.DRAFT)
    condition.decision = decision
    for name in ("kind", "text", "owner", "due_on"):
        setattr(condition, name, values[name])
    actor.save(condition, at=at)
    touch(row, at)
    return condition


@transaction.atomic
def remove_condition(actor: Actor, case: Case, condition: DecisionCondition) -> None:
    """Takes a condition off a decision that is not fixed."""
    row, decision = lock_decision(case)
    _require(decision, Status.DRAFT)
    actor.delete(condition)
    touch(row)


@transaction.atomic
def tick_condition(
    actor: Actor, case: Case, condition: DecisionCondition, met_on: datetime.date | None
) -> DecisionCondition:
    """A condition is met on a day, or is not after all; also when the decision is fixed."""
    if met_on is not None and met_on > timezone.localdate():
        raise Refused(_("This day has yet to come."))
    rows = DecisionCondition._default_manager.select_for_update(of=("self",))
    row: DecisionCondition = rows.get(pk=condition.pk)
    row.met_on = met_on
    actor.save(row, _("Condition met") if met_on else _("Condition open again"))
    touch(case)
    return row


@transaction.atomic
def make_destination(actor: Actor, case: Case, participant: CaseParticipant) -> CaseParticipant:
    """The organisation that serves the preferred site becomes the destination of the case."""
    _row, decision = lock_decision(case)
    if decision.preferred is None:
        raise Refused(_("Choose the preferred site first."))
    return change_participant(
        actor,
        participant,
        CaseParticipant.Role.DESTINATION,
        participant.disclosure,
        participant.consent_by,
        participant.consent_on,
        _("Serves the preferred site %(site)s") % {"site": decision.preferred.site.name},
        participant.consent_document,
    )


def impressions(case: Case) -> dict[Any, Any]:
    """Candidate to the mean impression of the visits, 1 to 5."""
    rows = VisitStop._default_manager.filter(visit__case=case, score__isnull=False)
    grouped = rows.values("candidate_id").annotate(mean=Avg("score"))
    return dict(grouped.values_list("candidate_id", "mean"))


def lock_decision(case: Case, version: int | None = None) -> tuple[Case, Decision]:
    """The open case and its decision, both locked, the version compared and raised (not saved).

    Raises Refused when there is no decision yet.
    """
    row = lock_open_case(case)
    found = Decision._default_manager.filter(case=row).first()
    if found is None:
        raise Refused(_("There is no decision yet; write it first."))
    return row, lock_version(Decision, found.pk, version)


def _require(decision: Decision, status: str) -> None:
    if decision.status == status:
        return
    reasons = {
        Status.DRAFT: _("This decision is a draft: propose it first."),
        Status.PROPOSED: _("This decision is with the second reader."),
        Status.APPROVED: _("This decision is approved and fixed."),
    }
    raise Refused(reasons[Status(decision.status)])


def _require_own_sites(case: Case, decision: Decision) -> None:
    for candidate in (decision.preferred, decision.reserve):
        if candidate is None:
            continue
        if candidate.case_id != case.pk or candidate.status != Candidate.Status.SHORTLIST:
            raise Refused(_("Choose among the sites on the short list."))
    if decision.preferred is not None and decision.preferred == decision.reserve:
        raise Refused(_("The reserve is another site than the preferred one."))


def _require_complete(case: Case, decision: Decision) -> None:
    if case.stage != CaseStage.DECISION:
        raise Refused(_("A decision is proposed when the case is in the stage of the decision."))
    if not decision.outcome or not decision.motivation.strip() or decision.decided_on is None:
        raise Refused(_("The outcome, the motivation and the day of the decision are needed."))
    if decision.outcome in NEEDS_SITE and decision.preferred is None:
        raise Refused(_("This outcome needs a preferred site."))
    _require_own_sites(case, decision)
    steps = unsettled(decision, case.company)
    if steps:
        names = "; ".join(item.label for item in steps)
        raise Refused(_("Compliance steps still to be settled: %(names)s.") % {"names": names})


def _require_heard(decision: Decision) -> None:
    """Advice that was asked for is waited for until its day; after that the record says that it
    was not given."""
    expected = Advice._default_manager.filter(decision=decision, due_on__gte=timezone.localdate())
    days = [row.due_on for row in expected if row.is_waiting]
    if days:
        raise Refused(
            _("Advice is still expected until %(day)s: wait for it, or take the request back.")
            % {"day": date_format(max(days), "j F Y")}
        )
