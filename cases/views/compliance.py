"""Compliance steps of a decision: one page per step."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.actions import compliance as actions
from cases.compliance import BY_KIND, Step
from cases.forms.compliance import ComplianceForm, papers_of
from cases.models import ComplianceAnswer, Decision
from cases.views.attempt import carried_out, posted, status_of
from cases.views.page import CasePage, open_page, show


def _step(kind: str) -> Step:
    if kind not in BY_KIND:
        raise Http404
    return BY_KIND[kind]


def _decision(page: CasePage) -> Decision:
    rows = Decision.objects.visible_to(page.user)
    decision: Decision = get_object_or_404(rows, case=page.case)
    return decision


def _row(page: CasePage, decision: Decision, kind: str) -> ComplianceAnswer:
    rows = ComplianceAnswer.objects.visible_to(page.user).filter(decision=decision, kind=kind)
    return rows.first() or ComplianceAnswer(decision=decision, kind=kind)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    """Answers a step, with its reason; only while the decision is a draft."""
    opened = open_page(request, pk, "decide_case", options=True)
    step, decision = _step(kind), _decision(opened)
    if request.method != "POST" and decision.status != Decision.Status.DRAFT:
        return redirect("case-decision", pk)
    row, papers = _row(opened, decision, kind), papers_of(opened.user, opened.case)
    form = ComplianceForm(posted(request), instance=row, case=opened.case, step=step, papers=papers)

    def carry() -> object:
        data = form.cleaned_data
        version = data["version"] or 0
        return actions.answer_step(opened.actor, opened.case, kind, version, data)

    if form.is_bound and carried_out(form, carry):
        messages.success(request, _("The compliance step was saved."))
        return redirect("case-decision", pk)
    values = {"form": form, "step": step, "company": opened.case.company}
    template = "cases/decision/step.html"
    return show(request, opened, template, "decision", status_of(form), **values)
