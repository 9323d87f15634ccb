"""What the page's script gets back for each file: a sentence, and the right status."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.models import Case, Document
from tests import factories
from tests.cases.documents.files import PDF
from tests.cases.road import url
from tests.conftest import SignIn


def send(client: Client, case: Case, **changes: Any) -> Any:
    data = {"title": "Plan", "kind": "other", "visibility": "own"} | changes
    data["file"] = SimpleUploadedFile("plan.pdf", data.pop("content", PDF))
    path = url("case-documents", case)
    return client.post(path, data, headers={"Accept": "application/json"})


def test_an_added_file_and_no_message_left_behind(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    answer = send(client, world.case)
    assert (answer.status_code, answer.json()) == (201, {"said": "Het document is toegevoegd."})
    assert Document.objects.count() == 1
    assert "is toegevoegd" not in client.get(url("case-documents", world.case)).text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"content": b"MZ\x90"}, "De inhoud van dit bestand is niet wat de naam zegt (pdf)."),
        ({"title": "x" * 200}, "Titel: "),
        ({"woo_ground": "other"}, "Waarom dit vertrouwelijk is: "),
        ({"visibility": "all", "title": "Fotonova"}, "Organisaties die het bedrijf niet mogen"),
    ],
)
def test_a_refused_file_says_why(
    world: SimpleNamespace, sign_in: SignIn, changes: Any, said: str
) -> None:
    answer = send(sign_in(world.manager), world.case, **changes)
    assert answer.status_code == 422
    assert answer.json()["said"].startswith(said)
    assert not Document.objects.exists()


def test_the_same_refusals_as_the_form(world: SimpleNamespace, sign_in: SignIn) -> None:
    assert send(sign_in(world.reader), world.case).status_code == 403
    outsider = sign_in(factories.person(factories.organisation()))
    assert send(outsider, world.case).status_code == 404
    assert send(Client(), world.case).status_code == 302
