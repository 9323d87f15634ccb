"""Everything of a case as one zip: what this person may read, under safe names, with an index."""

import hashlib
import io
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from odfdo import Document as Spreadsheet

from accounts.models import AccessLog
from cases.models import Case, Document
from cases.views import document_bundle
from tests import factories
from tests.cases.documents.files import PDF, upload
from tests.cases.documents.test_confidence import GIVEN
from tests.cases.road import url
from tests.conftest import SignIn


def taken(client: Client, case: Case) -> tuple[Any, zipfile.ZipFile]:
    answer = client.get(url("case-documents-zip", case))
    assert answer.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer)))
    assert archive.testzip() is None
    return answer, archive


def index_of(archive: zipfile.ZipFile) -> list[list[Any]]:
    table = Spreadsheet(io.BytesIO(archive.read("index.ods"))).body.tables[0]
    return [list(row) for row in table.get_values()]


@pytest.fixture
def filled(world: SimpleNamespace, sign_in: SignIn) -> Case:
    """Three levels; a region that may not know the company is on the case."""
    factories.join(world.case, world.away)
    client = sign_in(world.manager)
    for level in ("own", "informed", "all"):
        upload(client, world.case, "CON.pdf", PDF, title=f"Stuk {level}", visibility=level, **GIVEN)
    upload(sign_in(world.visitor), world.case, "aanbod.pdf", PDF + b"x", title="Aanbod")
    row = Document.objects.get(title="Stuk all")
    newer = {"file": SimpleUploadedFile("CON.pdf", PDF + b"nieuwer")}
    client.post(url("document-versions", world.case, row.pk), newer)
    return world.case


def test_the_zip_holds_what_one_may_read_and_an_index(
    world: SimpleNamespace, sign_in: SignIn, filled: Case
) -> None:
    answer, archive = taken(sign_in(world.reader), filled)
    name = answer["Content-Disposition"]
    assert name == f'attachment; filename="{filled.reference}-documenten.zip"'
    assert sorted(archive.namelist()) == [
        "documenten/001 _CON.pdf",
        "documenten/002 _CON.pdf",
        "documenten/003 _CON.pdf",
        "eerdere versies/003 v1 _CON.pdf",
        "index.html",
        "index.ods",
    ]
    rows = index_of(archive)[1:]
    assert [row[0] for row in rows] == [n for n in archive.namelist() if n.endswith(".pdf")]
    for row in rows:
        assert row[13] == hashlib.sha256(archive.read(row[0])).hexdigest()
    assert rows[2][1] == "Stuk all"
    page = archive.read("index.html").decode()
    for words in ("Stuk own", "M. Jansen", "onder c", world.manager.name, "eerdere%20versies/"):
        assert words in page


def test_nothing_that_is_for_others(world: SimpleNamespace, sign_in: SignIn, filled: Case) -> None:
    _answer, archive = taken(sign_in(world.visitor), filled)
    names = [name for name in archive.namelist() if name.endswith(".pdf")]
    assert len(names) == 3, "its own, and what is for all with the earlier version"
    assert all("document-" in name for name in names)
    for content in map(archive.read, ("index.html", "index.ods")):
        for secret in (b"otonova", b"M. Jansen", b"Rendement", b"Stuk own", b"CON"):
            assert secret not in content
    everything = b"".join(b"".join(map(str.encode, map(str, row))) for row in index_of(archive))
    assert b"Aanbod" in everything
    assert b"Jansen" not in everything
    _answer, own = taken(sign_in(world.manager), filled)
    assert "Aanbod" not in own.read("index.html").decode()


def test_who_does_not_see_the_case_finds_no_zip(
    world: SimpleNamespace, sign_in: SignIn, filled: Case
) -> None:
    outsider = sign_in(factories.person(factories.organisation()))
    for ask in (outsider.get, outsider.head):
        assert ask(url("case-documents-zip", filled)).status_code == 404
    assert sign_in(world.manager).post(url("case-documents-zip", filled)).status_code == 405


def test_taking_everything_is_logged(world: SimpleNamespace, sign_in: SignIn, filled: Case) -> None:
    taken(sign_in(world.reader), filled)
    row = AccessLog.objects.get(kind="documents")
    assert (row.user, row.subject, row.detail) == (world.reader, filled.code_name, "4")
    assert row.case_id == filled.pk


def test_a_lost_file_is_said_in_the_index(
    world: SimpleNamespace, sign_in: SignIn, filled: Case, media: Path
) -> None:
    (media / Document.objects.get(title="Stuk own").file.name).unlink()
    _answer, archive = taken(sign_in(world.reader), filled)
    assert "documenten/001 _CON.pdf" not in archive.namelist()
    assert "documenten/002 _CON.pdf" in archive.namelist()
    assert "niet gevonden in de opslag" in archive.read("index.html").decode()


def test_nothing_and_too_much_are_said(
    world: SimpleNamespace,
    sign_in: SignIn,
    filled: Case,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = sign_in(world.manager)
    monkeypatch.setattr(document_bundle, "MOST_BYTES", 10)
    answer = client.get(url("case-documents-zip", filled), follow=True)
    assert "te veel voor" in answer.text
    empty = factories.case(world.manager)
    answer = client.get(url("case-documents-zip", empty), follow=True)
    assert "geen document" in answer.text
    assert not AccessLog.objects.filter(kind="documents").exists()


def test_text_in_the_index_stays_text(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    title = '<script>alert(1)</script>=HYPERLINK("x")'
    upload(client, world.case, "a.pdf", PDF, title=title)
    _answer, archive = taken(client, world.case)
    assert "<script>" not in archive.read("index.html").decode()
    assert index_of(archive)[1][1] == title
    assert b"table:formula" not in zipfile.ZipFile(io.BytesIO(archive.read("index.ods"))).read(
        "content.xml"
    )
