"""Columns of the list of cases: which there are, which were chosen, and which can be sorted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Column:
    """A column that can be chosen; `sort` is how the list is sorted by it."""

    key: str
    label: Any
    sort: str = ""
    num: bool = False


COLUMNS = (
    Column("stage", _("Stage"), "stage"),
    Column("origin", _("Origin"), "origin"),
    Column("sector", _("Sector")),
    Column("technology", _("Key technology")),
    Column("jobs", _("Jobs"), "jobs", num=True),
    Column("capex", _("Investment"), "capex", num=True),
    Column("area", _("Land asked"), "area", num=True),
    Column("power", _("Power asked"), "power", num=True),
    Column("next", _("Next action"), "next"),
    Column("monthly", _("Monthly update")),
    Column("activity", _("Last"), "activity"),
    Column("opened", _("Opened on"), "opened"),
    Column("manager", _("AM"), "manager"),
)
DEFAULT = ("stage", "origin", "jobs", "capex", "next", "activity", "manager")
CHOICES = [(column.key, column.label) for column in COLUMNS]


def chosen(keys: Iterable[str]) -> tuple[Column, ...]:
    """The columns asked for, in the order of COLUMNS; those of DEFAULT when none exists."""
    asked = set(keys)
    found = tuple(column for column in COLUMNS if column.key in asked)
    return found or tuple(column for column in COLUMNS if column.key in DEFAULT)
