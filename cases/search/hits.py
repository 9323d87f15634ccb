"""What a search finds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a hit is."""

    CASE = "case", _("Case")
    COMPANY = "company", _("Company")
    REGION = "region", _("Region")
    SITE = "site", _("Site")
    PERSON = "person", _("Person")
    DOCUMENT = "document", _("Document")
    NOTE = "note", _("Note")

    @property
    def icon(self) -> str:
        """Of the kind."""
        return _ICONS[self]

    @property
    def weight(self) -> float:
        """Of two that fit as well, the kind that is looked for most comes first."""
        return 1.0 - 0.02 * list(Kind).index(self)


_ICONS = {
    Kind.CASE: "briefcase",
    Kind.COMPANY: "building",
    Kind.REGION: "map-2",
    Kind.SITE: "building-factory-2",
    Kind.PERSON: "user",
    Kind.DOCUMENT: "file",
    Kind.NOTE: "note",
}


@dataclass(frozen=True)
class Hit:
    """One line: its words, its address, what tells it from others, and how well it fits."""

    kind: Kind
    title: str
    url: str
    note: str = ""
    stage: str = ""
    score: float = 0.0
    texts: Sequence[str] = ()  # that the person may read, in which the words stand
    pieces: Sequence[tuple[str, bool]] = ()  # of those; True was searched for
    pk: Any = None  # of a note: several may stand on one page

    def weighed(self, score: float) -> "Hit":
        """With its score among the other kinds."""
        return replace(self, score=score * self.kind.weight)


def words(*parts: Any) -> str:
    """What there is of the parts, in one line."""
    return " · ".join(str(part) for part in parts if part)
