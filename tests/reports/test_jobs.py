"""A report from the question to the file: refused, killed, delivered twice, withdrawn."""

import datetime
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import TemplateSyntaxError
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from accounts.actor import Actor
from accounts.models import AccessLog, Membership, User
from cases.actions.participants import change_participant, end_participation
from reports import papers
from reports.actions import jobs
from reports.models import ReportJob
from reports.pdf import PangoMissing
from reports.querysets import LEASE
from tests import factories
from tests.conftest import SignIn
from tests.reports.conftest import COMPANY, Queue

Status = ReportJob.Status
PDF = b"%PDF-1.7 made up"


@pytest.fixture(autouse=True)
def quick_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about the road of a job, not about setting text."""
    monkeypatch.setattr(papers.Paper, "render", lambda _self: PDF)


def order(shared: SimpleNamespace, user: User, queue: Any = None) -> ReportJob:
    return jobs.order_sheet(Actor.person(user), shared.case, queue or Queue())


def made(shared: SimpleNamespace, user: User) -> ReportJob:
    job = order(shared, user)
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert job.status == Status.DONE
    return job


def stop_worker(job: ReportJob) -> None:
    """As if the worker that claimed it was killed some minutes ago."""
    past = timezone.now() - LEASE - datetime.timedelta(seconds=1)
    ReportJob.objects.filter(pk=job.pk).update(started_at=past)


def files(settings: Settings) -> list[str]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(p.name for p in root.rglob("*") if p.is_file())


# --- Asking ------------------------------------------------------------------------------------


def test_who_sees_the_case_can_ask_for_its_sheet(
    shared: SimpleNamespace,
    sign_in: SignIn,
    queue: Queue,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = sign_in(shared.profile).post(reverse("case-sheet", args=[shared.case.pk]))
    job = ReportJob.objects.get()
    assert response.url == reverse("report-detail", args=[job.pk])
    assert queue.sent == [job.pk]
    assert (job.status, job.requested_by) == (Status.QUEUED, shared.profile)
    assert job.history.count() == 1


def test_who_does_not_see_the_case_is_told_nothing(
    shared: SimpleNamespace, sign_in: SignIn, queue: Queue
) -> None:
    path = reverse("case-sheet", args=[shared.case.pk])
    assert sign_in(shared.outsider).post(path).status_code == 404
    assert sign_in(shared.outsider).post(
        reverse("case-sheet", args=[uuid.uuid4()])
    ).status_code == (404)
    assert sign_in(shared.manager).get(path).status_code == 405
    assert ReportJob.objects.count() == 0


def test_a_dead_broker_is_said_and_can_be_tried_again(
    shared: SimpleNamespace,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def refuse(_pk: uuid.UUID) -> None:
        raise ConnectionError

    monkeypatch.setattr("reports.views.jobs.enqueue", refuse)
    client = sign_in(shared.manager)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("case-sheet", args=[shared.case.pk]))
    job = ReportJob.objects.get()
    assert (response.status_code, job.status) == (302, Status.FAILED)
    response = client.get(response.url)
    assert job.error in response.content.decode()
    assert reverse("report-retry", args=[job.pk]) in response.content.decode()


def test_a_report_belongs_to_who_asked(shared: SimpleNamespace, sign_in: SignIn) -> None:
    job = made(shared, shared.manager)
    for name in ("report-detail", "report-download"):
        path = reverse(name, args=[job.pk])
        assert sign_in(shared.manager).get(path).status_code == 200
        assert sign_in(shared.informed).get(path).status_code == 404
    retry = reverse("report-retry", args=[job.pk])
    assert sign_in(shared.informed).post(retry).status_code == 404
    assert str(job.pk) in sign_in(shared.manager).get("/rapporten/").content.decode()
    assert str(job.pk) not in sign_in(shared.informed).get("/rapporten/").content.decode()


# --- Making ------------------------------------------------------------------------------------


def test_a_job_is_made_once_however_often_it_is_delivered(
    shared: SimpleNamespace, settings: Settings
) -> None:
    job = order(shared, shared.manager)
    assert [jobs.run(job.pk), jobs.run(job.pk)] == [True, False]
    assert jobs.run(uuid.uuid4()) is False
    job.refresh_from_db()
    assert (job.status, job.step, job.attempts) == (Status.DONE, job.steps, 1)
    assert files(settings) == [f"{job.pk}-1.pdf"]
    kinds = list(job.history.order_by("history_id").values_list("status", flat=True))
    assert kinds == ["queued", "running", "done"]


def test_a_running_job_is_not_claimed_by_a_second_worker(shared: SimpleNamespace) -> None:
    job = order(shared, shared.manager)
    assert jobs.take(job.pk) is not None
    assert jobs.take(job.pk) is None
    assert jobs.run(job.pk) is False


def test_a_killed_worker_leaves_a_job_that_another_makes(
    shared: SimpleNamespace,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    job = order(shared, shared.manager)
    first = jobs.take(job.pk)
    assert first is not None
    stop_worker(job)
    queue = Queue()
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.requeue_abandoned(queue) == 1
    assert queue.sent == [job.pk]
    assert jobs.requeue_abandoned(queue) == 0
    assert jobs.run(job.pk)
    # The first worker was not dead after all: what it made has no effect.
    assert jobs.finish(first, "reports/other.pdf", papers.Paper("", {}, {})) is False
    jobs.fail(job.pk, first.since, "too late")
    job.refresh_from_db()
    assert (job.status, job.attempts) == (Status.DONE, 2)
    assert files(settings) == [f"{job.pk}-2.pdf"]


def test_a_worker_that_comes_back_throws_its_file_away(
    shared: SimpleNamespace, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = order(shared, shared.manager)

    def overtaken(_self: papers.Paper) -> bytes:
        stop_worker(job)
        monkeypatch.setattr(papers.Paper, "render", lambda _self: PDF)
        assert jobs.run(job.pk)
        return b"%PDF-1.7 late"

    monkeypatch.setattr(papers.Paper, "render", overtaken)
    assert jobs.run(job.pk) is False
    job.refresh_from_db()
    assert job.file.read() == PDF
    assert files(settings) == [f"{job.pk}-2.pdf"]


def test_a_worker_that_keeps_dying_gives_up(shared: SimpleNamespace) -> None:
    job = order(shared, shared.manager)
    for _attempt in range(jobs.MOST_ATTEMPTS):
        assert jobs.take(job.pk) is not None
        stop_worker(job)
        jobs.requeue_abandoned(Queue())
    job.refresh_from_db()
    assert job.status == Status.FAILED
    assert job.error


def _full_disk(*_args: object) -> int:
    raise OSError(28, "No space left on device")


def _broken_template(_self: papers.Paper) -> bytes:
    raise TemplateSyntaxError("Invalid block tag")


def _no_pango(_self: papers.Paper) -> bytes:
    raise PangoMissing("libpango-1.0-0")


def _killed_by_time(_self: papers.Paper) -> bytes:
    raise TimeoutError


@pytest.mark.parametrize(
    ("where", "how", "word"),
    [
        ("pathlib.Path.write_bytes", _full_disk, ""),
        ("reports.papers.Paper.render", _broken_template, ""),
        ("reports.papers.Paper.render", _no_pango, "libpango-1.0-0"),
        ("reports.papers.Paper.render", _killed_by_time, ""),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_can_be_retried(
    shared: SimpleNamespace,
    settings: Settings,
    sign_in: SignIn,
    queue: Queue,
    where: str,
    how: Any,
    word: str,
) -> None:
    job = order(shared, shared.manager)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(where, how)
        assert jobs.run(job.pk) is False
    job.refresh_from_db()
    assert job.status == Status.FAILED
    assert job.error.endswith(".")
    assert word in job.error
    assert files(settings) == []
    page = sign_in(shared.manager).get(reverse("report-detail", args=[job.pk]))
    assert job.error in page.content.decode()
    assert sign_in(shared.manager).post(reverse("report-retry", args=[job.pk])).status_code == 302
    assert jobs.run(job.pk)


def test_a_report_that_is_ready_or_busy_is_not_made_again(
    shared: SimpleNamespace, sign_in: SignIn, queue: Queue
) -> None:
    job = made(shared, shared.manager)
    assert sign_in(shared.manager).post(reverse("report-retry", args=[job.pk])).status_code == 302
    job.refresh_from_db()
    assert (job.status, queue.sent) == (Status.DONE, [])


def test_access_that_ended_before_the_worker_came_fails_the_job(shared: SimpleNamespace) -> None:
    job = order(shared, shared.profile)
    end_participation(Actor.person(shared.manager), shared.anonymous, "klaar")
    assert jobs.run(job.pk) is False
    job.refresh_from_db()
    assert (job.status, bool(job.file)) == (Status.FAILED, False)


# --- The page ----------------------------------------------------------------------------------


def test_the_page_follows_a_job(shared: SimpleNamespace, sign_in: SignIn) -> None:
    job = order(shared, shared.manager)
    client = sign_in(shared.manager)
    path = reverse("report-detail", args=[job.pk])
    waiting = client.get(path).content.decode()
    assert 'hx-trigger="every 1s"' in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    claim = jobs.take(job.pk)
    assert claim is not None
    jobs.step(claim.job, 2)
    part = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert 'value="2" max="4"' in part
    assert "<html" not in part
    late = "duurt te lang"
    assert late not in client.get(reverse("reports")).content.decode()
    stop_worker(job)
    assert late in client.get(reverse("reports")).content.decode()
    stuck = client.get(path).content.decode()
    assert 'hx-trigger="every 1s"' not in stuck
    assert reverse("report-retry", args=[job.pk]) in stuck


def test_an_empty_list_says_what_to_do(shared: SimpleNamespace, sign_in: SignIn) -> None:
    page = sign_in(shared.manager).get("/rapporten/")
    assert reverse("dashboard") in page.content.decode()
    assert "empty-state" in page.content.decode()


# --- Taking it along ---------------------------------------------------------------------------


def download(shared: SimpleNamespace, sign_in: SignIn, job: ReportJob) -> Any:
    user = User.objects.get(pk=job.requested_by_id)
    return sign_in(user).get(reverse("report-download", args=[job.pk]))


def test_a_download_is_logged_and_named_without_the_company(
    shared: SimpleNamespace, sign_in: SignIn
) -> None:
    job = made(shared, shared.manager)
    response = download(shared, sign_in, job)
    assert b"".join(response.streaming_content) == PDF
    name = response["Content-Disposition"]
    assert shared.case.reference in name
    assert "zilverstroom" not in name.lower()
    row = AccessLog.objects.get(action="downloaded")
    assert (row.user, row.case_id, row.subject) == (
        shared.manager,
        shared.case.pk,
        shared.case.code_name,
    )


def test_a_download_before_it_is_ready_is_not_found(
    shared: SimpleNamespace, sign_in: SignIn
) -> None:
    assert download(shared, sign_in, order(shared, shared.manager)).status_code == 404


def test_a_file_that_disappeared_is_not_found(
    shared: SimpleNamespace, sign_in: SignIn, settings: Settings
) -> None:
    job = made(shared, shared.manager)
    (Path(settings.MEDIA_ROOT) / job.file.name).unlink()
    assert download(shared, sign_in, job).status_code == 404


def test_identity_that_was_withdrawn_refuses_the_download(
    shared: SimpleNamespace, sign_in: SignIn
) -> None:
    job = made(shared, shared.informed)
    assert download(shared, sign_in, job).status_code == 200
    change_participant(
        Actor.person(shared.manager), shared.full, "supporting", "profile", "", None, "anders"
    )
    assert download(shared, sign_in, job).status_code == 403
    page = sign_in(shared.informed).get(reverse("report-detail", args=[job.pk])).content.decode()
    assert reverse("report-download", args=[job.pk]) not in page
    assert COMPANY not in page
    # What was made at the level that is left may still be taken.
    assert download(shared, sign_in, made(shared, shared.informed)).status_code == 200


def test_a_case_that_is_no_longer_visible_refuses_the_download(
    shared: SimpleNamespace, sign_in: SignIn
) -> None:
    job = made(shared, shared.profile)
    assert download(shared, sign_in, job).status_code == 200
    end_participation(Actor.person(shared.manager), shared.anonymous, "klaar")
    assert download(shared, sign_in, job).status_code == 403
    for path in (reverse("report-detail", args=[job.pk]), "/rapporten/"):
        page = sign_in(shared.profile).get(path).content.decode()
        assert shared.case.code_name not in page
        assert shared.case.reference not in page
    assert AccessLog.objects.filter(action="downloaded").count() == 1


def test_another_organisation_is_another_view(shared: SimpleNamespace, sign_in: SignIn) -> None:
    """A sheet made with the sites of one's own area goes with the membership."""
    job = made(shared, shared.profile)
    Membership.objects.filter(user=shared.profile).delete()
    other = factories.organisation()
    factories.join(shared.case, other)
    Membership(user=shared.profile, organisation=other, role="case_worker").save()
    assert download(shared, sign_in, job).status_code == 403
