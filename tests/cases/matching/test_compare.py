"""Sites side by side: the page, the spreadsheet and the paper, and who sees what of it."""

import datetime
import io
import uuid
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.actor import Actor
from accounts.models import AccessLog, User
from cases.actions.participants import change_participant
from cases.models import CaseParticipant, SiteVisit, VisitStop
from reports import papers
from reports.actions import jobs
from reports.models import ReportJob
from tests import factories
from tests.cases.matching.helpers import fact, listed
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def url(world: SimpleNamespace, name: str = "case-compare") -> str:
    return reverse(name, args=[world.case.pk])


def columns(answer: Any) -> list[str]:
    return [column.entry.place.name for column in answer.context["found"].columns]


def test_ticked_sites_stand_beside_each_other_in_the_order_of_the_match(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(board.reader)
    keys = [board.sites.short.pk, board.sites.weak.pk, board.sites.strong.pk]
    answer = client.post(url(board), {"site": keys})
    assert answer.status_code == 302
    assert answer["Location"].count("site=") == 3
    answer = client.get(answer["Location"])
    assert columns(answer) == ["Sterk Noord", "Zwak Noord", "Tekort Zuid"]
    row = next(
        r for r in answer.context["found"].rows if r.requirement.criterion_id == "plot_area_ha"
    )
    assert [cell.best for cell in row.cells] == [False, False, True]  # 8, 5 and 9 ha
    power = next(
        r for r in answer.context["found"].rows if r.requirement.criterion_id == "power_mw"
    )
    assert [cell.best for cell in power.cells] == [True, False, False]
    assert [cell.row["failed"] for cell in power.cells] == [False, False, True]
    assert [c.best_score for c in answer.context["found"].columns] == [True, False, False]


def test_unknown_and_stale_values_are_never_the_best(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    fact(board.sites.weak, "power_mw", 90, days=2000)
    for old in board.sites.weak.facts.filter(number=12):
        Actor.system().delete(old)
    answer = sign_in(board.manager).get(
        url(board), {"site": [board.sites.strong.pk, board.sites.weak.pk, board.sites.rival.pk]}
    )
    found = answer.context["found"]
    power = next(row for row in found.rows if row.requirement.criterion_id == "power_mw")
    by_name = {
        column.entry.place.name: cell
        for column, cell in zip(found.columns, power.cells, strict=True)
    }
    assert by_name["Zwak Noord"].row["stale"]
    assert [name for name, cell in by_name.items() if cell.best] == ["Sterk Noord"]
    assert "90\u00a0MW" in answer.content.decode()  # shown, as what was last known


def test_without_a_choice_it_is_the_short_list_and_six_at_most(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(board.manager)
    assert "found" in client.get(url(board)).context
    assert columns(client.get(url(board))) == []
    listed(board, board.sites.weak, "shortlist")
    listed(board, board.sites.strong)
    assert columns(client.get(url(board))) == ["Zwak Noord"]
    more = [factories.site(largest_available_ha=5).pk for _n in range(7)]
    answer = client.get(url(board), {"site": [*more, str(uuid.uuid4()), "onzin"]})
    assert len(columns(answer)) == 6
    assert (answer.context["found"].left_out, answer.context["found"].unseen) == (1, 1)


def test_what_was_seen_on_a_visit_is_in_it(board: SimpleNamespace, sign_in: SignIn) -> None:
    row, now = listed(board, board.sites.strong, "shortlist"), timezone.now()
    visit = Actor.system().save(
        SiteVisit(case=board.case, starts_at=now, ends_at=now + datetime.timedelta(hours=1))
    )
    stop = VisitStop(visit=visit, candidate=row, score=4, observation="Ruim en vlak terrein")
    Actor.system().save(stop)
    answer = sign_in(board.manager).get(url(board))
    assert "Ruim en vlak terrein" in answer.content.decode()
    assert answer.context["found"].columns[0].impression == 4


def test_the_spreadsheet_holds_the_same_and_is_logged(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    keys = [board.sites.strong.pk, board.sites.short.pk]
    answer = sign_in(board.manager).get(url(board, "case-compare-ods"), {"site": keys})
    content = zipfile.ZipFile(io.BytesIO(answer.content)).read("content.xml").decode()
    for word in ("Sterk Noord", "Tekort Zuid", "20\u00a0MW", board.case.code_name):
        assert word in content
    for word in ("Rivaal", "Fotonova"):
        assert word not in content
        assert word not in answer["Content-Disposition"]
    log = AccessLog.objects.get(kind="comparison")
    assert (log.action, log.user, log.subject) == ("exported", board.manager, board.case.code_name)


def test_a_region_compares_its_own_sites_only(board: SimpleNamespace, sign_in: SignIn) -> None:
    keys = [board.sites.strong.pk, board.sites.rival.pk]
    assert len(columns(sign_in(board.manager).get(url(board), {"site": keys}))) == 2
    listed(board, board.sites.rival, "shortlist")
    client = sign_in(board.visitor)
    answer = client.get(url(board), {"site": keys})
    assert columns(answer) == ["Sterk Noord"]
    file = client.get(url(board, "case-compare-ods"), {"site": keys})
    content = zipfile.ZipFile(io.BytesIO(file.content)).read("content.xml").decode()
    for text in (answer.content.decode(), content, client.get(url(board)).content.decode()):
        assert "Rivaal" not in text
        assert "Fotonova" not in text
    stranger = factories.person(factories.organisation(code="vreemd"))
    assert sign_in(stranger).get(url(board)).status_code == 404


# --- On paper ------------------------------------------------------------------------------------


@pytest.fixture
def ordered(board: SimpleNamespace, settings: Settings, tmp_path: Path) -> SimpleNamespace:
    """A place for the files, and a queue that only remembers."""
    settings.MEDIA_ROOT = tmp_path
    return board


def order(board: SimpleNamespace, user: User, *sites: Any) -> ReportJob:
    keys = [site.pk for site in sites]
    actor = Actor.person(user)
    return jobs.order_comparison(actor, board.case, keys, None, lambda _pk: None)


def test_the_paper_is_asked_for_and_made_without_the_name(
    ordered: SimpleNamespace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.views.jobs.enqueue", lambda _pk: None)
    keys = [ordered.sites.strong.pk, ordered.sites.rival.pk]
    client = sign_in(ordered.manager)
    answer = client.post(url(ordered, "case-compare-pdf"), {"site": keys})
    job = ReportJob.objects.get()
    assert answer["Location"] == reverse("report-detail", args=[job.pk])
    paper = papers.paper_of(job)
    text = render_to_string(paper.template, paper.context)
    assert "Sterk Noord" in text
    assert "Rivaal Zuid" in text
    assert "Fotonova" not in text
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert job.file.read().startswith(b"%PDF")
    download = client.get(reverse("report-download", args=[job.pk]))
    assert download.status_code == 200
    assert "Fotonova" not in download["Content-Disposition"]


def test_nothing_to_compare_makes_no_paper(ordered: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(ordered.manager)
    answer = client.post(url(ordered, "case-compare-pdf"), {"site": [str(uuid.uuid4())]})
    assert answer["Location"] == url(ordered)
    assert not ReportJob.objects.exists()
    assert client.get(url(ordered, "case-compare-pdf")).status_code == 405


def test_a_region_gets_its_own_sites_on_paper(ordered: SimpleNamespace) -> None:
    job = order(ordered, ordered.visitor, ordered.sites.strong, ordered.sites.rival)
    paper = papers.paper_of(job)
    text = render_to_string(paper.template, paper.context)
    assert "Sterk Noord" in text
    assert "Rivaal" not in text


def test_a_download_is_refused_to_who_may_compare_no_more(ordered: SimpleNamespace) -> None:
    supporter = factories.person(factories.organisation(code="steun"))
    row = factories.join(ordered.case, supporter.default_organisation(), "identity", "supporting")
    job = order(ordered, supporter, ordered.sites.strong)
    job.made_for = papers.paper_of(job).tells
    assert papers.may_download(job, supporter)
    change_participant(
        factories.actor(ordered.manager),
        row,
        CaseParticipant.Role.CANDIDATE,
        "profile",
        "",
        None,
        "x",
    )
    fresh = User.objects.get(pk=supporter.pk)
    assert not papers.may_download(job, fresh)
