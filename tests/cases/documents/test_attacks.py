"""What somebody may try with a file: each is refused or made harmless, with a clear sentence."""

import io
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from cases.documents import clean_name
from cases.models import Document
from tests.cases.documents.files import ODT, PDF, archive, fetch, upload
from tests.cases.road import url
from tests.conftest import SignIn

WORD = {"word__documentDOTxml": b"<w/>"}
ZEROS = b"0" * 5_000_000


def overlapping() -> bytes:
    """An archive whose parts share the same bytes: small, and all together immense."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("word/document.xml", b"<w>" + bytes(range(256)) * 400)
        first = packed.infolist()[0]
        for number in range(300):
            again = zipfile.ZipInfo(f"word/part{number}.xml")
            again.header_offset, again.CRC = first.header_offset, first.CRC
            again.file_size, again.compress_size = first.file_size, first.compress_size
            packed.filelist.append(again)
    return stream.getvalue()


def nested(depth: int) -> bytes:
    """An office file in an office file in an office file."""
    content = archive(xl__workbookDOTxml=b"<x/>")
    for _number in range(depth):
        content = archive(**WORD, word__embeddings__tableDOTxlsx=content)
    return content


def typed(kind: str) -> bytes:
    """A text that says of itself that it is something else."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("word/document.xml", b"<w/>")
        packed.writestr("[Content_Types].xml", f'<Types><Override ContentType="{kind}"/></Types>')
    return stream.getvalue()


