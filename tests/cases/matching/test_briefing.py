"""The briefing sheet: for whoever sees the visit, and the company only when it is asked for."""

from types import SimpleNamespace

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.actor import Actor
from accounts.models import User
from cases.actions.participants import change_participant, end_participation
from cases.models import Disclosure
from reports import papers
from reports.actions import jobs
from reports.models import ReportJob
from tests import factories
from tests.cases.matching.helpers import ask
from tests.cases.matching.test_visit_planning import two_days
from tests.cases.matching.test_visits import GUESTS, url, visit
from tests.conftest import SignIn

__all__ = ["two_days", "visit"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_prints(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """Files in a folder of the test; the queue takes everything and does nothing."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("reports.views.jobs.enqueue", lambda _pk: None)


def order(world: SimpleNamespace, user: User, *, named: bool = False) -> ReportJob:
    actor = Actor.person(user)
    return jobs.order_briefing(actor, world.trip, named, lambda _pk: None)


def text_of(job: ReportJob) -> str:
    paper = papers.paper_of(job)
    return str(render_to_string(paper.template, paper.context))


def test_the_sheet_holds_the_visit_and_not_the_company(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    world, client = two_days, sign_in(two_days.manager)
    ask(world.request, "process_water_m3h", level="must", minimum=5, weight=10)
    path = url(world, "visit-briefing", world.trip.pk)
    answer = client.post(path)
    job = ReportJob.objects.get()
    assert answer["Location"] == reverse("report-detail", args=[job.pk])
    text = text_of(job)
    shown = ("Sterk Noord", "Rivaal Zuid", "Poort 3", "Station", "09:00", world.visitor.email)
    for word in (*shown, world.case.code_name, world.manager.email):
        assert word in text
    assert "Fotonova" not in text
    assert GUESTS not in text
    assert text.count("Proces- en koelwater") == 2
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert job.file.read().startswith(b"%PDF")
    download = client.get(reverse("report-download", args=[job.pk]))
    assert download.status_code == 200
    assert "Fotonova" not in download["Content-Disposition"]
    assert client.get(path).status_code == 405


def test_the_name_is_asked_for_by_who_may_know_it(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    world = two_days
    path = url(world, "visit-briefing", world.trip.pk)
    assert sign_in(world.manager).post(path, {"named": "1"}).status_code == 302
    text = text_of(ReportJob.objects.get())
    assert "Fotonova" in text
    assert GUESTS in text
    assert sign_in(world.visitor).post(path).status_code == 302
    assert sign_in(world.visitor).post(path, {"named": "1"}).status_code == 403
    assert "Fotonova" not in text_of(order(world, world.visitor, named=True))
    stranger = factories.person(factories.organisation(code="vreemd"))
    assert sign_in(stranger).post(path).status_code == 404


def test_a_host_takes_its_own_sites_along(two_days: SimpleNamespace) -> None:
    text = text_of(order(two_days, two_days.rival_user))
    for word in ("Rivaal Zuid", "Poort 3", "ROM Rivaal", two_days.rival_user.email):
        assert word in text
    for secret in ("Sterk Noord", "Elders", "stadhuis", "Station", "Fotonova", GUESTS):
        assert secret not in text


def test_a_download_is_refused_to_who_may_know_it_no_more(two_days: SimpleNamespace) -> None:
    world = two_days
    supporter = factories.person(factories.organisation(code="steun"))
    organisation = supporter.default_organisation()
    row = factories.join(world.case, organisation, Disclosure.IDENTITY, "supporting")
    job = order(world, supporter)
    job.made_for = papers.paper_of(job).tells
    assert papers.may_download(job, supporter)
    change_participant(world.actor, row, "supporting", Disclosure.PROFILE, "", None, "x")
    again = type(supporter).objects.get(pk=supporter.pk)
    assert not papers.may_download(job, again)
    host = order(world, world.rival_user)
    host.made_for = papers.paper_of(host).tells
    assert papers.may_download(host, world.rival_user)
    end_participation(
        world.actor, world.case.participants.get(organisation=world.rival), "afgevallen"
    )
    gone = type(supporter).objects.get(pk=world.rival_user.pk)
    assert not papers.may_download(host, gone)
    with pytest.raises(Http404):
        papers.paper_of(ReportJob.objects.get(pk=host.pk))
