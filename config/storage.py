"""Documents and reports on S3-compatible storage: only we read it, there are no links to it."""

from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
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

    def _save(self, name: str, content: Any) -> Any:
        """Raises OSError, as a disk would, when the service does not take the file."""
        try:
            return super()._save(name, content)
        except (Boto3Error, BotoCoreError, ClientError) as error:
            raise OSError("The storage service did not take the file.") from error

    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        """Refused: a signed link works for whoever holds it."""
        raise ValueError("Files are delivered through the access check only.")
