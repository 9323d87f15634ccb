"""What follows a positive decision: milestones move, figures are reported, and it is finished.

It goes on when the case itself is closed: the figures come one and three years later.
"""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Conflict, Refused
from cases.actions.case import touch
from cases.followup import Kind, is_ended, measures_of, positive_decision
from cases.models import Case, Decision, FollowUpEnd, Milestone, RealisedFigure

FROM_CONDITIONS = (Kind.GRID, Kind.PERMIT, Kind.LAND, Kind.FINANCE)
FIGURES = ("measured_on", "jobs_new_fte", "jobs_retained_fte", "capex_eur", "area_ha", "source")


@transaction.atomic
def set_up(actor: Actor, case: Case, at: datetime.datetime | None = None) -> list[Milestone]:
    """Makes the milestones that are not there yet: owner and day from the conditions of the
    decision, and the day of operation from the key facts of the case."""
    row, decision = _followed(case)
    there = set(Milestone._default_manager.filter(case=row).values_list("kind", flat=True))
    found: dict[Any, Any] = {}
    for condition in decision.conditions.order_by("due_on", "pk"):
        found.setdefault(condition.kind, condition)
    made = []
    for kind in Kind:
        if kind in there:
            continue
        milestone = Milestone(case=row, kind=kind)
        if kind in FROM_CONDITIONS and kind in found:
            source = found[kind]
            milestone.owner, milestone.planned_on = source.owner, source.due_on
            milestone.done_on = source.met_on
        elif kind == Kind.OPERATIONAL:
            milestone.planned_on = row.operational_on
        made.append(actor.save(milestone, _("Taken over from the decision"), at=at))
    touch(row, at)
    return made


@transaction.atomic
def change_milestone(
    actor: Actor,
    case: Case,
    milestone: Milestone,
    version: int | None,
    values: dict[str, Any],
    at: datetime.datetime | None = None,
) -> Milestone:
    """Plans, moves or ticks a milestone. The first planned day stays: another day asks a reason."""
    row, _decision = _followed(case)
    found = lock_version(Milestone, milestone.pk, version)
    planned, revised = values["planned_on"], values["revised_on"]
    reason = values["revision_reason"].strip()
    if found.planned_on is not None and planned != found.planned_on:
        raise Refused(_("The planned day stays as it was; give the day that is expected now."))
    if revised is not None and planned is None:
        raise Refused(_("Plan a day before you move it."))
    if revised is not None and (not reason or _stale_reason(found, revised, reason)):
        raise Refused(_("Say why the day changes."))
    if values["done_on"] is not None and values["done_on"] > timezone.localdate():
        raise Refused(_("This day has yet to come."))
    found.owner, found.planned_on, found.revised_on = values["owner"], planned, revised
    found.revision_reason = reason if revised is not None else ""
    found.done_on = values["done_on"]
    actor.save(found, reason, at=at)
    touch(row, at)
    return found


def _stale_reason(found: Milestone, revised: datetime.date, reason: str) -> bool:
    """Whether the day moves once more with the words of the time before."""
    moved = found.revised_on is not None and found.revised_on != revised
    return moved and reason == found.revision_reason


@transaction.atomic
def report_figures(
    actor: Actor,
    case: Case,
    moment: int,
    version: int | None,
    values: dict[str, Any],
    at: datetime.datetime | None = None,
) -> RealisedFigure:
    """Writes what was realised at a moment: the one row of the case, whoever reports. Raises
    Conflict when another organisation reported meanwhile, Refused before the moment comes."""
    row, decision = _followed(case)
    measure = next((m for m in measures_of(decision, []) if m.moment == moment), None)
    if measure is None or not measure.is_open:
        raise Refused(_("This moment has yet to come."))
    if not measure.opens_on <= values["measured_on"] <= timezone.localdate():
        raise Refused(_("Measure on a day between the moment and today."))
    if not values["source"].strip():
        raise Refused(_("Say where the figures come from."))
    found = RealisedFigure._default_manager.filter(case=row, years=moment).first()
    if found is None:
        if version:
            raise Conflict(_("The figures you were changing are no longer there."))
        found = RealisedFigure(case=row, years=moment)
    else:
        found = lock_version(RealisedFigure, found.pk, version)
    for name in FIGURES:
        setattr(found, name, values[name])
    found.reported_by, found.organisation = actor.user, actor.organisation
    found.reported_at = at or timezone.now()
    actor.save(found, _("Realised figures reported"), at=at)
    touch(row, at)
    return found


@transaction.atomic
def finish(
    actor: Actor, case: Case, reason: str, at: datetime.datetime | None = None
) -> FollowUpEnd:
    """Nothing more is expected of this case."""
    row, _decision = _followed(case)
    if not reason.strip():
        raise Refused(_("Give the reason; it stays in the history of the case."))
    end = FollowUpEnd(case=row, reason=reason.strip(), ended_by=actor.user)
    end.ended_at = at or timezone.now()
    touch(row, at)
    return actor.save(end, reason.strip(), at=at)


@transaction.atomic
def go_on(actor: Actor, case: Case) -> None:
    """The follow-up goes on after all."""
    row = _locked(case)
    end = FollowUpEnd._default_manager.filter(case=row).first()
    if end is None:
        raise Refused(_("The follow-up of this case is not finished."))
    actor.delete(end, _("Goes on"))
    touch(row)


def _locked(case: Case) -> Case:
    row: Case = Case._default_manager.select_for_update(of=("self",)).get(pk=case.pk)
    return row


def _followed(case: Case) -> tuple[Case, Decision]:
    """The case, locked, and its positive decision. Raises Refused when nothing is followed."""
    row = _locked(case)
    decision = positive_decision(row)
    if decision is None:
        raise Refused(_("There is no approved decision that leads to growth here."))
    if is_ended(row):
        raise Refused(_("The follow-up of this case is finished."))
    return row, decision
