"""A frozen match shown again, exactly as it was, and two of them compared.

Reads the payload alone: today's register, catalogue and weights do not count. Only the words are
those of the reader's language.
"""

import datetime
import uuid
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from cases.matching.engine import Ask, Match, Verdict
from cases.matching.entries import Entry, details_of, entry_of
from cases.matching.reading import Line, Reading
from cases.matching.register import Place, ask_of, read_value
from cases.models import Requirement
from sites.models import Criterion

Payload = dict[str, Any]
VERDICTS = {"pass": Verdict.PASS, "fail": Verdict.FAIL, "unknown": Verdict.UNKNOWN}


@dataclass(frozen=True)
class FrozenRun:
    """A stored match. Sites are explained when they are asked for."""

    payload: Payload

    @property
    def engine(self) -> str:
        """The version of the method."""
        return str(self.payload["engine"])

    @property
    def judged_on(self) -> datetime.date:
        """The day on which facts were fresh or stale."""
        return datetime.date.fromisoformat(self.payload["judged_on"])

    @property
    def passing_count(self) -> int:
        """Sites that passed or might."""
        return int(self.payload["passing"])

    @property
    def out_count(self) -> int:
        """Sites that were knocked out."""
        return int(self.payload["knocked_out"])

    @cached_property
    def requirements(self) -> list[Requirement]:
        """What was asked, with the criteria as they were then. Never to be stored."""
        return [_requirement(row) for row in self.payload["requirements"]]

    @cached_property
    def asks(self) -> list[Ask]:
        """The same, as the engine took it."""
        rows = self.payload["requirements"]
        return [
            ask_of(requirement, row["code"])
            for requirement, row in zip(self.requirements, rows, strict=True)
        ]

    @cached_property
    def by_site(self) -> dict[uuid.UUID, int]:
        """Site to its place in the payload: those that passed first, each in its order."""
        return {uuid.UUID(row["site"]): n for n, row in enumerate(self.payload["sites"])}

    def entries(self, start: int = 0, stop: int | None = None) -> list[Entry]:
        """Sites that passed or might, from position `start` + 1."""
        last = self.passing_count if stop is None else min(stop, self.passing_count)
        return [self.entry(n) for n in range(start, last)]

    def knocked_out(self, start: int = 0, stop: int | None = None) -> list[Entry]:
        """Sites that were knocked out, nearest to fitting first."""
        last = self.out_count if stop is None else min(stop, self.out_count)
        return [self.entry(self.passing_count + n) for n in range(start, last)]

    def entry(self, place: int) -> Entry:
        """The site at a place in the payload, with its reasons."""
        row = self.payload["sites"][place]
        score = row["score"]
        match = Match(place, tuple(row["failed"]), tuple(row["unknown"]), score, row["coverage"])
        return entry_of(self.requirements, self.lines(place), _place(row), match, row["position"])

    def entry_of(self, site_id: uuid.UUID) -> Entry | None:
        """One site; None when it took no part."""
        place = self.by_site.get(site_id)
        return None if place is None else self.entry(place)

    def topsis(self, entry: Entry) -> int | None:
        """The site's position by the second opinion."""
        found = self.payload["sites"][entry.match.place]["topsis"]
        return None if found is None else int(found)

    def details(self, entry: Entry) -> list[dict[str, Any]]:
        """A row per requirement of one site."""
        return details_of(self.requirements, self.lines(entry.match.place))

    def lines(self, place: int) -> list[Line]:
        """Every requirement against the site, as it was judged then."""
        facts = self.payload["sites"][place]["facts"]
        return [
            _line(ask, requirement.criterion, fact)
            for ask, requirement, fact in zip(self.asks, self.requirements, facts, strict=True)
        ]


def explain_frozen(payload: Payload) -> FrozenRun:
    """A stored run, to be shown exactly as it was."""
    return FrozenRun(payload)


