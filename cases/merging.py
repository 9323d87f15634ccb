"""Two people change the key facts of a case at once: nothing that was typed is lost.

The second person's form is put on top of what is there now. A field that only one of the two
touched keeps that change; where both did, what was typed stays in the form and both are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from cases.models import Case
from cases.values import in_words


@dataclass(frozen=True)
class Difference:
    """A field whose typed value is not what the case holds now. `kept` says which stays."""

    label: str
    now: str
    typed: str
    kept: str  # "now", "typed" or, when both people changed it, "both"


def merge(
    case: Case, typed: Mapping[str, Any], seen_version: int
) -> tuple[dict[str, Any], list[Difference]]:
    """The values for a new form, and what differs. `case` is as it is now; `typed` is cleaned."""
    seen = Case.history.filter(id=case.pk, version=seen_version).order_by("-history_id").first()
    merged, differences = {}, []
    for name, value in typed.items():
        field: Any = Case._meta.get_field(name)
        now, mine = getattr(case, field.attname), _plain(value)
        if mine == now:
            continue
        kept = _kept(mine, now, getattr(seen, field.attname) if seen else None, bool(seen))
        if kept != "now":
            merged[name] = mine
        differences.append(
            Difference(
                label=str(field.verbose_name),
                now=in_words(field, getattr(case, name)),
                typed=in_words(field, value),
                kept=kept,
            )
        )
    return merged, differences


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _kept(mine: Any, now: Any, seen: Any, known: bool) -> str:
    if known and mine == seen:
        return "now"
    return "typed" if known and now == seen else "both"
