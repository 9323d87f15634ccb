"""Who wrote the draft of a decision since it was last opened, read from the history.

The second reader is none of them: whoever wrote a part would be reading their own words.
"""

from typing import Any

from cases.models import Decision, DecisionCondition

WRITTEN = ("outcome", "preferred_id", "reserve_id", "motivation", "decided_on")
ARRANGED = ("kind", "text", "owner_id", "due_on")


def writers_of(decision: Decision) -> set[int]:
    """Keys of who wrote the text or its conditions since the decision was last opened, and of who
    proposed it. Giving it back or ticking a condition is not writing."""
    rows = Decision.history.filter(id=decision.pk).order_by("history_date", "history_id")
    found: set[int | None] = {decision.proposed_by_id}
    opened, before = None, None
    for row in rows.defer("record"):
        if row.status == Decision.Status.APPROVED:
            found, opened = {decision.proposed_by_id}, row.history_date
        elif before is None or _differs(row, before, WRITTEN):
            found.add(row.history_user_id)
        before = row
    return {key for key in found | _arrangers(decision, opened) if key is not None}


def _arrangers(decision: Decision, opened: Any) -> set[int | None]:
    """Who wrote, changed or removed a condition after `opened`."""
    rows = DecisionCondition.history.filter(decision_id=decision.pk)
    found: set[int | None] = set()
    last: dict[Any, Any] = {}
    for row in rows.order_by("history_date", "history_id"):
        before = last.get(row.id)
        last[row.id] = row
        written = before is None or row.history_type == "-" or _differs(row, before, ARRANGED)
        if written and (opened is None or row.history_date > opened):
            found.add(row.history_user_id)
    return found


def _differs(row: Any, before: Any, names: tuple[str, ...]) -> bool:
    return any(getattr(row, name) != getattr(before, name) for name in names)
