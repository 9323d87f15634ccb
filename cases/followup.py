"""The follow-up of a positive decision: lights, measuring moments, expected and realised."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from cases.models import (
    Case,
    CaseParticipant,
    Decision,
    FollowUpEnd,
    Milestone,
    RealisedFigure,
)
from cases.querysets.access import holds
from cases.querysets.followup import POSITIVE, followed

NEAR = datetime.timedelta(days=30)
SLIP = datetime.timedelta(days=90)
EARLY = datetime.timedelta(days=30)  # before the moment itself, figures may be reported
Kind, Moment = Milestone.Kind, RealisedFigure.Moment
_Role = CaseParticipant.Role
SHARING = (_Role.ORIGIN, _Role.DESTINATION, _Role.SUPPORTING)


@dataclass(frozen=True)
class Light:
    """A traffic light; the words and the icon say what the colour repeats."""

    code: str
    words: Any
    tone: str
    symbol: str


DONE = Light("done", _("reached"), "green", "circle-check")
GREEN = Light("green", _("on schedule"), "green", "circle")
ORANGE = Light("orange", _("needs attention"), "orange", "alert-circle")
RED = Light("red", _("late"), "red", "alert-triangle")
NONE = Light("none", _("no day yet"), "secondary", "circle-dashed")


def light_of(milestone: Milestone, today: datetime.date) -> Light:
    """One rule, from days only.

    Reached: done. No day: none. Red: the expected day has passed, or it lies more than 90 days
    after the planned one. Orange: it was moved to a later day at all, or it comes within 30 days.
    Else green.
    """
    expected = milestone.expected_on
    if milestone.done_on is not None:
        return DONE
    if expected is None or milestone.planned_on is None:
        return NONE
    slip = expected - milestone.planned_on
    if expected < today or slip > SLIP:
        return RED
    return ORANGE if slip > datetime.timedelta(0) or expected - today <= NEAR else GREEN


def years_after(day: datetime.date, years: int) -> datetime.date:
    """The same day some years on; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def positive_decision(case: Case) -> Decision | None:
    """The approved decision that is followed, if there is one."""
    rows = Decision._default_manager.filter(case=case, status=Decision.Status.APPROVED)
    return rows.filter(outcome__in=POSITIVE).defer("record").first()


@dataclass(frozen=True)
class Measure:
    """A measuring moment: its day, and the figures if they were reported."""

    moment: Any
    day: datetime.date
    row: RealisedFigure | None

    @property
    def opens_on(self) -> datetime.date:
        """From this day on the figures may be reported."""
        return self.day - EARLY

    @property
    def is_open(self) -> bool:
        """Whether figures may be reported today."""
        return timezone.localdate() >= self.opens_on

    @property
    def is_due(self) -> bool:
        """Whether the moment has come without figures."""
        return self.row is None and timezone.localdate() >= self.day


def measures_of(decision: Decision, rows: Any) -> list[Measure]:
    """One year and three years after the day of the decision."""
    known = {row.years: row for row in rows}
    if decision.decided_on is None:
        return []
    return [
        Measure(moment, years_after(decision.decided_on, moment), known.get(moment))
        for moment in Moment
    ]


def sharing_credit(user: User, case: Case) -> list[Organisation]:
    """Organisations that share in what the case brings; it is counted once, whoever reports."""
    rows = CaseParticipant.objects.visible_to(user).current().filter(case=case, role__in=SHARING)
    return [row.organisation for row in rows.select_related("organisation").order_by("joined_at")]


def is_ended(case: Case) -> bool:
    """Whether the follow-up was finished."""
    return FollowUpEnd._default_manager.filter(case=case).exists()


def realised_by_case(
    cases: QuerySet[Case], moment: int, on: datetime.date | None = None
) -> QuerySet[RealisedFigure]:
    """The realised figures of cases at a moment (1 or 3 years), measured on or before `on`.

    One row per case, kept so by the database, so a sum over it counts no case twice however many
    organisations share in it. Filter `cases` by who asks (`visible_to`) or by area, never by
    joining participants.
    """
    rows = RealisedFigure._default_manager.filter(case__in=cases, years=moment)
    return rows if on is None else rows.filter(measured_on__lte=on)


@dataclass(frozen=True)
class Due:
    """A case of which the figures are asked for now."""

    case_id: Any
    moment: Any
    day: datetime.date


def to_measure(user: User, today: datetime.date) -> list[Due]:
    """The measuring moments that have come on the person's own cases, the oldest first.

    Of two moments that passed, the later one alone is asked.
    """
    decisions = Decision.objects.visible_to(user).filter(
        holds(user, "contribute_case", "case_id"),
        followed(),
        case__account_manager=user,
        decided_on__lte=years_before(today, 1),
    )
    known: dict[Any, set[int]] = {}
    figures = RealisedFigure._default_manager.filter(case__in=decisions.values("case_id"))
    for key, moment in figures.values_list("case_id", "years"):
        known.setdefault(key, set()).add(moment)
    found = []
    for key, decided in decisions.values_list("case_id", "decided_on"):
        came = [m for m in Moment if years_after(decided, m) <= today]
        if came and came[-1] not in known.get(key, set()):
            found.append(Due(key, came[-1], years_after(decided, came[-1])))
    return sorted(found, key=lambda due: due.day)


def years_before(day: datetime.date, years: int) -> datetime.date:
    """The same day some years back, or the day after for a 29 February."""
    return years_after(day, -years)
