"""What a value of the wrong shape is told, in words of our own and in the reader's language."""

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# By the beginning of the kind of error that pydantic names.
SENTENCES = {
    "missing": _("This is needed."),
    "extra_forbidden": _("There is no such key."),
    "enum": _("This is none of the possible values."),
    "literal": _("This is none of the possible values."),
    "string_too_long": _("This is longer than allowed."),
    "too_long": _("This is longer than allowed."),
    "greater_than": _("This number is outside what is possible."),
    "less_than": _("This number is outside what is possible."),
    "int": _("A whole number is expected here."),
    "float": _("A number is expected here."),
    "finite_number": _("A number is expected here."),
    "date": _("A date in ISO 8601 is expected here; a moment has its time zone with it."),
    "timezone": _("A date in ISO 8601 is expected here; a moment has its time zone with it."),
    "uuid": _("A UUID is expected here."),
    "bool": _("true or false is expected here."),
    "string_type": _("Text is expected here."),
    "list": _("A list is expected here."),
    "model": _("An object is expected here."),
}
OTHERWISE = _("This value cannot be used here.")
# Where a value may be one of several kinds, each of them complains.
KINDS = {"bool", "float", "str", "list[str]"}


def sentence_of(kind: str) -> str:
    """What is wrong."""
    return gettext(next((s for begin, s in SENTENCES.items() if kind.startswith(begin)), OTHERWISE))


def place_of(loc: Sequence[str | int]) -> str:
    """Where it stands: `company.name` in the body, or the name of a parameter."""
    inner = loc[2:] if loc[0] == "body" else loc[1:]
    return ".".join(str(part) for part in inner if part not in KINDS) or "body"
