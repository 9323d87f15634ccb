"""The database of size that the pages are measured on: it obeys the rules, and three people fit."""

import pytest

from accounts.models import User
from cases.models import Candidate, Case, Decision, Note, Task
from cases.scale import ADMIN, FEW, FEW_CASES, LARGE, fill
from cases.verification import access_drift, history_drift
from reports import periods
from reports.figures import compute
from sites.models import Site

pytestmark = pytest.mark.django_db
CASES, SITES = 60, 12


def test_a_database_of_size_is_one_that_the_actions_could_have_made() -> None:
    said: list[str] = []
    fill(CASES, SITES, said.append)
    assert (Case.objects.count(), Site.objects.count()) == (CASES, SITES)
    assert all(model.objects.exists() for model in (Candidate, Note, Task))
    assert list(access_drift()) == []
    assert list(history_drift()) == []
    admin, large, few = (User.objects.get(email=email) for email in (ADMIN, LARGE, FEW))
    assert Case.objects.visible_to(admin).count() == CASES
    assert 0 < Case.objects.visible_to(large).count() < CASES
    assert Case.objects.visible_to(few).count() == FEW_CASES
    assert any(line.startswith("candidates: ") for line in said)
    day = periods.last_ended()
    figures = compute(day)["NL"]
    gone = Decision.objects.filter(approved_at__lt=periods.moment_after(day))
    assert sum(figures[name] for name in figures if name.startswith("route:")) == gone.count()
    assert figures["open"]
    assert not figures["technology:"]  # that of each was known
