"""One document of a case: never delivered but through the access check."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import log_access
from accounts.models import AccessLog
from cases.actions import documents as actions
from cases.actions.guards import stamp_of
from cases.forms.documents import DocumentDetailsForm, RemoveForm, VersionForm
from cases.forms.work import readers
from cases.models import Document, DocumentVersion
from cases.views.attempt import carried_out, posted, status_of
from cases.views.document_rows import Row, delivered_name, row_of
from cases.views.page import CasePage, open_page, participants_of, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]
DETAILS = ("title", "kind", "visibility", *actions.WOO_FIELDS)


@require_safe
def download(request: HttpRequest, pk: uuid.UUID, document: uuid.UUID) -> HttpResponseBase:
    """The newest version as an attachment; under its own name only for who knows the company."""
    opened = open_page(request, pk)
    row = row_of(opened, document)
    return _delivered(opened, row, row.document)


@require_safe
def version(
    request: HttpRequest, pk: uuid.UUID, document: uuid.UUID, number: int
) -> HttpResponseBase:
    """One version as an attachment, for who may read the document as it is now."""
    opened = open_page(request, pk)
    row = row_of(opened, document)
    return _delivered(opened, row, version_of(opened, row, number))


def version_of(opened: CasePage, row: Row, number: int) -> Document | DocumentVersion:
    """The newest version or an earlier one; 404 when there is none with this number."""
    if number == row.document.number:
        return row.document
    for earlier in earlier_of(opened, row):
        if earlier.number == number:
            return earlier
    raise Http404


def earlier_of(opened: CasePage, row: Row) -> list[DocumentVersion]:
    """Earlier versions, newest first."""
    found = DocumentVersion.objects.visible_to(opened.user).filter(document=row.document)
    return list(found.select_related("uploaded_by").order_by("-number"))


def _delivered(opened: CasePage, row: Row, found: Document | DocumentVersion) -> HttpResponseBase:
    try:
        stream = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    log_look(opened, row.document, AccessLog.Action.DOWNLOADED, found.number)
    name = delivered_name(opened, row, found.file_name)
    response = FileResponse(stream, as_attachment=True, filename=name)
    response["Content-Type"] = found.content_type
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def log_look(opened: CasePage, document: Document, action: str, number: int) -> None:
    """Notes in the access log that a version was seen: its kind and number, never its name."""
    log_access(
        opened.actor,
        action,
        "document",
        opened.case.code_name,
        object_id=document.pk,
        case_id=opened.case.pk,
        detail=f"{document.kind}, {number}",
    )


@require_http_methods(READ_OR_WRITE)
def versions(request: HttpRequest, pk: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    """Every version with who, when and its fingerprint; the owner adds a newer one."""
    opened = open_page(request, pk, "contribute_case" if request.method == "POST" else None)
    row = row_of(opened, document, own=request.method == "POST")
    form = VersionForm(
        posted(request), request.FILES or None, initial={"stamp": stamp_of(row.document)}
    )
    if carried_out(form, lambda: _add_version(opened, row.document, form)):
        messages.success(request, _("The newer version is added; the earlier ones are kept."))
        return redirect("document-versions", pk, document)
    values = {"form": form, "row": row, "versions": [row.document, *earlier_of(opened, row)]}
    template = "cases/documents/versions.html"
    return show(request, opened, template, "documents", status_of(form), **values)


def _add_version(opened: CasePage, document: Document, form: VersionForm) -> None:
    values = form.cleaned_data
    actions.add_version(
        opened.actor, opened.case, document, values["file"], form.checked, values["stamp"]
    )


@require_http_methods(READ_OR_WRITE)
def edit(request: HttpRequest, pk: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    """Title, kind, who may read a document of one's own organisation, and its mark."""
    opened = open_page(request, pk, "contribute_case")
    found = row_of(opened, document, own=True).document
    first: dict[str, Any] = {name: getattr(found, name) for name in DETAILS}
    first["stamp"] = stamp_of(found)
    choices = readers(opened.case, participants_of(opened))
    form = DocumentDetailsForm(posted(request), choices=choices, initial=first)
    if carried_out(form, lambda: _change(opened, found, form)):
        messages.success(request, _("The document is changed."))
        return redirect("case-documents", pk)
    values = {"form": form, "document": found}
    template = "cases/documents/edit.html"
    return show(request, opened, template, "documents", status_of(form), **values)


def _change(opened: CasePage, document: Document, form: DocumentDetailsForm) -> None:
    values = form.cleaned_data
    actions.change_document(opened.actor, opened.case, document, values, values["stamp"])


@require_http_methods(READ_OR_WRITE)
def remove(request: HttpRequest, pk: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    """Takes a document of one's own organisation away, with a reason."""
    opened = open_page(request, pk, "contribute_case")
    found = row_of(opened, document, own=True).document
    form = RemoveForm(posted(request))
    if carried_out(form, lambda: _remove(opened, found, form.cleaned_data["reason"])):
        messages.success(request, _("The document is removed."))
        return redirect("case-documents", pk)
    values = {"form": form, "document": found}
    template = "cases/documents/remove.html"
    return show(request, opened, template, "documents", status_of(form), **values)


def _remove(opened: CasePage, document: Document, reason: str) -> None:
    actions.remove_document(opened.actor, opened.case, document, reason)
