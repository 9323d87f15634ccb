"""Dashboards: figures of the country and of a province, to read, print and take along."""

import contextlib
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import log_access
from accounts.actor import Actor
from accounts.models import AccessLog, User
from cases.permissions import follows_neutrality
from cases.spreadsheet import MEDIA_TYPE
from regions.models import KeyTechnology, Province
from reports import periods
from reports.actions import figures, jobs
from reports.board import Board, Names
from reports.definitions import DISCLOSURE, OWN_AREA
from reports.export import figures_csv, figures_ods
from reports.figure_sql import NATIONAL
from reports.permissions import only_a_province, provinces_of, sees_cases_behind, sees_figures
from reports.reading import Readings, read
from reports.tasks import enqueue, make_figures

ASK_AGAIN_AFTER = 300  # seconds


@dataclass(frozen=True)
class Question:
    """What a reader asks for: an area, a reference date, and, when allowed, a technology."""

    user: User
    provinces: list[Province]
    province: Province | None
    day: datetime.date
    technology: str
    protected: bool

    @property
    def readings(self) -> Readings:
        """The figures that answer it."""
        area = self.province.code if self.province else NATIONAL
        return read(area, self.day, self.protected, self.technology)

    @property
    def query(self) -> str:
        """The question in an address."""
        technology = f"&technology={self.technology}" if self.technology else ""
        return f"?quarter={periods.code(self.day)}{technology}"


def question_of(request: HttpRequest, code: str | None) -> Question:
    """403 for who belongs to no organisation; 404 for a province, quarter or filter that the
    reader may not have."""
    user = Actor.of(request).user
    if user is None or not sees_figures(user):
        raise PermissionDenied
    provinces = provinces_of(user)
    province = next((p for p in provinces if p.code.lower() == code), None)
    if code is not None and province is None:
        raise Http404
    quarter = request.GET.get("quarter", "")
    day = periods.parse(quarter) if quarter else periods.last_ended()
    whole = sees_cases_behind(user)
    technology = request.GET.get("technology", "")
    # With a technology a number could be split until one company is left.
    if day is None or day not in periods.offered() or (technology and not whole):
        raise Http404
    return Question(user, provinces, province, day, technology, not whole)


@require_safe
def dashboard(request: HttpRequest, province: str | None = None) -> HttpResponse:
    """The page; who only follows a province begins there."""
    chosen = request.GET.get("area")
    if chosen is not None:
        return _to_area(request, chosen)
    asked = question_of(request, province)
    if province is None and asked.provinces and only_a_province(asked.user):
        return redirect(_address("dashboard", asked.provinces[0]))
    return render(request, "reports/dashboard.html", _context(asked))


@require_safe
def dashboard_csv(request: HttpRequest, province: str | None = None) -> HttpResponse:
    """The same figures as a table of text."""
    return _file(request, province, "csv", "text/csv; charset=utf-8", figures_csv)


@require_safe
def dashboard_ods(request: HttpRequest, province: str | None = None) -> HttpResponse:
    """The same figures as a spreadsheet."""
    return _file(request, province, "ods", MEDIA_TYPE, figures_ods)


def _file(
    request: HttpRequest,
    province: str | None,
    kind: str,
    media: str,
    write: Callable[..., str | bytes],
) -> HttpResponse:
    """An attachment; who took it along is logged. 404 while the figures are being made."""
    asked = question_of(request, province)
    readings = ready_readings(asked)
    if not readings.ready:
        raise Http404
    log_access(
        Actor.of(request), AccessLog.Action.EXPORTED, "dashboard", _subject(asked), detail=kind
    )
    content = write(readings, Names.load(), asked.province, asked.day)
    response = HttpResponse(content, content_type=media)
    name = f"{_subject(asked).lower()}-{periods.code(asked.day)}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def dashboard_pdf(request: HttpRequest, province: str | None = None) -> HttpResponse:
    """Asks the worker for the PDF."""
    asked = question_of(request, province)
    job = jobs.order_dashboard(Actor.of(request), asked.province, asked.day, enqueue)
    return redirect("report-detail", pk=job.pk)


def ready_readings(asked: Question) -> Readings:
    """The figures; made while the reader waits when that is quick, else by the worker."""
    readings = asked.readings
    if readings.ready:
        return readings
    if figures.can_make_now(asked.technology):
        figures.make_missing(asked.technology)
        return asked.readings
    # When the cache or the broker is away, tonight's run makes them; the page says so.
    with contextlib.suppress(Exception):
        if cache.add(f"figures-asked-{asked.technology}", True, ASK_AGAIN_AFTER):
            make_figures.apply_async([asked.technology], retry=False)
    return readings


def _context(asked: Question) -> dict[str, Any]:
    board = Board(ready_readings(asked), Names.load(), asked.province)
    return {
        "board": board,
        "asked": asked,
        "province": asked.province,
        "quarter": periods.label(asked.day),
        "quarters": [(periods.code(day), periods.label(day)) for day in periods.offered()],
        "quarter_code": periods.code(asked.day),
        "technologies": [] if asked.protected else list(KeyTechnology.objects.all()),
        "own_area": OWN_AREA,
        "disclosure": DISCLOSURE % {"threshold": settings.SMALL_NUMBER_THRESHOLD},
        "csv_url": _address("dashboard-csv", asked.province) + asked.query,
        "ods_url": _address("dashboard-ods", asked.province) + asked.query,
        "neutrality": follows_neutrality(asked.user),
        "pdf_url": _address("dashboard-pdf", asked.province) + asked.query,
    }


def _to_area(request: HttpRequest, chosen: str) -> HttpResponse:
    """The chooser of areas is a plain form; each area has an address of its own."""
    rest = request.GET.copy()
    del rest["area"]
    known = Province.objects.filter(code=chosen.upper()).first()
    return redirect(f"{_address('dashboard', known)}?{rest.urlencode()}")


def _address(name: str, province: Province | None) -> str:
    if province is None:
        return reverse(name)
    parts = name.split("-", 1)
    inner = "-".join([parts[0], "province", *parts[1:]])
    return reverse(inner, args=[province.code.lower()])


def _subject(asked: Question) -> str:
    return asked.province.code if asked.province else NATIONAL
