"""Who wrote the draft of a decision since it was last opened, read from the history.

The second reader is none of them: whoever wrote a part would be reading their own words.
"""

from typing import Any

from cases.models import ComplianceAnswer, Decision, DecisionCondition

WRITTEN = ("outcome", "preferred_id", "reserve_id", "motivation", "decided_on")
PARTS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (DecisionCondition, ("kind", "text", "owner_id", "due_on")),
    (ComplianceAnswer, ("answer", "on_date", "reason", "document_id")),
)


def writers_of(decision: Decision) -> set[int]:
    """Keys of who wrote the text, its conditions or its compliance steps since the decision was
    last opened, and of who proposed it. Giving it back, ticking a condition or advising is not
    writing."""
    rows = Decision.history.filter(id=decision.pk).order_by("history_date", "history_id")
    found: set[int | None] = {decision.proposed_by_id}
    opened, before = None, None
    for row in rows.defer("record"):
        if row.status == Decision.Status.APPROVED:
            found, opened = {decision.proposed_by_id}, row.history_date
        elif before is None or _differs(row, before, WRITTEN):
            found.add(row.history_user_id)
        before = row
    for model, names in PARTS:
        found |= _writers_of_parts(model, names, decision, opened)
    return {key for key in found if key is not None}


def _writers_of_parts(
    model: Any, names: tuple[str, ...], decision: Decision, opened: Any
) -> set[int | None]:
    """Who wrote, changed or removed a part of the decision after `opened`."""
    rows = model.history.filter(decision_id=decision.pk)
    found: set[int | None] = set()
    last: dict[Any, Any] = {}
    for row in rows.order_by("history_date", "history_id"):
        before = last.get(row.id)
        last[row.id] = row
        written = before is None or row.history_type == "-" or _differs(row, before, names)
        if written and (opened is None or row.history_date > opened):
            found.add(row.history_user_id)
    return found


def _differs(row: Any, before: Any, names: tuple[str, ...]) -> bool:
    return any(getattr(row, name) != getattr(before, name) for name in names)
