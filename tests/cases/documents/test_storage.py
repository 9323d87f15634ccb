"""Documents in S3-compatible storage: the same access check, and no links around it."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from moto import mock_aws
from pytest_django.fixtures import Settings

from cases.models import Document
from config.env import Env
from tests.cases.documents.files import PDF, fetch, upload
from tests.cases.road import url
from tests.conftest import SignIn

VALUES = {
    "S3_BUCKET": "dossiers",
    "S3_REGION": "eu-west-1",
    "S3_ACCESS_KEY": "sleutel",
    "S3_SECRET_KEY": "geheim",
    "S3_FOLDER": "brandpunt",
}


@pytest.fixture
def bucket(settings: Settings) -> Iterator[Any]:
    with mock_aws():
        made = boto3.resource("s3", region_name="eu-west-1").Bucket("dossiers")
        made.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        settings.STORAGES = {**settings.STORAGES, "default": Env(VALUES).storage()}
        yield made


def test_a_document_lives_in_the_bucket(
    world: SimpleNamespace,
    sign_in: SignIn,
    bucket: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    client = sign_in(world.manager)
    assert upload(client, world.case, "Fotonova.pdf", PDF).status_code == 302
    document = Document.objects.get()
    (kept,) = bucket.objects.all()
    assert kept.key == f"brandpunt/{document.file.name}"
    assert "otonova" not in kept.key
    assert kept.get()["Body"].read() == PDF
    answer = fetch(client, document)
    assert answer.status_code == 200, "streamed by us, not redirected"
    assert b"".join(answer) == PDF
    assert fetch(sign_in(world.visitor), document).status_code == 404
    grants = kept.Object().Acl().grants
    assert {grant["Grantee"]["Type"] for grant in grants} == {"CanonicalUser"}, "private"
    with pytest.raises(ValueError, match="access check"):
        _ = document.file.url
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("document-remove", world.case, document.pk), {"reason": "Dubbel"})
    assert list(bucket.objects.all()) == []


def test_a_lost_file_in_the_bucket_is_not_found(
    world: SimpleNamespace, sign_in: SignIn, bucket: Any
) -> None:
    client = sign_in(world.manager)
    upload(client, world.case, "plan.pdf", PDF)
    bucket.objects.delete()
    assert fetch(client, Document.objects.get()).status_code == 404


def test_settings_that_cannot_be_right_stop_the_start() -> None:
    assert Env({}).storage()["BACKEND"].endswith("FileSystemStorage")
    options = Env(VALUES | {"S3_ENDPOINT": "https://s3.example"}).storage()["OPTIONS"]
    assert options["endpoint_url"] == "https://s3.example"
    assert options["file_overwrite"] is False
    for wrong in ({"S3_ENDPOINT": "s3.example"}, {"S3_SECRET_KEY": ""}):
        with pytest.raises(ImproperlyConfigured):
            Env(VALUES | wrong).storage()
