"""Moving a case along its road. Every move is a row; two at once get one winner."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Refused
from cases.actions.calls import end_open_calls
from cases.actions.clocks import keep_clocks
from cases.actions.notifications import notify
from cases.actions.watch import end_watch, start_watch
from cases.models import Case, CaseStage, Decision, Notification, StageTransition
from cases.recipients import task_holders
from cases.workflow import Need, earlier_stages, gather, missing, next_stage

Kind = StageTransition.Kind


class GateClosed(Refused):
    """The stage still needs something; `needs` lists what, each with the page that gives it."""

    def __init__(self, needs: Sequence[Need]) -> None:
        self.needs = needs
        super().__init__(
            _("Still needed: %(needs)s.") % {"needs": "; ".join(str(n.label) for n in needs)}
        )


@transaction.atomic
def move_forward(
    actor: Actor,
    case: Case,
    version: int | None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> Case:
    """To the next stage. Raises GateClosed with everything still needed, or Conflict."""
    row = lock_version(Case, case.pk, version)
    _require_moving(row)
    target = next_stage(row.stage)
    if target is None:
        raise Refused(_("After the decision a case is closed with its outcome."))
    needs = missing(gather(row), row.stage)
    if needs:
        raise GateClosed(needs)
    return _move(actor, row, Kind.FORWARD, target, reason, at)


@transaction.atomic
def move_back(
    actor: Actor,
    case: Case,
    version: int | None,
    target: str,
    reason: str,
    at: datetime.datetime | None = None,
) -> Case:
    """To an earlier stage, with a reason; counted in the figures."""
    row = lock_version(Case, case.pk, version)
    _require_moving(row)
    _require_reason(reason)
    if target not in earlier_stages(row.stage):
        raise Refused(_("A case goes back to an earlier stage only."))
    _require_open_decision(row, target)
    return _move(actor, row, Kind.BACK, target, reason, at)


@transaction.atomic
def put_on_hold(
    actor: Actor,
    case: Case,
    version: int | None,
    reason: str,
    review_on: datetime.date,
    at: datetime.datetime | None = None,
) -> Case:
    """Stops the clock, with a reason and a day to look again (later than today).

    From now on the sites are watched for what makes the case feasible again.
    """
    row = lock_version(Case, case.pk, version)
    _require_moving(row)
    _require_reason(reason)
    if at is None and review_on <= timezone.localdate():
        raise Refused(_("The day to look again lies in the future."))
    row.on_hold, row.hold_reason, row.hold_review_on = True, reason, review_on
    moved = _move(actor, row, Kind.HOLD, row.stage, reason, at)
    start_watch(actor, moved)
    return moved


@transaction.atomic
def resume(
    actor: Actor,
    case: Case,
    version: int | None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> Case:
    """Starts the clock again."""
    row = lock_version(Case, case.pk, version)
    if not row.on_hold:
        raise Refused(_("This case is not on hold."))
    row.on_hold, row.hold_reason, row.hold_review_on = False, "", None
    end_watch(actor, row, _("The case was resumed."))
    return _move(actor, row, Kind.RESUME, row.stage, reason, at)


@transaction.atomic
def close(
    actor: Actor,
    case: Case,
    version: int | None,
    outcome: str,
    reason: str,
    at: datetime.datetime | None = None,
    score: int | None = None,
    scored_on: datetime.date | None = None,
) -> Case:
    """Ends a case with an outcome. A settled outcome (another region, own region, split) needs
    everything the decision needs; an ending on the way needs its reason only. `score`: what the
    company gave for how it was helped, 1 to 5, if it was asked."""
    row = lock_version(Case, case.pk, version)
    if not row.is_open:
        raise Refused(_("This case is closed already."))
    _require_reason(reason)
    if outcome in SETTLED:
        _require_decision(row, outcome)
    row.on_hold, row.hold_reason, row.hold_review_on = False, "", None
    row.outcome, row.outcome_reason = outcome, reason
    row.closed_at = at or timezone.now()
    row.score, row.scored_on = _score_of(score, scored_on)
    end_open_calls(actor, row, at)
    end_watch(actor, row, _("The case was closed."))
    return _move(actor, row, Kind.CLOSE, CaseStage.CLOSED, reason, at)


@transaction.atomic
def reopen(
    actor: Actor,
    case: Case,
    version: int | None,
    target: str,
    reason: str,
    at: datetime.datetime | None = None,
) -> Case:
    """Opens a closed case again in a stage before its end."""
    row = lock_version(Case, case.pk, version)
    _require_reason(reason)
    if row.is_open or target not in earlier_stages(CaseStage.CLOSED):
        raise Refused(_("Only a closed case is reopened, in one of the stages of the road."))
    _require_open_decision(row, target)
    row.outcome, row.outcome_reason, row.closed_at = "", "", None
    row.score, row.scored_on = None, None  # the history keeps what was given then
    return _move(actor, row, Kind.REOPEN, target, reason, at)


def _score_of(
    score: int | None, on: datetime.date | None
) -> tuple[int | None, datetime.date | None]:
    """The score and its day: today unless given. Raises Refused for what cannot be."""
    if score is None:
        return None, None
    if not 1 <= score <= 5:
        raise Refused(_("A score lies between 1 and 5, and has a day."))
    if on is not None and on > timezone.localdate():
        raise Refused(_("This day has yet to come."))
    return score, on or timezone.localdate()


SETTLED = frozenset({"other_region", "own_region", "split"})


def _move(
    actor: Actor,
    row: Case,
    kind: str,
    target: str,
    reason: str,
    at: datetime.datetime | None,
) -> Case:
    """Saves the case in its new place and adds the transition with the time left behind."""
    moment = at or timezone.now()
    left = row.stage
    waited = _seconds_on_hold(row, moment)
    transition = StageTransition(
        case=row,
        kind=kind,
        from_stage=left,
        to_stage=target,
        actor=actor.user,
        organisation=actor.organisation,
        at=moment,
        reason=reason,
        seconds_in_stage=max(0, int((moment - row.stage_since).total_seconds())),
        seconds_on_hold=waited,
    )
    if target != left:
        row.stage, row.stage_since = target, moment
    row.last_activity_at = moment
    actor.save(row, reason, at=at)
    actor.save(transition, reason, at=at)
    people = {row.account_manager_id, *task_holders(row)}
    notify(actor, row, Notification.Kind.CASE_MOVED, people, transition, at=at)
    keep_clocks(actor, row, timezone.localdate(moment), at)
    return row


def _seconds_on_hold(row: Case, moment: datetime.datetime) -> int:
    """Seconds on hold since the case came in its stage, from the moves in that stage."""
    moves = row.transitions.filter(at__gte=row.stage_since, kind__in=[Kind.HOLD, Kind.RESUME])
    total, since = 0.0, None
    for kind, at in moves.order_by("at").values_list("kind", "at"):
        if kind == Kind.HOLD:
            since = at
        elif since is not None:
            total, since = total + (at - since).total_seconds(), None
    if since is not None:
        total += (moment - since).total_seconds()
    return max(0, int(total))


def _require_moving(row: Case) -> None:
    if not row.is_open:
        raise Refused(_("This case is closed; reopen it first."))
    if row.on_hold:
        raise Refused(_("This case is on hold; resume it first."))


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Give the reason; it stays in the history of the case."))


def _require_decision(row: Case, outcome: str) -> None:
    if row.stage != CaseStage.DECISION:
        raise Refused(_("This outcome is possible after the decision only."))
    needs = missing(gather(row), CaseStage.DECISION)
    if needs:
        raise GateClosed(needs)
    if row.decision.outcome != outcome:
        raise Refused(_("The outcome differs from the approved decision."))


def _require_open_decision(row: Case, target: str) -> None:
    """Before the stage of the decision nothing may stand decided already."""
    if target == CaseStage.DECISION:
        return
    fixed = Decision._default_manager.filter(case=row).exclude(status=Decision.Status.DRAFT)
    if fixed.exists():
        raise Refused(
            _("The decision is proposed or approved: make it a draft again on its page first.")
        )
