"""Too large a file is refused with a sentence, and fills neither memory nor disk on its way."""

import io
import tracemalloc
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pytest_django.fixtures import Settings

from cases.models import Document
from tests.cases.documents.files import PDF, upload
from tests.cases.road import url
from tests.conftest import SignIn

MB = 1024 * 1024
HEAD = (
    b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\nother\r\n'
    b'--x\r\nContent-Disposition: form-data; name="visibility"\r\n\r\nown\r\n'
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="groot.pdf"\r\n\r\n%PDF-1.7\n'
)
TAIL = b"\r\n--x--\r\n"


class Flood(io.RawIOBase):
    """A request body of `size` bytes that is made while it is read; notes how full the disk got."""

    def __init__(self, size: int, disk: Path) -> None:
        self.left, self.disk, self.fullest = size, disk, 0
        self.begin, self.end = io.BytesIO(HEAD), io.BytesIO(TAIL)

    def read(self, size: int = -1) -> bytes:
        if start := self.begin.read(size):
            return start
        self.fullest = max(self.fullest, sum(f.stat().st_size for f in self.disk.iterdir()))
        if self.left > 0:
            piece = b"\x00" * min(size, self.left)
            self.left -= len(piece)
            return piece
        return self.end.read(size)


def flood(client: Any, path: str, size: int, disk: Path) -> tuple[Any, Flood]:
    body = Flood(size, disk)
    answer = client.request(
        **{
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
            "CONTENT_LENGTH": str(len(HEAD) + size + len(TAIL)),
            "wsgi.input": body,
        }
    )
    return answer, body


def test_too_large_is_refused(world: SimpleNamespace, sign_in: SignIn, settings: Settings) -> None:
    client = sign_in(world.manager)
    settings.MAX_UPLOAD_BYTES = len(PDF)
    refused = upload(client, world.case, "a.pdf", PDF + b"x")
    assert refused.status_code == 422
    assert "te groot" in refused.text
    assert upload(client, world.case, "a.pdf", PDF).status_code == 302


def test_200_mb_fill_neither_memory_nor_disk(
    world: SimpleNamespace, sign_in: SignIn, settings: Settings, tmp_path: Path
) -> None:
    disk = tmp_path / "arriving"
    disk.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR, settings.MAX_UPLOAD_BYTES = disk, 20 * MB
    client, path = sign_in(world.manager), url("case-documents", world.case)
    fits, arriving = flood(client, path, 10 * MB, disk)
    assert fits.status_code == 302
    assert arriving.fullest > 9 * MB, "what fits does go over the disk"
    tracemalloc.start()
    refused, arriving = flood(client, path, 200 * MB, disk)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.status_code == 422
    assert "te groot" in refused.text
    assert arriving.left == 0, "it is read to the end, so that the answer arrives"
    assert arriving.fullest <= 20 * MB
    assert most < 20 * MB
    assert list(disk.iterdir()) == []
    assert Document.objects.count() == 1
