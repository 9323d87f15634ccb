"""The sites that somebody may see, with what is known of them per requirement, judged today."""

import datetime
import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from django.utils import timezone

from cases.matching.distance import kilometres
from cases.matching.engine import BOOLEAN, DISTANCE, ONE_OF, ORDINAL, UNIT, Column, Flags, Integers
from cases.matching.reading import MAP, REGISTER, Reading, Value
from cases.matching.reads import NOTHING, Facts, Register, Texts, Values
from cases.matching.register import Place, Rows, read_value
from cases.models import Requirement
from sites.answers import fresh_since
from sites.models import Criterion

EPOCH = datetime.date(2000, 1, 1).toordinal()
WORDED = (BOOLEAN, ONE_OF, ORDINAL)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known on one requirement: what the engine reckons with, and what it comes from."""

    column: Column
    facts: Facts | None = None
    values: Values | None = None


class Places(Sequence[Place]):
    """The sites of a sheet, each made when it is asked for."""

    def __init__(self, register: Register, rows: Rows) -> None:
        self.register = register
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, where: int) -> Place: ...
    @overload
    def __getitem__(self, where: slice) -> list[Place]: ...
    def __getitem__(self, where: int | slice) -> Place | list[Place]:
        if isinstance(where, slice):
            return [self._made(int(row)) for row in self.rows[where]]
        return self._made(int(self.rows[where]))

    def key(self, place: int) -> uuid.UUID:
        """The key of a site."""
        return self.register.key(int(self.rows[place]))

    def _made(self, row: int) -> Place:
        register = self.register
        latitude, longitude = float(register.latitude[row]), float(register.longitude[row])
        return Place(
            id=register.key(row),
            name=register.name[row],
            place=register.place[row],
            province_code=register.province[row],
            province=register.province_name[row],
            region_code=register.region[row],
            region=register.region_name[row],
            latitude=None if math.isnan(latitude) else latitude,
            longitude=None if math.isnan(longitude) else longitude,
            withdrawn=bool(register.withdrawn[row]),
        )


class Sheet:
    """A site is its place in `rows`; what lies outside is in no column. An entry of `evidence`
    per requirement."""

    def __init__(
        self,
        register: Register,
        rows: Rows,
        requirements: Sequence[Requirement],
        today: datetime.date | None = None,
    ) -> None:
        self.register = register
        self.rows = rows
        self.requirements = requirements
        self.today = today or timezone.localdate()
        self.places = Places(register, rows)
        self.evidence = [self._evidence(row) for row in requirements]

    @property
    def columns(self) -> list[Column]:
        """What the engine reckons with, in the order of the requirements."""
        return [evidence.column for evidence in self.evidence]

    @property
    def names(self) -> Integers:
        """Numbers that order the sites by name."""
        return self.register.names[self.rows]

    def place(self, site_id: uuid.UUID) -> int:
        """The place of a site on this sheet. Raises KeyError for one that is not on it."""
        row = self.register.row(site_id)
        place = 0 if row is None else int(np.searchsorted(self.rows, row))  # rows are in order
        if row is None or place == len(self.rows) or self.rows[place] != row:
            raise KeyError(site_id)
        return place

    def readings(self, place: int) -> list[Reading | None]:
        """What is known of one site, in the order of the requirements."""
        return [
            self._reading(requirement, evidence, place)
            for requirement, evidence in zip(self.requirements, self.evidence, strict=True)
        ]

    def _evidence(self, requirement: Requirement) -> Evidence:
        criterion = requirement.criterion
        if criterion.kind == DISTANCE:
            return Evidence(self._distance(requirement))
        facts = self.register.facts[criterion.code]
        values = self.register.columns.get(criterion.site_field)
        answers: dict[frozenset[str], int] = {}
        said, readable = _answers(criterion, facts.number, facts.text, answers)
        readable &= _fresh(facts, criterion, self.today)
        entry = facts.entry[self.rows]
        # Entry -1, no fact, takes the last of each: nothing known.
        value = np.append(said, np.int64(0))[entry]
        known = np.append(readable, np.False_)[entry]
        if values is not None:
            stated, given = _answers(criterion, values.number, values.text, answers)
            bare = entry < 0
            value = np.where(bare, stated[self.rows], value)
            known |= bare & given[self.rows]
        return Evidence(Column(known, value, tuple(answers)), facts, values)

    def _distance(self, requirement: Requirement) -> Column:
        register, rows = self.register, self.rows
        near = requirement.near_latitude, requirement.near_longitude
        if near[0] is None or near[1] is None:
            return Column(np.zeros(len(rows), np.bool_), np.zeros(len(rows), np.int64))
        latitude, longitude = register.latitude[rows], register.longitude[rows]
        known = ~(np.isnan(latitude) | np.isnan(longitude))
        return Column(known, kilometres(latitude, longitude, (near[0], near[1])))

    def _reading(self, requirement: Requirement, evidence: Evidence, place: int) -> Reading | None:
        row = int(self.rows[place])
        if evidence.facts is None:
            if not evidence.column.known[place]:
                return None
            number = int(evidence.column.value[place]) / UNIT
            return Reading(number, number, "", MAP, None)
        entry = int(evidence.facts.entry[row])
        if entry >= 0:
            return _fact_reading(requirement.criterion, evidence.facts, entry, self.today)
        if evidence.values is None:
            return None
        return self._stated(requirement.criterion, evidence.values, row)

    def _stated(self, criterion: Criterion, values: Values, row: int) -> Reading | None:
        """The register's own column. It has a year, and counts until the register is renewed."""
        number, text = _number(values.number[row]), values.text[row]
        if number is None and not text:
            return None
        value = read_value(criterion, number, text)
        return Reading(value, number, text, REGISTER, None, int(self.register.year[row]) or None)


