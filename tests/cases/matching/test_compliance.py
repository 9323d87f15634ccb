"""Compliance steps: answered with a reason, needed before a proposal, part of the record."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from cases.actions.documents import remove_document
from cases.actions.stage import close
from cases.compliance import STEPS, required
from cases.models import (
    Case,
    Company,
    ComplianceAnswer,
    Decision,
    Disclosure,
    Document,
    Visibility,
)
from cases.workflow import checklist, gather
from tests import factories
from tests.cases.matching.deciding import draft, step, url
from tests.cases.road import SETTLED, settle
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
TODAY = f"{timezone.localdate():%Y-%m-%d}"


@pytest.fixture
def office(room: SimpleNamespace, sign_in: SignIn) -> SimpleNamespace:
    """A drafted decision without an answer to any step."""
    sign_in(room.manager).post(url(room, "decision-write"), draft(room))
    room.decision = Decision.objects.get(case=room.case)
    return room


def answer(client: Any, room: Any, kind: str, **more: Any) -> int:
    page = client.get(url(room, "compliance-answer", kind))
    shown = page.context["form"].initial["version"] if page.status_code == 200 else 0
    sent = {
        "version": shown,
        "answer": SETTLED[kind],
        "on_date": TODAY,
        "reason": "Nagegaan",
    } | more
    status: int = client.post(url(room, "compliance-answer", kind), sent).status_code
    return status


def company_is(room: Any, **values: Any) -> None:
    company = Company.objects.get(pk=room.company.pk)
    for name, value in values.items():
        setattr(company, name, value)
    Actor.system().save(company)


def paper(room: Any, user: User, visibility: str) -> Document:
    document = Document(case=room.case, title="Taxatie", file_name="t.txt", size=3)
    document.content_type, document.sha256 = "text/plain", "1" * 64
    document.organisation, document.uploaded_by = room.home, user
    document.visibility = visibility
    document.file.save("x", ContentFile(b"abc"), save=False)
    return Actor.person(user).save(document)


def test_every_step_is_answered_before_the_proposal(
    office: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(office.manager)
    kinds = [str(s.kind) for s in STEPS]
    for kind in kinds:
        assert step(client, office, "decision-propose").status == "draft", kind
        assert answer(client, office, kind) == 302
    assert step(client, office, "decision-propose").status == "proposed"
    found = step(sign_in(office.colleague), office, "decision-approve")
    assert found.record is not None
    assert [row["kind"] for row in found.record["compliance"]] == kinds
    assert {row["by"] for row in found.record["compliance"]} == {"Anna de Boer"}


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("didam", {"reason": ""}),
        ("didam", {"answer": "na", "reason": " "}),
        ("didam", {"answer": "published", "on_date": ""}),
        ("didam", {"answer": "licensed"}),
        ("didam", {"answer": ""}),
        ("screening", {"answer": "notified", "on_date": ""}),
        (
            "state-aid",
            {"on_date": f"{timezone.localdate() + datetime.timedelta(days=1):%Y-%m-%d}"},
        ),
    ],
)
def test_what_is_no_answer(
    office: SimpleNamespace, sign_in: SignIn, kind: str, wrong: dict[str, str]
) -> None:
    client = sign_in(office.manager)
    assert answer(client, office, kind, **wrong) == 422
    assert not ComplianceAnswer.objects.exists()
    assert answer(client, office, kind, answer="na", reason="Geen grond van de overheid") == 302


@pytest.mark.parametrize(
    ("known", "kind", "barred", "holds"),
    [
        ({"sensitivity": "very_sensitive"}, "screening", "na", "cleared"),
        ({"export_controlled": True}, "export", "not_controlled", "licensed"),
        ({"financed_by_rom": True}, "conflict", "no_interest", "reasoned"),
    ],
)
def test_an_answer_does_not_contradict_what_is_known(
    office: SimpleNamespace,
    sign_in: SignIn,
    known: dict[str, Any],
    kind: str,
    barred: str,
    holds: str,
) -> None:
    client = sign_in(office.manager)
    assert answer(client, office, kind, answer=barred) == 302
    company_is(office, **known)
    assert answer(client, office, kind, answer=barred) == 422
    assert answer(client, office, kind, answer=holds) == 302


def test_what_a_decision_needs(office: SimpleNamespace) -> None:
    decision, company = office.decision, Company.objects.get(pk=office.company.pk)
    assert len(required(decision, company)) == 6
    company.export_controlled = False
    assert "export" not in required(decision, company)
    decision.outcome = "own_region"
    assert required(decision, company) == {"conflict"}


def test_what_is_not_in_order_stops_the_proposal(office: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(office.manager)
    settle(office.decision)
    assert answer(client, office, "state-aid", answer="open", reason="Taxatie loopt") == 302
    assert step(client, office, "decision-propose").status == "draft"
    assert answer(client, office, "state-aid") == 302
    assert step(client, office, "decision-propose").status == "proposed"


def test_an_interest_asks_a_reader_of_another_organisation(
    office: SimpleNamespace, sign_in: SignIn
) -> None:
    other = factories.organisation(code="ontvangt")
    factories.join(office.case, other, Disclosure.IDENTITY, "destination")
    outsider = factories.person(other)
    settle(office.decision, conflict="other_reader")
    step(sign_in(office.manager), office, "decision-propose")
    page = sign_in(office.colleague).get(url(office, "case-decision"))
    assert page.context["may_read_second"] is False
    refused = step(sign_in(office.colleague), office, "decision-approve")
    assert refused.status == "proposed"
    found = step(sign_in(outsider), office, "decision-approve")
    assert found.status == "approved"
    assert found.record is not None
    assert found.record["approved"]["organisation"] == other.name


def test_who_answers_does_not_read_second(office: SimpleNamespace, sign_in: SignIn) -> None:
    settle(office.decision, by=office.colleague)
    step(sign_in(office.manager), office, "decision-propose")
    assert step(sign_in(office.colleague), office, "decision-approve").status == "proposed"
    third = sign_in(factories.person(office.home))
    assert step(third, office, "decision-approve").status == "approved"


def test_answers_are_for_who_decides_in_a_draft(office: SimpleNamespace, sign_in: SignIn) -> None:
    settle(office.decision)
    manager = sign_in(office.manager)
    assert answer(sign_in(office.reader), office, "didam") == 403
    assert answer(sign_in(office.visitor), office, "didam") == 404
    assert answer(manager, office, "didam", version=7) == 409
    assert manager.get(url(office, "compliance-answer", "onbekend")).status_code == 404
    assert answer(manager, office, "didam") == 302
    step(manager, office, "decision-propose")
    assert answer(manager, office, "didam") == 422
    assert manager.get(url(office, "compliance-answer", "didam")).status_code == 302


def test_evidence_is_a_shared_document_and_stays(office: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(office.manager)
    own = paper(office, office.manager, Visibility.OWN)
    shared = paper(office, office.manager, Visibility.INFORMED)
    assert answer(client, office, "didam", document=own.pk) == 422
    assert answer(client, office, "didam", document=shared.pk) == 302
    text = client.get(url(office, "case-decision")).content.decode()
    assert url(office, "document-download", shared.pk) in text
    with pytest.raises(Exception, match=r"compliance|toets"):
        remove_document(factories.actor(office.manager), office.case, shared, "dubbel")
    remove_document(factories.actor(office.manager), office.case, own, "dubbel")


def test_the_gate_of_the_decision_knows_the_steps(office: SimpleNamespace, sign_in: SignIn) -> None:
    def met() -> bool:
        case = Case.objects.get(pk=office.case.pk)
        ticks = checklist(gather(case), "decision")
        return next(tick.met for tick in ticks if tick.need.code == "compliance")

    assert met() is False
    settle(office.decision)
    assert met() is True
    step(sign_in(office.manager), office, "decision-propose")
    step(sign_in(office.colleague), office, "decision-approve")
    ComplianceAnswer.objects.all().delete()  # approved before there were steps
    assert met() is True
    actor = factories.actor(office.manager)
    assert close(actor, office.case, None, "other_region", "Getekend").stage == "closed"
