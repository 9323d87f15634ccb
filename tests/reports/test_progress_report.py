"""The progress report from beginning to frozen, who may do what, and that it stays the same."""

import datetime
import io
import json
import zipfile
from types import SimpleNamespace
from typing import Any

import page
import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.actor import Actor
from accounts.errors import Conflict, Refused
from accounts.models import AccessLog, Organisation, User
from accounts.models.organisation import Role
from cases.actions.publication import record_consent, withdraw_consent
from cases.decision_record import hash_of
from cases.models import Case, Publication, StageTransition
from cases.verification import history_drift
from reports import periods
from reports.actions import jobs, progress
from reports.models import FigureSnapshot, ProgressReport, ReportJob, Target
from reports.papers import edition_of
from tests import factories
from tests.reports.conftest import Queue
from tests.reports.story import tell

DAY = periods.last_ended()


def office(role: str = Role.CASE_WORKER, code: str = "programma") -> User:
    return factories.person(Organisation.objects.get(code=code), role)


@pytest.fixture
def crew(db: None) -> SimpleNamespace:
    """Who writes, who approves, who reads, and who has no part in it."""
    tell(16)
    return SimpleNamespace(
        editor=office(),
        manager=office(Role.MANAGER),
        reader=office(Role.READER),
        minister=office(Role.MANAGER, "ez"),
        clerk=office(Role.READER, "ez"),
        province=office(Role.MANAGER, "prov-nb"),
        rom=office(Role.MANAGER, "bom"),
    )


def compute(actor: Actor, report: ProgressReport) -> object:
    job = jobs.order_figures(actor, report, Queue())
    assert jobs.run(job.pk), ReportJob.objects.get(pk=job.pk).error
    return job


def drafted(crew: SimpleNamespace, day: datetime.date = DAY) -> Any:
    actor = Actor.person(crew.editor)
    report = progress.open_report(actor, day, 1, lambda *_order: None)
    compute(actor, report)
    for section in ("core", "outlook"):
        words = {"text_nl": f"Kern van {day}.\n\n- één\n- twee", "text_en": ""}
        progress.write_text(actor, report, section, 0, words)
    report.refresh_from_db()
    return report


def frozen(crew: SimpleNamespace, report: ProgressReport) -> Any:
    editor = Actor.person(crew.editor)
    progress.submit(editor, report, None)
    progress.approve(Actor.person(crew.minister), report, None)
    return progress.freeze(editor, report, None)


def public_text(crew: SimpleNamespace) -> Publication:
    case = Case.objects.filter(origin__code="bom").first()
    assert case is not None
    values = {"title": "Van Brabant naar Groningen", "title_en": "", "text_en": ""}
    values |= {"text": "Het bedrijf vond ruimte.", "consent_by": "M. Jansen"}
    manager = Actor.person(case.account_manager)
    return record_consent(manager, case, None, values | {"consent_on": DAY})


def test_from_new_to_frozen_through_the_pages(crew: SimpleNamespace, sign_in: Any) -> None:
    public = public_text(crew)
    client: Client = sign_in(crew.editor)
    data = {"span": 1, "quarter": periods.code(DAY)}
    made = client.post(reverse("progress-new"), data)
    report = ProgressReport.objects.get()
    assert made.url == reverse("progress-detail", args=[report.pk])
    busy = client.get(made.url, headers={"hx-request": "true"})
    assert "job-bar" in busy.content.decode()
    assert jobs.run(report.jobs.get().pk)
    done = client.get(made.url, headers={"hx-request": "true"})
    assert done["HX-Refresh"] == "true"
    for section in ("core", "outlook"):
        url = reverse("progress-text", args=[report.pk, section])
        client.post(url, {"text_nl": "Het gaat <b>goed</b>.", "text_en": "", "version": 0})
    client.post(reverse("progress-cases", args=[report.pk]), {"texts": [public.pk]})
    shown = client.get(made.url).content.decode()
    assert "Het gaat &lt;b&gt;goed&lt;/b&gt;." in shown
    assert public.title in shown
    assert public.case.code_name not in shown

    def step(client: Client, name: str) -> Any:
        report.refresh_from_db()
        return client.post(reverse(name, args=[report.pk]), {"version": report.version})

    step(client, "progress-submit")
    assert sign_in(crew.clerk).get(made.url).status_code == 200
    assert step(sign_in(crew.clerk), "progress-approve").status_code == 403
    step(sign_in(crew.minister), "progress-approve")
    step(sign_in(crew.editor), "progress-freeze")
    report.refresh_from_db()
    assert report.status == "frozen"
    assert hash_of(report.record) == report.record_hash
    assert history_drift() == []


