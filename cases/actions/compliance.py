"""Answering the compliance steps of a decision."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Conflict, Refused
from cases.actions.case import touch
from cases.actions.decision import lock_decision
from cases.compliance import BY_KIND, DATED, contradiction
from cases.models import Case, ComplianceAnswer, Decision, Document, Visibility

ANSWERED = ("answer", "on_date", "reason", "document")


@transaction.atomic
def answer_step(
    actor: Actor,
    case: Case,
    kind: str,
    version: int | None,
    values: dict[str, Any],
    at: datetime.datetime | None = None,
) -> ComplianceAnswer:
    """Answers a step of a decision that is a draft. Raises Refused for an answer that cannot
    hold, Conflict when somebody else answered meanwhile."""
    row, decision = lock_decision(case)
    if decision.status != Decision.Status.DRAFT:
        raise Refused(_("Compliance steps are answered while the decision is a draft."))
    _require_sound(row, kind, values)
    found = ComplianceAnswer._default_manager.filter(decision=decision, kind=kind).first()
    if found is None:
        if version:
            raise Conflict(_("The answer you were changing is no longer there."))
        found = ComplianceAnswer(decision=decision, kind=kind)
    else:
        found = lock_version(ComplianceAnswer, found.pk, version)
    for name in ANSWERED:
        setattr(found, name, values[name])
    found.answered_by, found.organisation = actor.user, actor.organisation
    found.answered_at = at or timezone.now()
    actor.save(found, _("Compliance step answered"), at=at)
    touch(row, at)
    return found


def _require_sound(case: Case, kind: str, values: dict[str, Any]) -> None:
    step, answer = BY_KIND.get(kind), values["answer"]
    if step is None or answer not in step.answers:
        raise Refused(_("Choose one of the answers to this step."))
    if not values["reason"].strip():
        raise Refused(_("Say why this answer holds."))
    if answer in DATED and values["on_date"] is None:
        raise Refused(_("This answer needs a date."))
    against = contradiction(kind, answer, case.company)
    if against:
        raise Refused(against)
    document: Document | None = values["document"]
    if document is not None and not is_evidence(document, case):
        raise Refused(_("Evidence is a document of this case that the other readers see too."))


def is_evidence(document: Document, case: Case) -> bool:
    """Whether everybody who reads the decision may read the document."""
    return document.case_id == case.pk and document.visibility != Visibility.OWN
