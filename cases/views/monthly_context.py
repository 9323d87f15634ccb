"""What the pages of a case show of its monthly updates."""

from typing import Any

from django.utils import timezone

from cases.models import Case, MonthlyUpdate, Task
from cases.monthly import asked_of, latest_of
from cases.querysets.monthly import asked_month, told_to
from cases.views.page import CasePage


def updates_of(page: CasePage) -> list[MonthlyUpdate] | None:
    """The updates of the case, newest first; None when they are not for this viewer."""
    if not Case.objects.filter(told_to(page.user), pk=page.case.pk).exists():
        return None
    return latest_of(page.user, page.case)


def monthly_context(page: CasePage) -> dict[str, Any]:
    """The updates, what is asked now, and whether the viewer writes; empty when not for them."""
    rows = updates_of(page)
    if rows is None:
        return {}
    month = asked_month(timezone.localdate())
    return {
        "updates": rows,
        "asked": asked_of(page.case, any(row.month == month for row in rows)),
        "may_tell": page.may("change_case") and page.case.is_open,
    }


def own_tasks(page: CasePage) -> Any:
    """Open next actions of the own organisations: a proposal for what comes next."""
    rows = Task.objects.visible_to(page.user).open().filter(case=page.case)
    return rows.filter(organisation_id__in=page.user.organisation_ids)[:8]
