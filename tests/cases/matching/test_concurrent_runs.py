"""Two people freeze a match at the same moment. Real connections."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from cases.models import MatchRun
from tests.cases.test_concurrent_moves import answers
from tests.conftest import SignIn


@pytest.mark.usefixtures("kept_data", "transactional_db")
def test_two_at_once_get_numbers_that_follow(board: SimpleNamespace, sign_in: SignIn) -> None:
    clients = [sign_in(board.manager), sign_in(board.colleague)]
    posts = [{"reason": "eerste"}, {"reason": "tweede"}]
    found = answers(clients, reverse("match-freeze", args=[board.case.pk]), *posts)
    assert [status for status, _text in found] == [302, 302]
    assert sorted(MatchRun.objects.values_list("number", flat=True)) == [1, 2]