@pytest.mark.parametrize("who", ["province", "rom", "clerk", "minister"])
def test_a_draft_is_of_the_programme_office_alone(
    crew: SimpleNamespace, sign_in: Any, who: str
) -> None:
    report = drafted(crew)
    url = reverse("progress-detail", args=[report.pk])
    for reader in ("reader", "editor", "manager"):
        assert sign_in(getattr(crew, reader)).get(url).status_code == 200
    ministry = who in ("clerk", "minister")
    assert sign_in(getattr(crew, who)).get(url).status_code == (404 if ministry else 403)
    frozen(crew, report)
    assert sign_in(getattr(crew, who)).get(url).status_code == (200 if ministry else 403)


def test_only_workers_of_the_office_write(crew: SimpleNamespace, sign_in: Any) -> None:
    report = drafted(crew)
    url = reverse("progress-text", args=[report.pk, "core"])
    assert sign_in(crew.editor).get(url).status_code == 200
    assert sign_in(crew.reader).get(url).status_code == 403
    assert sign_in(crew.reader).get(reverse("progress-new")).status_code == 403


def test_nobody_approves_their_own_words(crew: SimpleNamespace) -> None:
    report = drafted(crew)
    manager = Actor.person(crew.manager)
    progress.write_text(manager, report, "results", 0, {"text_nl": "Goed", "text_en": ""})
    progress.submit(Actor.person(crew.editor), report, None)
    with pytest.raises(Refused):
        progress.approve(manager, report, None)
    with pytest.raises(Refused):
        progress.approve(Actor.person(crew.editor), report, None)
    assert progress.approve(Actor.person(crew.minister), report, None).status == "approved"
    row = ProgressReport.objects.get()
    row.approved_by = row.submitted_by
    with pytest.raises(IntegrityError), transaction.atomic():
        Actor.system().save(row)


def test_two_editors_of_one_chapter(crew: SimpleNamespace, sign_in: Any) -> None:
    report = drafted(crew)
    url = reverse("progress-text", args=[report.pk, "core"])
    first = {"text_nl": "Eerste", "text_en": "", "version": 1}
    assert sign_in(crew.editor).post(url, first).status_code == 302
    second = sign_in(crew.manager).post(url, first | {"text_nl": "Tweede"})
    assert second.status_code == 409
    assert report.texts.get(section="core").text_nl == "Eerste"
    with pytest.raises(Conflict):
        progress.submit(Actor.person(crew.editor), report, 99)


def test_what_is_missing_is_said(crew: SimpleNamespace, sign_in: Any) -> None:
    actor = Actor.person(crew.editor)
    report = progress.open_report(actor, DAY, 1, lambda *_order: None)
    assert len(progress.missing_of(report)) == 3
    with pytest.raises(Refused):
        progress.submit(actor, report, None)
    with pytest.raises(Refused):
        progress.open_report(actor, DAY, 1, lambda *_order: None)
    data = {"span": 4, "quarter": periods.code(datetime.date(DAY.year - 1, 9, 30))}
    assert sign_in(crew.editor).post(reverse("progress-new"), data).status_code == 422


