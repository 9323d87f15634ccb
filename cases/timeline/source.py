"""What a history table is to the timeline: which rows, who may read them, how they are told.

For who does not know the company a source gives only rows of what that person sees today, without
the fields in `secret`: free text and names of people, which might give the company away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.timeline.access import Seen, Values
from cases.timeline.reader import Reader

KINDS: dict[str, Any] = {
    "stadium": _("Stages"),
    "contact": _("Notes and contact"),
    "acties": _("Next actions"),
    "gegevens": _("Facts and intake"),
    "eisen": _("Requirements"),
    "locaties": _("Sites"),
    "uitvragen": _("Calls for locations"),
    "bezoeken": _("Visits"),
    "documenten": _("Documents"),
    "besluit": _("Decision"),
    "opvolging": _("Follow-up"),
    "deelnemers": _("Participants"),
}


@dataclass(frozen=True)
class Turn:
    """A change of one field that has words of its own, such as a task that is done."""

    field: str
    value: Any  # ... for any value, None for emptied
    title: Any
    symbol: str
    tone: str

    def fits(self, old: Values, new: Values) -> bool:
        """Whether the row made this turn."""
        now = new.get(self.field)
        if not old:  # what it was is hidden: only a state with a name of its own can be told
            return isinstance(self.value, str) and now == self.value
        if old.get(self.field) == now:
            return False
        if self.value in (..., None):
            return (now in (None, "")) == (self.value is None)
        return bool(now == self.value)


@dataclass(frozen=True)
class Source:
    """One history table. `seen` gives the condition for a reader, None when nothing is shown."""

    kind: str
    model: Any
    symbol: str
    tone: str
    added: Any
    changed: Any
    removed: Any
    belongs: str  # SQL: which rows are of the case, with its key once
    seen: Seen
    subject: str = ""
    secret: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    guarded: frozenset[str] = frozenset()  # fields that might name rivals: for who compares
    turns: tuple[Turn, ...] = ()
    reasons: bool = False  # whether the reason on the row was given by a person
    readable: Callable[[Reader, Values], bool] = lambda _reader, _values: True
    happened: str = ""  # SQL: when a new row happened, if not when it was recorded
    text: str = ""  # SQL: what was said


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Of the machine, or told by the event itself.
SILENT = words("id case_id version created_at updated_at created_by_id")
