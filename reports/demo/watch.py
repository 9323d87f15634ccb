"""What was learnt about a site since a case was put on hold, so that the case may go on."""

from collections.abc import Iterator

from accounts.actor import Actor
from cases.actions.watch import look
from cases.matching.board import Board
from cases.matching.engine import ORDINAL, RANGE
from cases.models import Case
from cases.watching import board_of
from reports.demo.cast import Cast
from reports.demo.clock import office_hour, standing_at
from sites.models import SiteFact

LEARNT = 1  # days ago
SOURCE = "Demo: opgave gemeente"


def learn(cast: Cast) -> None:
    """A fact for each case on hold that takes away the one must that a site failed."""
    with standing_at(office_hour(cast.days_ago(LEARNT), 0.4)):
        for case in Case.objects.filter(on_hold=True).order_by("reference"):
            board = board_of(case)
            fact = next(_facts(board), None) if board else None
            if fact is not None:
                fact.as_of = cast.days_ago(LEARNT)
                Actor.system().save(fact, "Demo")
            look(Actor.system(), case)


def _facts(board: Board) -> Iterator[SiteFact]:
    """Facts with which a site that fails one must would just meet it, nearest site first."""
    for match in board.ranking.out:
        if len(match.failed) > 1:
            return
        requirement, ask = board.requirements[match.failed[0]], board.asks[match.failed[0]]
        fact = SiteFact(site_id=board.places[match.place].id, criterion=requirement.criterion)
        fact.source, fact.is_demo = SOURCE, True
        if ask.kind == ORDINAL:
            fact.text = requirement.text
        elif ask.limit is None or ask.kind == RANGE:
            continue
        else:
            fact.number = requirement.target if requirement.target else ask.limit
        yield fact
