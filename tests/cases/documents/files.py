"""Files to upload, and how: for every test about documents."""

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import Case, Document
from tests.cases.road import url

PDF = b"%PDF-1.7\n%tekst\n"


def archive(**entries: bytes) -> bytes:
    """A zip file; __ in a name stands for a slash, DOT for a dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name.replace("__", "/").replace("DOT", "."), content)
    return stream.getvalue()


def upload(client: Client, case: Case, name: str, content: bytes, **changes: object) -> Any:
    data = {"title": "", "kind": "other", "visibility": "own"} | changes
    file = SimpleUploadedFile(name, content)
    return client.post(url("case-documents", case), data | {"file": file})


def fetch(client: Client, document: Document) -> Any:
    return client.get(url("document-download", document.case, document.pk))


ODT = b"application/vnd.oasis.opendocument.text"
GOOD = {
    "brief.pdf": PDF,
    "foto.png": b"\x89PNG\r\n\x1a\n....",
    "foto.JPG": b"\xff\xd8\xff\xe0....",
    "tekst.docx": archive(word__documentDOTxml=b"<w/>", other=b"x"),
    "lijst.xlsx": archive(xl__workbookDOTxml=b"<x/>"),
    "tekst.odt": archive(mimetype=ODT, contentDOTxml=b"<x/>"),
    "lijst.csv": b"naam;ha\nNoord;2,5\n",
    "tekst.txt": "Één regel".encode("cp1252"),
}
