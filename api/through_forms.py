"""What was sent goes through the forms of the pages, so that both accept and refuse the same."""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from pydantic.alias_generators import to_camel

from api.problems import Invalid, Problem


def typed(value: Any) -> Any:
    """A value as somebody would have typed it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return [typed(item) for item in value]
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    return str(value)


def typed_number(value: Decimal) -> str:
    """For a field that reads numbers as they are written in the reader's language."""
    return f"{value:f}".replace(".", str(get_format("DECIMAL_SEPARATOR")))


def carry_out[T](
    form: forms.BaseForm, action: Callable[[], T], names: Mapping[str, str] | None = None
) -> T:
    """Does the action when the form is valid, else raises 400 with all errors at once; `names`
    says where a field stands in the body when that is elsewhere."""
    if not form.is_valid():
        raise refused(form, names or {})
    return action()


def refused(form: forms.BaseForm, names: Mapping[str, str]) -> Problem:
    """400 with a sentence for everything that is not right."""
    rows: list[Invalid] = []
    general: list[str] = []
    for name, errors in form.errors.get_json_data().items():
        for error in errors:
            if name == "__all__":
                general.append(error["message"])
            else:
                rows.append(Invalid(names.get(name, to_camel(name)), error["message"]))
    detail = " ".join(general) or _("The request was not carried out; see invalidParams.")
    return Problem(400, detail, rows)