def _requirement(row: Payload) -> Requirement:
    names = ("name_nl", "name_en", "group", "kind", "unit", "options", "fresh_months")
    criterion = Criterion(code=row["criterion"], **{name: row[name] for name in names})
    numbers = {name: _decimal(row[name]) for name in ("minimum", "target", "maximum")}
    points = {name: _degrees(row[name]) for name in ("near_latitude", "near_longitude")}
    same = {name: row[name] for name in ("level", "weight", "text", "near_label")}
    return Requirement(criterion=criterion, **numbers, **points, **same)


def _line(ask: Ask, criterion: Criterion, fact: Payload | None) -> Line:
    if fact is None:
        return Line(ask, Verdict.UNKNOWN, None, None)
    number = None if fact["number"] is None else float(fact["number"])
    as_of = datetime.date.fromisoformat(fact["as_of"]) if fact["as_of"] else None
    reading = Reading(
        read_value(criterion, number, fact["text"]) if fact["readable"] else None,
        number,
        fact["text"],
        fact["source"],
        as_of,
        fact["year"],
        fact["stale"],
        fact["confidence"],
    )
    return Line(ask, VERDICTS[fact["verdict"]], fact["desirability"], reading)


def _place(row: Payload) -> Place:
    names = ("name", "place", "province_code", "province", "region_code", "region")
    return Place(
        id=uuid.UUID(row["site"]),
        latitude=None,
        longitude=None,
        withdrawn=False,
        **{name: row[name] for name in names},
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _degrees(text: str | None) -> float | None:
    return None if text is None else float(text)


@dataclass(frozen=True)
class Change:
    """One site in two runs: its positions among those that passed, None where it did not, and why
    it came or went."""

    place: Place
    before: int | None
    after: int | None
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changes:
    """What a newer run says otherwise: sites that fit now, sites that no longer do, and sites that
    have another position. `asked` tells whether the requirements or their weights differ too."""

    new: tuple[Change, ...]
    dropped: tuple[Change, ...]
    moved: tuple[Change, ...]
    asked: bool

    def __bool__(self) -> bool:
        return bool(self.new or self.dropped or self.moved or self.asked)


def changes(older: Payload, newer: Payload) -> Changes:
    """Compares two frozen matches, in the reader's language."""
    before, after = FrozenRun(older), FrozenRun(newer)
    fitted, fits = _passing(older), _passing(newer)
    new = [site for site in fits if site not in fitted]
    dropped = [site for site in fitted if site not in fits]
    moved = [site for site in fits if site in fitted and fits[site] != fitted[site]]
    return Changes(
        tuple(_change(after, site, None, fits[site], _came(before, site)) for site in new),
        tuple(_change(before, site, fitted[site], None, _went(after, site)) for site in dropped),
        tuple(_change(after, site, fitted[site], fits[site], ()) for site in moved),
        older["requirements"] != newer["requirements"],
    )


def _passing(payload: Payload) -> dict[uuid.UUID, int]:
    rows = payload["sites"][: payload["passing"]]
    return {uuid.UUID(row["site"]): row["position"] for row in rows}


def _change(
    run: FrozenRun,
    site: uuid.UUID,
    before: int | None,
    after: int | None,
    because: tuple[str, ...],
) -> Change:
    return Change(_place(run.payload["sites"][run.by_site[site]]), before, after, because)


def _came(before: FrozenRun, site: uuid.UUID) -> tuple[str, ...]:
    """Why a site did not fit in the older run."""
    entry = before.entry_of(site)
    if entry is None:
        return (_("was not in the match before"),)
    return tuple(_("before: %(reason)s") % {"reason": words} for words in entry.failures)


def _went(after: FrozenRun, site: uuid.UUID) -> tuple[str, ...]:
    """Why a site does not fit in the newer run."""
    entry = after.entry_of(site)
    if entry is None:
        return (_("is no longer in the match"),)
    return tuple(entry.failures)
