"""Building blocks of the draft: add, rename, take away."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.actions import blocks as actions
from cases.actions.guards import stamp_of
from cases.forms.request import BlockForm, RemoveBlockForm
from cases.models import BuildingBlock, Requirement, ScaleUpRequest
from cases.views.attempt import carried_out, posted, status_of
from cases.views.page import CasePage, open_page, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]
DRAFT = ScaleUpRequest.Status.DRAFT


def _find(page: CasePage, row: uuid.UUID) -> BuildingBlock:
    rows = BuildingBlock.objects.visible_to(page.user).select_related("request")
    return get_object_or_404(rows, pk=row, request__case=page.case)


@require_http_methods(READ_OR_WRITE)
def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new block of the draft."""
    opened = open_page(request, pk, "change_case")
    form = BlockForm(posted(request), company=opened.case.company)
    if carried_out(
        form, lambda: actions.save_block(opened.actor, opened.case, None, form.cleaned_data)
    ):
        messages.success(request, _("The building block is added: say what it asks."))
        return redirect("case-requirements", pk)
    template = "cases/request/block.html"
    return show(request, opened, template, "requirements", status_of(form), form=form)


@require_http_methods(READ_OR_WRITE)
def change(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Another name or activity; a block of a signed version is refused."""
    opened = open_page(request, pk, "change_case")
    found = _find(opened, row)
    first = {"name": found.name, "activity": found.activity, "stamp": stamp_of(found)}
    form = BlockForm(posted(request), company=opened.case.company, initial=first)
    if carried_out(form, lambda: _save(opened, found, form.cleaned_data)):
        messages.success(request, _("The building block is saved."))
        return redirect("case-requirements", pk)
    values = {"form": form, "block": found, "frozen": found.request.status != DRAFT}
    template = "cases/request/block.html"
    return show(request, opened, template, "requirements", status_of(form), **values)


def _save(opened: CasePage, found: BuildingBlock, values: dict[str, Any]) -> None:
    actions.save_block(opened.actor, opened.case, found, values, values["stamp"])


@require_http_methods(READ_OR_WRITE)
def remove(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Takes a block away with what is asked of it, after a page that lists it."""
    opened = open_page(request, pk, "change_case")
    found = _find(opened, row)
    form = RemoveBlockForm(posted(request), initial={"stamp": stamp_of(found)})
    if carried_out(
        form,
        lambda: actions.remove_block(opened.actor, opened.case, found, form.cleaned_data["stamp"]),
    ):
        messages.success(request, _("The building block is removed."))
        return redirect("case-requirements", pk)
    rows = Requirement.objects.visible_to(opened.user).filter(block=found)
    values = {"form": form, "block": found, "rows": rows.select_related("criterion")}
    template = "cases/request/block_remove.html"
    return show(request, opened, template, "requirements", status_of(form), **values)
