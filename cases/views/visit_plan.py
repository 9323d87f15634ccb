"""Planning a visit and changing one, with a short order of the sites on offer."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.actions import visit as actions
from cases.forms.visit_plan import VisitForm, drafted, propose, typed_in
from cases.models import Candidate, SiteVisit
from cases.views.attempt import carried_out, posted, status_of
from cases.views.page import CasePage, open_page, show
from cases.views.visit import READ_OR_WRITE, visit_of
from cases.visit_overlap import overlaps

TEMPLATE, PART = "cases/visit/form.html", "cases/visit/days_fields.html"
# Buttons that save nothing: the sites in a short order, and the days of the moments as typed.
SHORTEN, DAYS = "shorten", "days"


def _candidates(page: CasePage) -> list[Candidate]:
    """Sites that can be visited: the short list first, then the long list."""
    rows = Candidate.objects.visible_to(page.user).filter(case=page.case)
    listed = rows.exclude(status=Candidate.Status.DROPPED)
    return list(listed.select_related("site__municipality").order_by("-status", "site__name"))


@require_http_methods(READ_OR_WRITE)
def plan(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Plans a visit."""
    opened = open_page(request, pk, "change_case")
    options: dict[str, Any] = {"case": opened.case, "candidates": _candidates(opened)}
    form = VisitForm(posted(request), **options)
    if SHORTEN in request.POST or DAYS in request.POST:
        return _again(request, opened, form, options)
    made: list[SiteVisit] = []

    def carry() -> None:
        data = form.cleaned_data
        made.append(actions.plan_visit(opened.actor, opened.case, data, data["stops"]))

    if form.is_bound and carried_out(form, carry):
        messages.success(request, _("The visit is planned."))
        return redirect("visit-detail", pk, made[0].pk)
    return show(request, opened, TEMPLATE, "visits", status_of(form), form=form)


@require_http_methods(READ_OR_WRITE)
def edit(request: HttpRequest, pk: uuid.UUID, visit: uuid.UUID) -> HttpResponse:
    """Changes a planned visit."""
    opened = open_page(request, pk, "change_case")
    row = visit_of(opened, visit)
    version = _sent_version(request) if request.method == "POST" else row.version
    options = {"case": opened.case, "candidates": _candidates(opened), "instance": row}
    form = VisitForm(posted(request), **options)
    values = {"form": form, "visit": row, "version": version}
    if SHORTEN in request.POST or DAYS in request.POST:
        return _again(request, opened, form, options, visit=row, version=version)

    def carry() -> object:
        data = form.cleaned_data
        return actions.change_visit(opened.actor, row, version, data, data["stops"])

    if form.is_bound and carried_out(form, carry):
        messages.success(request, _("The visit was changed."))
        return redirect("visit-detail", pk, visit)
    return show(request, opened, TEMPLATE, "visits", status_of(form), **values)


def _again(
    request: HttpRequest,
    page: CasePage,
    form: VisitForm,
    options: dict[str, Any],
    **values: Any,
) -> HttpResponse:
    """The form as it was typed, with its days, and perhaps the sites in a short order; the planner
    may overrule it."""
    typed, proposal = propose(form) if SHORTEN in request.POST else (typed_in(form), None)
    draft = drafted(form)
    values["overlaps"] = overlaps(page.user, draft) if draft else []
    shown = VisitForm(None, initial=typed, **options)
    template = PART if request.htmx else TEMPLATE  # type: ignore[attr-defined]
    return show(request, page, template, "visits", form=shown, proposal=proposal, **values)


def _sent_version(request: HttpRequest) -> int:
    """The version that the form was shown with; a form without one is out of date."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdigit() else 0
