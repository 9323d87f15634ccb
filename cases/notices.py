"""Notifications in words, made when somebody reads them from what that person may know now."""

import datetime
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from accounts.models import User
from cases.disclosure import organisation_as_known
from cases.models import Case, Notification
from cases.notification_kinds import NEWS, K
from cases.querysets.notification import rows_about
from cases.visit_sight import seen_visits

MOST_PER_LINE = 12
_WORDS = 24  # of a note
_OWN_SIDE = {K.CALL_ASKED, K.CALL_REMINDER, K.CALL_CHANGED, K.ANSWER_JUDGED}


@dataclass(frozen=True)
class Told:
    """One notification as its reader may know it."""

    notification: Notification
    case: Case
    who: str
    detail: str

    @property
    def name(self) -> str:
        """The case as the reader knows it."""
        return self.case.shown_name


@dataclass
class Line:
    """What one action told at once: one case, or many."""

    batch: uuid.UUID
    kind: str
    newest: datetime.datetime
    number: int
    cases: int
    waiting: int
    rows: list[Told] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What kind of news."""
        return str(K(self.kind).label)

    @property
    def symbol(self) -> str:
        """Its icon."""
        return NEWS[self.kind].symbol

    @property
    def day(self) -> datetime.date:
        """The day under which it stands."""
        return timezone.localdate(self.newest)

    @property
    def hidden(self) -> int:
        """How many are not written out."""
        return self.number - len(self.rows)


def lines_of(user: User, rows: Any, grouped: Iterable[dict[str, Any]]) -> list[Line]:
    """The lines in `grouped` (of NotificationQuerySet.lines) with what stands in them, in the same
    order; `rows` are the visible notifications that they were made of."""
    lines = [Line(**row) for row in grouped]
    parts = rows.filter(batch__in=[line.batch for line in lines])
    told = told_of(user, parts.first_of_each_line(MOST_PER_LINE))
    for line in lines:
        line.rows = [row for row in told if row.notification.batch == line.batch]
    return [line for line in lines if line.rows]


def told_of(user: User, rows: Any) -> list[Told]:
    """Visible notifications as their reader may know them: a query for the cases, and one per kind
    of thing that they are about."""
    found = list(rows.select_related("actor", "organisation"))
    keys = {row.case_id for row in found}
    visible = Case.objects.visible_to(user).with_knowledge(user).select_related("company")
    cases = visible.in_bulk(keys)
    details = _details(user, found)
    return [
        Told(row, cases[row.case_id], _who(row, cases[row.case_id], user), details[row.pk])
        for row in found
        if row.case_id in cases
    ]


def _who(row: Notification, case: Case, user: User) -> str:
    """Who did it and for whom, unless the reader may not know of that organisation."""
    if row.organisation is None:
        return str(row.actor or "")
    known = organisation_as_known(case, user, row.organisation_id, row.organisation.name)
    return known.name if known.hidden or row.actor is None else f"{row.actor}, {known.name}"


def _details(user: User, rows: Sequence[Notification]) -> dict[uuid.UUID, str]:
    """Notification to a few words about the thing itself."""
    words: dict[tuple[str, Any], str] = {}
    for about, tell in TELLING.items():
        keys = {row.about_id for row in rows if row.about == about}
        if keys:
            found = rows_about(about, user).filter(pk__in=keys)
            if about in RELATED:
                found = found.select_related(*RELATED[about])
            if about == "visit":
                found = seen_visits(found, user)
            words |= {(about, row.pk): tell(row) for row in found}
    return {row.pk: words.get((row.about, row.about_id), "") for row in rows}


def _task(row: Any) -> str:
    due = date_format(row.due_on, "j F Y") if row.due_on else ""
    return f"{row.title} · {due}" if due else str(row.title)


def _call(row: Any) -> str:
    return f"{row.organisation.name} · {date_format(row.call.deadline, 'j F Y')}"


def _asked(row: Any) -> str:
    return f"{row.organisation.name} · {date_format(row.due_on, 'j F Y')}"


def _visit(row: Any) -> str:
    """When it is for this reader: a host learns of its own part only."""
    first, last = (timezone.localtime(at) for at in (row.sight.starts_at, row.sight.ends_at))
    words = date_format(first, "l j F Y H:i")
    return words if first.date() == last.date() else f"{words} – {date_format(last, 'l j F')}"


def _move(row: Any) -> str:
    return f"{row.get_kind_display()}: {row.get_to_stage_display()}"


TELLING: dict[str, Callable[[Any], str]] = {
    "note": lambda row: Truncator(row.body).words(_WORDS),
    "task": _task,
    "open_task": _task,
    "done_task": _task,
    "advice": lambda row: str(row.organisation.name),
    "open_advice": _asked,
    "document": lambda row: str(row.title),
    "transition": _move,
    "participant": lambda row: str(row.organisation.name),
    "invitation": lambda row: (
        f"{row.organisation.name} · {date_format(row.call.deadline, 'j F Y')}"
    ),
    "visit": _visit,
}
RELATED = {
    "advice": ("organisation",),
    "open_advice": ("organisation",),
    "participant": ("organisation",),
    "invitation": ("organisation", "call"),
}


def page_of(row: Notification, user: User) -> str:
    """The address of what a notification is about."""
    if row.about in ("note", "transition", "done_task"):
        return reverse("case-timeline", args=[row.case_id])
    if row.about in ("task", "open_task"):
        return f"{reverse('case-detail', args=[row.case_id])}#tasks"
    if row.about == "visit":
        return reverse("visit-detail", args=[row.case_id, row.about_id])
    if row.about == "invitation" and row.kind in _OWN_SIDE:
        return reverse("call-answer", args=[row.case_id, row.about_id])
    if row.about == "invitation":
        call = rows_about("invitation", user).values_list("call_id", flat=True)
        return reverse("call-region", args=[row.case_id, call.get(pk=row.about_id), row.about_id])
    plain = {"document": "case-documents", "decision": "case-decision", "watch": "case-watch"}
    plain |= {"month": "case-monthly"} | dict.fromkeys(("advice", "open_advice"), "case-decision")
    return reverse(plain.get(row.about, "case-detail"), args=[row.case_id])
