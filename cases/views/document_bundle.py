"""Everything of a case that one person may read, as one zip with an index."""

import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actions import log_access
from accounts.models import AccessLog
from cases.documents.bundle import MOST_BYTES, MOST_FILES, Part, packed
from cases.models import Document, DocumentVersion
from cases.spreadsheet import Sheet, as_ods
from cases.views.document_rows import Row, delivered_name, rows_of
from cases.views.page import CasePage, open_page


@require_safe
def bundle(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The zip, made while it is sent; what is too much is said before anything is sent."""
    opened = open_page(request, pk)
    parts = list(_parts(opened))
    if not parts:
        messages.error(request, _("There is no document on this case that you may read."))
        return redirect("case-documents", pk)
    if len(parts) > MOST_FILES or sum(part.size for part in parts) > MOST_BYTES:
        text = _("Together the documents are too much for one zip. Download them one by one.")
        messages.error(request, text)
        return redirect("case-documents", pk)
    _log(opened, len(parts))
    index = partial(_index, opened, parts, translation.get_language())
    response = StreamingHttpResponse(packed(parts, index), content_type="application/zip")
    name = f"{opened.case.reference}-{_('documents')}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _log(opened: CasePage, files: int) -> None:
    log_access(
        opened.actor,
        AccessLog.Action.DOWNLOADED,
        "documents",
        opened.case.code_name,
        object_id=opened.case.pk,
        case_id=opened.case.pk,
        detail=str(files),
    )


def _parts(opened: CasePage) -> Iterator[Part]:
    """Newest versions first, each beginning with its number: no two names are the same, and none
    is a name that a computer keeps for itself."""
    rows = rows_of(opened)
    by_key = {row.document.pk: row for row in rows}
    earlier = DocumentVersion.objects.visible_to(opened.user).filter(document__in=by_key)
    for row in rows:
        name = delivered_name(opened, row, row.document.file_name)
        yield _part(opened, row, row.document, f"{_('documents')}/{row.number:03d} {name}")
    for version in earlier.select_related("uploaded_by").order_by("document_id", "number"):
        row = by_key[version.document_id]
        name = delivered_name(opened, row, version.file_name)
        folder, number = _("earlier versions"), f"{row.number:03d} v{version.number}"
        yield _part(opened, row, version, f"{folder}/{number} {name}")


def _part(opened: CasePage, row: Row, found: Document | DocumentVersion, name: str) -> Part:
    """A file with its line of the index, in the order of `_headings`."""
    document, knows = row.document, opened.case.knows_identity  # type: ignore[attr-defined]
    person = "" if row.hidden or found.uploaded_by is None else found.uploaded_by.name
    given = timezone.localtime(found.uploaded_at)
    facts = [
        name,
        document.title,
        str(document.get_kind_display()),
        found.number,
        str(document.get_visibility_display()),
        str(document.get_woo_ground_display()),
        document.woo_given_by if knows else "",
        document.woo_given_on if knows else None,
        document.woo_reason if knows else "",
        row.organisation,
        person,
        given.strftime("%Y-%m-%d %H:%M"),
        found.size,
        found.sha256,
    ]
    return Part(name, found.file, found.size, found.uploaded_at, facts)


def _headings() -> list[str]:
    return [
        _("File"),
        _("Title"),
        _("Kind"),
        _("Version"),
        _("Who may read this"),
        _("Given in confidence (Woo)"),
        _("Given by"),
        _("Given on"),
        _("Why this is confidential"),
        _("Organisation"),
        _("Added by"),
        _("Added"),
        _("Size in bytes"),
        _("Fingerprint (SHA-256)"),
        _("Remark"),
    ]


def _index(opened: CasePage, parts: list[Part], language: str | None) -> dict[str, bytes]:
    """The index as a spreadsheet and as a page. Sent after the answer began, so that the language
    of the reader has to be chosen again."""
    with translation.override(language):
        lost = _("not found in the storage")
        rows = [[*part.facts, lost if part.lost else ""] for part in parts]
        title = f"{opened.case.reference} {opened.case.code_name}"
        values: dict[str, Any] = {"title": title, "headings": _headings(), "rows": rows}
        page = render_to_string("cases/documents/index.html", values)
        sheet = as_ods([Sheet(_("Documents"), _headings(), rows)], title)
    return {"index.html": page.encode(), "index.ods": sheet}
