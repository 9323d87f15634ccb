"""A killed worker, a full disk, a broken template: each paper says so, can be asked for again,
and leaves no half file. Through the pages, with the task of the worker."""

import datetime
import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from accounts.actor import Actor
from accounts.models import User
from cases.actions.participants import end_participation
from reports.actions import jobs
from reports.models import ReportJob, ToldCase
from reports.papers import Paper
from reports.querysets import LEASE
from reports.tasks import make_report, requeue_abandoned
from tests.cases.conftest import kept_data
from tests.cases.documents.test_storage import VALUES, bucket
from tests.conftest import SignIn
from tests.reports.every_paper import Shop, board, room, shop

__all__ = ["board", "bucket", "kept_data", "room", "shop"]
pytestmark = pytest.mark.pango
Status = ReportJob.Status


def files(settings: Settings) -> list[str]:
    return sorted(p.name for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file())


def work(job: ReportJob) -> bool:
    """What the worker does with the message."""
    made: bool = make_report.apply(args=[str(job.pk)]).get()
    return made


def page(sign_in: SignIn, job: ReportJob) -> str:
    path = reverse("report-detail", args=[job.pk])
    return sign_in(job.requested_by).get(path).content.decode()


def again(sign_in: SignIn, job: ReportJob, user: User | None = None) -> int:
    path = reverse("report-retry", args=[job.pk])
    return sign_in(user or job.requested_by).post(path).status_code


def expect_failure(shop: Shop, job: ReportJob, words: str) -> None:
    """The page says it, to who asked and to nobody else, and offers to try again."""
    job.refresh_from_db()
    assert (job.status, bool(job.file), job.made_for) == (Status.FAILED, False, {}), job.kind
    shown = page(shop.sign_in, job)
    assert words in job.error, job.kind
    assert words in shown, job.kind
    assert reverse("report-retry", args=[job.pk]) in shown
    stranger = shop.editor if job.requested_by != shop.editor else shop.room.manager
    assert again(shop.sign_in, job, stranger) == 404
    job.refresh_from_db()
    assert job.status == Status.FAILED


def expect_made(shop: Shop, settings: Settings, job: ReportJob) -> None:
    """Asked again, it is made: one file, which can be taken along."""
    assert again(shop.sign_in, job) == 302
    job.refresh_from_db()
    assert (job.status, job.error) == (Status.QUEUED, ""), job.kind
    assert work(job), ReportJob.objects.get(pk=job.pk).error
    job.refresh_from_db()
    assert files(settings) == [Path(job.file.name).name], job.kind
    download = shop.sign_in(job.requested_by).get(reverse("report-download", args=[job.pk]))
    assert len(b"".join(download.streaming_content)) > 500
    Path(job.file.path).unlink()


_whole = Path.write_bytes


