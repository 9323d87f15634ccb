"""Imports of the register: upload, preview, confirmation, result."""

import uuid
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from accounts.errors import Refused
from accounts.posted import posted
from sites.actions import register
from sites.forms.register import PreviewFilter, UploadForm
from sites.models import Site, SiteImport
from sites.permissions import can_import
from sites.register.messages import sentence
from sites.views.site import READ_OR_WRITE, person

WORKING = (SiteImport.Status.QUEUED, SiteImport.Status.CHECKING, SiteImport.Status.IMPORTING)


def _allowed(request: HttpRequest) -> None:
    if not can_import(person(request)):
        raise PermissionDenied


def _open(request: HttpRequest, pk: uuid.UUID) -> SiteImport:
    _allowed(request)
    row: SiteImport = get_object_or_404(SiteImport, pk=pk)
    return row


@require_http_methods(READ_OR_WRITE)
def import_list(request: HttpRequest) -> HttpResponse:
    """Earlier imports, and the upload of a new one."""
    _allowed(request)
    form = UploadForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        values = form.cleaned_data
        row = register.upload(Actor.of(request), values["file"], values["reference_year"])
        return redirect("site-import", row.pk)
    earlier = SiteImport.objects.defer("rows").select_related("uploaded_by", "organisation")[:30]
    context = {"form": form, "imports": earlier}
    return render(request, "sites/imports.html", context, status=422 if form.errors else 200)


@require_safe
def import_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Progress while the worker is busy, then the preview or the result."""
    row = _open(request, pk)
    context = _state(row) | _rows(request, row)
    if request.htmx and not request.htmx.boosted:  # type: ignore[attr-defined]
        # The filter asks for the rows only, the progress bar for everything.
        only_rows = request.htmx.target == "div#list"  # type: ignore[attr-defined]
        part = "sites/import_rows.html" if only_rows else "sites/import.html#state"
        return render(request, part, context)
    return render(request, "sites/import.html", context)


def _state(row: SiteImport) -> dict[str, Any]:
    return {
        "row": row,
        "working": row.status in WORKING,
        "ready": row.status == SiteImport.Status.READY,
        "done": row.status == SiteImport.Status.DONE,
        "failed": row.status == SiteImport.Status.FAILED,
        "notes": [sentence(note) for note in row.summary.get("notes", [])],
    }


def _rows(request: HttpRequest, row: SiteImport) -> dict[str, Any]:
    form = PreviewFilter(request.GET)
    page = Paginator(form.rows(row.rows), settings.PAGE_SIZE).get_page(request.GET.get("page"))
    return {"form": form, "page": page, "shown": [in_words(each) for each in page.object_list]}


def in_words(row: dict[str, Any]) -> dict[str, Any]:
    """A stored row with sentences and the names of columns, in the reader's language."""
    return row | {
        "reasons": [sentence(reason) for reason in row["reasons"]],
        "differences": [
            (column_label(column), written(column, before), written(column, after))
            for column, before, after in row["differences"]
        ],
    }


def written(column: str, value: Any) -> str:
    """A stored value on the screen."""
    if value is None or value == "":
        return _("unknown")
    if column.endswith("_ha"):
        decimals = len(str(value).partition(".")[2])
        return f"{number_format(Decimal(value), decimals, force_grouping=True)}\u00a0ha"
    return str(value)


def column_label(column: str) -> str:
    """The name of a column of a site."""
    field = Site._meta.get_field(column.removesuffix("_id"))
    return str(capfirst(field.verbose_name))  # type: ignore[union-attr]


def _decide(request: HttpRequest, pk: uuid.UUID, action: Any, done: str) -> HttpResponse:
    _open(request, pk)
    try:
        action(pk)
    except Refused as error:
        messages.error(request, str(error))
    else:
        if done:
            messages.success(request, done)
    return redirect("site-import", pk)


@require_POST
def import_confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The preview is right: carry it out."""
    return _decide(request, pk, register.confirm, "")


@require_POST
def import_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The preview is not what was meant: use nothing of it."""
    return _decide(request, pk, register.cancel, _("The import is cancelled; nothing was written."))


@require_POST
def import_retry(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Check the file once more."""
    return _decide(request, pk, register.check_again, "")
