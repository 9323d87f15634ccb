"""A long list of cases as a file: made by a worker, for who asked, refused when they know less."""

import csv
import datetime
import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from accounts.actor import Actor
from accounts.models import AccessLog, Membership, User
from cases.actions.participants import change_participant, end_participation
from cases.models import Case, Task
from reports import case_list
from reports.actions import jobs
from reports.models import ReportJob, ToldCase
from reports.querysets import LISTS_KEPT
from tests import factories
from tests.conftest import SignIn
from tests.reports.conftest import COMPANY, Queue

Status = ReportJob.Status
FILE = reverse("case-list-file")


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cases are many here, and each batch holds one."""
    for where in ("cases.views.lists", "reports.views.case_list"):
        monkeypatch.setattr(f"{where}.LIMIT", 1)
    monkeypatch.setattr(case_list, "BATCH", 1)


@pytest.fixture
def many(shared: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The shared case and another, both known to the same people at the same levels."""
    shared.other = factories.case(shared.manager)
    factories.join(shared.other, shared.anonymous.organisation)
    factories.join(shared.other, shared.full.organisation, "identity", "supporting")
    shared.queue = Queue()
    monkeypatch.setattr("reports.views.case_list.enqueue", shared.queue)
    return shared


def ask(client: Client, query: str = "view=all&format=csv") -> Any:
    return client.post(f"{FILE}?{query}")


def made(client: Client, query: str = "view=all&format=csv") -> ReportJob:
    assert ask(client, query).status_code == 302
    job = ReportJob.objects.order_by("-requested_at")[0]
    assert jobs.run(job.pk)
    job.refresh_from_db()
    return job


def rows(client: Client, job: ReportJob) -> list[dict[str, str]]:
    response = client.get(reverse("report-download", args=[job.pk]))
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def files(settings: Settings) -> list[str]:
    return sorted(p.name for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file())


# --- Asking ------------------------------------------------------------------------------------


