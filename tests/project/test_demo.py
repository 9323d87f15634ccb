"""The demo: everything is in it, it obeys the rules that hold for everybody, and it comes back."""

import datetime
import io
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog, Organisation, User
from cases.decision_record import hash_of
from cases.disclosure import names_company
from cases.models import (
    Candidate,
    Case,
    CaseParticipant,
    CaseStage,
    Company,
    Decision,
    DecisionCondition,
    Document,
    Note,
    Requirement,
    StageTransition,
    Task,
    Visibility,
    VisitPhoto,
    VisitStop,
)
from cases.verification import access_drift, history_drift
from cases.workflow import gather, missing
from regions.models import KeyTechnology, RegionProfile
from reports import periods
from reports.actions.figures import missing_dates
from reports.demo.people import BY_KEY, PASSWORD, PEOPLE
from reports.demo.reset import empty
from reports.figures import ALWAYS, COMPARED, REALISED, compute
from reports.models import ProgressReport, Target
from reports.progress.writers import writers_of
from sites.models import Criterion, Site, SiteFact
from tests.project.demo_states import STATES

# One worker loads it once; the others have no need of it.
pytestmark = pytest.mark.django_db
QUARTERS = 4  # what one lacks by chance of the calendar, another has


@pytest.fixture(scope="module", autouse=True)
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The demo, loaded for all tests of this module and rolled back after them.

    Each test is a savepoint within it: what one changes, the next does not see.
    """
    folder = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), thrown_away():
        assert not User.objects.exists(), "a database that is in use"
        call_command("load_demo", verbosity=0)
        yield


@contextmanager
def thrown_away() -> Iterator[None]:
    """A transaction that is always rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def output(*arguments: str) -> str:
    out = io.StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


def test_there_are_at_least_forty_cases_over_more_than_four_quarters() -> None:
    opened = list(Case.objects.values_list("created_at", flat=True))
    assert len(opened) >= 40
    assert len({periods.quarter_end(timezone.localdate(moment)) for moment in opened}) >= 5
    closed = Case.objects.filter(stage=CaseStage.CLOSED).values_list("closed_at", flat=True)
    ends = {periods.quarter_end(timezone.localdate(moment)) for moment in closed if moment}
    assert len(ends) >= 2


@pytest.mark.parametrize(("model", "field", "wanted"), STATES)
def test_every_state_is_there(model: type[models.Model], field: str, wanted: list[Any]) -> None:
    present = Counter(model._default_manager.values_list(field, flat=True))
    assert set(wanted) <= set(present), set(wanted) - set(present)


def test_actions_are_late_and_for_today_and_later_and_done() -> None:
    today = timezone.localdate()
    still = Task.objects.filter(done_at__isnull=True, case__closed_at__isnull=True)
    assert still.filter(due_on__lt=today).exists()
    assert still.filter(due_on=today).exists()
    assert still.filter(due_on__gt=today).exists()
    assert still.filter(due_on__isnull=True).exists()
    assert Task.objects.filter(done_at__isnull=False).exists()
    assert Case.objects.open().silent().exists()


def test_somebody_left_and_somebody_was_let_in_alone() -> None:
    assert CaseParticipant.objects.filter(ended_at__isnull=False).exists()
    shared = User.objects.get(email=BY_KEY["ministry"].email)
    assert Case.objects.visible_to(shared).exists()


def test_the_gate_of_every_stage_left_behind_is_open() -> None:
    beyond = Case.objects.exclude(stage__in=(CaseStage.INTAKE, CaseStage.CLOSED))
    assert beyond.count() > 20
    for case in beyond.select_related("company"):
        facts = gather(case)
        for stage in list(CaseStage)[: CaseStage(case.stage).position]:
            if stage == CaseStage.VISITS or case.stage != CaseStage.VISITS:
                assert not missing(facts, stage), (case.code_name, stage)


def test_a_settled_outcome_leans_on_an_approved_decision() -> None:
    settled = Case.objects.filter(outcome__in=("other_region", "own_region", "split"))
    assert settled.exists()
    for case in settled:
        assert case.decision.status == Decision.Status.APPROVED
        assert case.decision.outcome == case.outcome
        assert case.decision.record_hash
        assert case.decision.second_reader_id != case.decision.proposed_by_id


def test_some_cases_may_go_on_and_some_still_need_something() -> None:
    facts = [gather(case) for case in Case.objects.filter(stage=CaseStage.INTAKE)]
    needs = [len(missing(fact, CaseStage.INTAKE)) for fact in facts]
    assert 0 in needs
    assert 1 in needs  # only the verdict
    assert max(needs) > 4


def profile_texts(case: Case) -> Iterator[str]:
    """Everything that somebody may read who does not know the company."""
    yield case.code_name
    yield case.summary
    yield from Requirement.objects.filter(request__case=case).values_list("note", flat=True)
    yield from case.requests.values_list("reason", flat=True)
    yield from case.candidates.values_list("reason", flat=True)
    for visit in case.visits.all():
        yield from (visit.programme, visit.meeting_point, visit.cancel_reason)
    for stop in VisitStop.objects.filter(visit__case=case):
        yield from (stop.observation, stop.follow_up)
    yield from case.notes.filter(visibility=Visibility.ALL).values_list("body", flat=True)
    for document in case.documents.filter(visibility=Visibility.ALL):
        yield from (document.title, document.file_name)
    yield from case.tasks.values_list("title", flat=True)
    yield from case.transitions.values_list("reason", flat=True)
    log = AccessLog.objects.filter(case_id=case.pk)
    yield from log.values_list("subject", flat=True)


