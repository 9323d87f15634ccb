"""Monthly updates of the demo: some months of each running case, and one that is too late."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from cases.actions.monthly import write_update
from cases.models import Case, CaseStage, MonthlyUpdate
from cases.querysets.monthly import asked_month, following
from cases.working_days import add_working_days
from reports.demo import content
from reports.demo.clock import office_hour, standing_at
from reports.demo.story import Story

MONTHS = 5
WRITTEN_ON = 3  # working day of the next month
CORRECTED = 7  # each so many cases
LATE = ("bom", "oost")  # organisations that have not told of the last month on one case
Colour = MonthlyUpdate.Colour


def tell_months(stories: Iterable[Story]) -> None:
    """Each running case tells of the last months in which it ran, oldest first."""
    late = set(LATE)
    for story in stories:
        case = Case.objects.get(pk=story.case.pk)
        if not case.is_open:
            continue
        skips = story.text.origin in late and story.text.road != "intake"
        late -= {story.text.origin} if skips else set()
        for back in reversed(range(MONTHS)):
            if not (skips and back == 0):
                _tell(story, case, back)


def _tell(story: Story, case: Case, back: int) -> None:
    month = asked_month(story.cast.today)
    for _step in range(back):
        month = asked_month(month)
    day = add_working_days(following(month) - datetime.timedelta(days=1), WRITTEN_ON)
    moment = office_hour(day, 0.3 + 0.05 * (story.number % 9))
    if moment >= timezone.now() or not _ran(case, following(month)):
        return
    with standing_at(moment):
        values = _values(story, back)
        row = write_update(story.manager, case, month, 0, values)
    if story.number % CORRECTED == 0 and back == 1:
        with standing_at(moment + datetime.timedelta(days=1)):
            said = content.texts()["monthly"]
            again = values | {"done": f"{values['done']} {said['added']}", "why": said["why"]}
            write_update(story.manager, case, month, row.version, again)


def _ran(case: Case, day: datetime.date) -> bool:
    """Whether the case ran as the month ended."""
    before = case.transitions.filter(
        at__lt=timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
    )
    newest = before.order_by("at").last()
    return newest is not None and newest.to_stage != CaseStage.CLOSED


def _values(story: Story, back: int) -> dict[str, Any]:
    """Cases that wait on somebody are red or amber; most others are green, and have a bad month."""
    said, turn = content.texts()["monthly"], story.number + back
    colour = Colour.AMBER if turn % 4 == 0 else Colour.GREEN
    if story.text.waiting != "us":
        colour = Colour.RED if back < 2 and story.number % 2 else Colour.AMBER
    reasons = said["red" if colour == Colour.RED else "amber"]
    return {
        "colour": colour,
        "reason": "" if colour == Colour.GREEN else reasons[turn % len(reasons)],
        "done": said["done"][turn % len(said["done"])],
        "ahead": said["ahead"][turn % len(said["ahead"])],
        "why": "",
    }
