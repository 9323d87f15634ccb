"""Cases that were amber or red on the reference date, with the reasons: to write a report from.

It is no part of the report. The reasons are free text of account managers and may name regions
and partners, so only the programme office gets them, on its own page, of the cases that it sees.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from cases.models import Bottleneck, Case, MonthlyUpdate
from cases.monthly import month_name
from cases.querysets.monthly import told_to
from reports.periods import moment_after, previous

MOST = 60
_WORST = (MonthlyUpdate.Colour.RED, MonthlyUpdate.Colour.AMBER)


@dataclass
class Troubled:
    """A case that is not green, as was known on the day."""

    case: Case
    colour: str
    month: datetime.date
    reason: str
    bottlenecks: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The colour in words."""
        return str(MonthlyUpdate.Colour(self.colour).label)

    @property
    def name(self) -> str:
        """The month as people write it."""
        return month_name(self.month)


def troubled(user: User, day: datetime.date) -> list[Troubled]:
    """Cases that this person may read the updates of, red before amber. Three queries."""
    newest = _newest(user, day)
    wanted = [row for row in newest.values() if row["colour"] in _WORST]
    wanted.sort(key=lambda row: (_WORST.index(row["colour"]), row["case_id"]))
    keys = [row["case_id"] for row in wanted[:MOST]]
    visible = Case.objects.visible_to(user).with_knowledge(user).select_related("company", "origin")
    cases = visible.in_bulk(keys)
    kinds: dict[Any, list[str]] = {}
    for row in Bottleneck.objects.visible_to(user).filter(case_id__in=cases).order_by("kind"):
        kinds.setdefault(row.case_id, []).append(str(row.get_kind_display()))
    return [
        Troubled(
            cases[row["case_id"]],
            row["colour"],
            row["month"],
            row["reason"],
            list(dict.fromkeys(kinds.get(row["case_id"], []))),
        )
        for row in wanted[:MOST]
        if row["case_id"] in cases
    ]


def _newest(user: User, day: datetime.date) -> dict[Any, dict[str, Any]]:
    """Case to its newest update of the quarter, as it was known at the end of the day."""
    running = Case.objects.filter(told_to(user)).exclude(stage="closed")
    past = MonthlyUpdate.history.filter(
        case_id__in=running.values("pk"),
        month__gt=previous(day),
        history_date__lt=moment_after(day),
    )
    known: dict[Any, dict[str, Any]] = {}
    for row in past.order_by("history_date", "history_id").values(
        "id", "case_id", "month", "colour", "reason", "history_type"
    ):
        known[row["id"]] = row
    found: dict[Any, dict[str, Any]] = {}
    for row in sorted(known.values(), key=lambda row: row["month"]):
        if row["history_type"] != "-":
            found[row["case_id"]] = row
    return found
