"""Dashboards: figures of the country, a province or an organisation, to read and take along."""

import contextlib
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import log_access
from accounts.actor import Actor
from accounts.models import AccessLog, Organisation, User
from cases.permissions import follows_neutrality
from cases.spreadsheet import MEDIA_TYPE
from regions.models import KeyTechnology, Province
from reports import periods
from reports.actions import figures, jobs
from reports.areas import Area
from reports.board import Board
from reports.export import figures_csv, figures_ods
from reports.figure_sql import OF_ORGANISATION
from reports.parts import Names
from reports.permissions import (
    only_a_province,
    organisations_of,
    provinces_of,
    sees_cases_behind,
    sees_figures,
)
from reports.reading import Readings, readings_for
from reports.tasks import enqueue, make_figures

ASK_AGAIN_AFTER = 300  # seconds


@dataclass(frozen=True)
class Question:
    """What a reader asks for: an area, a reference date, and, when allowed, a technology."""

    user: User
    provinces: list[Province]
    organisations: list[Organisation]
    area: Area
    day: datetime.date
    technology: str
    protected: bool

    @property
    def readings(self) -> Readings:
        """The figures that answer it."""
        return readings_for(self.user, self.area, self.day, self.technology)

    @property
    def query(self) -> str:
        """The question in an address."""
        technology = f"&technology={self.technology}" if self.technology else ""
        return f"?quarter={periods.code(self.day)}{technology}"


def question_of(
    request: HttpRequest, province: str | None, organisation: str | None = None
) -> Question:
    """403 for who belongs to no organisation; 404 for an area, quarter or filter that the
    reader may not have."""
    user = Actor.of(request).user
    if user is None or not sees_figures(user):
        raise PermissionDenied
    provinces, organisations = provinces_of(user), organisations_of(user)
    area = Area(
        next((p for p in provinces if p.code.lower() == province), None),
        next((o for o in organisations if o.code == organisation), None),
    )
    if (province or organisation) and not area.is_part:
        raise Http404
    day = _day(request.GET.get("quarter", ""))
    whole = sees_cases_behind(user) or area.organisation is not None
    technology = _technology(request, whole)
    if day is None or day not in periods.offered():
        raise Http404
    return Question(user, provinces, organisations, area, day, technology, not whole)


def _day(quarter: str) -> datetime.date | None:
    return periods.parse(quarter) if quarter else periods.last_ended()


def _technology(request: HttpRequest, whole: bool) -> str:
    """With a technology a number could be split until one company is left: 404 for who does not
    see the cases, and for one that does not exist."""
    code = request.GET.get("technology", "")
    if code and not (whole and KeyTechnology.objects.filter(code=code).exists()):
        raise Http404
    return code


@require_safe
def dashboard(request: HttpRequest, **place: str) -> HttpResponse:
    """The page; who only follows a province begins there."""
    chosen = request.GET.get("area")
    if chosen is not None:
        return _to_area(request, chosen)
    asked = _asked(request, place)
    if not place and asked.provinces and only_a_province(asked.user):
        return redirect(_address("dashboard", Area(asked.provinces[0])))
    return render(request, "reports/dashboard.html", _context(asked))


@require_safe
def dashboard_csv(request: HttpRequest, **place: str) -> HttpResponse:
    """The same figures as a table of text."""
    return _file(request, place, "csv", "text/csv; charset=utf-8", figures_csv)


@require_safe
def dashboard_ods(request: HttpRequest, **place: str) -> HttpResponse:
    """The same figures as a spreadsheet."""
    return _file(request, place, "ods", MEDIA_TYPE, figures_ods)


def _file(
    request: HttpRequest,
    place: dict[str, str],
    kind: str,
    media: str,
    write: Callable[..., str | bytes],
) -> HttpResponse:
    """An attachment; who took it along is logged. 404 while the figures are being made."""
    asked = _asked(request, place)
    readings = ready_readings(asked)
    if not readings.ready:
        raise Http404
    log_access(
        Actor.of(request), AccessLog.Action.EXPORTED, "dashboard", asked.area.code, detail=kind
    )
    content = write(readings, Names.load(), asked.area, asked.day)
    response = HttpResponse(content, content_type=media)
    parts = [asked.area.slug, periods.code(asked.day), asked.technology]
    name = f"{'-'.join(filter(None, parts))}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def dashboard_pdf(request: HttpRequest, **place: str) -> HttpResponse:
    """Asks the worker for the PDF."""
    asked = _asked(request, place)
    job = jobs.order_dashboard(
        Actor.of(request), asked.area, asked.day, enqueue, technology=asked.technology
    )
    return redirect("report-detail", pk=job.pk)


def _asked(request: HttpRequest, place: dict[str, str]) -> Question:
    return question_of(request, place.get("province"), place.get("organisation"))


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
    board = Board(ready_readings(asked), Names.load(), asked.area)
    return {
        "board": board,
        "asked": asked,
        "area": asked.area,
        "quarter": periods.label(asked.day),
        "quarters": [(periods.code(day), periods.label(day)) for day in periods.offered()],
        "quarter_code": periods.code(asked.day),
        "technologies": [] if asked.protected else list(KeyTechnology.objects.all()),
        "csv_url": _address("dashboard-csv", asked.area) + asked.query,
        "ods_url": _address("dashboard-ods", asked.area) + asked.query,
        "neutrality": follows_neutrality(asked.user),
        "pdf_url": _address("dashboard-pdf", asked.area) + asked.query,
    }


def _to_area(request: HttpRequest, chosen: str) -> HttpResponse:
    """The chooser of areas is a plain form; each area has an address of its own."""
    rest = request.GET.copy()
    del rest["area"]
    known = Area(
        Province.objects.filter(code=chosen.upper()).first(),
        Organisation.objects.filter(code=chosen.removeprefix(OF_ORGANISATION)).first(),
    )
    user = Actor.of(request).user
    if not known.organisation and not (user and sees_cases_behind(user)):
        rest.pop("technology", None)  # chosen on the page of an organisation; not offered here
    return redirect(f"{_address('dashboard', known)}?{rest.urlencode()}")


def _address(name: str, area: Area) -> str:
    """Such as dashboard-csv, and of a province dashboard-province-csv."""
    first, _dash, rest = name.partition("-")
    if area.organisation:
        kind, code = "organisation", area.organisation.code
    elif area.province:
        kind, code = "province", area.province.code.lower()
    else:
        return reverse(name)
    return reverse(f"{first}-{kind}-{rest}".removesuffix("-"), args=[code])
