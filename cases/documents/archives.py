"""Office files are zip archives: looked into, hardly unpacked, before anybody opens them."""

import re
import tempfile
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Refused

MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 120
MOST_FILES = 5_000
# An office file inside an office file (a table in a text) is looked into as well, once.
MOST_INNER = 50 * 1024 * 1024
_MOST_TOLD = 1024 * 1024
# Each office format has a part of its own; another archive with its ending does not.
PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
    "odt": "content.xml",
    "ods": "content.xml",
}
OPEN_TYPES = ("odt", "ods")
MISNAMED = gettext_lazy("The content of this file is not what its name says (%(ending)s).")
_DAMAGED = gettext_lazy("This file is damaged or locked: it cannot be opened.")
_BOMB = gettext_lazy("This file unpacks to something far larger than itself; it is not kept.")
_PROGRAM = re.compile(
    r"vba(project|data)\S*\.(bin|xml)$|^(basic|scripts)/.|^xl/macrosheets/."
    r"|\.(exe|dll|com|scr|js|vbs|vbe|wsf|hta|lnk|ps1|bat|cmd|jar|msi|docm|xlsm|pptm|dotm|xlam)$",
    re.IGNORECASE,
)
_ARCHIVE = re.compile(r"\.(zip|7z|rar|gz|tgz|bz2|xz|tar|iso|cab)$", re.IGNORECASE)
_INNER = re.compile(r"\.(docx|xlsx|pptx|odt|ods)$", re.IGNORECASE)
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    OSError,
)


def check_archive(file: "IO[Any]", size: int, ending: str, content_type: str) -> None:
    """Raises Refused when the office file is damaged, a bomb, a program, or not what it says."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_sizes(entries, size)
            _check_names({entry.filename for entry in entries}, ending)
            if _told_type(archive, ending, content_type) != content_type:
                raise Refused(MISNAMED % {"ending": ending})
            for entry in entries:
                if _INNER.search(entry.filename):
                    _check_inner(archive, entry)
    except _BROKEN as error:
        raise Refused(str(_DAMAGED)) from error


def _check_sizes(entries: list[zipfile.ZipInfo], size: int) -> None:
    """By the list of contents only. Parts that share their bytes promise more than there is."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MOST_UNPACKED or len(entries) > MOST_FILES or packed > size:
        raise Refused(str(_BOMB))
    if unpacked / max(1, packed) > MOST_RATIO:
        raise Refused(str(_BOMB))


def _check_names(names: set[str], ending: str) -> None:
    if PARTS[ending] not in names:
        raise Refused(MISNAMED % {"ending": ending})
    if any(_PROGRAM.search(name) for name in names):
        raise Refused(_("This file holds a program (macros). Save it without macros first."))
    if any(_ARCHIVE.search(name) for name in names):
        raise Refused(
            _("This file holds a packed archive. Add what is in it as files of their own.")
        )


def _told_type(archive: zipfile.ZipFile, ending: str, content_type: str) -> str:
    """What the file says that it is: OpenDocument in a line, Office in its list of types."""
    if ending in OPEN_TYPES:
        return _read(archive, "mimetype", 200).decode("ascii", "replace").strip()
    if b"macroenabled" in _read(archive, "[Content_Types].xml", _MOST_TOLD).lower():
        raise Refused(_("This file holds a program (macros). Save it without macros first."))
    return content_type


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        with archive.open(name) as entry:
            return entry.read(most)
    except KeyError:
        return b""


def _check_inner(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Unpacked by our own count, whatever the list of contents says; a third layer is refused."""
    with tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024) as copy:
        with archive.open(entry) as packed:
            while chunk := packed.read(64 * 1024):
                copy.write(chunk)
                if copy.tell() > MOST_INNER:
                    raise Refused(str(_BOMB))
        size = copy.tell()
        copy.seek(0)
        with zipfile.ZipFile(copy) as inner:
            entries = inner.infolist()
        names = {each.filename for each in entries}
        _check_sizes(entries, size)
        _check_names(names | set(PARTS.values()), PurePosixPath(entry.filename).suffix[1:].lower())
        if any(_INNER.search(name) for name in names):
            raise Refused(str(_BOMB))
