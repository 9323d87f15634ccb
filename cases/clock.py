"""The clock of a next action that has a term in working days.

It stands still while the case is on hold, for everybody, and while the case waits on somebody
else, for the origin organisation. A day counts when the clock ran as it began: what stops today
has used today, what goes on today begins to count tomorrow.
"""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case, Task
from cases.working_days import add_working_days, is_working_day, working_days_between

_ONE = datetime.timedelta(days=1)


def why_stopped(case: Case, organisation_id: int) -> str:
    """Why terms of this organisation stand still on the case as it is; empty when they run."""
    if case.on_hold:
        return str(Task.Stopped.HOLD)
    if case.waiting_on == Case.WaitingOn.US or organisation_id != case.origin_id:
        return ""
    return str(Task.Stopped(case.waiting_on))


def set_due(
    task: Task, due_on: datetime.date | None, term_days: int | None, day: datetime.date
) -> None:
    """Gives the action a fixed day (or none), or a term in working days that begins on `day`.

    Another term for one that runs already gives or takes the difference.
    """
    old, task.term_days = task.term_days, term_days
    if term_days is None:
        task.due_on, task.days_left, task.stopped_for = due_on, None, ""
    elif old is None:
        task.due_on, task.days_left, task.stopped_for = add_working_days(day, term_days), None, ""
    elif old != term_days:
        _give(task, term_days - old, day)


def _give(task: Task, days: int, day: datetime.date) -> None:
    if task.days_left is not None:
        task.days_left += days
    elif task.due_on is not None:
        task.due_on = _day_with(working_days_between(day, task.due_on) + days, day)


def run(task: Task, why: str, day: datetime.date) -> bool:
    """Stops the clock (`why` of Task.Stopped) or lets it run (empty); whether that changed it."""
    if task.term_days is None or task.stopped_for == why:
        return False
    if why and task.due_on is not None:
        task.days_left, task.due_on = working_days_between(day, task.due_on), None
    elif not why and task.days_left is not None:
        task.due_on, task.days_left = _day_with(task.days_left, day), None
    task.stopped_for = why
    return True


def _day_with(left: int, day: datetime.date) -> datetime.date:
    """The day that has `left` working days to go on `day`; counted back from a weekend one begins
    at the working day before it, or a day would be lost each time."""
    while left < 0 and not is_working_day(day):
        day -= _ONE
    return add_working_days(day, left)


def left_in_words(days: int) -> str:
    """What is left of a term whose clock stands still."""
    if days < 0:
        text = ngettext(
            "paused, %(days)d working day too late", "paused, %(days)d working days too late", -days
        )
        return text % {"days": -days}
    if days == 0:
        return _("paused, due on the day it goes on")
    text = ngettext("paused, %(days)d working day left", "paused, %(days)d working days left", days)
    return text % {"days": days}
