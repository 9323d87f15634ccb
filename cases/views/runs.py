"""Frozen runs of a match: made, shown exactly as they were, compared, and taken along."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import log_access
from accounts.models import AccessLog
from cases.actions.runs import freeze_run
from cases.forms.matching import FreezeForm
from cases.models import MatchRun
from cases.spreadsheet import MEDIA_TYPE
from cases.views.attempt import carried_out, posted, status_of
from cases.views.match_desk import open_desk
from cases.views.page import CasePage, open_page, show
from cases.views.run_context import run_context, run_file

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
def freeze(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keeps the match of the address, with the reason."""
    opened = open_page(request, pk, "change_case", options=True)
    desk = open_desk(opened, request.GET)
    if desk is None:
        return show(request, opened, "cases/matching/nothing_asked.html", "matching")
    form = FreezeForm(posted(request), tried=bool(desk.trial))
    made: list[MatchRun] = []

    def keep() -> None:
        made.append(freeze_run(opened.actor, opened.case, desk.board, **form.cleaned_data))

    if form.is_bound and carried_out(form, keep):
        messages.success(request, _("Run %(number)s is kept.") % {"number": made[0].number})
        return redirect("match-run", pk, made[0].number)
    template, values = "cases/matching/freeze.html", {"form": form, "desk": desk}
    return show(request, opened, template, "matching", status_of(form), **values)


def _run(opened: CasePage, number: int) -> MatchRun:
    rows = MatchRun.objects.visible_to(opened.user).filter(case=opened.case)
    found: MatchRun = get_object_or_404(
        rows.select_related("request", "block", "made_by", "organisation"), number=number
    )
    return found


@require_safe
def run(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """A run exactly as it was, and beside another run or today when that is asked."""
    opened = open_page(request, pk, options=True)
    context = run_context(opened, _run(opened, number), request.GET)
    return show(request, opened, "cases/matching/run.html", "matching", **context)


@require_safe
def run_json(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """What was frozen, as the fingerprint was taken over it."""
    opened = open_page(request, pk, options=True)
    row = _run(opened, number)
    content = json.dumps(row.payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return _file(opened, row, content.encode(), "application/json", "json")


@require_safe
def run_ods(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """The ranking of a run with its facts, as a spreadsheet."""
    opened = open_page(request, pk, options=True)
    row = _run(opened, number)
    return _file(opened, row, run_file(opened.case, row), MEDIA_TYPE, "ods")


def _file(
    opened: CasePage, row: MatchRun, content: bytes, media_type: str, suffix: str
) -> HttpResponse:
    """The file under a name that gives nothing away; who took it along is logged."""
    log_access(
        opened.actor,
        AccessLog.Action.EXPORTED,
        "match run",
        opened.case.code_name,
        object_id=row.pk,
        case_id=opened.case.pk,
        detail=f"{row.number}, {suffix}",
    )
    return attachment(content, media_type, f"{opened.case.reference}-match-{row.number}.{suffix}")


def attachment(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to save."""
    headers: dict[str, Any] = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
