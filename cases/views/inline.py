"""Changing one key fact in its place on the case page; the whole form does it without script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.errors import Conflict
from cases.actions.case import update_case
from cases.disclosure import visible_fields
from cases.forms.case import FactForm
from cases.merging import merge
from cases.models import Case
from cases.views.attempt import carried_out, posted, status_of
from cases.views.overview import tasks_of, technologies_of
from cases.views.page import CasePage, open_page

# What is changed together: two dates that must be in order, two kinds of jobs in one figure.
FACTS: dict[str, tuple[str, ...]] = {
    "capex": ("capex_eur",),
    "jobs": ("jobs_new_fte", "jobs_retained_fte"),
    "area": ("area_ha",),
    "power": ("power_mw",),
    "dates": ("decision_expected_on", "operational_on"),
    "manager": ("account_manager",),
    "waiting": ("waiting_on",),
    "summary": ("summary",),
    "situation": ("situation",),
}
# What stands in the card of the request; "profile" asks for that card as it is.
TEXTS = ("summary", "situation", "profile")


def answer(request: HttpRequest, page: CasePage) -> HttpResponse:
    """The card of key facts, with the form of the asked fact in it until that is saved."""
    key = request.GET.get("veld", "")
    if key not in FACTS:
        return _card(request, page, key, 200)
    before = page.case.waiting_on
    form = FactForm(posted(request), instance=_fresh(request, page), only=FACTS[key])
    try:
        done = carried_out(form, lambda: _save(page, form))
    except Conflict as error:
        return _explained(request, page, key, form, str(error))
    if not done:
        return _card(request, page, key, status_of(form), editing=key, fact_form=form)
    saved = open_page(request, page.case.pk, "change_case")
    told: dict[str, Any] = {"fact_saved": True}
    if key == "waiting":
        told |= {"undo_waiting": before if before != saved.case.waiting_on else ""}
        told |= {"oob": True, **tasks_of(saved)}
    return _card(request, saved, key, 200, **told)


def _save(page: CasePage, form: FactForm) -> None:
    update_case(page.actor, page.case, form.values(), form.cleaned_data["version"])


def _fresh(request: HttpRequest, page: CasePage) -> Case:
    """Another reading of the case: a form changes the one that it is given."""
    return open_page(request, page.case.pk).case


def _explained(
    request: HttpRequest, page: CasePage, key: str, form: FactForm, conflict: str
) -> HttpResponse:
    """Who was first, what is there now, and what was typed in a form that can be saved again."""
    now = _fresh(request, page)
    merged, differences = merge(now, form.values(), form.cleaned_data["version"])
    again = FactForm(instance=now, initial=merged, only=FACTS[key])
    values = {"editing": key, "fact_form": again, "conflict": conflict, "differences": differences}
    return _card(request, page, key, 409, **values)


def _card(
    request: HttpRequest, page: CasePage, key: str, status: int, **values: Any
) -> HttpResponse:
    if key in TEXTS:
        context = page.context("overview", informed=True, **values)  # who changes it knows it
        return render(request, "cases/case/profile.html", context, status=status)
    known = {"known": visible_fields(page.case), "technologies": technologies_of(page.case)}
    context = page.context("overview", **known, **values)
    return render(request, "cases/case/facts_answer.html", context, status=status)
