"""Somebody's calendar: the visits of which they are, and their own next actions with a date.

Asked anew at every reading through what the person may see at that moment. It is read by programs
of others, so it says no more than the invitations do: code name, time and a link.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from cases.icalendar import Event, feed
from cases.models import CaseStage, SiteVisit, Task
from cases.my_visits import visits_of_person
from cases.visit_mail import visit_events
from cases.visit_sight import seen_visits

BACK = datetime.timedelta(days=90)  # visits that are longer ago are left out
MOST = 500  # of each kind


def calendar_of(user: User) -> bytes:
    """The calendar as a file, in the person's language."""
    with translation.override(user.language):
        events = [*_visits(user), *_tasks(user)]
        return feed(events, "Brandpunt")


def _visits(user: User) -> Iterator[Event]:
    rows = visits_of_person(user).filter(ends_at__gte=timezone.now() - BACK)
    chosen = rows.annotate(changed_at=_changed(SiteVisit)).order_by("starts_at", "pk")[:MOST]
    for visit in seen_visits(chosen, user):
        yield from visit_events(visit, visit.sight, visit.changed_at)


def _tasks(user: User) -> Iterator[Event]:
    rows = Task.objects.visible_to(user).open().filter(assignee=user, due_on__isnull=False)
    going_on = rows.exclude(case__stage=CaseStage.CLOSED).select_related("case")
    chosen = going_on.annotate(changed_at=_changed(Task)).order_by("due_on", "pk")[:MOST]
    for task in chosen:
        yield _deadline(task)


def _deadline(task: Any) -> Event:
    """The whole day, free in the agenda. The title may say too much, so it is left out."""
    day = timezone.make_aware(datetime.datetime.combine(task.due_on, datetime.time()))
    page = reverse("case-detail", args=[task.case_id])
    return Event(
        uid=f"{task.pk}@brandpunt",
        sequence=0,
        starts_at=day,
        ends_at=day,
        changed_at=task.changed_at or task.created_at,
        summary=_("Next action %(code_name)s") % {"code_name": task.case.code_name},
        url=settings.BASE_URL.rstrip("/") + page,
        all_day=True,
    )


def _changed(model: Any) -> Subquery:
    """When a row was changed last, so that a calendar that did not change reads the same."""
    rows = model.history.model.objects.filter(id=OuterRef("pk")).order_by("-history_id")
    return Subquery(rows.values("history_date")[:1])
