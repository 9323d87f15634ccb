"""One site in a ranking, explained: the same for a match of today and for one that was stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cases.matching import words
from cases.matching.engine import Ask, Match, Verdict
from cases.matching.reading import Line, Reading
from cases.matching.register import Place
from cases.models import Candidate, Requirement


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


def line_of(ask: Ask, verdict: int, degree: int, reading: Reading | None) -> Line:
    """One requirement against one site; a desirability only where it counts and is known."""
    counts = ask.scored and verdict != Verdict.UNKNOWN
    return Line(ask, Verdict(verdict), degree if counts else None, reading)


def entry_of(
    requirements: Sequence[Requirement],
    lines: Sequence[Line],
    place: Place,
    match: Match,
    position: int,
    candidate: Candidate | None = None,
) -> Entry:
    """A site with its reasons, in the reader's language."""
    return Entry(
        place,
        match,
        position,
        words.highlights(requirements, lines),
        [words.failure(requirements[n], lines[n]) for n in match.failed],
        [words.question(requirements[n], lines[n]) for n in match.unknown],
        candidate,
    )


def details_of(requirements: Sequence[Requirement], lines: Sequence[Line]) -> list[dict[str, Any]]:
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
        for requirement, line in zip(requirements, lines, strict=True)
    ]
