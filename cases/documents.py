"""What may be kept as a document: judged by content, not by name; and a name that is harmless."""

import hashlib
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Refused

LONGEST_NAME = 120
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 120
MOST_FILES = 5_000
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
# Each office format has a part of its own; another archive with its ending does not.
PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "content.xml",
    "ods": "content.xml",
}
OPEN_TYPES = ("odt", "ods")
_MISNAMED = gettext_lazy("The content of this file is not what its name says (%(ending)s).")
_PROGRAM = re.compile(
    r"vbaproject\.bin$|\.(exe|dll|com|scr|js|vbs|ps1|bat|cmd|jar|msi)$|^(basic|scripts)/.",
    re.IGNORECASE,
)
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
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    if ending not in TYPES:
        raise Refused(
            _("This kind of file is not accepted. Accepted: %(kinds)s.")
            % {"kinds": ", ".join(sorted(TYPES))}
        )
    content_type, beginnings = TYPES[ending]
    head = upload.read(4096)
    if beginnings and not head.startswith(beginnings):
        raise Refused(_MISNAMED % {"ending": ending})
    if ending in PARTS:
        _check_archive(upload, ending, content_type)
    if not beginnings:
        _check_text(upload, head)
    return Checked(name, content_type, size, _fingerprint(upload))


def clean_name(name: str) -> str:
    """Without path, control and direction characters, at most LONGEST_NAME long."""
    last = re.split(r"[\\/]", name)[-1]
    shown = "".join(
        c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C"
    )
    plain = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "-", shown)).strip(". ")
    path = PurePosixPath(plain or "document")
    suffix = path.suffix[:12]
    return f"{path.stem[: LONGEST_NAME - len(suffix)].rstrip()}{suffix}"


def _check_archive(upload: "UploadedFile[Any]", ending: str, content_type: str) -> None:
    """The list of contents only: nothing is unpacked but the word that tells the type."""
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            entries = archive.infolist()
            told = _told_type(archive) if ending in OPEN_TYPES else content_type
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise Refused(_("This file is damaged or locked: it cannot be opened.")) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO or len(entries) > MOST_FILES:
        raise Refused(_("This file unpacks to something far larger than itself; it is not kept."))
    names = {entry.filename for entry in entries}
    if PARTS[ending] not in names or told != content_type:
        raise Refused(_MISNAMED % {"ending": ending})
    if any(_PROGRAM.search(name) for name in names):
        raise Refused(_("This file holds a program (macros). Save it without macros first."))


def _told_type(archive: zipfile.ZipFile) -> str:
    """What an OpenDocument file says that it is; at most a line."""
    try:
        with archive.open("mimetype") as entry:
            return entry.read(200).decode("ascii", "replace").strip()
    except KeyError:
        return ""


def _check_text(upload: "UploadedFile[Any]", head: bytes) -> None:
    """Text has no zero bytes, and no page or drawing that a browser would run begins it."""
    upload.seek(0)
    if _MARKUP.search(head) or any(b"\x00" in chunk for chunk in upload.chunks()):
        raise Refused(_("This is not plain text."))


def _fingerprint(upload: "UploadedFile[Any]") -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
