"""Documents and reports on S3-compatible storage: only we read it, there are no links to it."""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage


class PrivateStorage(S3Storage):  # type: ignore[misc]
    """A view that asks who may read it streams everything, so nothing here has an address."""

    def __init__(self, **options: Any) -> None:
        # A service of one's own seldom has a host name per bucket, nor Amazon's newest checksums.
        own = bool(options.get("endpoint_url"))
        options["client_config"] = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if own else "auto"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=5,
            read_timeout=30,
            retries={"max_attempts": 2},
        )
        super().__init__(**options)

    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        """Refused: a signed link works for whoever holds it."""
        raise ValueError("Files are delivered through the access check only.")
