"""Advice on a decision: asked for, given, and asked again when the decision was rewritten."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Conflict, Refused
from accounts.models import Organisation
from cases.actions.case import touch
from cases.actions.decision import lock_decision
from cases.actions.notifications import notify
from cases.advising import advisers, basis_of
from cases.models import Advice, Case, Decision
from cases.notification_kinds import K as Kind
from cases.recipients import workers_of


@transaction.atomic
def ask_advice(
    actor: Actor,
    case: Case,
    organisation: Organisation,
    due_on: datetime.date,
    at: datetime.datetime | None = None,
) -> Advice:
    """Asks an organisation for its advice before a day, or once more for a decision that was
    rewritten. Raises Refused when it cannot advise, or the decision is fixed."""
    row, decision = _undecided(case)
    if at is None and due_on < timezone.localdate():
        raise Refused(_("This day has passed."))
    if not advisers(row).filter(pk=organisation.pk).exists():
        raise Refused(_("Advice is asked of participants who compare the options."))
    advice = Advice._default_manager.filter(decision=decision, organisation=organisation).first()
    if advice is None:
        advice = Advice(decision=decision, organisation=organisation)
    else:
        advice = lock_version(Advice, advice.pk, None)
    advice.asked_by, advice.asked_at, advice.due_on = actor.user, at or timezone.now(), due_on
    actor.save(advice, _("Advice asked"), at=at)
    notify(actor, row, Kind.ADVICE_ASKED, workers_of(organisation.pk), advice, at=at)
    touch(row, at)
    return advice


@transaction.atomic
def take_back(actor: Actor, case: Case, advice: Advice) -> None:
    """Takes a request back; an advice that was given before stays."""
    row, _decision = _undecided(case)
    found = Advice._default_manager.select_for_update(of=("self",)).filter(pk=advice.pk).first()
    if found is None or not found.is_waiting:
        raise Refused(_("This advice is not being waited for any more."))
    if found.given_at is None:
        actor.delete(found, _("No longer asked"))
    else:
        found.asked_by, found.asked_at, found.due_on = None, None, None
        found.version += 1
        actor.save(found, _("No longer asked"))
    touch(row)


@transaction.atomic
def give_advice(
    actor: Actor,
    case: Case,
    version: int | None,
    values: dict[str, Any],
    at: datetime.datetime | None = None,
) -> Advice:
    """Writes the advice of the actor's organisation: `verdict`, `reasons` and `sites` (candidate
    to verdict). Raises Conflict when a colleague wrote it meanwhile."""
    row, decision = _undecided(case)
    organisation = actor.organisation
    if organisation is None or not advisers(row).filter(pk=organisation.pk).exists():
        raise Refused(_("Advice is given by participants who compare the options."))
    if not values["verdict"] or not values["reasons"].strip():
        raise Refused(_("An advice says why."))
    advice = Advice._default_manager.filter(decision=decision, organisation=organisation).first()
    if advice is not None:
        advice = lock_version(Advice, advice.pk, version)
    elif version:
        raise Conflict(_("The request for this advice was taken back."))
    else:
        advice = Advice(decision=decision, organisation=organisation)
    for name in ("verdict", "reasons", "sites"):
        setattr(advice, name, values[name])
    advice.basis = basis_of(decision)
    advice.given_by, advice.given_at = actor.user, at or timezone.now()
    actor.save(advice, _("Advice given"), at=at)
    askers = {row.account_manager_id, advice.asked_by_id}
    notify(actor, row, Kind.ADVICE_GIVEN, askers, advice, at=at)
    touch(row, at)
    return advice


def _undecided(case: Case) -> tuple[Case, Decision]:
    """The open case and its decision, which is not fixed yet; locked."""
    row, decision = lock_decision(case)
    if decision.status == Decision.Status.APPROVED:
        raise Refused(_("This decision is approved and fixed."))
    return row, decision
