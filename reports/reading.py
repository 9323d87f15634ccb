"""What one reader gets of the figures: numbers, or the mark of a number that is not shown."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from accounts.templatetags.ui import eur_mln, fte, ha, mw, number
from reports.areas import Area
from reports.disclosure import AMOUNTS
from reports.figure_sql import NATIONAL, OF_ORGANISATION
from reports.figures import STEPS
from reports.models import FigureSnapshot, OrganisationFigures
from reports.periods import SHOWN, previous
from reports.permissions import sees_cases_behind

HIDDEN = "x"
# To what amounts are rounded for who does not see the cases: fte, euro, hectares, megawatts.
ROUNDED_TO = {"jobs_new": 10, "jobs_retained": 10, "capex": 1_000_000, "ha": 1, "mw": 1}
_UNITS = {"jobs_new": fte, "jobs_retained": fte, "capex": eur_mln, "ha": ha, "mw": mw}


def what_of(name: str) -> str:
    """What an amount of AMOUNTS is of: jobs_new, jobs_retained, capex, ha or mw."""
    return name if name in ROUNDED_TO else name.partition("_")[2]


@dataclass(frozen=True)
class Reading:
    """The figures of one area on one date for a reader; `protected` when cells are hidden."""

    snapshot: FigureSnapshot | None
    protected: bool

    def hides(self, name: str) -> bool:
        """Whether this reader does not get the cell."""
        return self.protected and self.snapshot is not None and name in self.snapshot.hidden

    def count(self, name: str) -> int | None:
        """A number of cases; None when it is hidden, 0 when there are none."""
        if self.snapshot is None or self.hides(name):
            return None
        return int(self.snapshot.values.get(name, 0))

    def amount(self, name: str) -> int | float | None:
        """An amount of AMOUNTS in its unit, rounded for who does not see the cases."""
        if self.snapshot is None or self.hides(name):
            return None
        value = self.snapshot.values.get(name, 0)
        if not self.protected:
            return value
        step = ROUNDED_TO[what_of(name)]
        return int((value + step / 2) // step * step)

    def days(self, part: str, measure: str) -> float | None:
        """A lead time in days; None when hidden or when no case left the stage."""
        if self.snapshot is None or self.hides(f"lead:{part}"):
            return None
        value: float | None = self.snapshot.values.get(f"lead:{part}:{measure}")
        return value

    def durations(self, what: str, part: str) -> list[int] | None:
        """How often `part` took how long, per interval of STEPS; `what` is one of LASTED. None for
        who does not see the cases behind it: intervals hold few cases, and several can be added."""
        if self.snapshot is None or self.protected:
            return None
        values = self.snapshot.values
        return [int(values.get(f"{what}:{part}:{n}", 0)) for n in range(len(STEPS) + 1)]

    def satisfaction(self) -> float | None:
        """The average score of companies, one decimal; None when hidden or when nobody gave one."""
        if self.snapshot is None or self.hides("satisfaction"):
            return None
        value: float | None = self.snapshot.values.get("satisfaction")
        return None if value is None else round(value, 1)

    def show_satisfaction(self) -> str:
        """The score, the mark, or a dash when nobody gave one."""
        if self.hides("satisfaction"):
            return HIDDEN
        value = self.satisfaction()
        return "–" if value is None else number_format(value, 1)

    def hides_call(self, measure: str) -> bool:
        """Whether this reader does not get this number of how regions answered."""
        return self.hides("calls") or self.hides(f"calls:{measure}")

    def call(self, measure: str) -> float | None:
        """How regions answered: `asked`, `answered`, `declined`, `late` (invitations), `median`,
        `p80` (days); None when hidden, or when there is no answer to measure."""
        if self.snapshot is None or self.hides_call(measure):
            return None
        nothing = None if measure in ("median", "p80") else 0
        value: float | None = self.snapshot.values.get(f"calls:{measure}", nothing)
        return value

    def share(self, part: str, whole: str) -> int | None:
        """A percentage, 0 to 100; None when one of the two is hidden or nobody is in the whole."""
        above, below = self.count(part), self.count(whole)
        return None if above is None or not below else round(100 * above / below)

    def names(self, beginning: str) -> list[str]:
        """The parts of a figure that occur, largest first; hidden ones last, by name."""
        found = (
            [n for n in self.snapshot.values if n.startswith(beginning)] if self.snapshot else []
        )
        return sorted(found, key=lambda n: (self.hides(n), -(self.count(n) or 0), n))

    def show_count(self, name: str) -> str:
        """The number as text, or the mark."""
        value = self.count(name)
        return HIDDEN if value is None else str(number(value))

    def show_amount(self, name: str) -> str:
        """The amount with its unit, or the mark."""
        value = self.amount(name)
        return HIDDEN if value is None else self.in_units(name, value)

    @staticmethod
    def in_units(name: str, value: int | float) -> str:
        """Any value of an amount of AMOUNTS with its unit."""
        return str(_UNITS[what_of(name)](value))

    def show_days(self, part: str, measure: str) -> str:
        """The lead time in whole days, the mark, or a dash when there is none."""
        if self.hides(f"lead:{part}"):
            return HIDDEN
        value = self.days(part, measure)
        return "–" if value is None else str(number(value))

    def show_call(self, measure: str) -> str:
        """The number of invitations or of days, the mark, or a dash when there is none."""
        if self.hides_call(measure):
            return HIDDEN
        value = self.call(measure)
        return "–" if value is None else str(number(value))

    def show_share(self, part: str, whole: str) -> str:
        """The percentage, the mark, or a dash when nobody is in the whole."""
        if self.hides(part) or self.hides(whole):
            return HIDDEN
        value = self.share(part, whole)
        return "–" if value is None else f"{number_format(value, 0)}%"


@dataclass(frozen=True)
class Readings:
    """An area and the country on the reference date, and in the quarters before it."""

    own: Reading
    nation: Reading
    quarters: list[tuple[datetime.date, Reading]] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        """Whether the figures of the reference date have been made."""
        return self.own.snapshot is not None

    @property
    def beside(self) -> bool:
        """Whether the country is there to stand beside an area."""
        return self.nation.snapshot is not None

    @property
    def before(self) -> Reading:
        """The quarter before the reference date."""
        return self.quarters[-2][1] if len(self.quarters) > 1 else Reading(None, True)

    @property
    def moment(self) -> datetime.datetime | None:
        """When the figures were computed."""
        return self.own.snapshot.computed_at if self.own.snapshot else None


def read(area: str, day: datetime.date, protected: bool, technology: str = "") -> Readings:
    """The figures of the country or of a province up to a reference date, in one query."""
    rows: dict[str, dict[datetime.date, Any]] = {area: {}, NATIONAL: {}}
    taken = FigureSnapshot.objects.filter(area__in=rows, **_up_to(day, technology))
    for row in taken.order_by("reference_date"):
        rows[row.area][row.reference_date] = row
    quarters = [(end, Reading(row, protected)) for end, row in rows[area].items()]
    return Readings(
        Reading(rows[area].get(day), protected),
        Reading(rows[NATIONAL].get(day), protected),
        quarters,
    )


def readings_for(user: User, area: Area, day: datetime.date, technology: str = "") -> Readings:
    """The figures of an area as this person may read them."""
    protected = not sees_cases_behind(user)
    if area.organisation:
        return _read_own(user, area.organisation, day, protected, technology)
    return read(area.code, day, protected, technology)


def _read_own(
    user: User, organisation: Organisation, day: datetime.date, protected: bool, technology: str
) -> Readings:
    """The figures of an organisation, whole, beside those of the country; in two queries.

    `protected`: the country has cells that the person may not get. It is then left out beside one
    technology, in which nothing was ever decided upon for readers.
    """
    taken = OrganisationFigures.objects.visible_to(user).filter(organisation=organisation)
    rows = {
        row.reference_date: _as_area(row)
        for row in taken.filter(**_up_to(day, technology)).order_by("reference_date")
    }
    country = FigureSnapshot.objects.of(NATIONAL, technology).filter(reference_date=day).first()
    if country and day not in rows:  # an organisation that came later had no cases then
        rows[day] = FigureSnapshot(values={}, computed_at=country.computed_at)
    beside = None if protected and technology else country
    quarters = [(end, Reading(row, protected=False)) for end, row in rows.items()]
    return Readings(Reading(rows.get(day), protected=False), Reading(beside, protected), quarters)


def _up_to(day: datetime.date, technology: str) -> dict[str, Any]:
    """The quarters that a chart shows."""
    first = previous(day, SHOWN)
    return {
        "technology": technology,
        "reference_date__lte": day,
        "reference_date__gt": first,
    }


def _as_area(row: OrganisationFigures) -> FigureSnapshot:
    """In the form in which figures are read; nothing of it is hidden from who sees it."""
    return FigureSnapshot(
        area=OF_ORGANISATION,
        reference_date=row.reference_date,
        technology=row.technology,
        values=row.values,
        computed_at=row.computed_at,
    )


def change(now: Reading, before: Reading, name: str) -> str:
    """The change since the quarter before, when both are shown and there is one."""
    old, new = before.count(name), now.count(name)
    if old is None or new is None:
        return ""
    if old == new:
        return _("as in the quarter before")
    sign = "+" if new > old else "−"
    return _("%(sign)s%(number)s since the quarter before") % {
        "sign": sign,
        "number": number(abs(new - old)),
    }


__all__ = ["AMOUNTS", "HIDDEN", "Reading", "Readings", "change", "read", "readings_for"]
