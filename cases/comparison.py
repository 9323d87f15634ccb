"""What differs between two versions of the requirements, block by block, criterion by criterion."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cases.matching.words import need_words
from cases.models import BuildingBlock, Requirement
from sites.models import Criterion


@dataclass
class Difference:
    """One criterion in both versions. `parts` names what changed: (label, before, after)."""

    criterion: Criterion
    before: Requirement | None
    after: Requirement | None
    block: str = ""
    parts: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """added, removed, changed or same."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "changed" if self.parts else "same"

    @property
    def weights(self) -> tuple[int, int] | None:
        """The weight before and after, when that is what changed."""
        if self.before is None or self.after is None:
            return None
        pair = (self.before.weight, self.after.weight)
        return pair if pair[0] != pair[1] else None


@dataclass(frozen=True)
class BlockChange:
    """A building block that is new (`before` empty), gone (`after` empty) or called otherwise."""

    before: str
    after: str


def compare(older: Iterable[Requirement], newer: Iterable[Requirement]) -> list[Difference]:
    """Every criterion of either version, for the whole request first and then by block, in the
    order of the catalogue. Blocks that were renamed are compared as one."""
    old, new = list(older), list(newer)
    same = _same_blocks(_blocks(old), _blocks(new))
    before = {(same.get(_name(row), _name(row)), row.criterion_id): row for row in old}
    after = {(_name(row), row.criterion_id): row for row in new}
    order = {"": 0} | {block.name: block.position + 1 for block in (*_blocks(old), *_blocks(new))}
    keys = {key: (before.get(key) or after[key]).criterion for key in (*before, *after)}
    ordered = sorted(
        keys.items(), key=lambda pair: (order.get(pair[0][0], 0), pair[1].position, pair[1].code)
    )
    return [
        _difference(criterion, before.get(key), after.get(key), key[0])
        for key, criterion in ordered
    ]


def compare_blocks(
    older: Sequence[BuildingBlock], newer: Sequence[BuildingBlock]
) -> list[BlockChange]:
    """Building blocks that came, went or got another name."""
    same = _same_blocks(older, newer)
    renamed = [BlockChange(old, new) for old, new in same.items() if old != new]
    gone = [BlockChange(block.name, "") for block in older if block.name not in same]
    kept = set(same.values())
    added = [BlockChange("", block.name) for block in newer if block.name not in kept]
    return [*renamed, *gone, *added]


def described(row: Requirement) -> dict[str, str]:
    """A requirement in words, by the name of each part."""
    return {
        _("Must or wish"): str(row.get_level_display()),
        _("Asked"): need_words(row),
        _("Weight"): str(row.weight),
        _("Source"): row.source or "—",
        _("Explanation"): row.note or "—",
    }


def _same_blocks(older: Sequence[BuildingBlock], newer: Sequence[BuildingBlock]) -> dict[str, str]:
    """The name of a block before to its name after: by name, else by its place in the list."""
    after = {block.name for block in newer}
    same = {block.name: block.name for block in older if block.name in after}
    free = {block.position: block.name for block in newer if block.name not in same}
    for block in older:
        if block.name not in same and block.position in free:
            same[block.name] = free.pop(block.position)
    return same


def _blocks(rows: Iterable[Requirement]) -> list[BuildingBlock]:
    return list({row.block.pk: row.block for row in rows if row.block}.values())


def _name(row: Requirement) -> str:
    return row.block.name if row.block else ""


def _difference(
    criterion: Criterion, before: Requirement | None, after: Requirement | None, block: str
) -> Difference:
    parts: list[tuple[Any, str, str]] = []
    if before is not None and after is not None:
        old, new = described(before), described(after)
        parts = [(name, old[name], new[name]) for name in old if old[name] != new[name]]
    return Difference(criterion, before, after, block, parts)
