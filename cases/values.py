"""A value of a model's field in words, as people of the field write it."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, pgettext

Names = Mapping[tuple[type[models.Model], str], str]


def in_words(field: Any, value: Any, names: Names | None = None) -> str:
    """`value` may be a Python value, or what JSON makes of it (as history rows are read).

    A relation is a model instance, or a key that `names` knows.
    """
    if value is None or value == "":
        return pgettext("value", "empty")
    if isinstance(value, bool):
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    if field.remote_field is not None:
        return _relation(field, value, names or {})
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    return _plain(field, value)


def _plain(field: Any, value: Any) -> str:
    if isinstance(field, ArrayField):
        return ", ".join(in_words(field.base_field, one) for one in value) or pgettext(
            "value", "empty"
        )
    if isinstance(field, models.TimeField):
        return str(value)[:5]
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    if isinstance(field, models.DateField):
        return _day(value)
    return _number(value) if isinstance(value, (int, float, Decimal)) else str(value)


def _relation(field: Any, value: Any, names: Names) -> str:
    if isinstance(value, models.Model):
        return str(value)
    return names.get((field.related_model, str(value)), gettext("(removed)"))


def _moment(value: datetime.datetime | str) -> str:
    moment = parse_datetime(value) if isinstance(value, str) else value
    return date_format(timezone.localtime(moment), "j F Y H:i") if moment else str(value)


def _day(value: datetime.date | str) -> str:
    day = parse_date(value) if isinstance(value, str) else value
    return date_format(day, "j F Y") if day else str(value)


def _number(value: float | Decimal) -> str:
    exact = Decimal(str(value)).normalize()
    if exact == exact.to_integral():
        exact = exact.quantize(Decimal(1))
    return number_format(exact, use_l10n=True, force_grouping=True)
