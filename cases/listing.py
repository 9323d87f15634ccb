"""The list of cases that an address asks for: view, filters, order and page."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import batched
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.columns import DEFAULT, Column, chosen
from cases.forms.lists import CaseFilterForm
from cases.forms.saved import ColumnsForm
from cases.models import Case
from cases.querysets.case_order import known_order, ordered
from cases.querysets.case_views import VIEWS
from cases.querysets.counting import count_up_to
from cases.rows import CaseRow

MAX_ROWS = 10_000  # deeper pages would make the database count past every row before them
AHEAD = 5  # pages beyond the asked one that are counted, so that there is somewhere to go

LONGEST_PAGE = 6  # digits
SAVED = "weergave"  # in an address: the key of the saved view that it came from
RARE = {"feasible"}  # views that most people have no cases in

LABELS = {
    "mine": _("My cases"),
    "waiting": _("Waits on me"),
    "late": _("Too late"),
    "silent": format_lazy(_("Silent > {days} days"), days=settings.SILENT_AFTER_DAYS),
    "feasible": _("Feasible again"),
    "running": _("Running"),
    "closed": _("Closed"),
    "all": _("All"),
}

# Why a view is empty: icon, what, and why.
EMPTY = {
    "mine": (
        "briefcase",
        _("You are account manager of no running case"),
        _("A case that you open, or that is given to you, appears here."),
    ),
    "waiting": (
        "circle-check",
        _("Nothing waits on you"),
        _("Cases with a next action in your name appear here."),
    ),
    "late": (
        "circle-check",
        _("Nothing is too late"),
        _("Cases with a next action whose date has passed appear here."),
    ),
    "silent": (
        "message-2",
        _("Nothing is silent"),
        _("Running cases on which nothing happened for a while appear here."),
    ),
    "feasible": (
        "binoculars",
        _("No parked case is feasible again"),
        _("A case on hold appears here when a new site, plot or fact makes a site fit."),
    ),
    "running": (
        "briefcase",
        _("No running cases"),
        _("Cases of your organisation, and cases it is invited to, appear here."),
    ),
    "closed": (
        "archive",
        _("No closed cases"),
        _("A case that is closed stays readable here, with its outcome."),
    ),
    "all": (
        "briefcase",
        _("No cases yet"),
        _("Cases of your organisation, and cases it is invited to, appear here."),
    ),
}


@dataclass(frozen=True)
class Nothing:
    """Why a list is empty."""

    icon: str
    title: Any
    why: Any


@dataclass(frozen=True)
class ViewTab:
    """One built-in view; its count comes after the page."""

    key: str
    label: Any
    active: bool
    count: int | None = None


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages over keys. The count is known beforehand, up to `most`, and pages end there."""

    def __init__(self, rows: Any, total: int, most: int = MAX_ROWS) -> None:
        super().__init__(rows, settings.PAGE_SIZE)
        self.total, self.most = total, most

    @cached_property
    def count(self) -> int:
        """How many rows can be paged through."""
        return min(self.total, self.most)

    @property
    def capped(self) -> bool:
        """Whether there are more rows than were counted."""
        return self.total > self.most

    @property
    def ended(self) -> bool:
        """Whether there are more rows than can ever be paged through."""
        return self.total > MAX_ROWS


