"""A visit of two days ago: the own site of the host, and one of its rival."""

from types import SimpleNamespace

import pytest

from cases.actions.visit import plan_visit
from cases.models import VisitStop
from tests import factories
from tests.cases.matching.conftest import board
from tests.cases.matching.helpers import listed
from tests.cases.matching.test_visits import values

__all__ = ["board"]


@pytest.fixture
def visit(board: SimpleNamespace) -> SimpleNamespace:
    """ROM Elders hosts; `stop` is its own site, `rival_stop` the other one."""
    board.own = listed(board, board.sites.strong, "shortlist")
    board.other = listed(board, board.sites.rival, "shortlist")
    actor = factories.actor(board.manager)
    board.visit = plan_visit(actor, board.case, values(board), [board.own, board.other])
    board.stop = VisitStop.objects.get(visit=board.visit, candidate=board.own)
    board.rival_stop = VisitStop.objects.get(visit=board.visit, candidate=board.other)
    return board
