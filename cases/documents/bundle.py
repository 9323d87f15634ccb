"""All documents of a case as one zip, made while it is sent: it takes no room on disk or in memory.

What is in it was chosen by who asks, who may read it; here it is only packed.
"""

import datetime
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

MOST_BYTES = 2 * 1024 * 1024 * 1024
MOST_FILES = 2_000


@dataclass
class Part:
    """A file in the zip: its name there, the stored file, and what the index says of it."""

    name: str
    file: Any
    size: int
    at: datetime.datetime
    facts: list[Any] = field(default_factory=list)
    lost: bool = False


class _Line:
    """What the zip writes, until it is sent."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, content: Any, /) -> int:
        """As a file has it; without `seek`, so that the zip is written from front to back."""
        self.waiting.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """The zip ended; what waits is still taken."""

    def taken(self) -> bytes:
        """What there is to send."""
        sent, self.waiting = b"".join(self.waiting), []
        return sent


def packed(parts: list[Part], index: Callable[[], dict[str, bytes]]) -> Iterator[bytes]:
    """The zip in pieces. `index` gives the files that come last, when it is known what was lost."""
    line = _Line()
    with zipfile.ZipFile(line, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            yield from _pack(archive, line, part)
        for name, content in index().items():
            archive.writestr(_entry(name, timezone.now()), content)
            yield line.taken()
    yield line.taken()


def _pack(archive: zipfile.ZipFile, line: _Line, part: Part) -> Iterator[bytes]:
    """One file; one that is not in the storage any more is left out, and the index says so."""
    try:
        stream = part.file.open("rb")
    except FileNotFoundError:
        part.lost = True
        return
    with stream, archive.open(_entry(part.name, part.at), "w") as target:
        for chunk in stream.chunks():
            target.write(chunk)
            yield line.taken()


def _entry(name: str, at: datetime.datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, timezone.localtime(at).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
