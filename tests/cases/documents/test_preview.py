"""Pictures of documents: the pages and no more, drawn where it cannot hurt, for who may read it."""

import base64
import io
import re
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter

from accounts.models import AccessLog
from cases.documents import drawing, pictures
from cases.models import Document
from tests import factories
from tests.cases.documents.files import GOOD, PDF, upload
from tests.cases.road import url
from tests.conftest import SignIn


def pdf(pages: int = 1, size: tuple[float, float] = (595, 842), password: str = "") -> bytes:
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(*size)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def photo(form: str = "JPEG", size: tuple[int, int] = (400, 200), color: str = "red") -> bytes:
    """With a place, a camera's direction and a remark, as a telephone leaves them behind."""
    picture = Image.new("RGB", size, color)
    picture.putpixel((0, 0), (0, 0, 255))
    exif = picture.getexif()
    exif[0x010E], exif[0x0112] = "Fotonova fabriek", 6
    exif.get_ifd(0x8825)[1] = "N"
    out, remark = io.BytesIO(), PngImagePlugin.PngInfo()
    remark.add_text("Comment", "Fotonova")
    more: Any = {"pnginfo": remark} if form == "PNG" else {"comment": b"Fotonova"}
    picture.save(out, form, exif=exif, **more)
    return out.getvalue()


def picture_of(page: Any) -> tuple[bytes, Image.Image]:
    found = re.search(r'src="data:image/\w+;base64,([^"]+)"', page.text)
    assert found, "there is a picture"
    content = base64.b64decode(found[1])
    return content, Image.open(io.BytesIO(content))


def added(world: SimpleNamespace, sign_in: SignIn, name: str, content: bytes, **more: Any) -> str:
    answer = upload(sign_in(world.manager), world.case, name, content, **more)
    assert answer.status_code == 302
    return url("document-preview", world.case, Document.objects.latest("uploaded_at").pk)


def test_the_pages_of_a_pdf_one_by_one(world: SimpleNamespace, sign_in: SignIn) -> None:
    path = added(world, sign_in, "plan.pdf", pdf(3), title="Plan")
    client = sign_in(world.reader)
    page = client.get(path)
    assert page.status_code == 200
    assert picture_of(page)[1].size in ((1200, 1698), (1200, 1699))
    assert "pagina=2" in page.text
    assert 'rel="prev"' not in page.text
    last = client.get(path, {"pagina": 3})
    assert "pagina=2" in last.text
    assert 'rel="next"' not in last.text
    for wrong in ("0", "4", "-1", "x", "1e9", "9" * 30, "²"):
        assert client.get(path, {"pagina": wrong}).status_code == 404, wrong
    assert b"/Page" not in page.content, "nothing of the file itself is in the page"
    looks = AccessLog.objects.filter(kind="document", action=AccessLog.Action.VIEWED)
    assert [(look.user, look.detail) for look in looks] == [(world.reader, "other, 1")] * 2


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_photo_tells_nothing_but_what_is_seen(
    world: SimpleNamespace, sign_in: SignIn, form: str
) -> None:
    given = photo(form)
    assert b"Fotonova" in given
    path = added(world, sign_in, "foto.jpg" if form == "JPEG" else "foto.png", given)
    content, picture = picture_of(sign_in(world.reader).get(path))
    assert picture.size == (200, 400), "upright"
    assert b"Fotonova" not in content
    assert dict(picture.getexif()) == {}
    assert not {"comment", "Comment", "exif"} & set(picture.info)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("slot.pdf", pdf(password="geheim"), "wachtwoord"),
        ("kapot.pdf", PDF, "beschadigd"),
        ("leeg.pdf", pdf(0), "beschadigd"),
        ("kapot.png", GOOD["foto.png"], "beschadigd"),
        ("half.jpg", photo()[:300], "beschadigd"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    world: SimpleNamespace, sign_in: SignIn, name: str, content: bytes, sentence: str
) -> None:
    page = sign_in(world.manager).get(added(world, sign_in, name, content))
    assert page.status_code == 200
    assert sentence in page.text
    assert "data:image" not in page.text


