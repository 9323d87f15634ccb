"""How the list of cases can be sorted; nobody can sort by what they may not know."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from cases.querysets.access import IDENTITY, holds

if TYPE_CHECKING:
    from accounts.models import User

COLUMNS = (
    "reference",
    "name",
    "stage",
    "origin",
    "jobs",
    "capex",
    "area",
    "power",
    "next",
    "activity",
    "opened",
    "manager",
)
DEFAULT = "-activity"
MAY_BE_UNKNOWN = ("jobs", "capex", "area", "power", "next")
_ROAD = ("intake", "matching", "visits", "decision", "closed")


def known_order(order: str) -> str:
    """The asked order when there is such a column, else the default."""
    return order if order.removeprefix("-") in COLUMNS else DEFAULT


def ordered(rows: Any, user: "User", order: str) -> Any:
    """Cases by a column of COLUMNS, descending with a minus before it; unknown values last."""
    column, descending = order.removeprefix("-"), order.startswith("-")
    value = _expression(user, column)
    # Only where a value can be missing: "nulls last" keeps the index on the other columns unused.
    last = True if column in MAY_BE_UNKNOWN else None
    first = value.desc(nulls_last=last) if descending else value.asc(nulls_last=last)
    return rows.order_by(first, "pk")


def _expression(user: "User", column: str) -> Any:
    plain = {
        "reference": "reference",
        "origin": "origin__name",
        "capex": "capex_eur",
        "area": "area_ha",
        "power": "power_mw",
        "activity": "last_activity_at",
        "opened": "created_at",
        "manager": "account_manager__name",
    }
    if column in plain:
        return F(plain[column])
    if column == "name":  # the name that the person sees, so that the order tells nothing more
        return Case(When(holds(user, IDENTITY), then=F("company__name")), default=F("code_name"))
    if column == "stage":
        return Case(*(When(stage=stage, then=Value(n)) for n, stage in enumerate(_ROAD)))
    if column == "jobs":
        both = Coalesce("jobs_new_fte", 0) + Coalesce("jobs_retained_fte", 0)
        neither = When(jobs_new_fte=None, jobs_retained_fte=None, then=None)
        return Case(neither, default=both)
    tasks = apps.get_model("cases", "Task").objects.visible_to(user)
    open_ones = tasks.filter(case_id=OuterRef("pk"), done_at__isnull=True, due_on__isnull=False)
    return Subquery(open_ones.order_by("due_on").values("due_on")[:1])
