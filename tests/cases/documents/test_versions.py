"""Versions: the newest is delivered, the earlier ones stay, and one rule says who reads them."""

import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AccessLog
from cases.actions import documents as actions
from cases.models import Disclosure, Document, DocumentVersion
from cases.verification import history_drift
from tests import factories
from tests.cases.documents.files import PDF, fetch, upload
from tests.cases.road import url
from tests.conftest import SignIn

NEWER = PDF + b"% tweede versie\n"


def address(document: Document, number: int = 0) -> str:
    if number:
        return url("document-version", document.case, document.pk, number)
    return url("document-versions", document.case, document.pk)


def replace(client: Client, document: Document, content: bytes, name: str = "plan.pdf") -> Any:
    page = client.get(address(document))
    stamp = page.context["form"].initial["stamp"] if page.status_code == 200 else ""
    data = {"file": SimpleUploadedFile(name, content), "stamp": stamp}
    return client.post(address(document), data)


@pytest.fixture
def document(world: SimpleNamespace, sign_in: SignIn) -> Document:
    """Of the manager, for who knows the company, in two versions."""
    client = sign_in(world.manager)
    upload(client, world.case, "plan.pdf", PDF, title="Plan", visibility="informed")
    row = Document.objects.get()
    assert replace(sign_in(world.colleague), row, NEWER, "plan-2.pdf").status_code == 302
    row.refresh_from_db()
    return row


def test_the_newest_is_delivered_and_the_earlier_is_kept(
    world: SimpleNamespace, sign_in: SignIn, document: Document
) -> None:
    client = sign_in(world.reader)
    assert b"".join(fetch(client, document)) == NEWER
    assert b"".join(client.get(address(document, 1))) == PDF
    assert b"".join(client.get(address(document, 2))) == NEWER
    assert client.get(address(document, 3)).status_code == 404
    page = client.get(address(document)).text
    for content, person in ((PDF, world.manager), (NEWER, world.colleague)):
        assert hashlib.sha256(content).hexdigest() in page
        assert person.name in page
    assert "versie 2" in client.get(url("case-documents", world.case)).text
    details = AccessLog.objects.filter(object_id=document.pk).values_list("detail", flat=True)
    assert sorted(details) == ["other, 1", "other, 2", "other, 2"]
    assert history_drift() == []


def test_raising_the_confidentiality_hides_the_earlier_versions_too(
    world: SimpleNamespace, sign_in: SignIn, document: Document
) -> None:
    knowing = factories.organisation()
    factories.join(world.case, knowing, Disclosure.IDENTITY)
    client = sign_in(factories.person(knowing))
    for number in (1, 2):
        assert client.get(address(document, number)).status_code == 200
    closed = {"title": "Plan", "kind": "other", "visibility": "own"}
    edit = url("document-edit", world.case, document.pk)
    assert sign_in(world.manager).post(edit, closed).status_code == 302
    for path in (address(document), address(document, 1), address(document, 2)):
        assert client.get(path).status_code == 404
        assert client.head(path).status_code == 404
    assert fetch(client, document).status_code == 404
    assert not DocumentVersion.objects.visible_to(client.get("/").wsgi_request.user).exists()
    assert client.get(url("case-documents", world.case)).status_code == 200


def test_opening_for_all_looks_at_the_names_of_every_version(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away)
    client = sign_in(world.manager)
    upload(client, world.case, "fotonova.pdf", PDF, title="Plan")
    row = Document.objects.get()
    assert replace(client, row, NEWER, "plan.pdf").status_code == 302
    opened = {"title": "Plan", "kind": "other", "visibility": "all"}
    edit = url("document-edit", world.case, row.pk)
    assert client.post(edit, opened).status_code == 422, "version 1 still names it"
    upload(client, world.case, "wens.pdf", PDF, title="Wens", visibility="all")
    wish = Document.objects.get(title="Wens")
    assert replace(client, wish, NEWER, "fotonova-2.pdf").status_code == 422
    assert replace(client, wish, NEWER, "wens-2.pdf").status_code == 302


def test_who_does_not_know_the_company_gets_a_plain_name(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away)
    client = sign_in(world.manager)
    upload(client, world.case, "kavelwens.pdf", PDF, title="Wens", visibility="all")
    row = Document.objects.get()
    replace(client, row, NEWER, "kavelwens-2.pdf")
    visitor = sign_in(world.visitor)
    answer = visitor.get(address(row, 1))
    assert 'filename="document-1.pdf"' in answer["Content-Disposition"]
    assert "kavelwens" not in visitor.get(address(row)).text
    assert "kavelwens" in client.get(address(row)).text


def test_only_the_own_organisation_adds_a_version(
    world: SimpleNamespace, sign_in: SignIn, document: Document
) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    visitor = sign_in(world.visitor)
    assert visitor.get(address(document)).status_code == 200
    for client in (visitor, sign_in(world.reader)):
        assert replace(client, document, PDF + b"3").status_code == 403
    document.refresh_from_db()
    assert document.number == 2
    assert replace(sign_in(world.manager), document, PDF + b"3").status_code == 302


def test_the_same_file_again_and_a_bad_file_are_refused(
    world: SimpleNamespace, sign_in: SignIn, document: Document
) -> None:
    client = sign_in(world.manager)
    same = replace(client, document, NEWER)
    assert same.status_code == 422
    assert "precies het bestand" in same.text
    assert replace(client, document, b"MZ\x90").status_code == 422
    assert DocumentVersion.objects.count() == 1


def test_two_people_at_once_have_one_winner(
    world: SimpleNamespace, sign_in: SignIn, document: Document
) -> None:
    client = sign_in(world.manager)
    stamp = client.get(address(document)).context["form"].initial["stamp"]
    assert replace(sign_in(world.colleague), document, PDF + b"derde").status_code == 302
    late = {"file": SimpleUploadedFile("plan.pdf", PDF + b"ook derde"), "stamp": stamp}
    answer = client.post(address(document), late)
    assert answer.status_code == 409
    assert world.colleague.name in answer.text
    document.refresh_from_db()
    assert document.number == 3


def test_removing_takes_every_version_and_file(
    world: SimpleNamespace,
    sign_in: SignIn,
    document: Document,
    media: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    assert len([path for path in media.rglob("*") if path.is_file()]) == 2
    client = sign_in(world.manager)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("document-remove", world.case, document.pk), {"reason": "Dubbel"})
    assert not [path for path in media.rglob("*") if path.is_file()]
    last = DocumentVersion.history.first()
    assert (last.history_type, last.history_change_reason) == ("-", "Dubbel")
    assert last.history_user == world.manager


def test_a_file_does_not_stay_behind_when_the_row_cannot_be_saved(
    world: SimpleNamespace,
    sign_in: SignIn,
    document: Document,
    media: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = sign_in(world.manager)
    client.raise_request_exception = False
    page = client.get(address(document))
    monkeypatch.setattr(actions, "_", lambda _text: 1 / 0)
    data = {"file": SimpleUploadedFile("a.pdf", PDF + b"3")}
    data["stamp"] = page.context["form"].initial["stamp"]
    assert client.post(address(document), data).status_code == 500
    assert len([path for path in media.rglob("*") if path.is_file()]) == 2


def test_the_timeline_tells_of_the_newer_version(
    world: SimpleNamespace, sign_in: SignIn, document: Document
) -> None:
    page = sign_in(world.reader).get(url("case-timeline", world.case), {"soort": "documenten"})
    assert "Nieuwe versie van een document" in page.text
    assert page.text.count("Document toegevoegd") == 1
