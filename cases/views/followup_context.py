"""What the page of the follow-up shows."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cases.followup import (
    Kind,
    Light,
    light_of,
    measures_of,
    positive_decision,
    sharing_credit,
)
from cases.models import FollowUpEnd, Milestone, RealisedFigure
from cases.views.page import CasePage


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone with its light, and how many days it moved."""

    row: Milestone
    light: Light
    moved: int
    may_change: bool


def may_change(page: CasePage, milestone: Milestone) -> bool:
    """Whoever decides any of them; other contributors what their organisation arranges."""
    own = milestone.owner_id is not None and milestone.owner_id in page.user.organisation_ids
    return page.may("decide_case") or (page.may("contribute_case") and own)


def followup_context(page: CasePage) -> dict[str, Any]:
    """Template context; `page` is of somebody who compares the options."""
    decision = positive_decision(page.case)
    ends = FollowUpEnd.objects.visible_to(page.user).filter(case=page.case)
    end = ends.select_related("ended_by").first()
    runs = decision is not None and end is None
    figures = RealisedFigure.objects.visible_to(page.user).filter(case=page.case)
    rows = list(figures.select_related("reported_by", "organisation"))
    return {
        "followed": decision,
        "end": end,
        "lines": _lines(page, runs),
        "measures": measures_of(decision, rows) if decision else [],
        "sharing": sharing_credit(page.user, page.case),
        "may_decide": page.may("decide_case"),
        "may_set_up": page.may("decide_case") and runs,
        "may_report": page.may("contribute_case") and runs,
    }


def _lines(page: CasePage, runs: bool) -> list[MilestoneLine]:
    rows = Milestone.objects.visible_to(page.user).filter(case=page.case).select_related("owner")
    order, today = list(Kind.values), timezone.localdate()
    return [
        MilestoneLine(row, light_of(row, today), _moved(row), runs and may_change(page, row))
        for row in sorted(rows, key=lambda row: order.index(row.kind))
    ]


def _moved(row: Milestone) -> int:
    """Days between the first plan and what holds now, or the day on which it was reached."""
    now = row.done_on or row.expected_on
    return (now - row.planned_on).days if now and row.planned_on else 0
