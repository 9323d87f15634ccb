"""What the company said of a visit."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Refused
from cases.actions.case import touch
from cases.actions.guards import lock_open_case
from cases.models import SiteVisit, VisitFeedback
from cases.models.visit import ASPECTS

GIVEN = ("given_by", "given_on", "remark", *ASPECTS)


@transaction.atomic
def save_feedback(
    actor: Actor,
    visit: SiteVisit,
    feedback: VisitFeedback,
    version: int | None,
    values: dict[str, Any],
    at: Any = None,
) -> VisitFeedback:
    """Notes what somebody of the company said, or corrects it. Raises Refused for a visit that was
    cancelled or has yet to begin, and Conflict when somebody else corrected it meanwhile."""
    case = lock_open_case(visit.case)
    if visit.status == SiteVisit.Status.CANCELLED:
        raise Refused(_("This visit was cancelled."))
    if visit.starts_at > (at or timezone.now()):
        raise Refused(_("This visit has yet to begin."))
    row, reason = feedback, _("Feedback of the company noted")
    if not feedback._state.adding:
        row = lock_version(VisitFeedback, feedback.pk, version)
        reason = _("Feedback of the company changed")
    row.visit, row.noted_by = visit, actor.user
    for name in GIVEN:
        setattr(row, name, values[name])
    _check(row, at)
    actor.save(row, reason, at=at)
    touch(case, at)
    return row


def _check(row: VisitFeedback, at: Any) -> None:
    today = timezone.localdate(at or timezone.now())
    if not timezone.localdate(row.visit.starts_at) <= row.given_on <= today:
        raise Refused(_("Feedback is given after the visit began, and not in the future."))
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
