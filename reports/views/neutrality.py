"""The neutrality report: the page, and the same tables as csv and as a spreadsheet."""

import csv
import datetime
import io

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import localize_input
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actions import log_access
from accounts.actor import Actor
from accounts.models import AccessLog
from cases.permissions import follows_neutrality
from cases.spreadsheet import MEDIA_TYPE, Sheet, as_ods
from reports import periods
from reports.neutrality_board import Report

YEAR, QUARTER = "jaar", "kwartaal"


def _asked(request: HttpRequest) -> Report:
    """403 for who it is not meant for; 404 for a period that is not offered."""
    user = Actor.of(request).user
    if user is None or not follows_neutrality(user):
        raise PermissionDenied
    quarter, period = request.GET.get("quarter", ""), request.GET.get("period", YEAR)
    day = periods.parse(quarter) if quarter else periods.last_ended()
    if day is None or day not in periods.offered() or period not in (YEAR, QUARTER):
        raise Http404
    return Report.of(user, day, period == YEAR)


@require_safe
def neutrality(request: HttpRequest) -> HttpResponse:
    """The page."""
    report = _asked(request)
    query = f"?quarter={periods.code(report.day)}&period={YEAR if report.whole_year else QUARTER}"
    values = {
        "report": report,
        "parts": report.parts(),
        "query": query,
        "quarter_code": periods.code(report.day),
        "quarters": [(periods.code(day), periods.label(day)) for day in periods.offered()],
        "threshold": settings.SMALL_NUMBER_THRESHOLD,
    }
    return render(request, "reports/neutrality.html", values)


@require_safe
def neutrality_csv(request: HttpRequest) -> HttpResponse:
    """One number per line, for a spreadsheet: a byte order mark and semicolons."""
    report = _asked(request)
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    head = [_("Table"), _("Organisation"), _("Figure"), _("Value"), _("Definition")]
    writer.writerow([*head, _("Period"), _("Reference date")])
    for row in report.rows():
        writer.writerow([*row, report.period, localize_input(report.day)])
    return _file(request, report, out.getvalue(), "csv", "text/csv; charset=utf-8")


@require_safe
def neutrality_ods(request: HttpRequest) -> HttpResponse:
    """A tab per table, and one with the definitions."""
    report = _asked(request)
    parts = report.parts()
    sheets = [
        Sheet(
            part.title, part.head, [[line.label, *map(_value, line.cells)] for line in part.lines]
        )
        for part in parts
    ]
    told = [row for part in parts for row in part.definitions]
    sheets.append(Sheet(_("Definitions"), [_("Figure"), _("Definition")], told))
    title = f"{_('Neutrality report')}, {report.period}"
    return _file(request, report, as_ods(sheets, title), "ods", MEDIA_TYPE)


def _value(shown: str) -> int | str:
    """A whole number as a number; what is hidden, absent or a half as it is shown."""
    return int(shown) if shown.isdigit() else shown


def _file(
    request: HttpRequest, report: Report, content: str | bytes, kind: str, media: str
) -> HttpResponse:
    """An attachment; who took it along is logged."""
    log_access(
        Actor.of(request), AccessLog.Action.EXPORTED, "neutrality", _code(report), detail=kind
    )
    response = HttpResponse(content, content_type=media)
    name = f"neutraliteit-{_code(report)}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _code(report: Report) -> str:
    day: datetime.date = report.day
    return f"{periods.code(day)}-{YEAR if report.whole_year else QUARTER}"
