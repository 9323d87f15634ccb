"""Asks ClamAV about a file, when an address is set. Without an answer nothing is kept.

The protocol is that of clamd(8): the word INSTREAM, the file in pieces that each begin with their
length, and a piece of nothing; the answer is one line.
"""

import logging
import socket
import struct
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.errors import Refused

log = logging.getLogger(__name__)
SECONDS = 30
_PIECE = 128 * 1024
_LONGEST_ANSWER = 1024


class Unanswered(Exception):
    """The scanner cannot be reached, or says something that is no verdict."""


def scan(upload: "UploadedFile[Any]", fingerprint: str) -> None:
    """Raises Refused when a virus is found, and when the scanner gives no verdict.

    The log names the file by its SHA-256: a file name may hold the name of a company.
    """
    if not settings.CLAMAV_ADDRESS:
        return
    try:
        found = verdict(upload)
    except (OSError, Unanswered) as error:
        log.error("The virus scanner gave no verdict on %s: %s", fingerprint, error)
        text = _("This file cannot be checked for viruses right now. Try again later.")
        raise Refused(text) from error
    finally:
        upload.seek(0)
    if found:
        log.warning("A virus was refused: %s in %s", found, fingerprint)
        raise Refused(_("The virus scanner found something harmful in this file; it is not kept."))


def verdict(upload: "UploadedFile[Any]") -> str:
    """What the scanner found, empty when the file is clean. Raises Unanswered or OSError."""
    with _connected() as line:
        upload.seek(0)
        try:
            line.sendall(b"zINSTREAM\0")
            for piece in upload.chunks(_PIECE):
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it stopped listening because it has something to say, such as a size limit
        answer = _answer(line)
    what = answer.removeprefix("stream: ")
    if what == "OK":
        return ""
    if what.endswith(" FOUND"):
        return what.removesuffix(" FOUND")
    raise Unanswered(answer or "no answer")


def _connected() -> socket.socket:
    """To a port, or to a socket on this machine when the address is a path."""
    address: str = settings.CLAMAV_ADDRESS
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, port = address.rsplit(":", 1)
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
        more = line.recv(_LONGEST_ANSWER)
        if not more:
            break
        said += more
    return said.rstrip(b"\0\r\n").decode("utf-8", "replace")
