"""The case page, and the form of its key facts."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import Conflict
from cases.actions.case import update_case
from cases.forms.case import CaseForm
from cases.merging import merge
from cases.views import inline
from cases.views.attempt import carried_out, posted, status_of
from cases.views.overview import overview_of
from cases.views.page import CasePage, open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_safe
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Where the case stands, what it still needs, and what happened last."""
    page = open_page(request, pk)
    values = overview_of(page, done=request.GET.get("klaar", ""))
    return show(request, page, "cases/case/detail.html", "overview", **values)


@require_http_methods(READ_OR_WRITE)
def edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The key facts. When somebody else was first, both versions are shown and nothing is lost."""
    page = open_page(request, pk, "change_case")
    if request.htmx and "veld" in request.GET:  # type: ignore[attr-defined]
        return inline.answer(request, page)
    form = CaseForm(posted(request), instance=open_page(request, pk).case)
    differences: list[Any] = []
    conflict = ""
    try:
        if carried_out(form, lambda: _save(page, form)):
            messages.success(request, _("The key facts are saved."))
            return redirect("case-detail", pk)
        status = status_of(form)
    except Conflict as error:
        conflict, status = str(error), 409
        form, differences = _rebased(request, pk, form)
    values = {"form": form, "conflict": conflict, "differences": differences}
    return show(request, page, "cases/case/edit.html", "overview", status, **values)


def _save(page: CasePage, form: CaseForm) -> None:
    update_case(page.actor, page.case, form.values(), form.cleaned_data["version"])


def _rebased(request: HttpRequest, pk: uuid.UUID, form: CaseForm) -> tuple[CaseForm, list[Any]]:
    """The typed values on top of the case as it is now, and where they differ."""
    now = open_page(request, pk).case
    merged, differences = merge(now, form.values(), form.cleaned_data["version"])
    return CaseForm(instance=now, initial=merged), differences
