"""Progress reports: the list, one report with its figures and words, and its editions."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from cases.permissions import reads_progress
from cases.views.attempt import carried_out, posted, status_of, tell
from reports.actions import jobs, progress
from reports.forms import CasesForm, EditionForm, NewReportForm, TextForm
from reports.models import ProgressReport, ReportText
from reports.permissions import edits_reports, sets_targets
from reports.progress.material import chosen_of
from reports.tasks import enqueue
from reports.views.progress_page import context_of

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def order_figures(actor: Actor, report: ProgressReport) -> object:
    """Asks the worker for the figures of a report."""
    return jobs.order_figures(actor, report, enqueue)


def open_report(request: HttpRequest, pk: uuid.UUID, *, edit: bool = False) -> ProgressReport:
    """The report: 404 when it is not visible; with `edit`, 403 for who only reads."""
    user = Actor.of(request).user
    if user is None or not reads_progress(user):
        raise PermissionDenied
    rows = ProgressReport.objects.visible_to(user).select_related(
        "replaces", "submitted_by", "approved_by", "frozen_by"
    )
    report: ProgressReport = get_object_or_404(rows, pk=pk)
    if edit and not edits_reports(user):
        raise PermissionDenied
    return report


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Every report that the person may read, newest first."""
    user = Actor.of(request).user
    if user is None or not reads_progress(user):
        raise PermissionDenied
    rows = list(ProgressReport.objects.visible_to(user).for_list())
    values = {"rows": rows, "edits": edits_reports(user), "targets": sets_targets(user)}
    return render(request, "reports/progress/list.html", values)


@require_http_methods(READ_OR_WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """Chooses period and reference date."""
    actor = Actor.of(request)
    if actor.user is None or not edits_reports(actor.user):
        raise PermissionDenied
    form = NewReportForm(posted(request))
    made: list[ProgressReport] = []

    def carry() -> None:
        data = form.cleaned_data
        made.append(progress.open_report(actor, data["quarter"], data["span"], order_figures))

    if carried_out(form, carry):
        return redirect("progress-detail", made[0].pk)
    return render(request, "reports/progress/new.html", {"form": form}, status=status_of(form))


@never_cache
@require_safe
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Figures, words and where the report stands; htmx asks for the progress of the figures."""
    report = open_report(request, pk)
    polling = bool(request.htmx)  # type: ignore[attr-defined]
    template = "reports/progress/detail.html" + ("#figures" if polling else "")
    context = context_of(report, Actor.of(request), get_language() or "nl")
    response = render(request, template, context)
    if polling and not context["busy"]:
        response["HX-Refresh"] = "true"  # the figures are there: the whole page changes
    return response


@require_POST
def figures(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks the worker to compute the figures anew."""
    report = open_report(request, pk, edit=True)
    if not report.is_draft:
        messages.error(request, _("This report was submitted; only a draft gets other figures."))
        return redirect("progress-detail", pk)
    tell(request, lambda: order_figures(Actor.of(request), report), "")
    return redirect("progress-detail", pk)


@require_http_methods(READ_OR_WRITE)
def text(request: HttpRequest, pk: uuid.UUID, section: str) -> HttpResponse:
    """Writes the words of one chapter, with its figures in view."""
    report = open_report(request, pk, edit=True)
    if section not in ReportText.Section.values or not report.is_draft:
        return redirect("progress-detail", pk)
    found = report.texts.filter(section=section).first()
    row = found or ReportText(report=report, section=section)
    form = TextForm(posted(request), instance=row)
    actor = Actor.of(request)

    def carry() -> object:
        data = form.cleaned_data
        return progress.write_text(actor, report, section, data["version"] or 0, data)

    if carried_out(form, carry):
        messages.success(request, _("The text was saved."))
        return redirect("progress-detail", pk)
    context = context_of(report, actor, get_language() or "nl") | {"form": form, "section": row}
    return render(request, "reports/progress/text.html", context, status=status_of(form))


@require_http_methods(READ_OR_WRITE)
def choose_cases(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Which cases the report tells of."""
    report = open_report(request, pk, edit=True)
    if not report.is_draft:
        return redirect("progress-detail", pk)
    chosen = [row.publication_id for row in chosen_of(report)]
    form = CasesForm(posted(request), initial={"texts": chosen})

    def carry() -> object:
        texts = list(form.cleaned_data["texts"])
        return progress.choose_cases(Actor.of(request), report, texts)

    if carried_out(form, carry):
        messages.success(request, _("The cases were saved."))
        return redirect("progress-detail", pk)
    values = {"form": form, "report": report, "withdrawn": progress.withdrawn_of(report)}
    return render(request, "reports/progress/cases.html", values, status=status_of(form))


@require_POST
def edition(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks the worker for a PDF or spreadsheet."""
    report = open_report(request, pk)
    form = EditionForm(request.POST)
    if not form.is_valid() or not report.figures:
        messages.error(request, _("This edition does not exist."))
        return redirect("progress-detail", pk)
    job = jobs.order_edition(Actor.of(request), report, **form.cleaned_data, queue=enqueue)
    return redirect("report-detail", job.pk)
