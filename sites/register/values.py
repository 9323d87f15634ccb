"""Single values of the register, as untidy as they are published."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

# What the column of an area can hold: numeric(9, 4).
LARGEST = Decimal("99999.9999")
STEP = Decimal("0.0001")
NOTHING = {"", "-", "--", "null", "none", "nan", "n.v.t.", "nvt", "onbekend"}
GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")


class BadValue(ValueError):
    """A value that cannot be read; `code` names the reason (see messages.py)."""

    def __init__(self, code: str, value: Any) -> None:
        super().__init__(code)
        self.code = code
        self.value = text(value)[:60]


def text(value: Any) -> str:
    """One line without control characters (a database refuses NUL) and white space around it."""
    if value is None:
        return ""
    kept = "".join(
        " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign
        for sign in str(value)
        if unicodedata.category(sign) not in {"Cs", "Cn"}
    )
    return " ".join(kept.split())


def number(value: Any) -> Decimal | None:
    """A number of four decimals from a JSON number or a text; None when nothing is stated.

    Reads decimal commas ("12,5"), and groups of thousands when both signs or several of one sign
    are used ("1.234,5", "1.234.567"). A single sign is always the decimal sign: "1.234" is a
    little over one, as in JSON. Raises BadValue for anything else, for a number below zero, for
    NaN and infinity, and for what does not fit the column.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        raise BadValue("not_a_number", value)
    written = str(value).strip().replace("\u00a0", "").replace(" ", "")
    # An exponent only from a JSON number: nobody writes one in a text.
    if isinstance(value, str):
        if written.lower() in NOTHING:
            return None
        written = _dot_notation(written, value)
    try:
        found = Decimal(written)
    except InvalidOperation as error:
        raise BadValue("not_a_number", value) from error
    if not found.is_finite():
        raise BadValue("not_a_number", value)
    if found < 0:
        raise BadValue("negative", value)
    if found > LARGEST:
        raise BadValue("too_large", value)
    return found.quantize(STEP, ROUND_HALF_UP)


def _dot_notation(written: str, value: str) -> str:
    """The text with a point as decimal sign and no groups."""
    sign = "-" if written.startswith("-") else ""
    digits = written.removeprefix("-").removeprefix("+")
    last = max(digits.rfind(","), digits.rfind("."))
    if last >= 0 and (
        ("," in digits and "." in digits) or digits.count(",") + digits.count(".") > 1
    ):
        whole, fraction = digits[:last], digits[last + 1 :]
        if digits[last] in whole:  # one sign, several times: groups only
            whole, fraction = digits, ""
        if not GROUPED.fullmatch(whole) or len(set(re.findall(r"[.,]", whole))) > 1:
            raise BadValue("not_a_number", value)
        digits = re.sub(r"[.,]", "", whole) + (f".{fraction}" if fraction else "")
    else:
        digits = digits.replace(",", ".")
    if not PLAIN.fullmatch(digits):
        raise BadValue("not_a_number", value)
    return sign + digits


def year(value: Any, latest: int) -> int | None:
    """A reference year between 1990 and `latest`; None when nothing is stated."""
    written = text(value)
    if written.lower() in NOTHING:
        return None
    match = re.fullmatch(r"(\d{4})(?:\.0+)?(?:-\d{2}-\d{2}.*)?", written)
    if match is None or not 1990 <= int(match[1]) <= latest:
        raise BadValue("bad_year", value)
    return int(match[1])


def rin(value: Any) -> str:
    """The register's number as text; a JSON number keeps its digits. Empty when missing."""
    written = text(value)
    if not isinstance(value, str):
        written = re.sub(r"\.0+$", "", written)
    if written.lower() in NOTHING:
        return ""
    if not re.fullmatch(r"[0-9A-Za-z_./-]{1,20}", written):
        raise BadValue("bad_number", value)
    return written


def plain(name: str) -> str:
    """A name for comparison: no accents, capitals, hyphens or the word "provincie"."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", re.sub(r"^(provincie|provinsje)\s+", "", bare))