class CaseListing:
    """The list of cases for one person and one address."""

    def __init__(self, user: User, asked: QueryDict) -> None:
        self.user, self.asked = user, asked
        self.form = CaseFilterForm(asked)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Cases per view, of those the person sees; asked for after the page, as all views
        together cost more than the rows of one."""
        return Case.objects.visible_to(self.user).view_counts(self.user)

    def _holds_any(self, view: str) -> bool:
        return bool(Case.objects.visible_to(self.user).in_view(self.user, view).exists())

    @cached_property
    def view(self) -> str:
        """The view asked for; without one, my cases when there are any."""
        asked = self.asked.get("view", "")
        if asked in VIEWS:
            return asked
        if self.form.chosen:
            return "all"
        return "mine" if self._holds_any("mine") else "running"

    @property
    def label(self) -> Any:
        """The name of the view."""
        return LABELS[self.view]

    @cached_property
    def order(self) -> str:
        """The order asked for."""
        order = known_order(self.asked.get("sort", ""))
        return order if "next" not in order or self.can_sort_by_next else known_order("")

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns asked for."""
        return chosen(self.asked.getlist("col"))

    @property
    def columns_form(self) -> ColumnsForm:
        """To choose others."""
        return ColumnsForm(initial={"col": [column.key for column in self.columns]})

    @property
    def saved(self) -> str:
        """The key of the saved view that this list came from; empty when from none."""
        return self.asked.get(SAVED, "")

    @property
    def can_sort_by_next(self) -> bool:
        """Whether few enough cases pass to sort them by next action: it looks up the actions of
        every case that passes."""
        return self.total <= settings.COUNT_UP_TO

    @cached_property
    def cases(self) -> Any:
        """The cases in view and filters, unsorted."""
        rows = Case.objects.visible_to(self.user).in_view(self.user, self.view)
        return self.form.apply(rows, self.user)

    @property
    def most(self) -> int:
        """How far is counted: enough for a while of paging from the asked page."""
        asked = self.asked.get("page", "")
        number = int(asked) if asked.isdecimal() and len(asked) < LONGEST_PAGE else 1
        return min(max(settings.COUNT_UP_TO, (number + AHEAD) * settings.PAGE_SIZE), MAX_ROWS)

    @cached_property
    def total(self) -> int:
        """How many cases pass, up to `most`."""
        return count_up_to({self.view: self.cases}, self.most)[self.view]

    @cached_property
    def exact(self) -> int:
        """How many cases pass, however many: a file holds them all."""
        return int(self.cases.count())

    @cached_property
    def page(self) -> Page[Any]:
        """The asked page. Keys first: what a row shows is looked up for this page only."""
        keys = ordered(self.cases, self.user, self.order).values_list("pk", flat=True)
        pages = CappedPaginator(keys, self.total, self.most)
        page = pages.get_page(self.asked.get("page"))
        page.object_list = self.rows(list(page.object_list))
        return page

    def batches(self, limit: int, size: int) -> Iterator[list[CaseRow]]:
        """The first `limit` rows, so many at once, for a file."""
        keys = list(ordered(self.cases, self.user, self.order).values_list("pk", flat=True)[:limit])
        for some in batched(keys, size):
            yield self.rows(list(some))

    def first(self, limit: int) -> list[CaseRow]:
        """The first `limit` rows, for the export."""
        return [row for rows in self.batches(limit, limit) for row in rows]

    def rows(self, keys: list[Any]) -> list[CaseRow]:
        """Rows in the order of their keys; visibility is asked again."""
        visible = Case.objects.visible_to(self.user).for_list(self.user)
        found = {case.pk: case for case in visible.filter(pk__in=keys)}
        return [CaseRow.of(found[key]) for key in keys if key in found]

    def tabs(self) -> list[ViewTab]:
        """The built-in views; what is rare stands there only when there is something in it."""
        here = "" if self.saved else self.view
        shown = [v for v in VIEWS if v not in RARE or v == here or self._holds_any(v)]
        return [ViewTab(view, LABELS[view], view == here) for view in shown]

    def counted_tabs(self) -> list[ViewTab]:
        """The same with their counts."""
        return [replace(tab, count=self.counts[tab.key]) for tab in self.tabs()]

    @property
    def place(self) -> str:
        """The query that says which view is shown."""
        return urlencode({"view": self.view} | ({SAVED: self.saved} if self.saved else {}))

    @property
    def nothing(self) -> Nothing:
        """Why there is nothing to show."""
        if self.form.chosen:
            return Nothing(
                "filter",
                _("No case passes these filters"),
                _("A filter on what may not be known of a case finds it not. Try fewer filters."),
            )
        return Nothing(*EMPTY[self.view])

    @property
    def address(self) -> str:
        """The query of this list without the page, for the export and for keeping it as a view."""
        kept = QueryDict(mutable=True)
        kept["view"] = self.view
        for name in self.form.chosen:
            kept[name] = self.asked.get(name, "")
        if "sort" in self.asked:
            kept["sort"] = self.order
        columns = [column.key for column in self.columns]
        if columns != list(DEFAULT):
            kept.setlist("col", columns)
        return kept.urlencode()
