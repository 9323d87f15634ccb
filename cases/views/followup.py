"""The follow-up of a positive decision: milestones, realised figures, and its end."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import followup as actions
from cases.followup import Moment
from cases.forms.followup import EndForm, MilestoneForm, RealisedForm
from cases.models import Milestone, RealisedFigure
from cases.views.attempt import carried_out, posted, status_of, tell
from cases.views.followup_context import followup_context, may_change
from cases.views.page import open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]
TAB = "followup"


def _back(pk: uuid.UUID, done: str, request: HttpRequest) -> HttpResponse:
    messages.success(request, done)
    return redirect("case-followup", pk)


@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Milestones with their lights, and what was expected beside what came."""
    opened = open_page(request, pk, options=True)
    context = followup_context(opened)
    return show(request, opened, "cases/followup/page.html", TAB, **context)


@require_POST
def set_up(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Makes the milestones from what the decision says."""
    opened = open_page(request, pk, "decide_case", options=True)
    done = _("The milestones were taken over from the decision.")
    tell(request, lambda: actions.set_up(opened.actor, opened.case), done)
    return redirect("case-followup", pk)


@require_http_methods(READ_OR_WRITE)
def milestone(request: HttpRequest, pk: uuid.UUID, milestone: uuid.UUID) -> HttpResponse:
    """Plans, moves or ticks a milestone: who decides, or the organisation that arranges it."""
    opened = open_page(request, pk, "contribute_case", options=True)
    rows = Milestone.objects.visible_to(opened.user).filter(case=opened.case)
    row: Milestone = get_object_or_404(rows, pk=milestone)
    if not may_change(opened, row):
        raise PermissionDenied
    form = MilestoneForm(posted(request), instance=row, case=opened.case)

    def carry() -> object:
        data: dict[str, Any] = form.cleaned_data
        return actions.change_milestone(opened.actor, opened.case, row, data["version"], data)

    if form.is_bound and carried_out(form, carry):
        return _back(pk, _("The milestone was saved."), request)
    values = {"form": form, "title": row.get_kind_display()}
    return show(request, opened, "cases/followup/form.html", TAB, status_of(form), **values)


@require_http_methods(READ_OR_WRITE)
def figures(request: HttpRequest, pk: uuid.UUID, moment: int) -> HttpResponse:
    """Reports what was realised; a second report changes the first."""
    opened = open_page(request, pk, "contribute_case", options=True)
    if moment not in Moment.values:
        raise Http404
    rows = RealisedFigure.objects.visible_to(opened.user).filter(case=opened.case, years=moment)
    row = rows.first() or RealisedFigure(case=opened.case, years=moment)
    form = RealisedForm(posted(request), instance=row)

    def carry() -> object:
        data: dict[str, Any] = form.cleaned_data
        version = data["version"] or 0
        return actions.report_figures(opened.actor, opened.case, moment, version, data)

    if form.is_bound and carried_out(form, carry):
        return _back(pk, _("The realised figures were saved."), request)
    values = {"form": form, "title": Moment(moment).label, "figures": True}
    return show(request, opened, "cases/followup/form.html", TAB, status_of(form), **values)


@require_http_methods(READ_OR_WRITE)
def finish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Nothing more is expected."""
    opened = open_page(request, pk, "decide_case", options=True)
    form = EndForm(posted(request))

    def carry() -> object:
        return actions.finish(opened.actor, opened.case, form.cleaned_data["reason"])

    if form.is_bound and carried_out(form, carry):
        return _back(pk, _("The follow-up is finished."), request)
    values = {"form": form, "title": _("Finish the follow-up")}
    return show(request, opened, "cases/followup/form.html", TAB, status_of(form), **values)


@require_POST
def go_on(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The follow-up goes on after all."""
    opened = open_page(request, pk, "decide_case", options=True)
    done = _("The follow-up goes on.")
    tell(request, lambda: actions.go_on(opened.actor, opened.case), done)
    return redirect("case-followup", pk)
