"""The steps of a progress report: submit, give back, approve, freeze, correct."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actor import Actor
from cases.views.attempt import carried_out, posted, status_of, tell
from reports.actions import progress
from reports.forms import StepForm, WhyForm
from reports.models import ProgressReport
from reports.permissions import approves_reports, edits_reports
from reports.views.progress import open_report, order_figures

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def _step(request: HttpRequest, report: ProgressReport, action: Any, done: str) -> HttpResponse:
    """A button: does it, says how it went, and goes back to the report."""
    form = StepForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    tell(request, lambda: action(Actor.of(request), report, version), done)
    return redirect("progress-detail", report.pk)


@require_POST
def submit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Puts the report before who approves; from now on the ministry reads it."""
    report = open_report(request, pk, edit=True)
    return _step(request, report, progress.submit, _("The report was submitted for approval."))


@require_POST
def approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Agrees with it."""
    report = open_report(request, pk)
    _require(approves_reports(_user(request)))
    return _step(request, report, progress.approve, _("The report is approved."))


@require_POST
def freeze(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Fixes it for good."""
    report = open_report(request, pk, edit=True)
    return _step(request, report, progress.freeze, _("The report is frozen."))


@require_http_methods(READ_OR_WRITE)
def give_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Makes it a draft again, with the reason."""
    report = open_report(request, pk)
    _require(approves_reports(_user(request)) or edits_reports(_user(request)))
    form = WhyForm(posted(request), initial={"version": report.version})

    def carry() -> object:
        data = form.cleaned_data
        return progress.give_back(Actor.of(request), report, data["version"], data["why"])

    if carried_out(form, carry):
        messages.success(request, _("The report is a draft again."))
        # Who approves for the ministry no longer sees it.
        visible = ProgressReport.objects.visible_to(_user(request)).filter(pk=pk).exists()
        return redirect("progress-detail", pk) if visible else redirect("progress-list")
    return _ask(request, report, form, _("Give back to be changed"))


@require_http_methods(READ_OR_WRITE)
def correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The next version, with what is corrected."""
    report = open_report(request, pk, edit=True)
    form = WhyForm(posted(request), initial={"version": report.version})
    made: list[ProgressReport] = []

    def carry() -> None:
        why = form.cleaned_data["why"]
        made.append(progress.correct(Actor.of(request), report, why, order_figures))

    if carried_out(form, carry):
        messages.success(request, _("The next version is a draft; its figures are computed anew."))
        return redirect("progress-detail", made[0].pk)
    return _ask(request, report, form, _("Correct the report"))


def _ask(request: HttpRequest, report: ProgressReport, form: WhyForm, title: str) -> HttpResponse:
    values = {"form": form, "report": report, "title": title, "period": report.period}
    return render(request, "reports/progress/why.html", values, status=status_of(form))


def _user(request: HttpRequest) -> Any:
    return Actor.of(request).user


def _require(may: bool) -> None:
    if not may:
        raise PermissionDenied
