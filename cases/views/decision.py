"""The decision on a case: the options side by side, the draft, the second reader, the record."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import log_access
from accounts.models import AccessLog
from cases.actions import decision as actions
from cases.advising import sealed_from
from cases.decision_record import hash_of, readable
from cases.forms.decision import DecisionForm, ReasonForm, VersionForm
from cases.models import CaseParticipant, Decision, Draft
from cases.views.attempt import carried_out, posted, status_of, tell
from cases.views.decision_context import decision_context
from cases.views.drafts import Keeping
from cases.views.page import CasePage, open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def _decision(page: CasePage) -> Decision | None:
    rows = Decision.objects.visible_to(page.user).filter(case=page.case)
    found: Decision | None = (
        rows.select_related(
            "run",
            "preferred__site__province",
            "preferred__site__municipality",
            "reserve__site__province",
            "proposed_by",
            "second_reader",
        )
        .defer("run__payload")
        .first()
    )
    return found


@require_safe
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything about the decision."""
    opened = open_page(request, pk, options=True)
    context = decision_context(opened, _decision(opened))
    return show(request, opened, "cases/decision/page.html", "decision", **context)


@require_http_methods(READ_OR_WRITE)
def write(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Writes the draft, with the options in view; only shows what is proposed or fixed."""
    opened = open_page(request, pk, "decide_case", options=True)
    decision = _decision(opened) or Decision(case=opened.case)
    if request.method != "POST" and decision.status != Decision.Status.DRAFT:
        return redirect("case-decision", pk)
    kept = Keeping(opened, Draft.Form.DECISION, version=decision.version if decision.pk else 0)
    form = DecisionForm(posted(request), instance=decision, case=opened.case, initial=kept.initial)
    if form.is_bound and carried_out(form, lambda: _save(opened, form)):
        kept.sent()
        messages.success(request, _("The draft of the decision was saved."))
        return redirect("case-decision", pk)
    context = decision_context(opened, _decision(opened)) | kept.context | {"form": form}
    template = "cases/decision/write.html"
    return show(request, opened, template, "decision", status_of(form), **context)


def _save(page: CasePage, form: DecisionForm) -> Decision:
    data = form.cleaned_data
    return actions.save_decision(page.actor, page.case, data["version"] or 0, data)


def _step(request: HttpRequest, pk: uuid.UUID, action: Any, done: str) -> HttpResponse:
    """A button of who may decide: does it, and goes back to the decision."""
    opened = open_page(request, pk, "decide_case", options=True)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    tell(request, lambda: action(opened.actor, opened.case, version), done)
    return redirect("case-decision", pk)


@require_POST
def propose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Puts the draft before a second reader."""
    return _step(request, pk, actions.propose, _("The decision is with the second reader."))


@require_POST
def approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The second reader agrees; from now on the decision is fixed."""
    return _step(request, pk, actions.approve, _("The decision is approved and fixed."))


def _with_reason(request: HttpRequest, pk: uuid.UUID, action: Any, **values: Any) -> HttpResponse:
    """A step back, on a page of its own that asks the reason."""
    opened = open_page(request, pk, "decide_case", options=True)
    decision = _decision(opened)
    if decision is None:
        raise Http404
    form = ReasonForm(posted(request), initial={"version": decision.version})

    def carry() -> object:
        data = form.cleaned_data
        return action(opened.actor, opened.case, data["version"], data["reason"])

    if form.is_bound and carried_out(form, carry):
        messages.success(request, _("The decision is a draft again."))
        return redirect("case-decision", pk)
    template = "cases/decision/reason.html"
    return show(request, opened, template, "decision", status_of(form), form=form, **values)


@require_http_methods(READ_OR_WRITE)
def send_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The proposal goes back to be changed."""
    return _with_reason(
        request, pk, actions.return_for_changes, title=_("Return for changes"), why=""
    )


@require_http_methods(READ_OR_WRITE)
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A manager opens an approved decision again."""
    return _with_reason(
        request,
        pk,
        actions.withdraw_approval,
        title=_("Open the decision again"),
        why=_("The approved record stays in the history, with its hash."),
    )


@require_safe
def record(request: HttpRequest, pk: uuid.UUID, number: int) -> HttpResponse:
    """A record as it was approved: `number` is the row of the history that holds it."""
    opened = open_page(request, pk, options=True)
    rows = Decision.history.filter(case_id=opened.case.pk, status=Decision.Status.APPROVED)
    row = get_object_or_404(rows, history_id=number, record__isnull=False)
    log_access(
        opened.actor,
        AccessLog.Action.VIEWED,
        "decision-record",
        opened.case.code_name,
        case_id=opened.case.pk,
    )
    intact = hash_of(row.record) == row.record_hash
    sealed = sealed_from(opened.user, opened.case)
    values = {"row": row, "record": readable(row.record, sealed), "intact": intact}
    return show(request, opened, "cases/decision/record.html", "decision", **values)


@require_POST
def destination(request: HttpRequest, pk: uuid.UUID, participant: uuid.UUID) -> HttpResponse:
    """Makes the organisation that serves the preferred site the destination."""
    opened = open_page(request, pk, "manage_participants", options=True)
    rows = CaseParticipant.objects.visible_to(opened.user).current().filter(case=opened.case)
    row = get_object_or_404(rows.select_related("organisation", "case"), pk=participant)
    done = _("%(name)s is now the destination of this case.") % {"name": row.organisation}
    tell(request, lambda: actions.make_destination(opened.actor, opened.case, row), done)
    return redirect("case-decision", pk)
