"""The next step of a case, asked where the last one ended."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions import next_step as actions
from cases.forms.next_step import WAIT, NextStepForm
from cases.views.attempt import back_to, carried_out, posted, status_of, tell
from cases.views.overview import tasks_of
from cases.views.page import CasePage, open_page, show


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What comes next; for htmx within the list of next actions on the case page."""
    opened = open_page(request, pk, "change_case")
    form = NextStepForm(posted(request))
    back = back_to(request, reverse("case-detail", args=[pk]) + "#tasks")
    done = carried_out(form, lambda: _do(opened, form.cleaned_data))
    if request.htmx and request.method == "POST":  # type: ignore[attr-defined]
        values = tasks_of(opened, next_form=None if done else form)
        return render(
            request,
            "cases/case/tasks.html",
            opened.context("overview", **values),
            status=status_of(form),
        )
    if done:
        messages.success(request, _("The next step is planned."))
        return redirect(back)
    values = tasks_of(opened, request.GET.get("klaar", ""), form) | {"form": form, "back": back}
    return show(request, opened, "cases/work/next.html", "overview", status_of(form), **values)


def _do(opened: CasePage, values: dict[str, Any]) -> object:
    if values["way"] == WAIT:
        return actions.wait_for(
            opened.actor, opened.case, values["waiting_on"], values["review_on"]
        )
    planned = {name: values[name] for name in NextStepForm.PLANNING}
    return actions.plan_next(opened.actor, opened.case, planned)


@require_POST
def standard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Adds the chosen actions that are usual in the stage."""
    opened = open_page(request, pk, "change_case")
    added: list[Any] = []
    keys = request.POST.getlist("standard")
    tell(
        request,
        lambda: added.extend(actions.add_standard(opened.actor, opened.case, keys)),
        "",
    )
    if request.htmx:  # type: ignore[attr-defined]
        values = opened.context("overview", **tasks_of(opened))
        return render(request, "cases/case/tasks.html", values)
    told = ngettext("%(number)d action added.", "%(number)d actions added.", len(added))
    messages.success(request, told % {"number": len(added)})
    return redirect(back_to(request, reverse("case-detail", args=[pk]) + "#tasks"))
