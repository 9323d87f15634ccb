"""What arrives is cut off at the limit: a file of 200 MB fills neither memory nor disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """On disk, up to MAX_UPLOAD_BYTES in one request. What comes after is read and thrown away; the
    form gets an empty file with the true size, so that it can say why."""

    taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keeps it, or throws it away together with what was kept of this file."""
        self.taken += len(raw_data)
        if self.taken <= settings.MAX_UPLOAD_BYTES:
            return super().receive_data_chunk(raw_data, start)
        self.file.close()  # which removes it
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """The file, or an empty one that is too large."""
        if self.taken <= settings.MAX_UPLOAD_BYTES:
            return super().file_complete(file_size)
        file = SimpleUploadedFile(self.file_name or "", b"", self.content_type or "")
        file.size = max(file_size, settings.MAX_UPLOAD_BYTES + 1)
        return file
