"""The documents of a case: the list, and adding one."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.actions import documents as actions
from cases.documents import ACCEPT
from cases.forms.documents import DocumentForm
from cases.forms.work import readers
from cases.views.attempt import carried_out, posted, status_of
from cases.views.document_rows import listing_of, rows_of
from cases.views.page import CasePage, open_page, participants_of, show

READ_OR_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_WRITE)
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The documents that the viewer may read, and the form to add one."""
    opened = open_page(request, pk, "contribute_case" if request.method == "POST" else None)
    choices = readers(opened.case, participants_of(opened))
    form = DocumentForm(posted(request), request.FILES or None, choices=choices)
    added = carried_out(form, lambda: _add(opened, form))
    if request.method == "POST" and _asks_a_sentence(request):
        return _sentence(form)
    if added:
        messages.success(request, _("The document is added."))
        return redirect("case-documents", pk)
    values = {"form": form, "listing": listing_of(rows_of(opened), request.GET)}
    values |= {"most": settings.MAX_UPLOAD_BYTES, "accept": ACCEPT}
    template = "cases/documents/page.html"
    return show(request, opened, template, "documents", status_of(form), **values)


def _add(opened: CasePage, form: DocumentForm) -> None:
    values = form.cleaned_data
    actions.add_document(opened.actor, opened.case, values, values["file"], form.checked)


def _asks_a_sentence(request: HttpRequest) -> bool:
    """Whether upload.js sends this file, one of several: it shows how it went beside the file."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _sentence(form: DocumentForm) -> JsonResponse:
    """How it went with one file, in words; each error of the form with its field."""
    if not form.errors:
        return JsonResponse({"said": _("The document is added.")}, status=201)
    said = [
        error if name in ("__all__", "file") else f"{form.fields[name].label}: {error}"
        for name, errors in form.errors.items()
        for error in errors
    ]
    return JsonResponse({"said": " ".join(map(str, said))}, status=422)
