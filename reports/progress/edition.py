"""An edition of a report: its material read for one language and one audience.

`ministry` holds every number, `public` leaves small ones out.
"""

import datetime
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from reports import periods
from reports.areas import Area
from reports.board import Board
from reports.models import ReportText
from reports.parts import Names, Section
from reports.progress.figures import provinces_of, readings_of
from reports.progress.material import Material
from reports.progress.words import blocks_of
from reports.reading import Reading, Readings

MINISTRY, PUBLIC = "ministry", "public"
AUDIENCES = (MINISTRY, PUBLIC)
LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class Edition:
    """The material read for one language and audience; that language must be active."""

    material: Material
    language: str
    audience: str

    @property
    def protected(self) -> bool:
        """Whether small numbers stay out."""
        return self.audience == PUBLIC

    @property
    def meta(self) -> dict[str, Any]:
        """Dates, version and signatures."""
        found: dict[str, Any] = self.material["meta"]
        return found

    @property
    def day(self) -> datetime.date:
        """The reference date."""
        return datetime.date.fromisoformat(self.meta["reference_date"])

    @cached_property
    def readings(self) -> Readings:
        """The country."""
        return readings_of(self.material["figures"], self.day, self.protected)

    @cached_property
    def provinces(self) -> dict[str, Reading]:
        """The provinces on the reference date."""
        return provinces_of(self.material["figures"], self.day, self.protected)

    def by_name(self) -> list[tuple[str, Reading]]:
        """The provinces in the order of their names."""
        return sorted(self.provinces.items(), key=lambda row: self.names.provinces[row[0]])

    @cached_property
    def names(self) -> Names:
        """What codes are called."""
        return Names.load()

    @cached_property
    def board(self) -> Board:
        """The parts of a dashboard, over these figures."""
        return Board(self.readings, self.names, Area())

    def sum(self, code: str) -> int | None:
        """A flow over the whole period; None when a quarter of it is not shown."""
        begin = periods.previous(self.day, self.meta["span"])
        parts = [reading.count(code) for end, reading in self.readings.quarters if end > begin]
        return None if None in parts else sum(part or 0 for part in parts)


def period_words(meta: dict[str, Any]) -> str:
    """The period as people write it: third quarter of 2026."""
    day = datetime.date.fromisoformat(meta["reference_date"])
    return periods.span_words(day, meta["span"])


def section(found: Section, note: str = "") -> dict[str, Any]:
    """A section of a dashboard as plain JSON; the chart is drawn already."""
    plain = asdict(found)
    plain["chart"] = str(found.chart) if found.chart else ""
    plain["head"] = [str(word) for word in found.head]
    plain["lines"] = [
        {"label": str(line.label), "cells": [str(c) for c in line.cells], "total": line.total}
        for line in found.lines
    ]
    return plain | {"note": note}


def words_of(edition: Edition, chapter: str) -> dict[str, Any]:
    """What the editor wrote; the Dutch text stands in for English that is missing."""
    texts = edition.material["texts"].get(chapter, {})
    own = texts.get(edition.language, "").strip()
    language = edition.language if own or not texts.get("nl", "").strip() else "nl"
    text = own or texts.get("nl", "")
    return {"blocks": blocks_of(text), "language": language}


def label_of(chapter: str) -> str:
    """The title of a chapter that has a text."""
    return str(ReportText.Section(chapter).label)
