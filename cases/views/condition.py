"""Conditions of a decision: what must be arranged, by whom, and whether it is."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions import decision as actions
from cases.forms.decision import ConditionForm, MetForm
from cases.models import DecisionCondition
from cases.views.attempt import carried_out, posted, status_of, tell
from cases.views.page import CasePage, open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def _one(page: CasePage, pk: uuid.UUID) -> DecisionCondition:
    rows = DecisionCondition.objects.visible_to(page.user).filter(decision__case=page.case)
    condition: DecisionCondition = get_object_or_404(rows, pk=pk)
    return condition


def _edit(request: HttpRequest, opened: CasePage, condition: DecisionCondition) -> HttpResponse:
    new = condition._state.adding
    form = ConditionForm(posted(request), instance=condition, case=opened.case)

    def carry() -> object:
        return actions.save_condition(opened.actor, opened.case, condition, form.cleaned_data)

    if form.is_bound and carried_out(form, carry):
        messages.success(request, _("The condition was saved."))
        return redirect("case-decision", opened.case.pk)
    values = {"form": form, "condition": None if new else condition}
    template = "cases/decision/condition.html"
    return show(request, opened, template, "decision", status_of(form), **values)


@require_http_methods(READ_OR_WRITE)
def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Adds a condition."""
    opened = open_page(request, pk, "decide_case", options=True)
    return _edit(request, opened, DecisionCondition())


@require_http_methods(READ_OR_WRITE)
def edit(request: HttpRequest, pk: uuid.UUID, condition: uuid.UUID) -> HttpResponse:
    """Changes a condition of a decision that is not fixed."""
    opened = open_page(request, pk, "decide_case", options=True)
    return _edit(request, opened, _one(opened, condition))


@require_POST
def remove(request: HttpRequest, pk: uuid.UUID, condition: uuid.UUID) -> HttpResponse:
    """Takes a condition off."""
    opened = open_page(request, pk, "decide_case", options=True)
    row = _one(opened, condition)
    done = _("The condition was removed.")
    tell(request, lambda: actions.remove_condition(opened.actor, opened.case, row), done)
    return redirect("case-decision", pk)


@require_http_methods(READ_OR_WRITE)
def tick(request: HttpRequest, pk: uuid.UUID, condition: uuid.UUID) -> HttpResponse:
    """Notes the day on which a condition was met; also when the decision is fixed."""
    opened = open_page(request, pk, "decide_case", options=True)
    row = _one(opened, condition)
    form = MetForm(posted(request), initial={"met_on": row.met_on})

    def carry() -> object:
        met_on = form.cleaned_data["met_on"]
        return actions.tick_condition(opened.actor, opened.case, row, met_on)

    if form.is_bound and carried_out(form, carry):
        messages.success(request, _("The condition was saved."))
        return redirect("case-decision", pk)
    template = "cases/decision/met.html"
    values = {"form": form, "condition": row}
    return show(request, opened, template, "decision", status_of(form), **values)
