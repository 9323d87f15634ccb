"""What follows the decisions of the demo: milestones of every light, and the first results."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cases.actions.followup import change_milestone, report_figures, set_up
from cases.followup import Kind, Moment, to_measure
from cases.models import Case, Milestone
from reports.demo import content
from reports.demo.cast import Cast
from reports.demo.clock import office_hour, standing_at
from reports.demo.story import Story

BUILDING_AFTER = 150  # days after the milestones were set up
MOVED = 60  # days that a milestone slips
MEASURED = 4  # days ago
CAME_TRUE = Decimal("0.85")  # part of what was expected
MOVES_EVERY = 2


def follow(story: Story) -> None:
    """The milestones, of which some move to a later day."""
    set_up(story.manager, story.case)
    today = timezone.localdate()
    for milestone in Milestone.objects.filter(case=story.case).order_by("kind"):
        values: dict[str, Any] = {
            "owner": milestone.owner or story.origin,
            "planned_on": milestone.planned_on,
            "revised_on": None,
            "revision_reason": "",
            "done_on": milestone.done_on,
        }
        if milestone.kind == Kind.BUILDING:
            values["planned_on"] = today + datetime.timedelta(days=BUILDING_AFTER)
        slips = (story.number + len(milestone.kind)) % MOVES_EVERY == 0
        if slips and milestone.planned_on and not milestone.done_on:
            values["revised_on"] = milestone.planned_on + datetime.timedelta(days=MOVED)
            values["revision_reason"] = content.texts()["followup"]["moved"]
        change_milestone(story.manager, story.case, milestone, milestone.version, values)


def measure(cast: Cast, cases: list[Case]) -> None:
    """Of the cases decided more than a year ago the first is measured; the others are asked."""
    with standing_at(office_hour(cast.days_ago(MEASURED), 0.5)):
        for case in cases:
            due = to_measure(case.account_manager, timezone.localdate())
            if any(row.case_id == case.pk and row.moment == Moment.ONE for row in due):
                _report(cast, case)
                return


def _report(cast: Cast, case: Case) -> None:
    row = Case.objects.get(pk=case.pk)
    values = {
        "measured_on": timezone.localdate(),
        "jobs_new_fte": int((row.jobs_new_fte or 0) * CAME_TRUE),
        "jobs_retained_fte": row.jobs_retained_fte or 0,
        "capex_eur": int((row.capex_eur or 0) * CAME_TRUE),
        "area_ha": row.area_ha or 0,
        "source": content.texts()["followup"]["source"],
    }
    actor = cast.actor(f"{row.origin.code}-am")
    report_figures(actor, row, Moment.ONE, None, values)
