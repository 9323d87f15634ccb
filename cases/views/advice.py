"""Advice of the organisations on a decision."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions import advice as actions
from cases.advising import advisers, may_advise
from cases.forms.advice import AdviceForm, AskForm, initial_of
from cases.models import Advice, Candidate, Decision, Draft
from cases.views.attempt import carried_out, posted, status_of, tell
from cases.views.drafts import Keeping
from cases.views.page import CasePage, open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


def _decision(page: CasePage) -> Decision:
    rows = Decision.objects.visible_to(page.user).filter(case=page.case)
    found: Decision = get_object_or_404(rows.select_related("preferred__site", "reserve__site"))
    return found


def _listed(page: CasePage) -> list[Candidate]:
    """The short list, by name."""
    sites = Candidate.objects.visible_to(page.user).filter(case=page.case, status="shortlist")
    return list(sites.select_related("site").order_by("site__name"))


def _give(page: CasePage, form: AdviceForm) -> Advice:
    version = form.cleaned_data["version"] or 0
    return actions.give_advice(page.actor, page.case, version, form.values())


@require_http_methods(READ_OR_WRITE)
def ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks an organisation for its advice before a day."""
    opened = open_page(request, pk, "decide_case", options=True)
    decision = _decision(opened)
    initial = {"organisation": request.GET.get("organisatie")}
    form = AskForm(posted(request), organisations=advisers(opened.case), initial=initial)

    def carry() -> object:
        data = form.cleaned_data
        return actions.ask_advice(opened.actor, opened.case, data["organisation"], data["due_on"])

    if form.is_bound and carried_out(form, carry):
        name = form.cleaned_data["organisation"]
        messages.success(request, _("%(name)s was asked for advice.") % {"name": name})
        return redirect("case-decision", pk)
    values = {"form": form, "decision": decision, "nobody": not advisers(opened.case).exists()}
    return show(request, opened, "cases/decision/ask.html", "decision", status_of(form), **values)


@require_http_methods(READ_OR_WRITE)
def give(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Writes the advice of one's own organisation; a new version when there is one already."""
    opened = open_page(request, pk, "contribute_case", options=True)
    if not may_advise(opened.actor.organisation, opened.permissions, opened.case):
        raise PermissionDenied
    decision, listed = _decision(opened), _listed(opened)
    own = Advice.objects.visible_to(opened.user).filter(decision=decision)
    advice = own.filter(organisation=opened.actor.organisation).first()
    kept = Keeping(opened, Draft.Form.ADVICE, version=advice.version if advice else 0)
    form = AdviceForm(posted(request), sites=listed, initial=initial_of(advice) | kept.initial)

    if form.is_bound and carried_out(form, lambda: _give(opened, form)):
        kept.sent()
        messages.success(request, _("The advice was saved."))
        return redirect("case-decision", pk)
    values = kept.context | {"form": form, "decision": decision, "advice": advice}
    return show(request, opened, "cases/decision/give.html", "decision", status_of(form), **values)


@require_POST
def take_back(request: HttpRequest, pk: uuid.UUID, advice: uuid.UUID) -> HttpResponse:
    """Takes a request back; what was given before stays."""
    opened = open_page(request, pk, "decide_case", options=True)
    rows = Advice.objects.visible_to(opened.user).filter(decision__case=opened.case)
    row = rows.filter(pk=advice).first()
    if row is None:
        raise Http404
    done = _("The advice is not asked any more.")
    tell(request, lambda: actions.take_back(opened.actor, opened.case, row), done)
    return redirect("case-decision", pk)
