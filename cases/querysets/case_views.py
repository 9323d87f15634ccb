"""The built-in views of the list of cases, as conditions: the rows and the counts share them."""

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cases.querysets.access import IDENTITY, holds

if TYPE_CHECKING:
    from accounts.models import User

VIEWS = ("mine", "waiting", "late", "silent", "feasible", "running", "closed", "all")
_OPEN = ~Q(stage="closed")


def in_view(user: "User", view: str) -> Q:
    """The condition of one of VIEWS. Raises KeyError for any other word."""
    conditions: dict[str, Callable[[User], Q]] = {
        "mine": managed_by,
        "waiting": waiting_on_user,
        "late": overdue,
        "silent": lambda _user: silent(),
        "feasible": feasible_again,
        "running": lambda _user: _OPEN,
        "closed": lambda _user: Q(stage="closed"),
        "all": lambda _user: ~Q(pk__in=[]),
    }
    return conditions[view](user)


def managed_by(user: "User") -> Q:
    """Open cases of this account manager."""
    return _OPEN & Q(account_manager=user)


def waiting_on_user(user: "User") -> Q:
    """Open cases where an open next action lies with this person."""
    return _OPEN & Q(pk__in=_open_tasks().filter(_readable(user), assignee=user).values("case_id"))


def overdue(user: "User", today: datetime.date | None = None) -> Q:
    """Open cases with a next action that the person may read and whose date has passed.

    Own actions stand apart from those that only the informed read: else the database looks up for
    each late action in the country whether the person knows its company.
    """
    late = _open_tasks().late(today)
    if user.is_superuser:
        return _OPEN & Q(pk__in=late.values("case_id"))
    own = Q(pk__in=late.filter(organisation_id__in=user.organisation_ids).values("case_id"))
    informed = Q(pk__in=late.values("case_id")) & holds(user, IDENTITY)
    return _OPEN & (own | informed)


def silent() -> Q:
    """Open cases, not on hold, without any activity for SILENT_AFTER_DAYS days."""
    moment = timezone.now() - datetime.timedelta(days=settings.SILENT_AFTER_DAYS)
    return _OPEN & Q(on_hold=False, last_activity_at__lt=moment)


def feasible_again(user: "User") -> Q:
    """Cases on hold for which a site was found that the person may see and nobody handled yet."""
    hits = apps.get_model("cases", "WatchHit").objects.visible_to(user)
    open_hits = hits.filter(handled_at__isnull=True).values("watch__case_id")
    return Q(on_hold=True) & Q(pk__in=open_hits)


def without_next_action() -> Q:
    """Open cases, not on hold, on which nobody has anything to do."""
    tasks = apps.get_model("cases", "Task").objects.filter(
        case_id=OuterRef("pk"), done_at__isnull=True
    )
    return _OPEN & Q(on_hold=False) & ~Q(Exists(tasks))


def _readable(user: "User") -> Q:
    """What `Task.objects.visible_to` says, of cases that the person sees: that is asked of the case
    already. The cheap half first, as the other is only looked up where that one fails."""
    return Q(organisation_id__in=user.organisation_ids) | holds(user, IDENTITY, "case_id")


def _open_tasks() -> Any:
    return apps.get_model("cases", "Task").objects.open()
