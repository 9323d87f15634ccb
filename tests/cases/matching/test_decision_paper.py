"""The decision on paper: from the frozen record, in two languages, for who may read it."""

import io
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from pypdf import PdfReader

from accounts.actor import Actor
from accounts.models import AccessLog
from cases.actions.participants import change_participant
from cases.models import Advice, CaseParticipant, Decision, Disclosure
from reports.actions import jobs
from reports.models import ReportJob
from reports.papers import file_name, may_download
from tests import factories
from tests.cases.matching.deciding import approved, write
from tests.conftest import SignIn
from tests.reports.conftest import Queue
from tests.reports.test_pdf import assert_accessible, everything_in

pytestmark = [pytest.mark.django_db, pytest.mark.pango]


@pytest.fixture
def decided(room: SimpleNamespace, sign_in: SignIn) -> SimpleNamespace:
    """An approved decision, with the advice of two rival regions."""
    write(sign_in(room.manager), room)
    decision = Decision.objects.get(case=room.case)
    for name in ("Noord", "Zuid"):
        organisation = factories.organisation(name=f"ROM {name}", code=name.lower())
        factories.join(room.case, organisation, Disclosure.IDENTITY, "destination")
        user = factories.person(organisation, name=f"Adviseur {name}")
        setattr(room, name.lower(), user)
        row = Advice(decision=decision, organisation=organisation, verdict="against")
        row.reasons, row.given_by, row.given_at = (
            f"Net te laat volgens {name}",
            user,
            timezone.now(),
        )
        Actor.person(user).save(row)
    decision.refresh_from_db()
    room.decision = approved(room, sign_in, version=decision.version)
    room.row = room.decision.history.latest("history_id")
    return room


def paper(room: Any, user: Any, language: str = "nl") -> tuple[ReportJob, PdfReader]:
    with translation.override(language):
        job = jobs.order_decision(Actor.person(user), room.case, room.row.history_id, Queue())
    assert jobs.run(job.pk), ReportJob.objects.get(pk=job.pk).error
    job.refresh_from_db()
    return job, PdfReader(io.BytesIO(job.file.read()))


def text_of(reader: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ["Motivering", "Tegen", "afwijkend", "Toetsen", "Tweede lezer", "Didam"]),
        ("en", ["Motivation", "Against", "dissent", "Compliance steps", "Second reader", "Didam"]),
    ],
)
def test_the_paper_tells_what_was_decided(
    decided: SimpleNamespace, language: str, words: list[str]
) -> None:
    job, reader = paper(decided, decided.manager, language)
    text = text_of(reader)
    expected = [*words, "Sterk Noord", "Netcapaciteit", "Anna de Boer", "Bram Visser"]
    for part in [*expected, "Net te laat volgens Noord", "Net te laat volgens Zuid"]:
        assert part in text, part
    assert decided.row.record_hash in text.replace(" ", "")
    assert_accessible(reader, language)
    assert "Fotonova" not in everything_in(reader)
    assert decided.case.reference in file_name(job)
    assert "fotonova" not in file_name(job).lower()


def test_the_paper_is_of_the_record_and_not_of_today(decided: SimpleNamespace) -> None:
    row = Decision.objects.get(pk=decided.decision.pk)
    row.motivation = "Achteraf herschreven"
    Actor.system().save(row)
    text = text_of(paper(decided, decided.manager)[1])
    assert "Netcapaciteit" in text
    assert "Achteraf herschreven" not in text


def test_a_region_gets_the_paper_without_its_rival(decided: SimpleNamespace) -> None:
    job, reader = paper(decided, decided.noord)
    whole = everything_in(reader)
    assert "Net te laat volgens Noord" in text_of(reader)
    assert "volgens Zuid" not in whole
    assert may_download(job, decided.noord)


def test_what_was_made_before_is_refused_to_who_became_a_rival(decided: SimpleNamespace) -> None:
    helper = factories.organisation(name="Helper", code="helper")
    row = factories.join(decided.case, helper, Disclosure.IDENTITY, "supporting")
    user = factories.person(helper)
    job, _reader = paper(decided, user)
    assert may_download(job, user)
    role = CaseParticipant.Role.DESTINATION
    change_participant(
        Actor.person(decided.manager),
        row,
        role,
        row.disclosure,
        row.consent_by,
        row.consent_on,
        "Dingt mee",
        None,
    )
    assert not may_download(job, type(user).objects.get(pk=user.pk))


def test_who_may_ask_for_it(decided: SimpleNamespace, sign_in: SignIn) -> None:
    address = reverse("decision-pdf", args=[decided.case.pk, decided.row.history_id])
    for user, status in (
        (decided.manager, 302),
        (decided.reader, 302),
        (decided.noord, 302),
        (decided.visitor, 404),
        (decided.ministry, 404),
    ):
        assert sign_in(user).post(address).status_code == status, user.name
    assert sign_in(decided.manager).get(address).status_code == 405
    unknown = reverse("decision-pdf", args=[decided.case.pk, 1])
    assert sign_in(decided.manager).post(unknown).status_code == 404


def test_taking_it_along_is_logged(decided: SimpleNamespace, sign_in: SignIn) -> None:
    job, _reader = paper(decided, decided.manager)
    answer = sign_in(decided.manager).get(reverse("report-download", args=[job.pk]))
    assert b"".join(answer).startswith(b"%PDF")
    log = AccessLog.objects.get(action="downloaded", object_id=str(job.pk))
    assert (log.kind, log.subject) == ("decision", decided.case.code_name)
