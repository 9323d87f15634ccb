"""The match of one case for one viewer: requirements, what is known, and the ranking."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from cases.matching import words
from cases.matching.asked import Asked, asked, asked_of_all, current_request
from cases.matching.columns import register_for
from cases.matching.engine import WHOLE, Ask, Match, Matches, Ranking, rank
from cases.matching.entries import Entry, details_of, entry_of, line_of
from cases.matching.opinion import second_order, shifts
from cases.matching.reading import Line, Reading
from cases.matching.regions import RegionRank, rank_regions
from cases.matching.register import Place, ask_of, codes_of, rows_seen
from cases.matching.sheet import Places, Sheet
from cases.matching.trial import NOTHING_TRIED, Trial
from cases.matching.whatif import loosened
from cases.models import (
    BuildingBlock,
    Candidate,
    Case,
    CompanyTechnology,
    Requirement,
    ScaleUpRequest,
)

__all__ = ["Board", "asked", "board_for", "current_request", "whole_board"]


@dataclass(frozen=True)
class Loosening:
    """What a must keeps out: `returns` sites come back without it, the first `next_gain` of them
    at `next_limit`. Limits as a trial counts them (cases.matching.trial); `curve` holds some of
    them, nearest first, with the number of sites that are back by then."""

    code: str
    requirement: Requirement
    returns: int
    next_limit: float | None
    next_words: str
    next_gain: int
    curve: tuple[tuple[float, int], ...]


@dataclass(frozen=True)
class Flip:
    """What another weight does to first place: who has it at 20 percent less (`less`) and more
    (`more`), and the smallest change, in whole percents up to 100 either way, that gives it to
    another site (`instead`); None when no such change does."""

    code: str
    requirement: Requirement
    less: Place
    more: Place
    flips: bool
    smallest: int | None
    instead: Place | None


class Standings(Mapping[uuid.UUID, int]):
    """Position per site, from 1, in an order of sites."""

    def __init__(self, sheet: Sheet, *orders: Matches) -> None:
        self.sheet = sheet
        self.positions = np.zeros(len(sheet.places), np.int64)
        for matches in orders:
            self.positions[matches.order] = np.arange(1, len(matches) + 1)

    def __getitem__(self, site_id: uuid.UUID) -> int:
        position = int(self.positions[self.sheet.place(site_id)])
        if not position:
            raise KeyError(site_id)
        return position

    def __iter__(self) -> Iterator[uuid.UUID]:
        for place in np.flatnonzero(self.positions):
            yield self.sheet.places.key(int(place))

    def __len__(self) -> int:
        return int(np.count_nonzero(self.positions))


class BySite(Mapping[uuid.UUID, tuple[int, Match]]):
    """Position and outcome per site; the knocked-out ones are counted by themselves."""

    def __init__(self, sheet: Sheet, ranking: Ranking) -> None:
        self.outcome = ranking.outcome
        self.standings = Standings(sheet, ranking.passing, ranking.out)

    def __getitem__(self, site_id: uuid.UUID) -> tuple[int, Match]:
        position = self.standings[site_id]
        return position, self.outcome.match(self.standings.sheet.place(site_id))

    def __iter__(self) -> Iterator[uuid.UUID]:
        return iter(self.standings)

    def __len__(self) -> int:
        return len(self.standings)


@dataclass(frozen=True)
class Board:
    """Everything the matching page needs, computed once per request; what a page may not need is
    computed when it is asked for. `asked` is what the company asks, `requirements` the same with
    the trial in it; `codes` goes with the latter."""

    case: Case
    request: ScaleUpRequest
    block: BuildingBlock | None
    trial: Trial
    asked: list[Requirement]
    codes: list[str]
    requirements: list[Requirement]
    asks: list[Ask]
    sheet: Sheet
    ranking: Ranking
    candidates: dict[uuid.UUID, Candidate]
    knows_sector: bool

    @property
    def places(self) -> Places:
        """The sites of the match; a Match points into it."""
        return self.sheet.places

    @cached_property
    def by_site(self) -> BySite:
        """Position and outcome per site that the viewer sees."""
        return BySite(self.sheet, self.ranking)

    def key(self, match: Match) -> uuid.UUID:
        """The key of the site."""
        return self.places.key(match.place)

    def readings(self, match: Match) -> list[Reading | None]:
        """What is known of the site, in the order of the requirements."""
        return self.sheet.readings(match.place)

    def lines(self, match: Match) -> list[Line]:
        """Every requirement against the site."""
        outcome, place = self.ranking.outcome, match.place
        return [
            line_of(ask, int(outcome.verdicts[n][place]), int(outcome.degrees[n][place]), reading)
            for n, (ask, reading) in enumerate(zip(self.asks, self.readings(match), strict=True))
        ]

    def entry(self, match: Match, position: int) -> Entry:
        """The site with its reasons; made only for what a page shows."""
        place = self.places[match.place]
        candidate = self.candidates.get(place.id)
        return entry_of(self.requirements, self.lines(match), place, match, position, candidate)

    def entry_of(self, site_id: uuid.UUID) -> Entry | None:
        """The entry of one site; None when it lies outside what the viewer sees."""
        found = self.by_site.get(site_id)
        return self.entry(found[1], found[0]) if found else None

    def selected(self, matches: Matches, wanted: "Selection") -> Matches:
        """The matches that the filters let through, in the same order."""
        return Matches(matches.outcome, matches.order[wanted.mask(self)[matches.order]])

    def details(self, match: Match) -> list[dict[str, Any]]:
        """A row per requirement, for the page about one site."""
        return details_of(self.requirements, self.lines(match))

    def loosenings(self) -> list[Loosening]:
        """Per must, which sites come back when it is loosened."""
        return [
            Loosening(
                code=self.asks[found.position].code,
                requirement=(requirement := self.requirements[found.position]),
                returns=found.returns,
                next_limit=found.limits[0][0] if found.limits else None,
                next_words=words.moved_words(requirement, found.limits[0][0])
                if found.limits
                else "",
                next_gain=found.limits[0][1] if found.limits else 0,
                curve=found.limits,
            )
            for found in loosened(self.ranking.outcome, self.sheet.columns)
        ]

    def second_opinion(self) -> Standings:
        """Site to its position by TOPSIS, among the sites that pass (cases.matching.opinion)."""
        return Standings(self.sheet, second_order(self.ranking))

    def sensitivity(self) -> list[Flip]:
        """Per weighted requirement, what another weight does to first place."""
        first = self.ranking.passing.order[:1]
        return [
            Flip(
                code=self.asks[shift.position].code,
                requirement=self.requirements[shift.position],
                less=self.places[shift.less],
                more=self.places[shift.more],
                flips=bool({shift.less, shift.more} - {int(first[0])}),
                smallest=shift.percent,
                instead=None if shift.instead is None else self.places[shift.instead],
            )
            for shift in shifts(self.ranking)
        ]

    def regions(self) -> list[RegionRank]:
        """The regions of the sites that the viewer sees, best first."""
        technologies: set[str] = set()
        if self.knows_sector:
            rows = CompanyTechnology.objects.filter(company_id=self.case.company_id)
            technologies.update(rows.values_list("technology_id", flat=True))
        return rank_regions(self.sheet, self.ranking, technologies)


@dataclass(frozen=True)
class Selection:
    """The filters of the page. `own` holds the sites of the own area, None when not asked."""

    province: str = ""
    region: str = ""
    coverage: int = 0
    own: frozenset[uuid.UUID] | None = None

    def mask(self, board: Board) -> Any:
        """Whether each site passes the filters."""
        sheet = board.sheet
        passes = board.ranking.outcome.coverage * 100 >= self.coverage * WHOLE
        for wanted, column in (
            (self.province, sheet.register.province),
            (self.region, sheet.register.region),
        ):
            if wanted:
                here = column.words.index(wanted) if wanted in column.words else -1
                passes &= column.codes[sheet.rows] == here
        if self.own is not None:
            passes &= np.isin(sheet.rows, sheet.register.rows_of(self.own))
        return passes


def board_for(
    user: Any, case: Case, trial: Trial = NOTHING_TRIED, block: BuildingBlock | None = None
) -> Board | None:
    """The match of a case as this person may see it; None when nothing is asked yet.

    `case` comes from `with_knowledge`. Who may not compare the regions sees the sites that the own
    organisation serves, ranked among themselves. `block` matches one building block; without it
    all are sought in one place.
    """
    found = asked(user, case, block)
    if found is None:
        return None
    candidates = Candidate.objects.visible_to(user).filter(case=case)
    compares = case.knows_options  # type: ignore[attr-defined]
    sector = case.knows_sector  # type: ignore[attr-defined]
    return _board(case, found, trial, block, candidates, None if compares else user, sector)


def whole_board(
    case: Case, trial: Trial = NOTHING_TRIED, block: BuildingBlock | None = None
) -> Board | None:
    """The match over every site, whoever may see it: for scheduled work and the command line."""
    found = asked_of_all(case, block)
    if found is None:
        return None
    candidates = Candidate._default_manager.filter(case=case)
    return _board(case, found, trial, block, candidates, None, knows_sector=True)


def _board(
    case: Case,
    found: Asked,
    trial: Trial,
    block: BuildingBlock | None,
    candidates: Any,
    area: Any,
    knows_sector: bool,
) -> Board:
    request, requirements = found
    codes, tried = trial.applied(requirements) if trial else (codes_of(requirements), requirements)
    asks = [ask_of(row, code) for row, code in zip(tried, codes, strict=True)]
    listed = {c.site_id: c for c in candidates.select_related("proposed_by", "added_by")}
    register = register_for([row.criterion for row in requirements])
    sheet = Sheet(register, rows_seen(register, listed, area), tried)
    ranking = rank(asks, sheet.columns, sheet.names)
    return Board(
        *(case, request, block, trial),
        *(requirements, codes, tried, asks),
        *(sheet, ranking, listed, knows_sector),
    )
