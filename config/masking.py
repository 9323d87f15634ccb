"""Keeps the secret in the address of a calendar, and tokens of the API, out of every log."""

import logging
import re

_SECRET = re.compile(r"/agenda/[^/\s]+\.ics")
MASKED = "/agenda/***.ics"
# Also where somebody put it in an address, which the API does not read.
_TOKEN = re.compile(r"bp_[\w-]{20,}")


def masked(text: str) -> str:
    """A line of a log, or a path, without the secret."""
    return _TOKEN.sub("bp_***", _SECRET.sub(MASKED, text))


class MaskingFilter(logging.Filter):
    """For the handlers of the settings: Django names the path of what it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets everything through, masked."""
        record.msg, record.args = masked(record.getMessage()), ()
        return True
