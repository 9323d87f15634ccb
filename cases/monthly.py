"""The monthly update: of which month it is asked, before which day, and what happened in it.

Only the month that passed last is asked. One that was missed stays missed: what is written
months later is no longer what was known then.
"""

import datetime
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case, MonthlyUpdate, Note, SiteVisit, StageTransition
from cases.querysets.monthly import asked_month, following
from cases.working_days import add_working_days

_DAY = datetime.timedelta(days=1)
MOST = 30  # events beside the form


class State(Enum):
    """How the update of the month that is asked stands."""

    WRITTEN = "written"
    DUE = "due"
    OVERDUE = "overdue"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class Asked:
    """The month that is asked of a case, the day before which, and how it stands."""

    month: datetime.date
    due_on: datetime.date
    state: State

    @property
    def is_open(self) -> bool:
        """Whether it is still to be written."""
        return self.state in (State.DUE, State.OVERDUE)

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been there."""
        return self.state == State.OVERDUE

    @property
    def name(self) -> str:
        """The month as people write it."""
        return month_name(self.month)

    @property
    def slug(self) -> str:
        """The month in an address."""
        return month_slug(self.month)


def due_on(month: datetime.date) -> datetime.date:
    """The last day on which the update of a month is in time: so many working days after it."""
    return add_working_days(following(month) - _DAY, settings.MONTHLY_UPDATE_WORKING_DAY)


def is_overdue(today: datetime.date) -> bool:
    """Whether what is not written today is too late."""
    return today > due_on(asked_month(today))


def month_slug(month: datetime.date) -> str:
    """As in 2026-10."""
    return f"{month:%Y-%m}"


def month_of(slug: str) -> datetime.date | None:
    """The month of a slug; None when it is none."""
    try:
        month = datetime.datetime.strptime(slug, "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        return None
    return month if month_slug(month) == slug else None


def month_name(month: datetime.date) -> str:
    """As in october 2026, in the reader's language."""
    return f"{MONTHS[month.month]} {month.year}"


def asked_of(case: Case, written: bool, today: datetime.date | None = None) -> Asked:
    """What is asked of a case now; `written` says whether the update of that month is there."""
    day = today or timezone.localdate()
    month = asked_month(day)
    due = due_on(month)
    if written:
        state = State.WRITTEN
    elif not case.is_open or timezone.localdate(case.created_at) >= following(month):
        state = State.NOT_ASKED
    else:
        state = State.OVERDUE if day > due else State.DUE
    return Asked(month, due, state)


@dataclass(frozen=True)
class Happened:
    """Something of the month. `proposed` when it may stand in the text as it is."""

    at: datetime.datetime
    what: str
    text: str = ""
    proposed: bool = False

    @property
    def line(self) -> str:
        """One line of a proposal."""
        return f"{date_format(timezone.localdate(self.at), 'j F')}: {self.what}"


def happened_in(user: User, case: Case, month: datetime.date) -> list[Happened]:
    """Moves, visits, and notes and contact moments that the person may read; oldest first."""
    start, end = _moment(month), _moment(following(month))
    moves = StageTransition.objects.visible_to(user).filter(case=case, at__gte=start, at__lt=end)
    visits = SiteVisit.objects.visible_to(user).filter(
        case=case, starts_at__gte=start, starts_at__lt=end
    )
    notes = Note.objects.visible_to(user).filter(
        case=case, occurred_at__gte=start, occurred_at__lt=end
    )
    found = [Happened(row.at, _move(row), row.reason, True) for row in moves.order_by("at")[:MOST]]
    found += [
        Happened(row.starts_at, _visit(row), proposed=True)
        for row in visits.order_by("starts_at")[:MOST]
    ]
    found += [
        Happened(row.occurred_at, str(row.get_kind_display()), row.body)
        for row in notes.order_by("-occurred_at")[:MOST]
    ]
    return sorted(found, key=lambda event: event.at)


def _move(row: StageTransition) -> str:
    return f"{row.get_kind_display()}: {row.get_to_stage_display()}"


def _visit(row: SiteVisit) -> str:
    return _("Site visit, %(status)s") % {"status": row.get_status_display().lower()}


def _moment(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def proposal(events: list[Happened], tasks: Any) -> dict[str, str]:
    """What the form begins with: moves and visits as what was done, open actions as what comes.

    Notes stand beside the form only: what was written for the own organisation is not copied
    unseen into a text that others read.
    """
    done = "\n".join(event.line for event in events if event.proposed)
    return {"done": done, "ahead": "\n".join(task.title for task in tasks)}


def latest_of(user: User, case: Case) -> list[MonthlyUpdate]:
    """The updates of a case that the person may read, newest first."""
    rows = MonthlyUpdate.objects.visible_to(user).filter(case=case)
    return list(rows.select_related("author", "organisation"))
