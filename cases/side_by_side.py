"""Sites beside each other: every requirement per site, with the best of each row, and what was seen
on visits. Only of sites whose match the viewer sees."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from cases.matching import words
from cases.matching.board import Board
from cases.matching.engine import AT_LEAST, AT_MOST, DISTANCE, ORDINAL, Ask, Verdict
from cases.matching.entries import Entry
from cases.matching.reading import Line
from cases.models import Candidate, Requirement, VisitStop

MOST = 6
_HIGHER_IS_BETTER = {AT_LEAST: 1, ORDINAL: 1, AT_MOST: -1, DISTANCE: -1}


@dataclass(frozen=True)
class Column:
    """One site: its place in the match and what was seen there. `best_score` and `best_coverage`
    when nobody beside it has more and somebody has less."""

    entry: Entry
    second: int | None
    stops: list[VisitStop]
    best_score: bool
    best_coverage: bool

    @property
    def impression(self) -> float | None:
        """Mean of the scores of the visits, 1 to 5; None when nobody gave one."""
        scores = [stop.score for stop in self.stops if stop.score is not None]
        return sum(scores) / len(scores) if scores else None


@dataclass(frozen=True)
class Cell:
    """One requirement against one site; `row` is as a board details it."""

    row: dict[str, Any]
    best: bool


@dataclass(frozen=True)
class Row:
    """One requirement against every site."""

    requirement: Requirement
    need: str
    cells: list[Cell]


@dataclass(frozen=True)
class SideBySide:
    """The comparison. `unseen` counts what was asked for and cannot be shown, `left_out` what did
    not fit beside the others."""

    columns: list[Column]
    rows: list[Row]
    unseen: int
    left_out: int

    @property
    def keys(self) -> list[uuid.UUID]:
        """The sites, in the order of the columns."""
        return [column.entry.place.id for column in self.columns]


def side_by_side(user: User, board: Board, sites: Sequence[uuid.UUID]) -> SideBySide:
    """The sites that were asked for, at most MOST of them, in the order of the match."""
    wanted = list(dict.fromkeys(sites))
    found = [entry for site in wanted if (entry := board.entry_of(site)) is not None]
    entries = found[:MOST]
    entries.sort(key=lambda entry: (len(entry.match.failed), entry.position))
    return SideBySide(
        _columns(user, board, entries),
        _rows(board, entries),
        unseen=len(wanted) - len(found),
        left_out=len(found) - len(entries),
    )


def short_list(board: Board) -> list[uuid.UUID]:
    """The sites to compare when none is named: the short list in the order of the match."""
    listed = [s for s, c in board.candidates.items() if c.status == Candidate.Status.SHORTLIST]
    known = [site for site in listed if site in board.by_site]
    return sorted(known, key=lambda s: (len(board.by_site[s][1].failed), board.by_site[s][0]))


def _columns(user: User, board: Board, entries: list[Entry]) -> list[Column]:
    second, stops = board.second_opinion(), _stops(user, board, entries)
    scores = _best(None if entry.match.failed else entry.score for entry in entries)
    coverage = _best(entry.coverage for entry in entries)
    return [
        Column(entry, second.get(entry.place.id), stops[entry.place.id], *best)
        for entry, *best in zip(entries, scores, coverage, strict=True)
    ]


def _stops(user: User, board: Board, entries: list[Entry]) -> dict[uuid.UUID, list[VisitStop]]:
    """What was noted at each site, oldest visit first."""
    rows = VisitStop.objects.visible_to(user).filter(
        visit__case=board.case, candidate__site_id__in=[entry.place.id for entry in entries]
    )
    noted = rows.exclude(observation="", score__isnull=True)
    found: dict[uuid.UUID, list[VisitStop]] = defaultdict(list)
    for stop in noted.select_related("visit", "candidate").order_by("visit__starts_at"):
        found[stop.candidate.site_id].append(stop)
    return found


def _rows(board: Board, entries: list[Entry]) -> list[Row]:
    lines = [board.lines(entry.match) for entry in entries]
    details = [board.details(entry.match) for entry in entries]
    rows = []
    for number, (requirement, ask) in enumerate(zip(board.requirements, board.asks, strict=True)):
        best = _best(_merit(ask, line[number]) for line in lines)
        cells = [Cell(row[number], flag) for row, flag in zip(details, best, strict=True)]
        rows.append(Row(requirement, words.need_words(requirement), cells))
    return rows


def _merit(ask: Ask, line: Line) -> tuple[float, ...] | None:
    """How good a known value is: what it adds to the score, else on which side of the others it
    lies; None when it is unknown or fails a must."""
    if line.verdict == Verdict.UNKNOWN or line.reading is None:
        return None
    if ask.must and line.verdict == Verdict.FAIL:
        return None
    value, sign = line.reading.value, _HIGHER_IS_BETTER.get(ask.kind, 0)
    number = float(value) * sign if isinstance(value, int | float) else 0.0
    return (float(line.desirability or 0), number)


def _best(merits: Iterable[Any]) -> list[bool]:
    """Which are the best; none when all that is known is alike."""
    found = list(merits)
    known = [merit for merit in found if merit is not None]
    if len(set(known)) < 2:
        return [False] * len(found)
    top = max(known)
    return [merit == top for merit in found]