def test_a_company_that_takes_back_its_consent_blocks_the_freezing(crew: SimpleNamespace) -> None:
    report, text = drafted(crew), public_text(crew)
    editor = Actor.person(crew.editor)
    progress.choose_cases(editor, report, [text])
    progress.submit(editor, report, None)
    progress.approve(Actor.person(crew.minister), report, None)
    manager = Actor.person(text.case.account_manager)
    withdraw_consent(manager, text.case, None, "Toch niet")
    with pytest.raises(Refused, match="Brabant"):
        progress.freeze(editor, report, None)
    progress.give_back(editor, report, None, "Dossier eruit")
    text.refresh_from_db()
    with pytest.raises(Refused):
        progress.choose_cases(editor, report, [text])
    progress.choose_cases(editor, report, [])
    assert frozen(crew, report).record["material"]["cases"] == []


def test_made_again_years_later_a_report_says_the_same(crew: SimpleNamespace) -> None:
    Actor.system().save(Target(figure="won", year=DAY.year, value=10))
    report = frozen(crew, drafted(crew))
    before = edition_of(report, "nl", "ministry", "pdf")
    for case in Case.objects.all():
        case.jobs_new_fte, case.origin_municipality_id = 999, "GM0014"
        Actor.system().save(case)
    Actor.system().delete(Target.objects.get())
    Actor.system().delete(report.texts.get(section="core"))
    FigureSnapshot.objects.all().delete()
    again = edition_of(ProgressReport.objects.get(), "nl", "ministry", "pdf")
    assert again.context == before.context
    assert again.context["content"]["chapters"][1]["sections"][0]["code"] == "target"
    row: Any = ProgressReport.objects.get()
    row.record["material"]["texts"]["core"]["nl"] = "Anders"
    with pytest.raises(Refused):
        edition_of(row, "nl", "ministry", "pdf")


def test_a_correction_says_what_changed(crew: SimpleNamespace) -> None:
    first = frozen(crew, drafted(crew))
    case = factories.case(crew.rom)
    late = datetime.datetime.combine(DAY, datetime.time(9), tzinfo=datetime.UTC)
    move = StageTransition.objects.get(case=case)
    move.at = late
    Actor.system().save(move)
    editor = Actor.person(crew.editor)
    second = progress.correct(editor, first, "Een dossier was te laat ingevoerd", compute)
    second.refresh_from_db()
    progress.write_text(editor, second, "core", 1, {"text_nl": "Nieuw", "text_en": ""})
    record = frozen(crew, second).record
    part = record["editions"]["nl"]["ministry"]["chapters"][0]["sections"][0]
    assert part["code"] == "corrected"
    assert "te laat ingevoerd" in part["definition"]
    lines = {line["label"]: line["cells"] for line in part["lines"]}
    assert lines["Lopende dossiers"][2] == "+1"
    assert "Kernboodschap" in lines
    first.refresh_from_db()
    assert hash_of(first.record) == first.record_hash
    with pytest.raises(Refused):
        progress.correct(editor, first, "Nog eens", compute)


def test_the_change_since_the_previous_report_is_computed(crew: SimpleNamespace) -> None:
    old = frozen(crew, drafted(crew, periods.previous(DAY)))
    new = frozen(crew, drafted(crew))
    part = new.record["editions"]["nl"]["ministry"]["chapters"][0]["sections"][0]
    values = [r.record["material"]["figures"]["areas"]["NL"] for r in (old, new)]
    then = values[0][periods.previous(DAY).isoformat()]["values"]["open"]
    now = values[1][DAY.isoformat()]["values"]["open"]
    line = next(row for row in part["lines"] if row["label"] == "Lopende dossiers")
    assert line["cells"][:2] == [str(then), str(now)]


def test_for_publication_small_numbers_are_left_out_everywhere(crew: SimpleNamespace) -> None:
    report = frozen(crew, drafted(crew))
    here = report.record["material"]["figures"]["areas"]
    small = {
        (area, name)
        for area, found in here.items()
        for name in found[DAY.isoformat()]["hidden"]
        if name.startswith("stock:")
    }
    assert small
    pages = json.dumps(report.record["editions"]["nl"]["public"]["chapters"])
    assert '"x"' in pages
    assert '"x"' not in json.dumps(report.record["editions"]["nl"]["ministry"]["chapters"])
    told = sheet_of(edition_of(report, "nl", "public", "ods").render())
    whole = sheet_of(edition_of(report, "nl", "ministry", "ods").render())
    assert ">x<" in told
    assert ">x<" not in whole


