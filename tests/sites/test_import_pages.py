"""Upload, preview, confirmation and result; the worker's part is called as the worker does."""

from types import SimpleNamespace
from typing import Any

import pytest
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from sites import tasks
from sites.models import Site, SiteImport
from tests.conftest import SignIn
from tests.sites.files import feature, layer

Status = SiteImport.Status


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> list[tuple[str, str]]:
    """What was handed to the worker; nothing runs by itself."""
    settings.MEDIA_ROOT = tmp_path
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(
        current_app, "send_task", lambda name, arguments: found.append((name, arguments[0]))
    )
    return found


@pytest.fixture
def run(django_capture_on_commit_callbacks: Any) -> Any:
    """Posts, and lets what waits for the end of the transaction happen."""

    def post(client: Client, name: str, *arguments: Any, **data: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(reverse(name, args=arguments), data)

    return post


def upload(run: Any, client: Client, *features: Any, content: bytes = b"") -> SiteImport:
    file = SimpleUploadedFile("../../laag.geojson", content or layer(*features))
    answer = run(client, "site-imports", file=file)
    assert answer.status_code == 302
    row: SiteImport = SiteImport.objects.latest("created_at")
    assert row.file_name == "laag.geojson"
    return row


def test_the_whole_road(area: SimpleNamespace, sign_in: SignIn, sent: Any, run: Any) -> None:
    client = sign_in(area.manager)
    row = upload(
        run, client, feature(), feature(RIN_NUMMER=""), feature(RIN_NUMMER="7", GEM_CODES="")
    )
    page = reverse("site-import", args=[row.pk])
    assert sent == [("sites.tasks.check_import", str(row.pk))]
    assert "every 2s" in client.get(page).content.decode()
    assert run(client, "site-import-confirm", row.pk).status_code == 302
    row.refresh_from_db()
    assert row.status == Status.QUEUED  # not ready, so refused
    tasks.check_import(str(row.pk))
    ready = client.get(page)
    assert "every 2s" not in ready.content.decode()
    assert ready.context["row"].summary["created"] == 2
    assert not Site.objects.filter(rin_number__isnull=False).exists()
    for outcome, count in (("created", 2), ("rejected", 1), ("remarks", 1), ("changed", 0)):
        filtered = client.get(
            page, {"outcome": outcome}, headers={"HX-Request": "true", "HX-Target": "div#list"}
        )
        assert len(filtered.context["shown"]) == count
        assert "<html" not in filtered.content.decode()
    run(client, "site-import-confirm", row.pk)
    run(client, "site-import-confirm", row.pk)  # twice: one import
    assert [name for name, _row in sent].count("sites.tasks.carry_out_import") == 1
    tasks.carry_out_import(str(row.pk))
    tasks.carry_out_import(str(row.pk))
    row.refresh_from_db()
    assert (row.status, Site.objects.filter(rin_number__isnull=False).count()) == (Status.DONE, 2)
    site = Site.objects.get(rin_number="30200901")
    assert site.history.get().history_user == area.manager
    assert client.get(page).status_code == 200
    assert run(client, "site-import-cancel", row.pk).status_code == 302
    row.refresh_from_db()
    assert row.status == Status.DONE


def test_sites_that_changed_since_the_preview_need_a_new_look(
    area: SimpleNamespace, sign_in: SignIn, sent: Any, run: Any
) -> None:
    client = sign_in(area.manager)
    row = upload(run, client, feature())
    tasks.check_import(str(row.pk))
    Actor.system().save(Site(name="Intussen", rin_number="30200901", reference_year=2020))
    run(client, "site-import-confirm", row.pk)
    tasks.carry_out_import(str(row.pk))
    row.refresh_from_db()
    assert row.status == Status.READY
    assert row.error
    assert row.summary["changed"] == 1
    assert Site.objects.get(rin_number="30200901").name == "Intussen"
    run(client, "site-import-confirm", row.pk)
    tasks.carry_out_import(str(row.pk))
    assert Site.objects.get(rin_number="30200901").name == "De Hurk"


def test_a_bad_file_is_explained_and_can_be_tried_again(
    area: SimpleNamespace, sign_in: SignIn, sent: Any, run: Any
) -> None:
    client = sign_in(area.manager)
    row = upload(run, client, content=b"<html>")
    tasks.check_import(str(row.pk))
    row.refresh_from_db()
    assert row.status == Status.FAILED
    assert "XML" in client.get(reverse("site-import", args=[row.pk])).content.decode()
    run(client, "site-import-retry", row.pk)
    row.refresh_from_db()
    assert (row.status, row.error) == (Status.QUEUED, "")


def test_an_error_on_our_side_leaves_nothing_half(
    area: SimpleNamespace, sign_in: SignIn, sent: Any, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(area.manager)
    Actor.system().save(Site(name="Bestaand", rin_number="1", reference_year=2020))
    row = upload(run, client, feature(), feature(RIN_NUMMER="1"))
    tasks.check_import(str(row.pk))
    run(client, "site-import-confirm", row.pk)

    def fail(*_args: object, **_options: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Actor, "bulk_update", fail)
    with pytest.raises(RuntimeError):
        tasks.carry_out_import(str(row.pk))
    row.refresh_from_db()
    assert row.status == Status.FAILED
    assert not Site.objects.filter(rin_number="30200901").exists()


def test_cancelling(area: SimpleNamespace, sign_in: SignIn, sent: Any, run: Any) -> None:
    client = sign_in(area.programme)
    row = upload(run, client, feature())
    tasks.check_import(str(row.pk))
    run(client, "site-import-cancel", row.pk)
    run(client, "site-import-confirm", row.pk)
    row.refresh_from_db()
    assert row.status == Status.CANCELLED
    assert client.get(reverse("site-import", args=[row.pk])).status_code == 200


def test_a_file_that_is_too_large_is_refused_at_once(
    area: SimpleNamespace, sign_in: SignIn, sent: Any, settings: Any
) -> None:
    settings.MAX_UPLOAD_BYTES = 10
    file = SimpleUploadedFile("laag.geojson", layer(feature()))
    answer = sign_in(area.manager).post(reverse("site-imports"), {"file": file})
    assert answer.status_code == 422
    assert not SiteImport.objects.exists()


def test_who_may_import(area: SimpleNamespace, sign_in: SignIn, sent: Any, run: Any) -> None:
    row = upload(run, sign_in(area.manager), feature())
    pages = [reverse("site-imports"), reverse("site-import", args=[row.pk])]
    posts = [
        reverse(f"site-import-{verb}", args=[row.pk]) for verb in ("confirm", "cancel", "retry")
    ]
    for person in (area.manager, area.programme):
        assert {sign_in(person).get(page).status_code for page in pages} == {200}
    for person in (area.editor, area.reader, area.stranger):
        client = sign_in(person)
        assert {client.get(page).status_code for page in pages} == {403}
        assert {client.post(page).status_code for page in posts} == {403}
    assert {sign_in(area.manager).get(page).status_code for page in posts} == {405}
    row.refresh_from_db()
    assert row.status == Status.QUEUED
