"""My day: what asks for attention now, in a constant number of queries."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.followup import to_measure
from cases.inbox import InboxRow, answers_since, waiting_rows
from cases.models import Advice, Case, CaseParticipant, Milestone, Note, StageTransition, Task
from cases.monthly import due_on, is_overdue, month_slug
from cases.my_visits import ComingDay, coming_days
from cases.querysets.access import annotate_flag
from cases.querysets.case_views import feasible_again, without_next_action
from cases.querysets.monthly import asked_month, without_update
from cases.rows import CaseRow

SHOWN = 12
_INBOX = "inbox"
NEWS = 15
SOON_DAYS = 7
NEVER = Value(datetime.date.max, DateField())
# Sorted by what is in no index, as the others' actions below: else everybody's new notes are walked
# through until fifteen are found that stand on an own case.
WRITTEN = Coalesce("created_at", Now())
A_VISIT = datetime.timedelta(hours=4)  # whoever comes back sooner is still on the same visit
REMEMBERED = 180 * 24 * 3600  # seconds that a visit is kept
FIRST_TIME = datetime.timedelta(days=7)  # how far back a first visit looks

Event = tuple[Any, datetime.datetime, str, Any, str]  # key of the case, when, who, what, icon


@dataclass(frozen=True)
class Action:
    """A next action with its case as the person may know it."""

    task: Task
    case: Case
    mine: bool


@dataclass(frozen=True)
class Asked:
    """Advice on a decision that is asked of an organisation of the person."""

    advice: Advice
    case: Case


@dataclass(frozen=True)
class ToMeasure:
    """A case of which the realised figures are asked."""

    case: Case
    moment: Any
    day: datetime.date


@dataclass(frozen=True)
class Slipped:
    """A milestone whose day has passed."""

    milestone: Milestone
    case: Case


@dataclass(frozen=True)
class VisitDay:
    """A day of a visit that is near, with its case as the person may know it."""

    coming: ComingDay
    case: Case


@dataclass(frozen=True)
class News:
    """Something that somebody else did on a case since the last visit."""

    at: datetime.datetime
    case: Case
    who: str
    words: Any
    icon: str


@dataclass
class Part:
    """A list of the day: the first SHOWN, and whether there are more."""

    rows: list[Any] = field(default_factory=list)
    more: bool = False

    @classmethod
    def of(cls, rows: Any) -> "Part":
        """Reads one row more than is shown."""
        found = list(rows[: SHOWN + 1])
        return cls(found[:SHOWN], len(found) > SHOWN)


@dataclass(frozen=True)
class Day:
    """Everything on the page."""

    late: Part
    soon: Part
    waiting: Part
    others: Part
    news: list[News]
    visits: list[VisitDay]
    calls: list[InboxRow]
    advice: list[Asked]
    measure: list[ToMeasure]
    slipped: list[Slipped]
    since: datetime.datetime
    feasible: Part
    review: Part
    idle: Part
    mine: Part
    updates: Part

    @property
    def update_month(self) -> str:
        """The month of which updates are asked, as in 2026-10."""
        return month_slug(asked_month(timezone.localdate()))

    @property
    def update_due(self) -> datetime.date:
        """The last day on which they are in time."""
        return due_on(asked_month(timezone.localdate()))

    @property
    def updates_overdue(self) -> bool:
        """Whether the last day has passed."""
        return is_overdue(timezone.localdate())

    @property
    def calm(self) -> bool:
        """Whether nothing asks for attention today."""
        parts = (self.late, self.soon, self.feasible, self.review, self.idle)
        if self.calls or self.advice or self.measure or self.slipped or self.updates.rows:
            return False
        return not any(part.rows for part in parts)


def last_visit(user: User) -> datetime.datetime:
    """When the person was here before this visit. Kept in the cache: lost, it is a week ago."""
    now, key = timezone.now(), f"visit:{user.pk}"
    before, latest = cache.get(key) or (now - FIRST_TIME, None)
    if latest is not None and now - latest > A_VISIT:
        before = latest
    cache.set(key, (before, now), REMEMBERED)
    return before


def day_of(user: User, since: datetime.datetime) -> Day:
    """Reads the day of somebody who follows cases.

    Keys first: what a line shows is then read once, for the cases that stand on the page.
    """
    today = timezone.localdate()
    mine, others = _tasks(user)
    actions = {
        "late": Part.of(mine.late(today)),
        "soon": Part.of(mine.filter(due_on__range=(today, today + datetime.timedelta(SOON_DAYS)))),
        "others": Part.of(others),
    }
    parts = {name: Part.of(keys) for name, keys in _own(user, today).items()}
    fresh = _news(user, since)
    asked = list(Advice.objects.asked_of(user).select_related("decision")[:SHOWN])
    keys = {task.case_id for part in actions.values() for task in part.rows}
    keys |= {key for part in parts.values() for key in part.rows} | {row[0] for row in fresh}
    measure = to_measure(user, today)[:SHOWN]
    slipped = list(Milestone.objects.late_for(user, today)[:SHOWN])
    keys |= {row.decision.case_id for row in asked} | {row.case_id for row in (*measure, *slipped)}
    visits = coming_days(user, SOON_DAYS)
    keys |= {row.visit.case_id for row in visits}
    cases = {
        case.pk: case for case in Case.objects.visible_to(user).for_list(user).filter(pk__in=keys)
    }
    _fill(user, cases, actions, parts)
    news = [
        News(at, cases[key], who, words, icon)
        for key, at, who, words, icon in fresh
        if key in cases
    ]
    return Day(
        news=news,
        visits=[
            VisitDay(row, cases[row.visit.case_id]) for row in visits if row.visit.case_id in cases
        ],
        calls=waiting_rows(user, SHOWN),
        advice=[Asked(row, cases[row.decision.case_id]) for row in asked],
        measure=[ToMeasure(cases[row.case_id], row.moment, row.day) for row in measure],
        slipped=[Slipped(row, cases[row.case_id]) for row in slipped],
        since=since,
        **actions,
        **parts,
    )


def _fill(
    user: User, cases: dict[Any, Case], actions: dict[str, Part], parts: dict[str, Part]
) -> None:
    """Puts the case beside what was read as a key."""
    for part in actions.values():
        part.rows = [
            Action(task, cases[task.case_id], task.assignee_id == user.pk)
            for task in part.rows
            if task.case_id in cases
        ]
    for part in parts.values():
        part.rows = [CaseRow.of(cases[key]) for key in part.rows if key in cases]


def _own(user: User, today: datetime.date) -> dict[str, list[Any]]:
    """Keys of the person's own running cases, per list and in its order.

    All lists are drawn from one narrow read: who may see what is asked once, and one person's
    cases are few enough to sort here.
    """
    own = Case.objects.visible_to(user).managed_by(user).with_next_action(user)
    own = annotate_flag(own, "fits_again", feasible_again(user))
    own = annotate_flag(own, "lacks_update", without_update(asked_month(today)))
    rows = list(
        annotate_flag(own, "is_idle", without_next_action())
        .order_by("-last_activity_at", "pk")
        .values_list(
            "pk",
            "on_hold",
            "hold_review_on",
            "waiting_on",
            "waiting_since",
            "next_due_on",
            "is_idle",
            "fits_again",
            "lacks_update",
            named=True,
        )
    )
    waiting = [row for row in rows if not row.on_hold and row.waiting_on != Case.WaitingOn.US]
    review = [row for row in rows if row.on_hold and row.hold_review_on <= today]
    lists = {
        "waiting": sorted(waiting, key=lambda row: (_or_last(row.waiting_since), row.pk)),
        "feasible": [row for row in rows if row.fits_again],
        "review": sorted(review, key=lambda row: row.hold_review_on),
        "updates": [row for row in reversed(rows) if row.lacks_update],
        "idle": [row for row in reversed(rows) if row.is_idle],
        "mine": sorted(rows, key=lambda row: _or_last(row.next_due_on)),
    }
    return {name: [row.pk for row in found] for name, found in lists.items()}


def _or_last(day: datetime.date | None) -> datetime.date:
    return day or datetime.date.max


def _tasks(user: User) -> tuple[Any, Any]:
    """Open actions of the person (in name, or unassigned on an own case), and of others on them."""
    tasks = Task.objects.visible_to(user).open().exclude(case__stage="closed")
    tasks = tasks.select_related("assignee", "organisation").order_by(
        F("due_on").asc(nulls_last=True), "created_at"
    )
    unassigned = Q(
        assignee=None, case__account_manager=user, organisation_id__in=user.organisation_ids
    )
    mine = Q(assignee=user) | unassigned
    # Sorted by what is in no index: else the open actions of everybody are walked through by date
    # until thirteen are found that stand on an own case.
    others = tasks.filter(~mine, case__account_manager=user)
    return tasks.filter(mine), others.order_by(Coalesce("due_on", NEVER), "created_at")


def _news(user: User, since: datetime.datetime) -> list[Event]:
    """Moves and notes by others on own cases, and cases that were shared with the organisation."""
    own = {"case__account_manager": user}
    moves = StageTransition.objects.visible_to(user).filter(at__gt=since, **own)
    notes = Note.objects.visible_to(user).filter(created_at__gt=since, **own)
    joined = CaseParticipant.objects.visible_to(user).current()
    joined = joined.filter(joined_at__gt=since, organisation_id__in=user.organisation_ids)
    found: list[Event] = [
        (row.case_id, row.at, str(row.actor or ""), row.get_kind_display(), "route")
        for row in _by_others(moves.select_related("actor"), "actor", user, "-at")
    ]
    found += [
        (row.case_id, row.created_at, str(row.author or ""), row.get_kind_display(), "message")
        for row in _by_others(notes.select_related("author"), "author", user, WRITTEN.desc())
    ]
    found += [
        (row.case_id, row.joined_at, str(row.invited_by or ""), _("Shared with us"), "share")
        for row in _by_others(
            joined.exclude(role="origin").select_related("invited_by"),
            "invited_by",
            user,
            "-joined_at",
        )
    ]
    found += [
        (row.call.case_id, row.answered_at, str(row.organisation), row.get_status_display(), _INBOX)
        for row in answers_since(user, since)[:NEWS]
    ]
    found.sort(key=lambda row: row[1], reverse=True)
    return found[:NEWS]


def _by_others(rows: Any, person: str, user: User, newest: Any) -> Any:
    """The newest rows that somebody else (or the system) made."""
    own = Q(**{person: user})
    return rows.filter(~own | Q(**{person: None})).order_by(newest)[:NEWS]