def sheet_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("content.xml").decode()


@pytest.mark.pango
@pytest.mark.parametrize(("language", "audience"), [("nl", "ministry"), ("en", "public")])
def test_the_pdf_is_archival_and_accessible(
    crew: SimpleNamespace, language: str, audience: str
) -> None:
    report = drafted(crew)
    progress.choose_cases(Actor.person(crew.editor), report, [public_text(crew)])
    pdf = edition_of(frozen(crew, report), language, audience, "pdf").render()
    for profile in (page.ValidationProfile.PDF_A_2A, page.ValidationProfile.PDF_UA_1):
        assert not list(page.validate_pdf_bytes(pdf, profile=profile).failures)
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.root_object
    assert root["/Lang"] == language
    words = " ".join(one.extract_text() for one in reader.pages)
    assert "Van Brabant naar Groningen" in words
    assert ("Inhoud" in words) is (language == "nl")


def test_downloads_are_logged_and_refused_to_others(crew: SimpleNamespace, sign_in: Any) -> None:
    report = frozen(crew, drafted(crew))
    client: Client = sign_in(crew.clerk)
    url = reverse("progress-edition", args=[report.pk])
    data = {"audience": "ministry", "language": "nl", "form": "ods"}
    client.post(url, data)
    job = ReportJob.objects.get(kind="progress")
    assert jobs.run(job.pk)
    download = reverse("report-download", args=[job.pk])
    answer = client.get(download)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith('-nl.ods"')
    assert AccessLog.objects.filter(action="downloaded", user=crew.clerk).exists()
    assert sign_in(crew.editor).get(download).status_code == 404
    assert sign_in(crew.province).post(url, data).status_code == 403


@pytest.mark.parametrize(
    ("error", "words"),
    [(OSError(28, "No space"), "schijf"), (RuntimeError("x"), "ging mis")],
)
def test_a_full_disk_or_another_fault_is_said_and_can_be_tried_again(
    crew: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, settings: Any, error: Any, words: str
) -> None:
    report = frozen(crew, drafted(crew))
    actor = Actor.person(crew.editor)
    job = jobs.order_edition(actor, report, "nl", "public", "ods", Queue())

    def full(*_arguments: object) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr("pathlib.Path.write_bytes", full)
        assert jobs.run(job.pk) is False
    job.refresh_from_db()
    assert job.status == "failed"
    assert words in job.error
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    jobs.retry(actor, job, Queue())
    assert jobs.run(job.pk)


def test_a_worker_that_dies_leaves_a_draft_that_can_be_computed_again(
    crew: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = Actor.person(crew.editor)
    report = progress.open_report(actor, DAY, 1, lambda *_order: None)
    job = jobs.order_figures(actor, report, Queue())

    def killed(*_arguments: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr("reports.actions.jobs.gather", killed)
        with pytest.raises(SystemExit):
            jobs.run(job.pk)
    job.refresh_from_db()
    report.refresh_from_db()
    assert (job.status, report.figures) == ("running", None)
    with pytest.raises(Refused):
        jobs.order_figures(actor, report, Queue())
    long_ago = jobs.timezone.now() - jobs.LEASE * 2
    ReportJob.objects.filter(pk=job.pk).update(started_at=long_ago)
    queue = Queue()
    assert jobs.requeue_abandoned(queue) == 1
    assert jobs.run(job.pk)
    report.refresh_from_db()
    assert report.figures is not None


def test_the_command_makes_the_same_without_the_browser(
    crew: SimpleNamespace, tmp_path: Any
) -> None:
    report = frozen(crew, drafted(crew))
    call_command("make_report", periods.code(DAY), "--form", "ods", "--to", str(tmp_path))
    made = sorted(path.name for path in tmp_path.iterdir())
    assert len(made) == 2
    assert all(report.period_code in name for name in made)
