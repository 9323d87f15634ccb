"""Photos of a visit: looked into, stripped, and delivered to nobody who may not look at them."""

import io
import struct
import zlib
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import AccessLog
from cases.models import VisitPhoto
from tests.cases.visits.helpers import filled, observe, picture, url
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def bomb() -> SimpleUploadedFile:
    """A png of a few hundred bytes that says it is 30,000 by 30,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    parts = (
        chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 90_001)) + chunk(b"IEND", b"")
    )
    return SimpleUploadedFile("bom.png", b"\x89PNG\r\n\x1a\n" + parts, "image/png")


def add(client: Client, world: SimpleNamespace, *photos: object, **typed: object) -> object:
    path = observe(world)
    return client.post(path, filled(client, path) | {"photos": photos, "visibility": "all"} | typed)


def test_a_photo_is_kept_without_what_the_phone_hid_in_it(
    visit: SimpleNamespace, sign_in: SignIn
) -> None:
    exif = Image.Exif()
    exif[0x0110] = "Telefoon van Anna"  # model
    exif[0x0112] = 6  # turned a quarter
    exif.get_ifd(0x8825)[2] = (51.0, 26.0, 0.0)  # latitude
    client = sign_in(visit.manager)
    sent = picture((3000, 1500), exif=exif, name="../../Fotonova kavel.jpg")
    assert b"Telefoon" in sent.read()
    sent.seek(0)
    assert add(client, visit, sent, caption="Kavel").status_code == 302
    row = VisitPhoto.objects.get()
    assert (row.width, row.height) == (1024, 2048), "upright, and small enough"
    for stored in (row.file, row.small):
        content = stored.open("rb").read()
        assert b"Telefoon" not in content
        assert b"Exif" not in content
        assert not Image.open(io.BytesIO(content)).getexif()
    assert "otonova" not in str(row.file.name)
    answer = client.get(url(visit, "visit-photo", row.pk))
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]
    assert "otonova" not in answer["Content-Disposition"]
    assert AccessLog.objects.filter(kind="photo", object_id=row.pk).count() == 1


@pytest.mark.parametrize(
    "upload",
    [
        bomb(),
        SimpleUploadedFile("foto.jpg", b"\xff\xd8\xff" + b"x" * 500, "image/jpeg"),
        SimpleUploadedFile("foto.jpg", b"<html>", "image/jpeg"),
        SimpleUploadedFile("foto.jpg", b"", "image/jpeg"),
        SimpleUploadedFile("foto.svg", b"<svg/>", "image/svg+xml"),
        SimpleUploadedFile("nota.pdf", b"%PDF-1.7 ...", "application/pdf"),
    ],
    ids=["bomb", "damaged", "page", "empty", "drawing", "document"],
)
def test_what_is_no_photo_is_refused_and_the_text_stays(
    visit: SimpleNamespace, sign_in: SignIn, upload: SimpleUploadedFile
) -> None:
    client = sign_in(visit.manager)
    answer = add(client, visit, picture(), upload, observation="Bouwrijp")
    assert answer.status_code == 422
    assert answer.context["form"].errors["photos"]
    assert "Bouwrijp" in answer.content.decode()
    assert not VisitPhoto.objects.exists()
    assert add(client, visit, picture(), picture((10, 10), "PNG", "x.png")).status_code == 302
    assert VisitPhoto.objects.count() == 2


def test_more_than_ten_at_once_are_refused(visit: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(visit.manager)
    shots = [picture((20 + n, 20)) for n in range(11)]
    assert add(client, visit, *shots).status_code == 422
    assert not VisitPhoto.objects.exists()


def test_a_photo_that_is_sent_again_is_the_same_photo(
    visit: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(visit.manager)
    for _time in range(2):
        assert add(client, visit, picture()).status_code == 302
    assert VisitPhoto.objects.count() == 1


@pytest.mark.parametrize(
    ("visibility", "seen_by_host"), [("all", True), ("informed", False), ("own", False)]
)
def test_photos_are_for_whom_they_were_meant(
    visit: SimpleNamespace, sign_in: SignIn, visibility: str, seen_by_host: bool
) -> None:
    add(sign_in(visit.manager), visit, picture(), visibility=visibility)
    row = VisitPhoto.objects.get()
    page = observe(visit)
    for name in ("visit-photo", "visit-photo-small"):
        path = url(visit, name, row.pk)
        assert sign_in(visit.manager).get(path).status_code == 200
        assert sign_in(visit.visitor).get(path).status_code == (200 if seen_by_host else 404)
        for stranger in (visit.rival_user, visit.ministry):
            assert sign_in(stranger).get(path).status_code == 404
    assert (str(row.pk) in sign_in(visit.visitor).get(page).content.decode()) == seen_by_host


def test_a_photo_of_a_site_of_a_rival_is_not_seen(visit: SimpleNamespace, sign_in: SignIn) -> None:
    client, path = sign_in(visit.manager), observe(visit, visit.rival_stop)
    sent = filled(client, path) | {"photos": [picture()], "visibility": "all"}
    assert client.post(path, sent).status_code == 302
    row = VisitPhoto.objects.get()
    assert client.get(url(visit, "visit-photo", row.pk)).status_code == 200
    assert sign_in(visit.visitor).get(url(visit, "visit-photo", row.pk)).status_code == 404


def test_a_caption_for_all_does_not_name_the_company(
    visit: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(visit.manager)
    assert add(client, visit, picture(), caption="Bord van Fotonova").status_code == 422
    assert not VisitPhoto.objects.exists()
    own = add(client, visit, picture(), caption="Bord van Fotonova", visibility="own")
    assert own.status_code == 302


def test_only_the_own_organisation_removes_a_photo_and_the_file_goes(
    visit: SimpleNamespace,
    sign_in: SignIn,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    add(sign_in(visit.manager), visit, picture())
    row = VisitPhoto.objects.get()
    names = [str(row.file.name), str(row.small.name)]
    path = url(visit, "visit-photo-remove", row.pk)
    assert sign_in(visit.visitor).post(path).status_code == 403
    assert sign_in(visit.reader).post(path).status_code == 403
    assert all(default_storage.exists(name) for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        assert sign_in(visit.manager).post(path).status_code == 302
    assert not VisitPhoto.objects.exists()
    assert not any(default_storage.exists(name) for name in names)
    assert VisitPhoto.history.filter(history_type="-").count() == 1
