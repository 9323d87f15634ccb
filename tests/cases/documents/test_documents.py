"""Documents: judged by content, delivered to who may read them, under a name that tells nothing."""

import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.models import AccessLog
from cases.models import Disclosure, Document
from tests import factories
from tests.cases.documents.files import GOOD, PDF, fetch, upload
from tests.cases.road import url
from tests.conftest import SignIn


@pytest.mark.parametrize("name", GOOD)
def test_what_is_what_it_says_is_kept(world: SimpleNamespace, sign_in: SignIn, name: str) -> None:
    client = sign_in(world.manager)
    assert upload(client, world.case, name, GOOD[name]).status_code == 302
    document = Document.objects.get()
    assert document.sha256 == hashlib.sha256(GOOD[name]).hexdigest()
    assert (document.size, document.file_name) == (len(GOOD[name]), name)
    assert name not in document.file.name, "storage knows keys, no names"
    response = fetch(client, document)
    assert b"".join(response) == GOOD[name]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Type"] == document.content_type


def test_who_reads_which_document(world: SimpleNamespace, sign_in: SignIn) -> None:
    knowing = factories.organisation()
    informed = factories.person(knowing)
    factories.join(world.case, knowing, Disclosure.IDENTITY)
    factories.join(world.case, world.away)
    client = sign_in(world.manager)
    seen = {"own": 0, "informed": 1, "all": 2}
    for visibility in seen:
        upload(client, world.case, f"{visibility}.pdf", PDF, visibility=visibility)
    for user, most in ((world.reader, -1), (informed, 0), (world.visitor, 1)):
        browser = sign_in(user)
        page = browser.get(url("case-documents", world.case)).text
        for visibility, rank in seen.items():
            document = Document.objects.get(visibility=visibility)
            may = rank > most
            assert (str(document.pk) in page) == may, (user, visibility)
            assert fetch(browser, document).status_code == (200 if may else 404)
    outsider = sign_in(factories.person(factories.organisation()))
    assert fetch(outsider, Document.objects.get(visibility="all")).status_code == 404


def test_a_download_is_logged(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    upload(client, world.case, "Fotonova.pdf", PDF)
    document = Document.objects.get()
    fetch(client, document)
    row = AccessLog.objects.get(action=AccessLog.Action.DOWNLOADED)
    assert (row.user, row.object_id, row.subject) == (
        world.manager,
        document.pk,
        world.case.code_name,
    )
    assert "Fotonova" not in row.detail


def test_a_document_for_all_names_the_company_nowhere(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away)
    client = sign_in(world.manager)
    for name, title in (("fotonova-plan.pdf", "Plan"), ("plan.pdf", "Plan van Fotonova")):
        response = upload(client, world.case, name, PDF, title=title, visibility="all")
        assert response.status_code == 422, (name, title)
    assert upload(client, world.case, "fotonova.pdf", PDF).status_code == 302
    document = Document.objects.get()
    path = url("document-edit", world.case, document.pk)
    opened = {"title": "Plan", "kind": "other", "visibility": "all"}
    assert client.post(path, opened).status_code == 422, "the file still names it"
    assert client.post(path, opened | {"visibility": "informed"}).status_code == 302
    assert upload(client, world.case, "plan.pdf", PDF, visibility="all").status_code == 302


def test_the_file_name_is_for_who_knows_the_company(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away)
    upload(sign_in(world.manager), world.case, "kavelwens.pdf", PDF, title="Wens", visibility="all")
    document = Document.objects.get()
    assert (
        'filename="kavelwens.pdf"' in fetch(sign_in(world.reader), document)["Content-Disposition"]
    )
    answer = fetch(sign_in(world.visitor), document)
    assert 'filename="document-1.pdf"' in answer["Content-Disposition"]
    assert "kavelwens" not in sign_in(world.visitor).get(url("case-documents", world.case)).text


def test_only_the_own_organisation_changes_and_removes(
    world: SimpleNamespace, sign_in: SignIn, media: Path
) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    upload(sign_in(world.manager), world.case, "plan.pdf", PDF, visibility="informed")
    document = Document.objects.get()
    remove, edit = (url(n, world.case, document.pk) for n in ("document-remove", "document-edit"))
    assert fetch(sign_in(world.visitor), document).status_code == 200
    for user in (world.visitor, world.reader):
        for path in (remove, edit):
            assert sign_in(user).get(path).status_code == 403
            assert sign_in(user).post(path, {"reason": "weg"}).status_code == 403
    client = sign_in(world.colleague)
    assert client.post(remove, {"reason": ""}).status_code == 422
    assert Document.objects.exists()
    assert client.post(remove, {"reason": "Verkeerd dossier"}).status_code == 302
    assert not Document.objects.exists()
    last = Document.history.first()
    assert (last.history_type, last.history_change_reason) == ("-", "Verkeerd dossier")


def test_the_file_itself_goes_with_the_document(
    world: SimpleNamespace,
    sign_in: SignIn,
    media: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    client = sign_in(world.manager)
    upload(client, world.case, "plan.pdf", PDF)
    document = Document.objects.get()
    assert (media / document.file.name).exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("document-remove", world.case, document.pk), {"reason": "Dubbel"})
    assert not (media / document.file.name).exists()


def test_a_lost_file_is_not_found(world: SimpleNamespace, sign_in: SignIn, media: Path) -> None:
    client = sign_in(world.manager)
    upload(client, world.case, "plan.pdf", PDF)
    document = Document.objects.get()
    (media / document.file.name).unlink()
    assert fetch(client, document).status_code == 404


def test_only_contributors_add(world: SimpleNamespace, sign_in: SignIn) -> None:
    assert upload(sign_in(world.visitor), world.case, "a.pdf", PDF).status_code == 404
    assert upload(sign_in(world.reader), world.case, "a.pdf", PDF).status_code == 403
    factories.join(world.case, world.away)
    assert upload(sign_in(world.visitor), world.case, "a.pdf", PDF).status_code == 302
    assert Document.objects.get().organisation == world.away