def _fact_reading(criterion: Criterion, facts: Facts, entry: int, today: datetime.date) -> Reading:
    number, text = _number(facts.number[entry]), facts.text[entry]
    cutoff = fresh_since(today, criterion.fresh_months)
    as_of = datetime.date.fromordinal(EPOCH + int(facts.as_of[entry]))
    until = int(facts.until[entry])
    return Reading(
        read_value(criterion, number, text),
        number,
        text,
        facts.source[entry],
        as_of,
        stale=as_of < cutoff or until < today.toordinal() - EPOCH,
        confidence=facts.confidence[entry],
    )


def _number(scaled: np.int64) -> float | None:
    return None if scaled == NOTHING else int(scaled) / UNIT


def _fresh(facts: Facts, criterion: Criterion, today: datetime.date) -> Flags:
    """Which facts still count: within the criterion's months and their own validity."""
    cutoff = fresh_since(today, criterion.fresh_months).toordinal() - EPOCH
    return (facts.as_of >= cutoff) & (facts.until >= today.toordinal() - EPOCH)


def _answers(
    criterion: Criterion, number: Integers, text: Texts, answers: dict[frozenset[str], int]
) -> tuple[Integers, Flags]:
    """Numbers and words as the engine takes them, and which of them are an answer at all.

    Each different word is read once. `answers` collects the choices that were met.
    """
    if criterion.kind not in WORDED:
        return number, number != NOTHING
    meant = [read_value(criterion, None, word) for word in text.words]
    readable = np.array([value is not None for value in meant])[text.codes]
    value = np.array([_coded(value, answers) for value in meant], np.int64)[text.codes]
    if criterion.kind == BOOLEAN:
        stated = number != NOTHING
        value[stated] = number[stated] != 0
        readable |= stated
    return value, readable


def _coded(value: Value | None, answers: dict[frozenset[str], int]) -> int:
    """An answer as a whole number; 0 when it is none."""
    if isinstance(value, frozenset):
        return answers.setdefault(value, len(answers))
    return 0 if value is None else int(value) if isinstance(value, bool) else round(value * UNIT)