def test_no_text_at_the_level_of_the_profile_gives_a_company_away() -> None:
    seen = 0
    for case in Case.objects.select_related("company"):
        contacts = list(case.company.contacts.values_list("name", flat=True))
        for text in profile_texts(case):
            seen += bool(text)
            assert not names_company(text, case.company), (case.company.name, text)
            assert not any(name in text for name in contacts), text
    assert seen > 1000
    # The proof sees a name when there is one.
    case = Case.objects.select_related("company").first()
    assert case is not None
    assert names_company(f"Bezoek met {case.company.name}", case.company)


def test_a_document_for_everybody_holds_no_name() -> None:
    document = Document.objects.filter(visibility=Visibility.ALL).first()
    assert document is not None
    with document.file.open("rb") as file:
        body = file.read()
    assert body.startswith(b"%PDF-")
    assert document.case.company.name.split()[0].encode() not in body


def test_access_and_history_are_as_they_should_be() -> None:
    assert access_drift() == []
    assert history_drift() == []


def test_nothing_happened_in_the_future_and_the_past_is_in_order() -> None:
    now = timezone.now()
    for model in (Company, Case, StageTransition, Candidate, Note, Task, Document, SiteFact, Site):
        assert not model.history.filter(history_date__gt=now).exists(), model
        assert model.history.count() >= model._default_manager.count()
    assert not AccessLog.objects.filter(at__gt=now).exists()
    for case in Case.objects.all():
        moves = list(case.transitions.order_by("at").values_list("from_stage", "to_stage"))
        assert moves[0][1] == CaseStage.INTAKE
        assert moves[-1][1] == case.stage
        assert all(earlier[1] == later[0] for earlier, later in pairwise(moves))
        assert case.created_at <= case.stage_since <= case.last_activity_at <= now
        assert not case.notes.filter(occurred_at__lt=case.created_at - datetime.timedelta(days=1))


def test_the_register_is_whole_and_what_is_made_up_says_so() -> None:
    assert Site.objects.count() == 636
    facts = SiteFact.objects.all()
    assert facts.count() > 1000
    assert not facts.exclude(is_demo=True, source__startswith="Demo: ").exists()
    fresh = SiteFact.objects.fresh().count()
    assert 0 < fresh < facts.count()
    kinds = dict(Criterion.objects.values_list("code", "options"))
    for fact in facts.exclude(text="").only("criterion_id", "text"):
        options = kinds[fact.criterion_id] or ["yes", "no"]
        assert set(fact.text.split("|")) <= set(options), fact


def test_lists_hold_sites_elsewhere_mostly_with_something_known() -> None:
    rows = Candidate.objects.select_related("site", "case__origin_municipality")
    assert rows.count() > 100
    for row in rows:
        assert row.case.origin_municipality is not None
        assert row.site.province_id != row.case.origin_municipality.province_id
    known = rows.filter(site__in=SiteFact.objects.values("site"))
    assert known.count() / rows.count() > 0.8
    assert Candidate.objects.filter(proposed_by__isnull=False).exists()


def test_a_dozen_regions_are_described() -> None:
    profiles = list(RegionProfile.objects.prefetch_related("key_technologies"))
    assert len(profiles) >= 12
    for profile in profiles:
        assert all((profile.summary, profile.strengths, profile.campuses, profile.living))
        assert profile.key_technologies.all()
        assert profile.contact_email.endswith(".example")


def test_every_figure_has_something_behind_it() -> None:
    day = periods.quarter_end(timezone.localdate())
    quarters = [compute(periods.previous(day, back)) for back in range(QUARTERS)]
    # The programme of the demo is younger than three years, so nothing was measured after three.
    young = {"measured:3", *(f"{what}3_{name}" for what in COMPARED for name in REALISED)}
    assert {name for name in ALWAYS if not any(row["NL"][name] for row in quarters)} == young
    assert any(name.startswith("technology:") for name in quarters[0]["NL"])
    assert any(name.startswith("route:") for name in quarters[0]["NL"])
    assert all(area["open"] + area["closed"] for area in quarters[0].values())
    assert not missing_dates()  # dashboards have them at once


