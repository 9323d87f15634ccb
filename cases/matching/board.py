"""The match of one case for one viewer: requirements, what is known, and the ranking."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cases.matching import words
from cases.matching.engine import (
    WHOLE,
    Ask,
    Line,
    Match,
    Ranking,
    Reading,
    Verdict,
    explain,
    rank,
)
from cases.matching.register import Place, ask_of, read_register, sites_for
from cases.models import Candidate, Case, Requirement, ScaleUpRequest

Status = ScaleUpRequest.Status


@dataclass(frozen=True)
class Entry:
    """A site on the page: its place in the ranking and why. Score and coverage in percent."""

    place: Place
    match: Match
    position: int
    highlights: str
    failures: list[str]
    questions: list[str]
    candidate: Candidate | None

    @property
    def score(self) -> int | None:
        """Whole percentage; None when no wish is known."""
        return words.percent(self.match.score)

    @property
    def coverage(self) -> int | None:
        """Whole percentage of the weights that is known."""
        return words.percent(self.match.coverage)

    @property
    def reason(self) -> str:
        """The reason that a list records when nobody writes a better one."""
        return words.default_reason(self.match.score, self.match.coverage)


@dataclass(frozen=True)
class Board:
    """Everything the matching page needs, computed once per request."""

    request: ScaleUpRequest
    requirements: list[Requirement]
    asks: list[Ask]
    places: list[Place]
    table: list[list[Reading | None]]
    ranking: Ranking
    candidates: dict[uuid.UUID, Candidate]
    by_site: dict[uuid.UUID, tuple[int, Match]] = field(default_factory=dict)

    def lines(self, match: Match) -> list[Line]:
        """Every requirement against the site."""
        return explain(self.asks, self.table[match.place])

    def entry(self, match: Match, position: int) -> Entry:
        """The site with its reasons; made only for what a page shows."""
        place, lines = self.places[match.place], self.lines(match)
        asked = self.requirements
        return Entry(
            place,
            match,
            position,
            words.highlights(asked, lines),
            [words.failure(asked[n], lines[n]) for n in match.failed],
            [words.question(asked[n], lines[n]) for n in match.unknown],
            self.candidates.get(place.id),
        )

    def entry_of(self, site_id: uuid.UUID) -> Entry | None:
        """The entry of one site; None when it lies outside what the viewer sees."""
        found = self.by_site.get(site_id)
        return self.entry(found[1], found[0]) if found else None

    def selected(self, matches: Iterable[Match], wanted: "Selection") -> list[Match]:
        """The matches that the filters let through, in the same order."""
        return [m for m in matches if wanted.holds(self.places[m.place], m)]

    def details(self, match: Match) -> list[dict[str, Any]]:
        """A row per requirement, for the page about one site."""
        return [
            {
                "requirement": requirement,
                "need": words.need_words(requirement),
                "value": words.value_words(requirement.criterion, line.reading),
                "source": words.source_words(line.reading) if line.reading else "",
                "stale": bool(line.reading and line.reading.stale),
                "unknown": line.verdict == Verdict.UNKNOWN,
                "failed": line.verdict == Verdict.FAIL and line.ask.must,
                "passed": line.verdict == Verdict.PASS and line.ask.must,
                "degree": words.percent(line.desirability),
            }
            for requirement, line in zip(self.requirements, self.lines(match), strict=True)
        ]


@dataclass(frozen=True)
class Selection:
    """The filters of the page. `own` holds the sites of the own area, None when not asked."""

    province: str = ""
    region: str = ""
    coverage: int = 0
    own: frozenset[uuid.UUID] | None = None

    def holds(self, place: Place, match: Match) -> bool:
        """Whether a site passes the filters."""
        return (
            (not self.province or place.province_code == self.province)
            and (not self.region or place.region_code == self.region)
            and match.coverage * 100 >= self.coverage * WHOLE
            and (self.own is None or place.id in self.own)
        )


def current_request(user: Any, case: Case) -> ScaleUpRequest | None:
    """The newest version that the company signed, else the draft."""
    versions = ScaleUpRequest.objects.visible_to(user).filter(case=case)
    found = {v.status: v for v in versions.exclude(status=Status.SUPERSEDED).order_by("number")}
    return found.get(Status.SIGNED) or found.get(Status.DRAFT)


def board_for(user: Any, case: Case) -> Board | None:
    """The match of a case as this person may see it; None when nothing is asked yet.

    `case` comes from `with_knowledge`. Who does not know the company sees the sites that the own
    organisation serves, ranked among themselves.
    """
    request = current_request(user, case)
    if request is None:
        return None
    requirements = list(
        Requirement.objects.visible_to(user).filter(request=request).select_related("criterion")
    )
    if not requirements:
        return None
    asks = [ask_of(requirement) for requirement in requirements]
    scope = sites_for(user, case.knows_identity, case.pk)  # type: ignore[attr-defined]
    register = read_register([r.criterion for r in requirements], scope)
    names = [(place.name.casefold(), str(place.id)) for place in register.places]
    ranking = rank(asks, names, register.table)
    candidates = Candidate.objects.visible_to(user).filter(case=case)
    board = Board(
        request,
        requirements,
        asks,
        register.places,
        register.table,
        ranking,
        {c.site_id: c for c in candidates.select_related("proposed_by", "added_by")},
    )
    board.by_site.update(
        (board.places[match.place].id, (position, match))
        for group in (ranking.passing, ranking.out)
        for position, match in enumerate(group, start=1)
    )
    return board
