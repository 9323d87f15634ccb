"""Documents of a case: never delivered but through the access check."""

import uuid
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import log_access
from accounts.models import AccessLog
from cases.actions import work as actions
from cases.actions.guards import stamp_of
from cases.forms.work import DocumentDetailsForm, DocumentForm, RemoveForm, readers
from cases.models import Document
from cases.views.attempt import carried_out, posted, status_of
from cases.views.page import CasePage, open_page, participants_of, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Row:
    """A document as the viewer sees it. `number` stands for the name where that is hidden."""

    document: Document
    number: int
    own: bool
    organisation: str
    hidden: bool


def _rows(opened: CasePage) -> list[Row]:
    """What the viewer may read, oldest first."""
    rows = Document.objects.visible_to(opened.user).filter(case=opened.case)
    rows = rows.select_related("uploaded_by", "organisation").order_by("uploaded_at", "pk")
    contributing = opened.may("contribute_case")
    return [
        Row(
            document,
            number,
            contributing and actions.owns(opened.user, document),
            *opened.shown_organisation(document.organisation),
        )
        for number, document in enumerate(rows, start=1)
    ]


def _row(opened: CasePage, key: uuid.UUID, *, own: bool = False) -> Row:
    """404 when the viewer may not read it; with `own`, 403 when another organisation added it."""
    for row in _rows(opened):
        if row.document.pk == key:
            if own and not row.own:
                raise PermissionDenied
            return row
    raise Http404


@require_http_methods(READ_OR_WRITE)
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The documents that the viewer may read, and the form to add one."""
    opened = open_page(request, pk, "contribute_case" if request.method == "POST" else None)
    choices = readers(opened.case, participants_of(opened))
    form = DocumentForm(posted(request), request.FILES or None, choices=choices)
    if carried_out(form, lambda: _add(opened, form)):
        messages.success(request, _("The document is added."))
        return redirect("case-documents", pk)
    values = {"form": form, "rows": _rows(opened)[::-1]}
    return show(
        request, opened, "cases/work/documents.html", "documents", status_of(form), **values
    )


def _add(opened: CasePage, form: DocumentForm) -> None:
    values = form.cleaned_data
    actions.add_document(opened.actor, opened.case, values, values["file"], form.checked)


@require_http_methods(READ_OR_WRITE)
def edit(request: HttpRequest, pk: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    """Title, kind and who may read a document of one's own organisation."""
    opened = open_page(request, pk, "contribute_case")
    found = _row(opened, document, own=True).document
    first = {name: getattr(found, name) for name in ("title", "kind", "visibility")}
    first["stamp"] = stamp_of(found)
    choices = readers(opened.case, participants_of(opened))
    form = DocumentDetailsForm(posted(request), choices=choices, initial=first)
    if carried_out(form, lambda: _change(opened, found, form)):
        messages.success(request, _("The document is changed."))
        return redirect("case-documents", pk)
    values = {"form": form, "document": found}
    return show(request, opened, "cases/work/document.html", "documents", status_of(form), **values)


def _change(opened: CasePage, document: Document, form: DocumentDetailsForm) -> None:
    values = form.cleaned_data
    actions.change_document(opened.actor, opened.case, document, values, values["stamp"])


@require_safe
def download(request: HttpRequest, pk: uuid.UUID, document: uuid.UUID) -> HttpResponseBase:
    """The file as an attachment; under its own name only for who may know the company."""
    opened = open_page(request, pk)
    row = _row(opened, document)
    found = row.document
    try:
        stream = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    _log_download(opened, found)
    response = FileResponse(stream, as_attachment=True, filename=_download_name(opened, row))
    response["Content-Type"] = found.content_type
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _log_download(opened: CasePage, document: Document) -> None:
    log_access(
        opened.actor,
        AccessLog.Action.DOWNLOADED,
        "document",
        opened.case.code_name,
        object_id=document.pk,
        case_id=opened.case.pk,
        detail=document.kind,
    )


def _download_name(opened: CasePage, row: Row) -> str:
    """Its own name, or document-3.pdf: a file name is free text that may name the company."""
    if opened.case.knows_identity:  # type: ignore[attr-defined]
        return row.document.file_name
    return f"document-{row.number}{PurePosixPath(row.document.file_name).suffix}"


@require_http_methods(READ_OR_WRITE)
def remove(request: HttpRequest, pk: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    """Takes a document of one's own organisation away, with a reason."""
    opened = open_page(request, pk, "contribute_case")
    found = _row(opened, document, own=True).document
    form = RemoveForm(posted(request))
    if carried_out(form, lambda: _remove(opened, found, form.cleaned_data["reason"])):
        messages.success(request, _("The document is removed."))
        return redirect("case-documents", pk)
    values = {"form": form, "document": found}
    template = "cases/work/document_remove.html"
    return show(request, opened, template, "documents", status_of(form), **values)


def _remove(opened: CasePage, document: Document, reason: str) -> None:
    actions.remove_document(opened.actor, opened.case, document, reason)