def test_a_long_list_leads_to_the_worker_and_a_short_one_is_a_file_at_once(
    many: SimpleNamespace,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    client = sign_in(many.manager)
    response = client.get(f"{reverse('case-export')}?view=all&format=ods")
    assert response.url == f"{FILE}?view=all&format=ods"
    page = client.get(response.url).content.decode()
    assert "2 dossiers" in page
    assert "7 dagen" in page
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(response.url)
    job = ReportJob.objects.get()
    assert response.url == reverse("report-detail", args=[job.pk])
    assert (job.status, job.requested_by, job.case) == (Status.QUEUED, many.manager, None)
    assert many.queue.sent == [job.pk]
    one = f"view=all&q={many.case.reference}&format=xlsx"
    assert ask(client, one).url == f"{reverse('case-export')}?{one}"
    assert ReportJob.objects.count() == 1


def test_more_than_a_file_holds_is_refused_with_the_numbers(
    many: SimpleNamespace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.views.case_list.MOST", 1)
    response = sign_in(many.manager).post(f"{FILE}?view=all", follow=True)
    assert response.redirect_chain[0][0].startswith(reverse("case-list"))
    assert "hoogstens 1" in response.content.decode()
    assert not ReportJob.objects.exists()


def test_one_person_keeps_no_worker_for_themselves(many: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(many.manager)
    for _number in range(jobs.LISTS_AT_ONCE):
        ask(client)
    response = client.post(f"{FILE}?view=all", follow=True)
    assert f"{jobs.LISTS_AT_ONCE} bestanden" in response.content.decode()
    assert ReportJob.objects.count() == jobs.LISTS_AT_ONCE
    assert ask(sign_in(many.informed)).status_code == 302
    assert ReportJob.objects.count() == jobs.LISTS_AT_ONCE + 1


# --- Making ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_the_file_is_the_same_as_the_one_made_at_once(
    many: SimpleNamespace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    client = sign_in(many.manager)
    query = f"view=all&sort=reference&format={kind}"
    job = made(client, query)
    assert (job.status, job.step) == (Status.DONE, job.steps)
    answer = client.get(reverse("report-download", args=[job.pk]))
    content = b"".join(answer.streaming_content)
    monkeypatch.setattr("cases.views.lists.LIMIT", 10)
    at_once = client.get(f"{reverse('case-export')}?{query}")
    assert answer["Content-Disposition"] == at_once["Content-Disposition"]
    assert answer["Content-Type"] == at_once["Content-Type"]
    if kind == "csv":  # the others hold the moment at which they were made
        assert content == at_once.content
    else:
        assert abs(len(content) - len(at_once.content)) < 100


def test_the_file_holds_what_who_asked_may_know(many: SimpleNamespace, sign_in: SignIn) -> None:
    whole = rows(sign_in(many.manager), made(sign_in(many.manager)))
    assert COMPANY in {row["Bedrijf"] for row in whole}
    client = sign_in(many.profile)
    found = rows(client, made(client))
    assert {row["Codenaam"] for row in found} == {many.case.code_name, many.other.code_name}
    assert {row["Bedrijf"] for row in found} == {""}


def test_who_lost_the_cases_before_it_was_made_gets_none_of_them(
    many: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(many.profile)
    ask(client)
    end_participation(Actor.person(many.manager), many.anonymous, "klaar")
    job = ReportJob.objects.get()
    assert jobs.run(job.pk)
    assert [row["Codenaam"] for row in rows(client, job)] == [many.other.code_name]


def test_who_left_their_organisation_gets_no_file(many: SimpleNamespace, sign_in: SignIn) -> None:
    ask(sign_in(many.profile))
    Membership.objects.filter(user=many.profile).delete()
    job = ReportJob.objects.get()
    assert jobs.run(job.pk) is False
    job.refresh_from_db()
    assert job.status == Status.FAILED
    assert job.error == "U volgt geen dossiers meer."


def test_each_batch_is_a_step(
    many: SimpleNamespace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[int] = []
    monkeypatch.setattr(case_list, "step", lambda _job, number: shown.append(number))
    job = made(sign_in(many.manager))
    assert job.steps == case_list.STEPS_AROUND + 2
    assert shown == [3, 4]


# --- Taking it along ---------------------------------------------------------------------------


def test_making_and_downloading_are_logged_without_the_words_searched_for(
    many: SimpleNamespace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.views.case_list.LIMIT", 0)
    client = sign_in(many.manager)
    job = made(client, "view=all&q=zilverstroom&format=csv")
    assert len(rows(client, job)) == 1
    exported, downloaded = AccessLog.objects.filter(object_id=job.pk).order_by("at")
    assert (exported.action, downloaded.action) == ("exported", "downloaded")
    assert exported.detail == "all, 1 filters, 1 rows, csv"
    assert {exported.user, downloaded.user} == {many.manager}
    told = f"{exported.subject}{exported.detail}{downloaded.subject}{downloaded.detail}"
    assert "zilverstroom" not in told.lower()
    for path in (reverse("report-detail", args=[job.pk]), reverse("reports")):
        assert "zilverstroom" not in client.get(path).content.decode().lower()


def _withdraw_identity(many: SimpleNamespace) -> None:
    acting = Actor.person(many.manager)
    change_participant(acting, many.full, "supporting", "profile", "", None, "anders")


def _end(many: SimpleNamespace) -> None:
    end_participation(Actor.person(many.manager), many.full, "klaar")


def _remove(many: SimpleNamespace) -> None:
    ToldCase.objects.filter(case=many.case).delete()  # as goes with a case that is removed


@pytest.mark.parametrize("lose", [_withdraw_identity, _end, _remove])
def test_who_may_know_less_of_one_case_gets_the_file_no_more(
    many: SimpleNamespace, sign_in: SignIn, lose: Any
) -> None:
    client = sign_in(many.informed)
    job = made(client)
    assert len(rows(client, job)) == 2
    lose(many)
    path = reverse("report-download", args=[job.pk])
    assert client.get(path).status_code == 403
    assert path not in client.get(reverse("report-detail", args=[job.pk])).content.decode()
    if lose is not _remove:  # what may be known today can be asked for again
        rows(client, made(client, "view=all&format=csv")) if lose is _withdraw_identity else None


def test_an_action_of_ones_former_organisation_is_no_longer_given_out(
    many: SimpleNamespace, sign_in: SignIn
) -> None:
    task = Task(case=many.case, title="Grond meten", organisation=many.anonymous.organisation)
    Actor.system().save(task)
    client = sign_in(many.profile)
    job = made(client)
    assert "Grond meten" in {row["Volgende actie"] for row in rows(client, job)}
    Membership.objects.filter(user=many.profile).delete()
    other = factories.organisation()
    for case in (many.case, many.other):
        factories.join(case, other)
    Membership(user=many.profile, organisation=other, role="case_worker").save()
    assert Case.objects.visible_to(User.objects.get(pk=many.profile.pk)).count() == 2
    client = sign_in(User.objects.get(pk=many.profile.pk))
    assert client.get(reverse("report-download", args=[job.pk])).status_code == 403


def test_a_file_belongs_to_who_asked(many: SimpleNamespace, sign_in: SignIn) -> None:
    job = made(sign_in(many.manager))
    for name in ("report-detail", "report-download"):
        path = reverse(name, args=[job.pk])
        assert sign_in(many.manager).get(path).status_code == 200
        assert sign_in(many.informed).get(path).status_code == 404


# --- Throwing away -----------------------------------------------------------------------------


def test_a_file_is_thrown_away_when_it_was_kept_long_enough(
    many: SimpleNamespace, sign_in: SignIn, settings: Settings
) -> None:
    client = sign_in(many.manager)
    kept, old = made(client), made(client)
    sheet = jobs.order_sheet(Actor.person(many.manager), many.case, Queue())
    past = timezone.now() - LISTS_KEPT - datetime.timedelta(minutes=1)
    ReportJob.objects.filter(pk__in=[old.pk, sheet.pk]).update(finished_at=past)
    assert len(files(settings)) == 2
    assert jobs.throw_away_expired() == 1
    assert jobs.throw_away_expired() == 0
    assert files(settings) == [f"{kept.pk}-1.csv"]
    assert set(ToldCase.objects.values_list("job", flat=True)) == {kept.pk}
    old.refresh_from_db()
    assert (old.status, bool(old.file)) == (Status.EXPIRED, False)
    assert old.history.first().status == Status.EXPIRED
    assert client.get(reverse("report-download", args=[old.pk])).status_code == 404
    page = client.get(reverse("report-detail", args=[old.pk])).content.decode()
    assert f"{reverse('case-list')}?view=all" in page
    assert len(rows(client, kept)) == 2
