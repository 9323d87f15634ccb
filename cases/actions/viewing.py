"""Who looked at what they may know: a row in the access log, without flooding it."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from accounts.actions import Seen, log_accesses
from accounts.actor import Actor
from accounts.models import AccessLog
from cases.models import Case

ONCE_PER = datetime.timedelta(hours=1)


def note_view(actor: Actor, case: Case) -> None:
    """Notes that somebody outside the origin organisation, who may know the company, opens a case.

    At most once an hour per person and case. Needs a case read with `with_knowledge`.
    """
    note_views(actor, [case])


def note_views(actor: Actor, cases: Iterable[Case]) -> None:
    """The same for several cases at once, in a query and a statement."""
    user = actor.user
    if user is None:
        return
    known = [case for case in cases if case.knows_identity]  # type: ignore[attr-defined]
    looked_at = {case.pk: case for case in known if case.origin_id not in user.organisation_ids}
    if not looked_at:
        return
    looks = AccessLog.objects.filter(
        case_id__in=looked_at, action=AccessLog.Action.VIEWED, kind="case", user=user
    )
    since = timezone.now() - ONCE_PER
    noted = set(looks.filter(at__gte=since).values_list("case_id", flat=True))
    log_accesses(
        actor,
        AccessLog.Action.VIEWED,
        "case",
        [Seen(case.code_name, pk, pk) for pk, case in looked_at.items() if pk not in noted],
    )
