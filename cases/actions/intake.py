"""The entry condition: the facts, and the verdict of somebody else than the account manager.

The verdict holds for the facts that the reviewer saw. Whoever changes them afterwards opens the
verdict again; the history says which change did it.
"""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Refused
from cases.actions.case import touch
from cases.actions.guards import bring_back, lock_open_case, lock_stamped
from cases.models import Bottleneck, Case, EligibilityReview
from cases.permissions import may_judge
from cases.workflow import Need, gather, missing

FACTS = ("is_deeptech", "deeptech_reason", "own_region_options", "municipality_statement")
BOTTLENECK_FIELDS = ("kind", "description", "evidence", "solvable_by")
# Needs of the gate that an accepting verdict leans on.
GROUNDS = ("bottleneck", "own-region", "deeptech")
Verdict = EligibilityReview.Verdict


def missing_grounds(case: Case) -> list[Need]:
    """What an accepting verdict still lacks."""
    facts = gather(case)
    return [need for need in missing(facts, "intake") if need.code in GROUNDS]


@transaction.atomic
def save_facts(
    actor: Actor, case: Case, values: dict[str, Any], version: int | None
) -> EligibilityReview:
    """Saves FACTS. `version` is 0 while nothing was saved yet. Raises Conflict."""
    lock_open_case(case)
    row = _open_review(case, version)
    before = {name: getattr(row, name) for name in FACTS}
    for name in FACTS:
        setattr(row, name, values[name])
    changed = any(before[name] != values[name] for name in FACTS)
    return _save_review(actor, row, _("Facts of the entry condition changed"), reset=changed)


@transaction.atomic
def save_bottleneck(
    actor: Actor,
    case: Case,
    bottleneck: Bottleneck | None,
    values: dict[str, Any],
    stamp: int | None = None,
) -> Bottleneck:
    """Adds a bottleneck (None) or changes one. Raises Conflict when it changed meanwhile."""
    lock_open_case(case)
    if bottleneck is None:
        row, why = Bottleneck(case=case), _("Bottleneck added")
    else:
        row, why = lock_stamped(Bottleneck, bottleneck.pk, stamp), _("Bottleneck changed")
    for name in BOTTLENECK_FIELDS:
        setattr(row, name, values[name])
    actor.save(row, why)
    _save_review(actor, _open_review(case, None), why, reset=True)
    return row


@transaction.atomic
def remove_bottleneck(actor: Actor, case: Case, bottleneck: Bottleneck) -> None:
    """Takes a bottleneck away; `restore_bottleneck` undoes it."""
    lock_open_case(case)
    row = lock_stamped(Bottleneck, bottleneck.pk, None)
    actor.delete(row, _("Bottleneck removed"))
    _save_review(actor, _open_review(case, None), _("Bottleneck removed"), reset=True)


@transaction.atomic
def restore_bottleneck(actor: Actor, case: Case, pk: uuid.UUID) -> Bottleneck:
    """Undoes a removal. Raises Refused when there is nothing to bring back."""
    lock_open_case(case)
    row: Bottleneck = bring_back(actor, Bottleneck, pk, _("Removal undone"), case_id=case.pk)
    _save_review(actor, _open_review(case, None), _("Bottleneck brought back"), reset=True)
    return row


@transaction.atomic
def judge(
    actor: Actor,
    case: Case,
    verdict: str,
    reason: str,
    version: int | None,
    at: datetime.datetime | None = None,
) -> EligibilityReview:
    """Accepts or rejects the entry condition, with a reason.

    Raises Refused for the account manager of the case, and for an acceptance without its grounds;
    Conflict when the facts are not those that the reviewer saw.
    """
    row = lock_open_case(case)
    _require_reviewer(actor, row)
    if verdict not in (Verdict.ACCEPTED, Verdict.REJECTED):
        raise Refused(_("Choose between accepting and rejecting."))
    if not reason.strip():
        raise Refused(_("Give the reason; it stays in the history of the case."))
    review = _open_review(row, version)
    lacking = missing_grounds(row)
    if verdict == Verdict.ACCEPTED and lacking:
        raise Refused(
            _("Accepting still needs: %(needs)s.")
            % {"needs": "; ".join(str(need.label) for need in lacking)}
        )
    review.verdict, review.verdict_reason = verdict, reason
    review.reviewer, review.reviewed_at = actor.user, at or timezone.now()
    touch(row, at)
    return actor.save(review, reason, at=at)


def _require_reviewer(actor: Actor, case: Case) -> None:
    if actor.user is None or case.account_manager_id == actor.user.pk:
        raise Refused(
            _(
                "The entry condition is judged by somebody else than the account manager of "
                "the case. Ask a colleague or the manager of the organisation."
            )
        )
    if not may_judge(actor.user, case):
        raise Refused(_("Only the origin organisation judges the entry condition."))


def _open_review(case: Case, version: int | None) -> EligibilityReview:
    """The row to save, its version raised by one; a new one when nothing was saved yet."""
    present = EligibilityReview._default_manager.filter(case_id=case.pk).first()
    if present is None:
        return EligibilityReview(case=case, version=1)
    row: EligibilityReview = lock_version(EligibilityReview, present.pk, version)
    return row


def _save_review(
    actor: Actor, row: EligibilityReview, why: str, *, reset: bool
) -> EligibilityReview:
    """Saves the row; when the facts changed under a verdict, that is open again."""
    if reset and row.verdict != Verdict.PENDING:
        why = _("%(what)s after the verdict “%(verdict)s”: it has to be given again.") % {
            "what": why,
            "verdict": row.get_verdict_display(),
        }
        row.verdict, row.verdict_reason = Verdict.PENDING, ""
        row.reviewer, row.reviewed_at = None, None
    touch(row.case)
    return actor.save(row, why)
