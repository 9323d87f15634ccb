"""Reports that were asked for: where they stand, and the file when it is there."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import log_access
from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import AccessLog, User
from cases.models import Case
from cases.side_by_side import MOST, short_list
from cases.views.compare import sites_of
from cases.views.match_desk import open_desk
from cases.views.page import open_page
from cases.views.visit import visit_of
from reports.actions import jobs
from reports.case_list import thrown_away_on
from reports.decision_paper import records_of
from reports.models import ReportJob
from reports.papers import file_name, may_download, media_type, subject_of, title_of
from reports.tasks import enqueue

SHOWN = 50


@require_POST
def case_sheet(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks the worker for the sheet of a case."""
    page = open_page(request, pk)
    job = jobs.order_sheet(page.actor, page.case, enqueue)
    return redirect("report-detail", pk=job.pk)


@require_POST
def comparison(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks the worker for sites of a case side by side."""
    page = open_page(request, pk)
    desk = open_desk(page, request.POST, tried=False)
    found = (sites_of(request.POST) or short_list(desk.board)) if desk else []
    sites = [site for site in found if desk and site in desk.board.by_site][:MOST]
    if desk is None or not sites:
        return redirect("case-compare", pk=pk)
    block = desk.block.pk if desk.block else None
    job = jobs.order_comparison(page.actor, page.case, sites, block, enqueue)
    return redirect("report-detail", pk=job.pk)


@require_POST
def decision_record(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """Asks the worker for a record of the decision on paper."""
    page = open_page(request, pk, options=True)
    row = get_object_or_404(records_of(page.case).only("history_id"), history_id=number)
    job = jobs.order_decision(page.actor, page.case, row.history_id, enqueue)
    return redirect("report-detail", pk=job.pk)


@require_POST
def briefing(request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID) -> HttpResponse:
    """Asks the worker for the briefing sheet of a visit, with the company's name only when that
    is asked for by who may know it."""
    page = open_page(request, pk)
    row = visit_of(page, visit)
    named = "named" in request.POST
    if named and not page.case.knows_identity:  # type: ignore[attr-defined]
        raise PermissionDenied
    job = jobs.order_briefing(page.actor, row, named, enqueue)
    return redirect("report-detail", pk=job.pk)


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """One's own reports, newest first."""
    user = Actor.of(request).user
    if user is None:
        raise Http404
    own = list(ReportJob.objects.visible_to(user).for_list()[:SHOWN])
    known = set(
        Case.objects.visible_to(user)
        .filter(pk__in=[job.case_id for job in own if job.case_id])
        .values_list("pk", flat=True)
    )
    rows = [
        (job, title_of(job) if _may_name(job, known) else "", jobs.is_abandoned(job)) for job in own
    ]
    return render(request, "reports/list.html", {"rows": rows})


@never_cache
@require_safe
def report_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Where a report stands; htmx asks for the part that changes."""
    job = _own(request, pk)
    template = "reports/detail.html" + ("#state" if request.htmx else "")  # type: ignore[attr-defined]
    return render(request, template, _context(job, request))


@require_POST
def report_retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Once more, unless it is about a case that the person no longer sees."""
    job = _own(request, pk)
    actor = Actor.of(request)
    if actor.user is None or not _sees_case(job, actor.user):
        raise PermissionDenied
    try:
        jobs.retry(actor, job, enqueue)
    except Refused as refusal:
        messages.info(request, str(refusal))
    return redirect("report-detail", pk=pk)


@never_cache
@require_safe
def report_download(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The file, when the person may still have all that it tells. Every download is logged."""
    job = _own(request, pk)
    actor = Actor.of(request)
    if job.status != ReportJob.Status.DONE:
        raise Http404
    if actor.user is None or not may_download(job, actor.user):
        raise PermissionDenied
    content = _content(job)
    log_access(
        actor,
        AccessLog.Action.DOWNLOADED,
        job.kind,
        subject_of(job),
        object_id=job.pk,
        case_id=job.case_id,
    )
    return FileResponse(
        content, as_attachment=True, filename=file_name(job), content_type=media_type(job)
    )


def _content(job: ReportJob) -> Any:
    try:
        return job.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error


def _own(request: HttpRequest, pk: uuid.UUID) -> ReportJob:
    user = Actor.of(request).user
    if user is None:
        raise Http404
    job: ReportJob = get_object_or_404(ReportJob.objects.visible_to(user).for_list(), pk=pk)
    return job


def _may_name(job: ReportJob, known: set[uuid.UUID]) -> bool:
    return job.case_id is None or job.case_id in known


def _sees_case(job: ReportJob, user: User) -> bool:
    return job.case_id is None or Case.objects.visible_to(user).filter(pk=job.case_id).exists()


def _context(job: ReportJob, request: HttpRequest) -> dict[str, Any]:
    user = Actor.of(request).user
    assert user is not None  # noqa: S101 (_own let only signed-in people through)
    visible = _sees_case(job, user)
    done = job.status == ReportJob.Status.DONE
    return {
        "job": job,
        "title": title_of(job) if visible else "",
        "visible": visible,
        "stuck": jobs.is_abandoned(job),
        "busy": job.status in (ReportJob.Status.QUEUED, ReportJob.Status.RUNNING),
        "may_download": done and may_download(job, user),
        "thrown_away_on": thrown_away_on(job),
        "again": f"{reverse('case-list')}?{job.about.get('query', '')}",
    }
