"""Pictures of documents: a page of a PDF or a photo, drawn by another process (see `drawing`)."""

import base64
import logging
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.errors import Refused

log = logging.getLogger(__name__)
PROGRAM = Path(__file__).with_name("drawing.py")
SECONDS = 20
WAIT = 10
# As many at once in one web process as its memory can bear.
_turns = threading.BoundedSemaphore(2)
_LOCKED, _BROKEN, _TOO_LARGE, _NO_SUCH_PAGE = 10, 11, 12, 13
_SENTENCES = {
    _LOCKED: gettext_lazy("This file is locked with a password: it cannot be shown here."),
    _BROKEN: gettext_lazy("This file is damaged: it cannot be shown here."),
    _TOO_LARGE: gettext_lazy("This page is too large to be shown here."),
}


class NoSuchPage(Exception):
    """The document has fewer pages."""


@dataclass(frozen=True)
class Picture:
    """A page, how many there are, and the type of the picture."""

    content: bytes
    content_type: str
    pages: int

    @property
    def source(self) -> str:
        """For an <img> in the page itself: there is no address to ask for it without the page."""
        return f"data:{self.content_type};base64,{base64.b64encode(self.content).decode()}"


def draw(file: "IO[Any]", content_type: str, number: int) -> Picture:
    """A page of a document, from 1. Raises NoSuchPage, and Refused with a sentence when the file
    is locked, damaged or too much, or when many ask at once."""
    if not _turns.acquire(timeout=WAIT):
        raise Refused(_("Many documents are being looked at right now. Try again in a moment."))
    try:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as drawn:
            shutil.copyfileobj(file, given)
            given.seek(0)
            code = _run(content_type, number, given, drawn)
            drawn.seek(0)
            answer = drawn.read()
    finally:
        _turns.release()
    if code == _NO_SUCH_PAGE:
        raise NoSuchPage
    pages, _line, content = answer.partition(b"\n")
    if code != 0 or not pages.isdigit() or not content:
        log.info("A page could not be drawn: code %s", code)
        raise Refused(str(_SENTENCES.get(code, _SENTENCES[_BROKEN])))
    return Picture(content, _type_of(content_type), int(pages))


def _type_of(content_type: str) -> str:
    return "image/jpeg" if content_type == "image/jpeg" else "image/png"


def _run(content_type: str, number: int, given: "IO[bytes]", drawn: "IO[bytes]") -> int:
    """The code with which the program ended. Nothing of our environment goes along."""
    command = [sys.executable, "-I", str(PROGRAM), content_type, str(number)]
    try:
        done = subprocess.run(
            command,
            stdin=given,
            stdout=drawn,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=SECONDS,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        return _TOO_LARGE
    # Stopped by a limit on its time.
    return _TOO_LARGE if done.returncode < 0 else done.returncode
