"""What differs between two versions of the requirements, criterion by criterion."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cases.matching.words import need_words
from cases.models import Requirement
from sites.models import Criterion


@dataclass
class Difference:
    """One criterion in both versions. `parts` names what changed: (label, before, after)."""

    criterion: Criterion
    before: Requirement | None
    after: Requirement | None
    parts: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """added, removed, changed or same."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "changed" if self.parts else "same"


def compare(older: Iterable[Requirement], newer: Iterable[Requirement]) -> list[Difference]:
    """Every criterion of either version, in the order of the catalogue."""
    before = {row.criterion_id: row for row in older}
    after = {row.criterion_id: row for row in newer}
    criteria = {row.criterion_id: row.criterion for row in (*before.values(), *after.values())}
    ordered = sorted(criteria.values(), key=lambda criterion: (criterion.position, criterion.code))
    return [_difference(c, before.get(c.pk), after.get(c.pk)) for c in ordered]


def described(row: Requirement) -> dict[str, str]:
    """A requirement in words, by the name of each part."""
    return {
        _("Must or wish"): str(row.get_level_display()),
        _("Asked"): need_words(row),
        _("Weight"): str(row.weight),
        _("Explanation"): row.note or "—",
    }


def _difference(
    criterion: Criterion, before: Requirement | None, after: Requirement | None
) -> Difference:
    parts: list[tuple[Any, str, str]] = []
    if before is not None and after is not None:
        old, new = described(before), described(after)
        parts = [(name, old[name], new[name]) for name in old if old[name] != new[name]]
    return Difference(criterion, before, after, parts)