IS_NOT = "niet wat de naam zegt"
PROGRAM = "programma (macro"
BOMB = "veel groter"
KIND = "Dit soort bestand kan niet"
TEXT = "geen gewone tekst"
# Name of the file, its content, and words of the sentence that is given.
BAD: dict[str, tuple[bytes, str]] = {
    "leeg.pdf": (b"", "leeg"),
    "programma.exe": (b"MZ\x90\x00", KIND),
    "programma.pdf": (b"MZ\x90\x00", IS_NOT),
    "programma.jpg": (b"\x7fELF\x02\x01", IS_NOT),
    "programma.txt": (b"MZ\x90\x00\x03", TEXT),
    "pagina.html": (b"<html></html>", KIND),
    "pagina.txt": (b"  <!DOCTYPE html><script>alert(1)</script>", TEXT),
    "pagina.pdf": (b"<html><script>alert(1)</script>%PDF-1.7", IS_NOT),
    "plaatje.svg": (b"<svg onload='alert(1)'/>", KIND),
    "plaatje.png": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", IS_NOT),
    "plaatje.csv": (b"<?xml version='1.0'?><svg/>", TEXT),
    "plan.pdf.exe": (PDF, KIND),
    "zonder": (PDF, KIND),
    "macro.docm": (archive(**WORD), KIND),
    "archief.docx": (archive(anythingDOTtxt=b"x"), IS_NOT),
    "kapot.xlsx": (b"PK\x03\x04 dit is geen archief", "beschadigd"),
    "macro.xlsx": (archive(xl__workbookDOTxml=b"<x/>", xl__vbaProjectDOTbin=b"\x00"), PROGRAM),
    "macro.docx": (archive(**WORD, word__vbaDataDOTxml=b"<x/>"), PROGRAM),
    "macrotype.docx": (typed("application/vnd.ms-word.document.macroEnabled.main+xml"), PROGRAM),
    "macroblad.xlsx": (
        archive(xl__workbookDOTxml=b"<x/>", xl__macrosheets__sheet1DOTxml=b"<x/>"),
        PROGRAM,
    ),
    "macro.odt": (
        archive(mimetype=ODT, contentDOTxml=b"<x/>", Basic__scriptDOTxml=b"<x/>"),
        PROGRAM,
    ),
    "programma.docx": (archive(**WORD, word__embeddings__setupDOTexe=b"MZ"), PROGRAM),
    "rekenblad.ods": (archive(mimetype=ODT, contentDOTxml=b"<x/>"), IS_NOT),
    "bom.docx": (archive(word__documentDOTxml=ZEROS), BOMB),
    "overlap.docx": (overlapping(), BOMB),
    "verpakt.docx": (archive(**WORD, word__bomDOTzip=b"PK"), "ingepakt archief"),
    "bom-in-bijlage.docx": (archive(**WORD, word__tableDOTxlsx=archive(aDOTxml=ZEROS)), BOMB),
    "diep.docx": (nested(3), BOMB),
    "twee.pdf": (PDF + archive(anythingDOTtxt=b"x"), "twee soorten"),
    "twee.png": (b"\x89PNG\r\n\x1a\n...." + archive(evilDOTjar=b"x"), "twee soorten"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_what_it_says_is_refused(
    world: SimpleNamespace, sign_in: SignIn, name: str, media: Path
) -> None:
    content, sentence = BAD[name]
    response = upload(sign_in(world.manager), world.case, name, content)
    assert response.status_code == 422
    assert sentence in response.text
    assert not Document.objects.exists()
    assert not list(media.rglob("*.*")), "nothing stays behind"


def test_a_table_in_a_text_is_no_bomb(world: SimpleNamespace, sign_in: SignIn) -> None:
    assert upload(sign_in(world.manager), world.case, "a.docx", nested(1)).status_code == 302


def send(client: Client, path: str, raw_name: bytes, content: bytes) -> Any:
    """As a program would: the name goes over the line exactly as given."""
    body = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair
        for pair in ((b"kind", b"other"), (b"visibility", b"own"), (b"title", b""))
    )
    body += b'--x\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n' % raw_name
    body += b"Content-Type: text/html\r\n\r\n" + content + b"\r\n--x--\r\n"
    return client.generic("POST", path, body, content_type="multipart/form-data; boundary=x")


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (b"../../../etc/cron.d/plan.pdf", "plan.pdf"),
        (b"..\\..\\windows\\plan.pdf", "plan.pdf"),
        (b"/etc/plan.pdf", "plan.pdf"),
        (b"plan\x01\x07\x1b[31m.pdf", "plan[31m.pdf"),
        ("plan\u202efdp.pdf".encode(), "planfdp.pdf"),
        (b"plan\x00.exe.pdf", "plan.exe.pdf"),
        (b"a;b=c.pdf", "a;b=c.pdf"),
        (b"AUX.pdf", "_AUX.pdf"),
        (b"a" * 600 + b".pdf", "a" * 116 + ".pdf"),
        ("ontwerp €5 & één.pdf".encode(), "ontwerp €5 & één.pdf"),
    ],
)
def test_a_name_over_the_line_becomes_harmless(
    world: SimpleNamespace, sign_in: SignIn, raw: bytes, kept: str, media: Path
) -> None:
    client = sign_in(world.manager)
    assert send(client, url("case-documents", world.case), raw, PDF).status_code == 302
    document = Document.objects.get()
    assert (document.file_name, document.content_type) == (kept, "application/pdf")
    (stored,) = [path for path in media.rglob("*") if path.is_file()]
    assert stored.is_relative_to(media / "documents" / str(world.case.pk))
    header = fetch(client, document)["Content-Disposition"]
    assert header.startswith("attachment; ")
    assert all(32 <= ord(letter) < 127 for letter in header)


def test_a_title_hides_nothing(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    upload(client, world.case, "plan.pdf", PDF, title="jaar\u202efdp.exe \u200b verslag")
    document = Document.objects.get()
    assert document.title == "jaarfdp.exe verslag"
    changed = {"title": "plan\u2067\x7f twee", "kind": "other", "visibility": "own"}
    assert client.post(url("document-edit", world.case, document.pk), changed).status_code == 302
    document.refresh_from_db()
    assert document.title == "plan twee"


def test_the_type_is_ours_whatever_the_browser_said(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    content = PDF + b"<html><script>alert(1)</script></html>"
    assert send(client, url("case-documents", world.case), b"a.pdf", content).status_code == 302
    answer = fetch(client, Document.objects.get())
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")


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
        ("CON.pdf", "_CON.pdf"),
        ("lpt1", "_lpt1"),
        ("nul.tar.pdf", "_nul.tar.pdf"),
        ("Console.pdf", "Console.pdf"),
        ("plan\u2066\u200f\ufeff.pdf", "plan.pdf"),
        ("plan.pdf\u2028evil", "plan.pdf evil"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_long_names_keep_their_ending() -> None:
    name = clean_name("a" * 500 + ".pdf")
    assert len(name) == 120
    assert name.endswith(".pdf")
