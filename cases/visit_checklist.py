"""What is still to be asked at a site: what the match does not know, and what earlier visits left.

Read through what the person may see, as everywhere: a host gets the questions about its own sites,
from the requirements that it knows.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.models import User
from cases.actions.observation import task_title
from cases.matching import words
from cases.matching.board import Board, board_for
from cases.matching.engine import Verdict
from cases.models import Case, SiteVisit, Task, VisitStop


@dataclass(frozen=True)
class Question:
    """One requirement that is not known of a site, or of which what is known is out of date."""

    text: str
    must: bool
    stale: bool


@dataclass(frozen=True)
class Checklist:
    """The open questions about one site: musts first. `left` are questions of earlier visits."""

    questions: list[Question] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.questions) + len(self.left)


def checklists(
    user: User, case: Case, visit: SiteVisit, stops: Sequence[VisitStop]
) -> dict[uuid.UUID, Checklist]:
    """Per stop that the person sees, by the key of the stop. `case` comes from `with_knowledge`."""
    board = board_for(user, case) if stops else None
    left = _left(user, case, visit, stops)
    return {
        stop.pk: Checklist(
            _questions(board, stop.candidate.site_id) if board else [],
            left[stop.candidate_id],
        )
        for stop in stops
    }


def _questions(board: Board, site: uuid.UUID) -> list[Question]:
    found = board.by_site.get(site)
    if found is None:
        return []
    lines = zip(board.requirements, board.lines(found[1]), strict=True)
    questions = [
        Question(
            words.question(requirement, line),
            must=line.ask.must,
            stale=bool(line.reading and line.reading.stale),
        )
        for requirement, line in lines
        if line.verdict == Verdict.UNKNOWN
    ]
    return sorted(questions, key=lambda question: not question.must)


def _left(
    user: User, case: Case, visit: SiteVisit, stops: Sequence[VisitStop]
) -> dict[uuid.UUID, list[str]]:
    """What other visits to the same sites left to be found out, unless that action is done."""
    rows = VisitStop.objects.visible_to(user).filter(
        visit__case=case, candidate_id__in=[stop.candidate_id for stop in stops]
    )
    asked = (
        rows.exclude(visit=visit).exclude(follow_up="").filter(visit__starts_at__lt=visit.starts_at)
    )
    done = set(
        Task.objects.visible_to(user)
        .filter(case=case, done_at__isnull=False)
        .values_list("title", flat=True)
    )
    left: dict[uuid.UUID, list[str]] = defaultdict(list)
    for stop in asked.order_by("visit__starts_at"):
        if task_title(stop.follow_up) not in done:
            left[stop.candidate_id].append(stop.follow_up)
    return left
