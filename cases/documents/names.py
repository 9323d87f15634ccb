"""Names that are harmless to show, to store in an archive and to save on any computer."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST_NAME = 120
# What Windows keeps for devices, with any ending: no file can be saved under these names.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)


def visible_text(text: str) -> str:
    """On one line, without control characters and without those that turn the reading direction:
    with them a name can look like another."""
    shown = "".join(
        c
        for c in unicodedata.normalize("NFC", text)
        if unicodedata.category(c)[0] != "C" or c.isspace()
    )
    return re.sub(r"\s+", " ", shown).strip()


def clean_title(text: str) -> str:
    """A title as people see it, nothing hidden in it."""
    return visible_text(text)


def clean_name(name: str) -> str:
    """Without path, control and direction characters, at most LONGEST_NAME long."""
    last = re.split(r"[\\/]", name)[-1]
    plain = re.sub(r'[<>:"|?*]', "-", visible_text(last)).strip(". ")
    path = PurePosixPath(plain or "document")
    suffix = path.suffix[:12]
    kept = f"{path.stem[: LONGEST_NAME - len(suffix)].rstrip()}{suffix}"
    return f"_{kept}"[:LONGEST_NAME] if _DEVICES.match(kept) else kept
