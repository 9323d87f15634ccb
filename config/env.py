"""One small reader of settings from the environment: a default, or a loud failure."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


class Env:
    """Reads named settings; every unreadable value names itself and what would be accepted."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values

    def text(self, name: str, default: str = "") -> str:
        """The value as it stands, without white space around it."""
        return self.values.get(name, default).strip()

    def flag(self, name: str, default: bool = False) -> bool:
        """Yes or no; anything else is an error."""
        value = self.values.get(name)
        if value is None:
            return default
        if value.strip().lower() in _TRUE:
            return True
        if value.strip().lower() in _FALSE:
            return False
        raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")

    def number(self, name: str, default: int, least: int = 0) -> int:
        """A whole number of at least `least`."""
        value = self.text(name) or str(default)
        if not value.isdigit() or int(value) < least:
            raise ImproperlyConfigured(
                f"{name} must be a whole number from {least}, not {value!r}."
            )
        return int(value)

    def items(self, name: str, default: str = "") -> list[str]:
        """A list, separated by commas."""
        return [item.strip() for item in self.text(name, default).split(",") if item.strip()]

    def address(self, name: str) -> str:
        """host:port, or the path of a socket on this machine; empty when it is not set."""
        value = self.text(name).removeprefix("unix:")
        host, _, port = value.rpartition(":")
        if value and not value.startswith("/") and not (host and port.isdigit()):
            raise ImproperlyConfigured(
                f"{name} must be host:port or the path of a socket, not {value!r}."
            )
        return value

    def storage(self) -> dict[str, Any]:
        """Where documents and reports are kept: on disk, or in the bucket that S3_BUCKET names."""
        bucket, endpoint = self.text("S3_BUCKET"), self.text("S3_ENDPOINT")
        keys = self.text("S3_ACCESS_KEY"), self.text("S3_SECRET_KEY")
        if not bucket:
            return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
        if endpoint and not endpoint.startswith(("https://", "http://")):
            raise ImproperlyConfigured(f"S3_ENDPOINT must be a web address, not {endpoint!r}.")
        if bool(keys[0]) != bool(keys[1]):
            raise ImproperlyConfigured("S3_ACCESS_KEY and S3_SECRET_KEY belong together.")
        options = {
            "bucket_name": bucket,
            "endpoint_url": endpoint or None,
            "region_name": self.text("S3_REGION") or None,
            "access_key": keys[0] or None,  # without keys: those of the machine's own role
            "secret_key": keys[1] or None,
            "location": self.text("S3_FOLDER"),
            "file_overwrite": False,
            # Downloads are held in memory up to here, then in a temporary file.
            "max_memory_size": 2 * 1024 * 1024,
        }
        return {"BACKEND": "config.storage.PrivateStorage", "OPTIONS": options}

    def database(self, name: str, default: str) -> dict[str, Any]:
        """A Django database definition from postgres://user:password@host:port/name?option=value."""
        url = urlsplit(self.text(name) or default)
        if url.scheme not in {"postgres", "postgresql"} or not url.path.strip("/"):
            raise ImproperlyConfigured(
                f"{name} must look like postgres://user:password@host:5432/name."
            )
        try:
            port = url.port or 5432
        except ValueError as error:
            raise ImproperlyConfigured(f"{name} has a port that is not a number.") from error
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.strip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": port,
            "OPTIONS": dict(parse_qsl(url.query)),
        }