@pytest.mark.parametrize("person", PEOPLE, ids=[person.key for person in PEOPLE])
def test_everybody_signs_in(person: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False  # of one address, for all of them together
    client = Client()
    sign_in = reverse("account_login")
    refused = client.post(sign_in, {"login": person.email, "password": "iets-anders"})
    assert refused.status_code != 302
    answer = client.post(sign_in, {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    home = client.get("/")
    assert home.status_code == 200 or not home["Location"].startswith(sign_in)
    user = User.objects.get(email=person.email)
    assert user.is_superuser is person.superuser
    codes = {row.organisation.code: row.role for row in user.active_memberships}
    assert codes == dict.fromkeys(person.organisations, person.role)


def test_account_managers_have_work_of_their_own_and_of_others() -> None:
    for key in ("bom-am", "oost-am", "nfia-am", "brainport-am", "iq-am", "liof-am", "nom-am"):
        user = User.objects.get(email=BY_KEY[key].email)
        seen = Case.objects.visible_to(user)
        assert seen.filter(account_manager=user).exists(), key
        assert seen.exclude(account_manager=user).exists(), key
        unknown = seen.with_knowledge(user).filter(knows_identity=False)
        assert unknown.exists(), key


def counts() -> dict[str, int]:
    found = (
        Case, Company, Site, SiteFact, User, Note, Task, Organisation, KeyTechnology, Criterion,
        DecisionCondition, AccessLog,
    )  # fmt: skip
    return {model.__name__: model._default_manager.count() for model in found}


def fingerprint() -> list[tuple[Any, ...]]:
    """What the cases say, without the keys."""
    return list(
        Case.objects.order_by("reference").values_list(
            "reference", "code_name", "company__name", "company__kvk_number", "stage", "outcome",
            "created_at", "last_activity_at", "origin__code", "summary", "stage_since",
        )
    )  # fmt: skip


def test_loading_again_changes_nothing() -> None:
    before, said = counts(), fingerprint()
    assert "already" in output()
    assert counts() == before
    assert fingerprint() == said


def stored_files() -> set[str]:
    return {
        str(path.relative_to(default_storage.location))
        for path in Path(default_storage.location).rglob("*")
        if path.is_file()
    }


def test_reset_puts_back_what_was_lost_and_takes_away_what_was_added(
    django_capture_on_commit_callbacks: Any,
) -> None:
    before, said = counts(), fingerprint()
    listed = list(Candidate.objects.order_by("case__reference", "site__rin_number").values_list(
        "case__reference", "site__rin_number", "status"
    ))  # fmt: skip
    User.objects.create_user("nieuw@example.test", name="Nieuw")
    Organisation(code="erbij", name="Erbij", kind="rom").save()
    Note.objects.filter(case__stage=CaseStage.CLOSED).delete()
    old = stored_files()
    assert counts() != before
    with django_capture_on_commit_callbacks(execute=True):
        assert "as it was" in output("--reset")
    photos = VisitPhoto.objects.values_list("file", "small")
    documents = Document.history.values_list("file", flat=True)
    assert stored_files() == {*documents, *(name for pair in photos for name in pair)}
    assert not stored_files() & old
    assert counts() == before
    assert fingerprint() == said
    assert listed == list(
        Candidate.objects.order_by("case__reference", "site__rin_number").values_list(
            "case__reference", "site__rin_number", "status"
        )
    )
    assert access_drift() == []
    assert history_drift() == []


@pytest.mark.parametrize("arguments", [[], ["--reset"]])
def test_production_refuses(arguments: list[str], settings: Any) -> None:
    if not arguments:
        empty()  # else it would only say that the demo is there
    before = counts()
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo", *arguments, verbosity=0)
    assert counts() == before


def test_sign_ins_name_everybody() -> None:
    said = output("--sign-ins")
    assert PASSWORD in said
    names = dict(Organisation.objects.values_list("code", "name"))
    for person in PEOPLE:
        line = next(row for row in said.splitlines() if person.email in row)
        assert all(names[code] in line for code in person.organisations)


def test_sign_ins_are_silent_without_a_demo() -> None:
    User.objects.update(email=models.F("name"))
    assert output("--sign-ins") == ""


def test_the_demo_does_not_mix_with_the_work_of_others() -> None:
    User.objects.update(email=models.functions.Concat(models.F("pk"), models.Value("@x.test")))
    before = counts()
    assert "not loaded" in output()
    assert counts() == before


def test_the_companies_are_made_up() -> None:
    for company in Company.objects.prefetch_related("contacts"):
        assert company.website.rstrip("/").endswith(".example")
        assert all(contact.email.endswith(".example") for contact in company.contacts.all())


def test_there_are_four_frozen_progress_reports_and_none_names_a_company() -> None:
    """By somebody else approved, whole by their hash, the last with what changed, with cases."""
    reports = list(ProgressReport.objects.frozen().order_by("reference_date"))
    ends = [periods.previous(periods.last_ended(), back) for back in (3, 2, 1, 0)]
    assert [report.reference_date for report in reports] == ends
    names = list(Company.objects.values_list("name", flat=True))
    for report in reports:
        assert hash_of(report.record) == report.record_hash
        assert report.approved_by_id not in writers_of(report)
        told = json.dumps(report.record, ensure_ascii=False)
        assert not [name for name in names if name in told]
    last = reports[-1].record
    chapters = {row["code"]: row for row in last["editions"]["nl"]["ministry"]["chapters"]}
    assert chapters["core"]["sections"][0]["code"] == "changed"
    assert chapters["results"]["sections"][0]["code"] == "target"
    assert chapters["cases"]["cases"]
    assert all("Verzonnen" in target.note for target in Target.objects.all())
