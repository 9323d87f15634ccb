"""A case that has everything, a frozen progress report, and how each paper is asked for."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Organisation, User
from cases.actions.visit import plan_visit
from reports import case_list, periods
from reports.models import ReportJob
from tests import factories
from tests.cases.matching.conftest import board, room
from tests.cases.matching.deciding import approved
from tests.cases.matching.test_visits import values
from tests.conftest import SignIn
from tests.reports.conftest import Queue
from tests.reports.test_progress_report import drafted, frozen, office

__all__ = ["board", "room", "shop"]
Order = tuple[User, str, dict[str, Any]]


@dataclass
class Shop:
    """Kinds of paper, with who asks for each, where, and with what form."""

    room: SimpleNamespace
    sign_in: SignIn
    queue: Queue
    editor: User
    orders: dict[str, Order] = field(default_factory=dict)

    def owner(self, kind: str) -> User:
        """Who asks for this kind."""
        return self.orders[kind][0]

    def order(self, kind: str) -> ReportJob:
        """Asks for the paper on its page."""
        user, path, data = self.orders[kind]
        answer = self.sign_in(user).post(path, data)
        job = ReportJob.objects.exclude(kind="figures").latest("requested_at")
        assert answer["Location"] == reverse("report-detail", args=[job.pk]), kind
        return job


@pytest.fixture
def shop(
    room: SimpleNamespace, sign_in: SignIn, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> Shop:
    """Everything that can be printed."""
    manager, pk = room.manager, room.case.pk
    for where in ("cases.views.lists", "reports.views.case_list"):
        monkeypatch.setattr(f"{where}.LIMIT", 1)  # two cases are a long list
    monkeypatch.setattr(case_list, "BATCH", 1)
    factories.case(manager)
    trip = plan_visit(factories.actor(manager), room.case, values(room), [room.first, room.second])
    row = approved(room, sign_in).history.latest("history_id")
    crew = SimpleNamespace(
        editor=office(), minister=factories.person(Organisation.objects.get(code="ez"), "manager")
    )
    report = frozen(crew, drafted(crew))
    found = Shop(room, sign_in, queue, crew.editor)
    edition = reverse("progress-edition", args=[report.pk])
    asked = {"audience": "ministry", "language": "en"}
    found.orders = {
        "case_sheet": (manager, reverse("case-sheet", args=[pk]), {}),
        "comparison": (manager, reverse("case-compare-pdf", args=[pk]), _sites(room)),
        "decision": (manager, reverse("decision-pdf", args=[pk, row.history_id]), {}),
        "briefing": (manager, reverse("visit-briefing", args=[pk, trip.pk]), {"named": "on"}),
        "dashboard": (crew.editor, _quarter(reverse("dashboard-pdf")), {}),
        "case_list": (manager, reverse("case-list-file") + "?view=all&format=xlsx", {}),
        "progress": (crew.editor, edition, asked | {"form": "pdf"}),
        "progress_ods": (crew.editor, edition, asked | {"form": "ods"}),
    }
    return found


def _sites(room: SimpleNamespace) -> dict[str, Any]:
    return {"site": [room.sites.strong.pk, room.sites.rival.pk, room.sites.short.pk]}


def _quarter(path: str) -> str:
    return f"{path}?quarter={periods.code(periods.last_ended())}"