def test_immense_pages_are_drawn_small_and_immense_photos_not(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    page = client.get(added(world, sign_in, "muur.pdf", pdf(size=(14_000, 14_000))))
    assert picture_of(page)[1].size == (1200, 1200)
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    assert len(out.getvalue()) < 1_000_000
    page = client.get(added(world, sign_in, "bom.png", out.getvalue()))
    assert "te groot" in page.text


def test_a_program_that_hangs_or_hoards_is_stopped(
    world: SimpleNamespace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    path = added(world, sign_in, "plan.pdf", pdf())
    program = tmp_path / "drawing.py"
    source = pictures.PROGRAM.read_text()
    monkeypatch.setattr(pictures, "PROGRAM", program)
    monkeypatch.setattr(pictures, "SECONDS", 4)
    for deed in ("while True: pass", "hoard = bytearray(3 * 1024 ** 3)"):
        program.write_text(source.replace("    limit()\n", f"    limit()\n    {deed}\n"))
        page = sign_in(world.manager).get(path)
        assert page.status_code == 200
        assert "hier niet worden getoond" in page.text or "te groot om" in page.text, deed
        assert "data:image" not in page.text


def test_the_program_knows_nothing_of_us(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("SECRET_KEY", "niet-voor-jou")
    program = tmp_path / "drawing.py"
    program.write_text("import os\nprint(1)\nprint(sorted(os.environ), os.getcwd())\n")
    monkeypatch.setattr(pictures, "PROGRAM", program)
    told = pictures.draw(io.BytesIO(b"x"), "image/png", 1).content
    assert b"SECRET_KEY" not in told
    assert told.endswith(b"'/'\n") or b" /" in told


def test_the_codes_are_the_same_on_both_sides() -> None:
    assert (drawing.LOCKED, drawing.BROKEN, drawing.TOO_LARGE, drawing.NO_SUCH_PAGE) == (
        pictures._LOCKED,
        pictures._BROKEN,
        pictures._TOO_LARGE,
        pictures._NO_SUCH_PAGE,
    )


def test_when_many_look_at_once_it_says_so(
    world: SimpleNamespace, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = added(world, sign_in, "plan.pdf", pdf())
    monkeypatch.setattr(pictures, "WAIT", 0.05)
    turns = [pictures._turns.acquire(blocking=False) for _number in range(2)]
    try:
        assert all(turns)
        assert "Probeer het zo" in sign_in(world.manager).get(path).text
    finally:
        for _turn in turns:
            pictures._turns.release()


def test_who_may_not_read_it_sees_no_picture(world: SimpleNamespace, sign_in: SignIn) -> None:
    factories.join(world.case, world.away)
    own = added(world, sign_in, "eigen.pdf", pdf(), visibility="own")
    open_to_all = added(world, sign_in, "wens.pdf", pdf(), title="Wens", visibility="all")
    visitor = sign_in(world.visitor)
    for ask in (visitor.get, visitor.head):
        assert ask(open_to_all).status_code == 200
        assert ask(own).status_code == 404
    outsider = sign_in(factories.person(factories.organisation()))
    assert outsider.get(open_to_all).status_code == 404
    assert visitor.post(open_to_all).status_code == 405


def test_other_kinds_have_no_picture(world: SimpleNamespace, sign_in: SignIn) -> None:
    path = added(world, sign_in, "lijst.csv", GOOD["lijst.csv"])
    client = sign_in(world.manager)
    assert client.get(path).status_code == 404
    assert path not in client.get(url("case-documents", world.case)).text


def test_an_earlier_version_has_pictures_too(world: SimpleNamespace, sign_in: SignIn) -> None:
    path = added(world, sign_in, "plan.pdf", pdf(1), title="Plan")
    document = Document.objects.get()
    newer = {"file": io.BytesIO(pdf(2))}
    newer["file"].name = "plan.pdf"
    client = sign_in(world.manager)
    assert client.post(url("document-versions", world.case, document.pk), newer).status_code == 302
    assert client.get(path, {"pagina": 2}).status_code == 200
    assert client.get(path, {"versie": 1}).status_code == 200
    assert client.get(path, {"versie": 1, "pagina": 2}).status_code == 404
    assert client.get(path, {"versie": 3}).status_code == 404
