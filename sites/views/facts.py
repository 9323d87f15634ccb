"""Facts about a site: recorded and withdrawn by who serves its area."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.errors import Conflict, Refused
from accounts.posted import posted
from sites.actions.fact import add_fact, withdraw_fact
from sites.answers import show
from sites.forms.fact import CriterionForm, FactForm
from sites.forms.site import ReasonForm
from sites.models import Criterion, SiteFact
from sites.views.site import READ_OR_WRITE, editable_site


@require_safe
def fact_choose(request: HttpRequest, site_pk: uuid.UUID) -> HttpResponse:
    """Which criterion the new fact is about."""
    site = editable_site(request, site_pk)
    form = CriterionForm(request.GET or None)
    if form.is_valid():
        return redirect("fact-new", site_pk, form.cleaned_data["criterion"].pk)
    return render(request, "sites/fact_choose.html", {"form": form, "site": site})


@require_http_methods(READ_OR_WRITE)
def fact_new(request: HttpRequest, site_pk: uuid.UUID, code: str) -> HttpResponse:
    """A fact about one criterion; an earlier one is kept and superseded."""
    site = editable_site(request, site_pk)
    criterion = get_object_or_404(Criterion, pk=code, active=True)
    form = FactForm(posted(request), instance=SiteFact(site=site, criterion=criterion))
    if form.is_valid():
        add_fact(Actor.of(request), form.save(commit=False))
        messages.success(request, _("The fact is recorded."))
        return redirect("site-detail", site_pk)
    facts = SiteFact.objects.filter(site=site, criterion=criterion)
    latest = facts.select_related("criterion").order_by("-as_of", "-created_at").first()
    context = {
        "form": form,
        "site": site,
        "criterion": criterion,
        "latest": latest,
        "latest_value": show(criterion, latest.number, latest.text) if latest else "",
    }
    return render(request, "sites/fact_form.html", context, status=422 if form.errors else 200)


@require_http_methods(READ_OR_WRITE)
def fact_withdraw(request: HttpRequest, site_pk: uuid.UUID, pk: uuid.UUID) -> HttpResponse:
    """Takes a wrong fact back, with a reason."""
    site = editable_site(request, site_pk)
    fact = get_object_or_404(SiteFact.objects.select_related("criterion"), pk=pk, site=site)
    form = ReasonForm(posted(request))
    if form.is_valid() and _withdrawn(request, form, pk):
        messages.success(request, _("The fact is withdrawn; the history keeps it."))
        return redirect("site-detail", site_pk)
    context = {
        "form": form,
        "site": site,
        "fact": fact,
        "value": show(fact.criterion, fact.number, fact.text),
    }
    return render(request, "sites/fact_withdraw.html", context, status=422 if form.errors else 200)


def _withdrawn(request: HttpRequest, form: ReasonForm, pk: uuid.UUID) -> bool:
    try:
        withdraw_fact(Actor.of(request), pk, form.cleaned_data["reason"])
    except Conflict:
        raise
    except Refused as error:
        form.add_error(None, str(error))
        return False
    return True
