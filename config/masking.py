"""Keeps the secret in the address of a calendar out of every log."""

import logging
import re

_SECRET = re.compile(r"/agenda/[^/\s]+\.ics")
MASKED = "/agenda/***.ics"


def masked(text: str) -> str:
    """A line of a log, or a path, without the secret."""
    return _SECRET.sub(MASKED, text)


class MaskingFilter(logging.Filter):
    """For the handlers of the settings: Django names the path of what it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets everything through, masked."""
        record.msg, record.args = masked(record.getMessage()), ()
        return True
