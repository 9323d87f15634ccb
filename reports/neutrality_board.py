"""The neutrality report as one reader gets it: tables, the same on the page and in the files."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from accounts.templatetags.ui import number
from cases.models import CallInvitation
from reports import neutrality, periods
from reports.neutrality import CALLS, DECLINES, SITES, Facts, cell, median_days, median_of
from reports.parts import Line
from reports.permissions import neutrality_rows, sees_cases_behind
from reports.reading import HIDDEN
from sites.models import Criterion

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DAYS = "days"
NONE = "–"


@dataclass(frozen=True)
class Figure:
    """A column: its heading and the sentence that defines it."""

    label: "_StrPromise"
    definition: "_StrPromise"


FIGURES: dict[str, Figure] = {
    "asked": Figure(
        gettext_lazy("Asked"),
        gettext_lazy(
            "Invitations to answer a call for locations that were sent to the organisation in the "
            "period, those that were withdrawn later included."
        ),
    ),
    "answered": Figure(
        gettext_lazy("Answered"),
        gettext_lazy("Answers with locations that were first given in the period."),
    ),
    "declined": Figure(
        gettext_lazy("Declined"),
        gettext_lazy("Answers in the period by which the organisation declined, with a reason."),
    ),
    "late": Figure(
        gettext_lazy("Late"),
        gettext_lazy("Of the answers in the period, those that came after the deadline."),
    ),
    DAYS: Figure(
        gettext_lazy("Working days, median"),
        gettext_lazy(
            "Working days from the invitation to the first answer, declining included, over the "
            "answers in the period. Weekends and public holidays are not counted."
        ),
    ),
    "fitted": Figure(
        gettext_lazy("Fitted"),
        gettext_lazy(
            "Cases whose match was frozen for the first time in the period, in which at least one "
            "site of the area fitted, or might as far as was known."
        ),
    ),
    "none": Figure(
        gettext_lazy("No site left"),
        gettext_lazy("The same cases, when every site of the area failed a must."),
    ),
    "long": Figure(
        gettext_lazy("Long list"),
        gettext_lazy("Cases in which a site of the area was listed for the first time."),
    ),
    "short": Figure(
        gettext_lazy("Short list"),
        gettext_lazy(
            "Cases in which a site of the area was put on the short list for the first time."
        ),
    ),
    "visited": Figure(
        gettext_lazy("Visited"),
        gettext_lazy("Cases in which a site of the area was visited for the first time."),
    ),
    "chosen": Figure(
        gettext_lazy("Chosen"),
        gettext_lazy("Cases with an approved decision in the period for a site of the area."),
    ),
    "dropped": Figure(
        gettext_lazy("Dropped"),
        gettext_lazy(
            "Cases in which the last site of the area that was listed was dropped in the period."
        ),
    ),
}


@dataclass(frozen=True)
class Part:
    """One table: headings, lines, and a definition per figure."""

    code: str
    title: str
    head: Sequence[str]
    lines: Sequence[Line]
    definitions: Sequence[tuple[str, str]]
    empty: str = ""


@dataclass(frozen=True)
class Report:
    """What one reader gets: `shown` organisations (None for all), numbers protected or whole."""

    day: datetime.date
    whole_year: bool
    shown: frozenset[int] | None
    protected: bool
    open_calls: frozenset[int] = frozenset()
    criteria: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, user: User, day: datetime.date, whole_year: bool) -> "Report":
        """The report for a person who may read it."""
        whole = sees_cases_behind(user)
        seen = frozenset() if whole else _sees_every_call(user, day)
        criteria = {row.code: str(row) for row in Criterion.objects.all()}
        return cls(day, whole_year, neutrality_rows(user), not whole, seen, criteria)

    @property
    def period(self) -> str:
        """The period in words."""
        if not self.whole_year or self._quarter == 1:
            return periods.label(self.day)
        return _("%(year)s up to and including %(quarter)s") % {
            "year": self.day.year,
            "quarter": periods.label(self.day),
        }

    def parts(self) -> list[Part]:
        """The tables, in order."""
        return [
            self._part("calls", _("Asked and answered"), CALLS, with_days=True),
            self._part("sites", _("From the match to the decision"), SITES),
            self._reasons("decline", _("Declined, by reason"), DECLINES),
            self._reasons("out", _("Knocked out, by must"), self._failures),
        ]

    @property
    def _quarter(self) -> int:
        return neutrality.quarter_of(self.day)

    @cached_property
    def _facts(self) -> Facts:
        return neutrality.facts_of(self.day)

    @cached_property
    def _hidden(self) -> dict[int, frozenset[str]]:
        return neutrality.hidden_of(self._facts) if self.protected else {}

    @cached_property
    def _names(self) -> list[tuple[int, str]]:
        """The organisations whose row the reader gets, by name."""
        keys = set(self._facts.numbers)
        if self.shown is not None:
            keys &= self.shown
        rows = Organisation.objects.filter(pk__in=keys).order_by("name")
        return [(row.pk, row.name) for row in rows]

    @cached_property
    def _failures(self) -> list[str]:
        """The musts on which sites of the shown organisations were knocked out."""
        found = {
            name for key, _name in self._names for name in self._facts.numbers[key] if ":" in name
        }
        order = {f"out:{code}": place for place, code in enumerate(self.criteria)}
        failed = [name for name in found if name.startswith("out:")]
        return sorted(failed, key=lambda name: (order.get(name, len(order)), name))

    def _number(self, organisation: int, figure: str) -> int:
        row = self._facts.numbers[organisation].get(figure, ())
        return sum(row[: self._quarter]) if self.whole_year else sum(row[self._quarter - 1 :])

    def _is_hidden(self, organisation: int, figure: str) -> bool:
        name = cell(figure, self._quarter, self.whole_year)
        return name in self._hidden.get(organisation, ())

    def _show(self, organisation: int, figure: str) -> str:
        own = organisation in self.open_calls and (figure in CALLS or figure in DECLINES)
        if self._is_hidden(organisation, figure) and not own:
            return HIDDEN
        return str(number(self._number(organisation, figure)))

    def _days(self, organisation: int) -> str:
        answers = self._facts.days.get(organisation, ())
        protected = self.protected and organisation not in self.open_calls
        found = median_days(answers, self._quarter, self.whole_year, protected)
        if found is not None:
            return _decimal(found)
        return HIDDEN if median_days(answers, self._quarter, self.whole_year, False) else NONE

    def _median(self, figure: str) -> str:
        """Over every organisation, also those whose row is not shown."""
        rows = [
            (self._number(key, figure), self._is_hidden(key, figure)) for key in self._facts.numbers
        ]
        found = median_of(rows, settings.SMALL_NUMBER_THRESHOLD, self.protected)
        return HIDDEN if found is None else _decimal(found)

    def _median_of_days(self) -> str:
        every = [row for answers in self._facts.days.values() for row in answers]
        found = median_days(every, self._quarter, self.whole_year, self.protected)
        if found is not None:
            return _decimal(found)
        return HIDDEN if median_days(every, self._quarter, self.whole_year, False) else NONE

    def _part(
        self, code: str, title: str, figures: Sequence[str], *, with_days: bool = False
    ) -> Part:
        columns = [*figures, DAYS] if with_days else list(figures)
        lines = [
            Line(
                name,
                [self._show(key, figure) for figure in figures]
                + ([self._days(key)] if with_days else []),
            )
            for key, name in self._names
        ]
        middle = [self._median(figure) for figure in figures]
        middle += [self._median_of_days()] if with_days else []
        lines.append(Line(_("National median"), middle, total=True))
        return Part(
            code,
            title,
            [_("Organisation"), *[str(FIGURES[column].label) for column in columns]],
            lines,
            [(str(FIGURES[c].label), str(FIGURES[c].definition)) for c in columns],
        )

    def _reasons(self, code: str, title: str, figures: Sequence[str]) -> Part:
        """Why not, by category. What was written about one case stays with that case."""
        definition = {
            "decline": _("The reason that the organisation chose when it declined."),
            "out": _(
                "Cases whose match was frozen for the first time in the period, in which at least "
                "one site of the area was knocked out on this must. One case can count for several."
            ),
        }[code]
        lines = [
            Line(name, [self._show(key, figure) for figure in figures]) for key, name in self._names
        ]
        return Part(
            code,
            title,
            [_("Organisation"), *[self._reason(figure) for figure in figures]],
            lines if figures else [],
            [(title, definition)],
            _("In this period no site was knocked out in a frozen match."),
        )

    def _reason(self, figure: str) -> str:
        beginning, _colon, part = figure.partition(":")
        if beginning == "decline":
            return str(CallInvitation.Decline(part).label)
        return self.criteria.get(part, part)

    def rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Every number on a line: table, organisation, figure, value, definition."""
        for part in self.parts():
            told = dict(part.definitions)
            for line in part.lines:
                for heading, value in zip(part.head[1:], line.cells, strict=True):
                    meaning = told.get(heading) or told.get(part.title, "")
                    yield part.title, line.label, heading, value, meaning


def _decimal(value: float) -> str:
    """A median: whole, or a half."""
    return number_format(value, 0 if float(value).is_integer() else 1)


def _sees_every_call(user: User, day: datetime.date) -> frozenset[int]:
    """The own organisations of which the reader sees every invitation up to the end of a day:
    there is nothing to protect in a sum of those."""
    rows = CallInvitation.objects.filter(
        asked_at__lt=periods.moment_after(day), organisation_id__in=user.organisation_ids
    )
    unseen = rows.exclude(pk__in=CallInvitation.objects.visible_to(user).values("pk"))
    hidden = set(unseen.values_list("organisation_id", flat=True))
    return frozenset(set(user.organisation_ids) - hidden)
