"""A document as pictures of its pages: nothing that is in the file runs in the browser."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.errors import Refused
from accounts.models import AccessLog
from cases.documents import pictures
from cases.models import Document, DocumentVersion
from cases.models.document import PICTURED
from cases.views.document import log_look, version_of
from cases.views.document_rows import row_of
from cases.views.page import open_page, show


@require_safe
def preview(request: HttpRequest, pk: uuid.UUID, document: uuid.UUID) -> HttpResponse:
    """One page of one version, for who may read the document; each look is logged."""
    opened = open_page(request, pk)
    row = row_of(opened, document)
    found = version_of(opened, row, _number(request, "versie", row.document.number))
    if found.content_type not in PICTURED:
        raise Http404
    page = _number(request, "pagina", 1)
    values: dict[str, Any] = {"row": row, "document": row.document, "version": found, "at": page}
    values |= _drawn(found, page)
    log_look(opened, row.document, AccessLog.Action.VIEWED, found.number)
    return show(request, opened, "cases/documents/preview.html", "documents", **values)


def _drawn(found: Document | DocumentVersion, page: int) -> dict[str, Any]:
    """The picture, or why there is none. 404 for a page or file that does not exist."""
    try:
        with found.file.open("rb") as stream:
            return {"picture": pictures.draw(stream, found.content_type, page)}
    except Refused as error:
        return {"problem": str(error)}
    except (FileNotFoundError, pictures.NoSuchPage) as error:
        raise Http404 from error


def _number(request: HttpRequest, name: str, default: int) -> int:
    value = request.GET.get(name, "") or str(default)
    if not (value.isascii() and value.isdigit() and len(value) < 6):
        raise Http404
    return int(value)
