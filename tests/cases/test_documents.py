"""Documents: judged by content, delivered to who may read them, under a name that tells nothing."""

import hashlib
import io
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import AccessLog
from cases.documents import clean_name
from cases.models import Case, Disclosure, Document
from tests import factories
from tests.cases.road import url
from tests.conftest import SignIn

PDF = b"%PDF-1.7\n%tekst\n"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def archive(**entries: bytes) -> bytes:
    """A zip file; __ in a name stands for a slash, DOT for a dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name.replace("__", "/").replace("DOT", "."), content)
    return stream.getvalue()


def upload(client: Client, case: Case, name: str, content: bytes, **changes: object) -> Any:
    data = {"title": "", "kind": "other", "visibility": "own"} | changes
    file = SimpleUploadedFile(name, content)
    return client.post(url("case-documents", case), data | {"file": file})


def fetch(client: Client, document: Document) -> Any:
    return client.get(url("document-download", document.case, document.pk))


ODT = b"application/vnd.oasis.opendocument.text"
GOOD = {
    "brief.pdf": PDF,
    "foto.png": b"\x89PNG\r\n\x1a\n....",
    "foto.JPG": b"\xff\xd8\xff\xe0....",
    "tekst.docx": archive(word__documentDOTxml=b"<w/>", other=b"x"),
    "lijst.xlsx": archive(xl__workbookDOTxml=b"<x/>"),
    "tekst.odt": archive(mimetype=ODT, contentDOTxml=b"<x/>"),
    "lijst.csv": b"naam;ha\nNoord;2,5\n",
    "tekst.txt": "Één regel".encode("cp1252"),
}
BAD = {
    "leeg.pdf": b"",
    "programma.exe": b"MZ\x90\x00",
    "programma.pdf": b"MZ\x90\x00",
    "programma.txt": b"MZ\x90\x00\x03",
    "pagina.html": b"<html></html>",
    "pagina.txt": b"  <!DOCTYPE html><script>alert(1)</script>",
    "plaatje.svg": b"<svg/>",
    "plaatje.csv": b"<?xml version='1.0'?><svg/>",
    "archief.docx": archive(anythingDOTtxt=b"x"),
    "kapot.xlsx": b"PK\x03\x04 dit is geen archief",
    "macro.xlsx": archive(xl__workbookDOTxml=b"<x/>", xl__vbaProjectDOTbin=b"\x00"),
    "macro.odt": archive(mimetype=ODT, contentDOTxml=b"<x/>", Basic__scriptDOTxml=b"<x/>"),
    "rekenblad.ods": archive(mimetype=ODT, contentDOTxml=b"<x/>"),
    "bom.docx": archive(word__documentDOTxml=b"0" * 5_000_000),
}


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


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_what_it_says_is_refused(
    world: SimpleNamespace, sign_in: SignIn, name: str
) -> None:
    response = upload(sign_in(world.manager), world.case, name, BAD[name])
    assert response.status_code == 422
    assert not Document.objects.exists()


def test_too_large_is_refused(world: SimpleNamespace, sign_in: SignIn, settings: Settings) -> None:
    client = sign_in(world.manager)
    settings.MAX_UPLOAD_BYTES = len(PDF)
    assert upload(client, world.case, "a.pdf", PDF + b"x").status_code == 422
    assert upload(client, world.case, "a.pdf", PDF).status_code == 302


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\plan.pdf", "plan.pdf"),
        ("brief\u202efdp.exe.pdf", "brieffdp.exe.pdf"),
        ("a\x00b\n c.pdf", "ab c.pdf"),
        ('<b>"x".pdf', "-b--x-.pdf"),
        ("....pdf", "pdf"),
        ("", "document"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_long_names_keep_their_ending() -> None:
    name = clean_name("a" * 500 + ".pdf")
    assert len(name) == 120
    assert name.endswith(".pdf")


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
