"""Planning visits, calling them off, and closing them. What is seen stands in observation."""

from collections.abc import Sequence
from typing import Any

from celery import current_app
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.concurrency import lock_version
from accounts.errors import Refused
from cases.actions.case import touch
from cases.actions.guards import lock_open_case
from cases.actions.notifications import notify
from cases.actions.visit_stops import Halt, guard, guard_rivals, guard_stops, hosts_of, set_stops
from cases.models import Candidate, Case, Notification, SiteVisit
from cases.recipients import guests_of
from cases.visit_days import MOST_DAYS, given_hours

EDITABLE = ("starts_at", "ends_at", "host", "meeting_point", "programme", "guests")
HOURS = ("day_starts", "day_ends")
READ_BY_HOSTS = ("meeting_point", "programme")
Status = SiteVisit.Status
INVITE = "cases.tasks.invite_to_visit"  # by name: the tasks import the actions


@transaction.atomic
def plan_visit(
    actor: Actor,
    case: Case,
    values: dict[str, Any],
    stops: Sequence[Candidate | Halt],
    at: Any = None,
) -> SiteVisit:
    """Plans a visit to candidate sites, in their order. Raises Refused without a site."""
    row = lock_open_case(case)
    visit = SiteVisit(case=row)
    _fill(row, visit, values)
    actor.save(visit, _("Visit planned"), at=at)
    set_stops(actor, row, visit, stops)
    guard_stops(row, visit)
    touch(row, at)
    _invite(visit, set())
    _tell(actor, visit, Notification.Kind.VISIT_PLANNED, at=at)
    return visit


@transaction.atomic
def change_visit(
    actor: Actor,
    visit: SiteVisit,
    version: int | None,
    values: dict[str, Any],
    stops: Sequence[Candidate | Halt],
) -> SiteVisit:
    """Changes a planned visit. Raises Conflict when somebody else did meanwhile."""
    case = lock_open_case(visit.case)
    row = lock_version(SiteVisit, visit.pk, version)
    _require_planned(row)
    hosts_before = hosts_of(row)
    _fill(case, row, values)
    actor.save(row, _("Visit changed"))
    set_stops(actor, case, row, stops)
    guard_stops(case, row)
    touch(case)
    _invite(row, hosts_before)
    _tell(actor, row, Notification.Kind.VISIT_CHANGED)
    return row


@transaction.atomic
def cancel_visit(
    actor: Actor, visit: SiteVisit, version: int | None, reason: str, at: Any = None
) -> SiteVisit:
    """Calls a planned visit off, with a reason that the host may read."""
    case = lock_open_case(visit.case)
    row = lock_version(SiteVisit, visit.pk, version)
    _require_planned(row)
    if not reason.strip():
        raise Refused(_("Say why the visit is cancelled."))
    guard(case, reason)
    guard_rivals(case, row, reason, hosts_of(row))
    row.status, row.cancel_reason = Status.CANCELLED, reason.strip()
    actor.save(row, reason.strip(), at=at)
    touch(case, at)
    _invite(row, hosts_of(row))
    _tell(actor, row, Notification.Kind.VISIT_CANCELLED, at=at)
    return row


@transaction.atomic
def finish_visit(
    actor: Actor, visit: SiteVisit, version: int | None, conclusion: str, at: Any = None
) -> SiteVisit:
    """The visit took place. The conclusion may be written, or written again, afterwards."""
    case = lock_open_case(visit.case)
    row = lock_version(SiteVisit, visit.pk, version)
    if row.status == Status.CANCELLED:
        raise Refused(_("This visit was cancelled."))
    if row.starts_at > (at or timezone.now()):
        raise Refused(_("This visit has yet to begin."))
    row.status, row.conclusion = Status.DONE, conclusion.strip()
    actor.save(row, _("Visit done"), at=at)
    touch(case, at)
    return row


def _invite(visit: SiteVisit, hosts_before: set[int]) -> None:
    """Queues the invitations, their change or their withdrawal, once the visit is kept. What is
    over is nobody's appointment. A broker that is away does not undo the visit."""
    if visit.ends_at <= timezone.now():
        return
    arguments = [str(visit.pk), visit.version, sorted(hosts_before)]
    transaction.on_commit(
        lambda: current_app.send_task(INVITE, arguments, retry=False), robust=True
    )


def _tell(actor: Actor, visit: SiteVisit, kind: str, at: Any = None) -> None:
    """Beside the invitation, in the application. What is over is no news."""
    if visit.ends_at > timezone.now():
        notify(actor, visit.case, kind, guests_of(visit), visit, at=at)


def _fill(case: Case, visit: SiteVisit, values: dict[str, Any]) -> None:
    for name in EDITABLE:
        setattr(visit, name, values[name])
    for name in HOURS:
        setattr(visit, name, list(values.get(name, ())))
    if visit.ends_at <= visit.starts_at:
        raise Refused(_("The visit ends before it begins."))
    if visit.days > MOST_DAYS:
        raise Refused(too_long())
    guard_hours(visit)
    for name in READ_BY_HOSTS:
        guard(case, values[name])
    on_case = case.participants.filter(ended_at__isnull=True)
    if visit.host_id is not None and not on_case.filter(organisation_id=visit.host_id).exists():
        raise Refused(_("The host takes part in the case; invite the organisation first."))


def guard_hours(visit: SiteVisit) -> None:
    """Raises Refused when a day that was given hours ends before it begins."""
    for day in range(1, visit.days + 1):
        opens, closes = given_hours(visit, day)
        if opens is not None and closes is not None and closes <= opens:
            raise Refused(_("Day %(day)d ends before it begins.") % {"day": day})


def too_long() -> str:
    """How many days a visit takes at most."""
    return _("A visit takes at most %(days)d days.") % {"days": MOST_DAYS}


def _require_planned(row: SiteVisit) -> None:
    if row.status != Status.PLANNED:
        raise Refused(
            _("This visit is “%(status)s” and stays as it was.")
            % {"status": row.get_status_display()}
        )
