"""Every read of monthly updates, and which cases ask for one."""

import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from cases.querysets.access import VIEW, holds

if TYPE_CHECKING:
    from accounts.models import User

WATCHERS = frozenset({"programme_office", "ministry"})  # kinds of organisations


def told_to(user: "User", case: str = "") -> Q:
    """A condition on the case (`case` leads to it): the person may read its monthly updates.

    They are written for the own organisation and for who watches over the whole: the programme
    office, and the ministry where it sees the case. Nobody else on the case reads them, however
    much it may know: an account manager must be able to write plainly that a region, a partner or
    the company itself is what holds things up. The programme office looks on at every case
    without knowing the company, so an update may not name it (cases.actions.monthly).
    """
    if user.is_superuser:
        return ~Q(**{f"{case}pk__in": []})
    key = f"{case}pk" if case == "" else f"{case.removesuffix('__')}_id"
    own = Q(**{f"{case}origin_id__in": user.organisation_ids}) & holds(user, VIEW, key)
    if any(m.organisation.kind in WATCHERS for m in user.active_memberships):
        return own | holds(user, VIEW, key)
    return own


class MonthlyUpdateQuerySet(models.QuerySet[Any]):
    """Monthly updates."""

    def visible_to(self, user: "User") -> "MonthlyUpdateQuerySet":
        """Updates of cases of the own organisation, and those that a watcher may read."""
        return self.filter(told_to(user, "case__"))


def asked_month(today: datetime.date) -> datetime.date:
    """The first day of the month that passed last: the one that is asked."""
    return (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)


def following(month: datetime.date) -> datetime.date:
    """The first day of the month after."""
    return (month + datetime.timedelta(days=31)).replace(day=1)


def _updates() -> Any:
    return apps.get_model("cases", "MonthlyUpdate")._default_manager


def without_update(month: datetime.date) -> Q:
    """Open cases that were there in a month that is over, and of which nobody told of it."""
    start = datetime.datetime.combine(following(month), datetime.time())
    written = _updates().filter(case_id=OuterRef("pk"), month=month)
    before = Q(created_at__lt=timezone.make_aware(start))
    return ~Q(stage="closed") & before & ~Q(Exists(written))


def of_colour(colour: str) -> Q:
    """Cases whose newest update has a colour."""
    newest = _updates().filter(case_id=OuterRef("case_id")).order_by("-month").values("month")[:1]
    rows = _updates().filter(colour=colour, month=Subquery(newest))
    return Q(pk__in=rows.values("case_id"))


def never_told() -> Q:
    """Cases without any update."""
    return ~Q(Exists(_updates().filter(case_id=OuterRef("pk"))))


def newest_of(user: "User", field: str) -> Subquery:
    """A field of the newest update of a case, as far as the person may read it."""
    rows = _updates().visible_to(user).filter(case_id=OuterRef("pk")).order_by("-month")
    return Subquery(rows.values(field)[:1])
