"""Who looked at what they may know: a row in the access log, without flooding it."""

import datetime

from django.utils import timezone

from accounts.actions import log_access
from accounts.actor import Actor
from accounts.models import AccessLog
from cases.models import Case

ONCE_PER = datetime.timedelta(hours=1)


def note_view(actor: Actor, case: Case) -> None:
    """Notes that somebody outside the origin organisation, who may know the company, opens a case.

    At most once an hour per person and case. Needs a case read with `with_knowledge`.
    """
    user = actor.user
    if user is None or not case.knows_identity:  # type: ignore[attr-defined]
        return
    if case.origin_id in user.organisation_ids:
        return
    since = timezone.now() - ONCE_PER
    looks = AccessLog.objects.of_case(case.pk).filter(action=AccessLog.Action.VIEWED)
    if not looks.filter(user=user, kind="case", at__gte=since).exists():
        log_access(
            actor,
            AccessLog.Action.VIEWED,
            "case",
            case.code_name,
            object_id=case.pk,
            case_id=case.pk,
        )
