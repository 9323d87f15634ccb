"""What may be kept as a document: judged by content, not by name."""

import hashlib
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.errors import Refused
from cases.documents.archives import MISNAMED, PARTS, check_archive
from cases.documents.names import clean_name
from cases.documents.scanning import scan

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
# Ending to (content type, first bytes). Office files are zip archives and are looked into.
TYPES: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "docx": (f"{OFFICE}wordprocessingml.document", (b"PK\x03\x04",)),
    "xlsx": (f"{OFFICE}spreadsheetml.sheet", (b"PK\x03\x04",)),
    "pptx": (f"{OFFICE}presentationml.presentation", (b"PK\x03\x04",)),
    "odt": (f"{OPEN}text", (b"PK\x03\x04",)),
    "ods": (f"{OPEN}spreadsheet", (b"PK\x03\x04",)),
    "txt": ("text/plain", ()),
    "csv": ("text/csv", ()),
}
ACCEPT = ",".join(f".{ending}" for ending in TYPES)  # for the file picker of a browser
_MARKUP = re.compile(rb"<\s*(!doctype|html|script|svg|\?xml|iframe|body)", re.IGNORECASE)


@dataclass(frozen=True)
class Checked:
    """A file found harmless: its cleaned name, type, size in bytes and SHA-256."""

    name: str
    content_type: str
    size: int
    sha256: str


def check(upload: "UploadedFile[Any]") -> Checked:
    """Looks into an uploaded file. Raises Refused with a sentence when it cannot be kept."""
    name = clean_name(upload.name or "")
    size = upload.size or 0
    if size == 0:
        raise Refused(_("This file is empty."))
    if size > settings.MAX_UPLOAD_BYTES:
        raise Refused(
            _("This file is too large: at most %(most)s.")
            % {"most": filesizeformat(settings.MAX_UPLOAD_BYTES)}
        )
    content_type = _check_content(upload, PurePosixPath(name).suffix.lower().lstrip("."))
    fingerprint = _fingerprint(upload)
    scan(upload, fingerprint)
    return Checked(name, content_type, size, fingerprint)


def _check_content(upload: "UploadedFile[Any]", ending: str) -> str:
    """The type of the file, which its ending tells and its content confirms."""
    if ending not in TYPES:
        raise Refused(
            _("This kind of file is not accepted. Accepted: %(kinds)s.")
            % {"kinds": ", ".join(sorted(TYPES))}
        )
    content_type, beginnings = TYPES[ending]
    upload.seek(0)
    head = upload.read(4096)
    if beginnings and not head.startswith(beginnings):
        raise Refused(MISNAMED % {"ending": ending})
    upload.seek(0)
    if ending in PARTS:
        check_archive(upload, upload.size or 0, ending, content_type)
    elif not beginnings:
        _check_text(upload, head)
    elif zipfile.is_zipfile(upload):
        raise Refused(_("This file is two kinds of file at once; it is not kept."))
    return content_type


def _check_text(upload: "UploadedFile[Any]", head: bytes) -> None:
    """Text has no zero bytes, and no page or drawing that a browser would run begins it."""
    if _MARKUP.search(head) or any(b"\x00" in chunk for chunk in upload.chunks()):
        raise Refused(_("This is not plain text."))


def _fingerprint(upload: "UploadedFile[Any]") -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