def half_written(self: Path, content: bytes) -> int:
    """Of our own file; the fonts for the page go elsewhere."""
    if self.suffix != ".part":
        return _whole(self, content)
    with self.open("wb") as file:
        file.write(content[: len(content) // 2])
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk(shop: Shop, settings: Settings) -> None:
    for kind in shop.orders:
        job = shop.order(kind)
        with pytest.MonkeyPatch.context() as full:
            full.setattr(Path, "write_bytes", half_written)
            assert work(job) is False, kind
        assert files(settings) == []
        assert not ToldCase.objects.filter(job=job).exists()
        expect_failure(shop, job, "de schijf is vol")
        expect_made(shop, settings, job)


@pytest.mark.parametrize("fault", ["{% nosuchtag %}", '{% include "reports/pdf/nowhere.html" %}'])
def test_a_broken_template(shop: Shop, settings: Settings, tmp_path: Path, fault: str) -> None:
    whole = settings.TEMPLATES
    (tmp_path / "reports/pdf").mkdir(parents=True)
    for kind in ("case_sheet", "comparison", "decision", "briefing", "dashboard", "progress"):
        job = shop.order(kind)
        name = "sheet" if kind == "case_sheet" else kind
        (tmp_path / f"reports/pdf/{name}.html").write_text(f"<p>half {fault}")
        settings.TEMPLATES = [whole[0] | {"DIRS": [tmp_path, *whole[0]["DIRS"]]}]
        assert work(job) is False, kind
        settings.TEMPLATES = whole
        assert files(settings) == []
        expect_failure(shop, job, "Het sjabloon van deze rapportage is stuk")
        expect_made(shop, settings, job)


def test_another_fault_and_a_worker_that_runs_out_of_time(
    shop: Shop, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(_paper: Paper) -> bytes:
        raise ZeroDivisionError("in de grafiek")

    def late(_paper: Paper) -> bytes:
        raise jobs.SoftTimeLimitExceeded

    job = shop.order("progress")
    with translation.override("nl"):
        too_late = jobs.sentence_for(jobs.SoftTimeLimitExceeded())
    for how, words in ((fault, "ging mis"), (late, too_late)):
        with monkeypatch.context() as broken:
            broken.setattr(Paper, "render", how)
            assert work(job) is False
        expect_failure(shop, job, words)
        assert "ZeroDivisionError" not in job.error
        assert again(shop.sign_in, job) == 302
    assert files(settings) == []


def test_the_sentence_is_in_the_language_of_who_reads_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "write_bytes", half_written)
    job = shop.order("progress")
    assert job.language == "en", "an English edition"
    work(job)
    job.refresh_from_db()
    assert "de schijf is vol" in job.error
    shop.editor.language = "en"
    Actor.system().save(shop.editor)
    other = shop.order("dashboard")
    work(other)
    other.refresh_from_db()
    assert "the disk is full" in other.error
    jobs.retry(Actor.person(shop.editor), other, shop.queue)
    for _attempt in range(other.attempts, jobs.MOST_ATTEMPTS):
        assert jobs.take(other.pk)
        ReportJob.objects.filter(pk=other.pk).update(started_at=timezone.now() - LEASE * 2)
        requeue_abandoned.apply()
    other.refresh_from_db()
    assert other.error == "The worker stopped several times while making this."


def test_a_storage_service_that_takes_nothing(shop: Shop, bucket: Any) -> None:
    bucket.delete()
    job = shop.order("progress_ods")
    assert work(job) is False
    expect_failure(shop, job, "de schijf is vol of niet bereikbaar")
    bucket.create(CreateBucketConfiguration={"LocationConstraint": VALUES["S3_REGION"]})
    assert again(shop.sign_in, job) == 302
    assert work(job)
    job.refresh_from_db()
    assert [row.key for row in bucket.objects.all()] == [f"brandpunt/{job.file.name}"]


# --- Killed --------------------------------------------------------------------------------------


def killed(job: ReportJob, where: str) -> None:
    """A worker of its own takes the job and is killed as soon as it is at that point."""
    reader, writer = os.pipe()
    connection.close()
    if (pid := os.fork()) == 0:
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(where, _stands_still(where, writer))
                work(job)
        finally:
            os._exit(1)
    os.close(writer)
    reached = os.read(reader, 1)
    os.kill(pid, signal.SIGKILL)
    _pid, ended = os.waitpid(pid, 0)
    assert reached, f"the worker never came at {where}"
    assert os.WTERMSIG(ended) == signal.SIGKILL


def _stands_still(where: str, writer: int) -> Callable[..., object]:
    def stand_still(*arguments: Any, **_more: Any) -> object:
        if where == "pathlib.Path.write_bytes":
            if arguments[0].suffix != ".part":
                return _whole(*arguments)
            _whole(arguments[0], arguments[1][:100])
        os.write(writer, b"x")
        signal.pause()
        return None

    return stand_still


def expect_recognised(shop: Shop, job: ReportJob) -> None:
    """Not at once: the worker may only be slow. Then the page says so and offers to try again."""
    job.refresh_from_db()
    assert (job.status, bool(job.file)) == (Status.RUNNING, False)
    retry = reverse("report-retry", args=[job.pk])
    assert retry not in page(shop.sign_in, job)
    assert again(shop.sign_in, job) == 302
    job.refresh_from_db()
    assert (job.status, job.attempts) == (Status.RUNNING, 1), "made already, as far as known"
    past = timezone.now() - LEASE - datetime.timedelta(seconds=1)
    ReportJob.objects.filter(pk=job.pk).update(started_at=past)
    shown = page(shop.sign_in, job)
    assert "Misschien is de achtergrondverwerking gestopt" in shown
    assert retry in shown


@pytest.mark.usefixtures("kept_data", "transactional_db")
def test_a_worker_killed_while_it_writes(shop: Shop, settings: Settings) -> None:
    for kind in shop.orders:
        job = shop.order(kind)
        killed(job, "pathlib.Path.write_bytes")
        assert len(files(settings)) == 1, "what it was writing"
        expect_recognised(shop, job)
        expect_made(shop, settings, job)


@pytest.mark.usefixtures("kept_data", "transactional_db")
@pytest.mark.parametrize(
    ("where", "left"),
    [("reports.papers.render_pdf", 0), ("reports.actions.jobs.finish", 1)],
)
def test_a_worker_killed_before_and_after_it_writes(
    shop: Shop, settings: Settings, where: str, left: int
) -> None:
    job = shop.order("progress")
    killed(job, where)
    assert len(files(settings)) == left
    expect_recognised(shop, job)
    expect_made(shop, settings, job)


@pytest.mark.usefixtures("kept_data", "transactional_db")
def test_workers_that_are_killed_each_time_leave_nothing(shop: Shop, settings: Settings) -> None:
    job = shop.order("progress_ods")
    for attempt in range(jobs.MOST_ATTEMPTS):
        killed(job, "reports.actions.jobs.finish")
        assert len(files(settings)) == attempt + 1
        past = timezone.now() - LEASE - datetime.timedelta(seconds=1)
        ReportJob.objects.filter(pk=job.pk).update(started_at=past)
        requeue_abandoned.apply()
    expect_failure(shop, job, "is hierbij meermaals gestopt")
    assert files(settings) == []
    expect_made(shop, settings, job)


# --- Who may not ----------------------------------------------------------------------------------


def test_who_no_longer_sees_the_case_does_not_ask_again(
    shop: Shop,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visitor = shop.room.visitor
    path = reverse("case-sheet", args=[shop.room.case.pk])
    assert sign_in(visitor).post(path).status_code == 302
    job = ReportJob.objects.latest("requested_at")
    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", half_written)
        work(job)
        assert again(sign_in, job) == 302
        work(job)
    row = shop.room.case.participants.get(organisation=shop.room.away)
    end_participation(Actor.person(shop.room.manager), row, "klaar")
    assert again(sign_in, job) == 403
    assert reverse("report-retry", args=[job.pk]) not in page(sign_in, job)
    job.refresh_from_db()
    assert job.status == Status.FAILED
