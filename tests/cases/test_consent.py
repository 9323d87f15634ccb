"""The company's consent: per level and organisation, on paper, withdrawn, and kept in a ledger."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import AccessLog
from cases.actions.participants import change_participant, end_participation
from cases.models import CaseParticipant, Disclosure, Document
from tests import factories
from tests.cases.road import known, url
from tests.conftest import SignIn

CONSENT = {"consent_by": "M. Jansen", "consent_on": "2026-01-15"}


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("akkoord.txt", b"Akkoord van de onderneming.", "text/plain")


def invitation(world: SimpleNamespace, **values: Any) -> dict[str, Any]:
    return {"organisation": world.away.pk, "role": "candidate", "disclosure": "sector"} | values


def participant(world: SimpleNamespace) -> CaseParticipant:
    return CaseParticipant.objects.get(case=world.case, organisation=world.away)


def share(client: Client, world: SimpleNamespace, **values: Any) -> Any:
    path = url("participant-invite", world.case)
    return client.post(path, invitation(world, **CONSENT) | {"confirmed": "1"} | values)


def raised(client: Client, world: SimpleNamespace, **values: Any) -> Any:
    path = url("participant-edit", world.case, participant(world).pk)
    form = client.get(path).context["form"]
    data = {"role": "candidate", "disclosure": "identity", "reason": "Verder", "confirmed": "1"}
    return client.post(path, data | CONSENT | {"stamp": form["stamp"].value()} | values)


def withdraw(client: Client, world: SimpleNamespace, **values: Any) -> Any:
    path = url("participant-withdraw", world.case, participant(world).pk)
    stamp = client.get(path).context["form"]["stamp"].value()
    return client.post(path, {"reason": "Gesprek gestopt", "stamp": stamp} | values)


def test_consent_on_paper_is_kept_before_it_is_confirmed(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client, path = sign_in(world.manager), url("participant-invite", world.case)
    page = client.post(path, invitation(world, **CONSENT, consent_file=paper()))
    document = Document.objects.get(case=world.case)
    assert (document.kind, document.visibility) == ("consent", "own")
    assert f'value="{document.pk}"' in page.text
    assert not CaseParticipant.objects.filter(organisation=world.away).exists()
    answer = share(client, world, consent_document=document.pk)
    assert answer.status_code == 302
    assert participant(world).consent_document == document
    ledger = client.get(url("case-participants", world.case)).context["ledger"]
    assert [(row.organisation, row.level, row.by, row.document) for row in ledger] == [
        ("ROM Elders", "sector", "M. Jansen", document)
    ]
    removal = url("document-remove", world.case, document.pk)
    assert client.post(removal, {"reason": "Weg"}).status_code == 422
    assert Document.objects.filter(pk=document.pk).exists()


def test_paper_is_a_consent_of_this_case(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    other = factories.case(world.manager)
    for case, kind in ((world.case, "other"), (other, "consent")):
        data = {"file": paper(), "title": "", "kind": kind, "visibility": "own"}
        assert client.post(url("case-documents", case), data).status_code == 302
        document = Document.objects.get(case=case)
        answer = share(client, world, consent_document=document.pk)
        assert answer.status_code == 422
        assert "consent_document" in answer.context["form"].errors
    bad = SimpleUploadedFile("akkoord.exe", b"MZ" + b"0" * 50)
    assert share(client, world, consent_file=bad).status_code == 422


def test_more_knowledge_needs_a_consent_of_its_own(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    share(client, world)
    assert raised(client, world).status_code == 422
    assert participant(world).disclosure == "sector"
    assert raised(client, world, consent_on="2026-02-15").status_code == 302
    assert participant(world).disclosure == "identity"


def test_withdrawn_consent_leaves_the_profile_and_is_logged(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    client, visitor = sign_in(world.manager), sign_in(world.visitor)
    assert "Fotonova" in visitor.get(url("case-detail", world.case)).text
    path = url("participant-withdraw", world.case, participant(world).pk)
    assert client.get(path).context["looks"]["count"] == 1
    assert withdraw(client, world, reason="").status_code == 422
    assert withdraw(client, world, reason="Fotonova wil niet").status_code == 422
    assert withdraw(client, world, stamp=1).status_code == 409
    assert withdraw(client, world).status_code == 302
    row = participant(world)
    assert (row.disclosure, row.consent_by, row.consent_on) == ("profile", "", None)
    assert "Fotonova" not in visitor.get(url("case-detail", world.case)).text
    log = AccessLog.objects.filter(case_id=world.case.pk, kind="participant").first()
    assert log is not None
    assert log.detail.startswith("elders: profile; ")
    assert log.detail.endswith("Gesprek gestopt")
    assert client.get(path).status_code == 404, "there is nothing left to withdraw"


def test_only_who_manages_participants_withdraws(world: SimpleNamespace, sign_in: SignIn) -> None:
    row = factories.join(world.case, world.away, Disclosure.IDENTITY, "supporting")
    path = url("participant-withdraw", world.case, row.pk)
    assert sign_in(world.manager).get(path).status_code == 200
    for user in (world.reader, world.visitor):
        assert sign_in(user).get(path).status_code == 403
        assert sign_in(user).post(path, {"reason": "Weg", "stamp": 1}).status_code == 403
    origin = world.case.participants.get(role="origin")
    path = url("participant-withdraw", world.case, origin.pk)
    assert sign_in(world.manager).get(path).status_code == 404


def test_ledger_keeps_what_was_and_why_it_ended(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    share(client, world)
    raised(client, world, consent_on="2026-02-15")
    withdraw(client, world)
    today = timezone.localdate()
    change_participant(
        factories.actor(world.manager), participant(world), "candidate", "identity",
        "P. Visser", today, "Toch weer",
    )  # fmt: skip
    change_participant(
        factories.actor(world.manager), participant(world), "supporting", "identity",
        "P. Visser", today, "Andere rol",
    )  # fmt: skip
    end_participation(factories.actor(world.manager), participant(world), "Klaar")
    ledger = client.get(url("case-participants", world.case)).context["ledger"]
    assert [(row.level, row.by, row.end_reason) for row in ledger] == [
        ("identity", "P. Visser", "Klaar"),
        ("identity", "M. Jansen", "Gesprek gestopt"),
        ("sector", "M. Jansen", "Verder"),
    ]


def test_ledger_is_not_for_a_region_in_the_running(world: SimpleNamespace, sign_in: SignIn) -> None:
    third = factories.organisation(name="ROM Derde")
    factories.join(world.case, third, Disclosure.IDENTITY)
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    page = sign_in(world.visitor).get(url("case-participants", world.case))
    assert known(world.case, world.visitor).knows_identity
    assert "ledger" not in page.context
    assert "ROM Derde" not in page.text
    assert "ROM Derde" in sign_in(world.reader).get(url("case-participants", world.case)).text


@pytest.mark.parametrize(
    "name", ["case-detail", "case-requirements", "case-matching", "case-participants"]
)
def test_every_page_of_a_case_is_a_look(world: SimpleNamespace, sign_in: SignIn, name: str) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    looks = AccessLog.objects.filter(case_id=world.case.pk, action=AccessLog.Action.VIEWED)
    sign_in(world.manager).get(url(name, world.case))
    assert not looks.exists()
    client = sign_in(world.visitor)
    for _time in range(2):
        assert client.get(url(name, world.case)).status_code == 200
    assert [look.user for look in looks] == [world.visitor]


def test_page_that_is_refused_is_no_look(world: SimpleNamespace, sign_in: SignIn) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    assert sign_in(world.visitor).get(url("case-edit", world.case)).status_code == 403
    assert not AccessLog.objects.filter(action=AccessLog.Action.VIEWED).exists()
