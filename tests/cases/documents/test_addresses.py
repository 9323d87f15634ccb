"""A document of a case that one may not see is not found: by a guess, an old link, another case."""

import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from accounts.actor import Actor
from cases.actions.participants import end_participation
from cases.models import Disclosure, Document
from tests import factories
from tests.cases.documents.files import PDF, upload
from tests.conftest import SignIn

NAMES = ("document-download", "document-version", "document-versions")


def addresses(case: Any, document: Any) -> list[str]:
    keys = {"document-version": [1]}
    return [reverse(name, args=[case, document, *keys.get(name, [])]) for name in NAMES]


def statuses(client: Any, paths: list[str]) -> set[int]:
    return {ask(path).status_code for path in paths for ask in (client.get, client.head)}


@pytest.fixture
def document(world: SimpleNamespace, sign_in: SignIn) -> Document:
    upload(sign_in(world.manager), world.case, "plan.pdf", PDF, visibility="informed")
    return Document.objects.get()


def test_by_a_guess(world: SimpleNamespace, sign_in: SignIn, document: Document) -> None:
    client = sign_in(world.manager)
    assert statuses(client, addresses(world.case.pk, document.pk)) == {200}
    assert statuses(client, addresses(world.case.pk, uuid.uuid4())) == {404}
    assert statuses(client, addresses(uuid.uuid4(), document.pk)) == {404}
    outsider = sign_in(factories.person(factories.organisation()))
    assert statuses(outsider, addresses(world.case.pk, document.pk)) == {404}


def test_under_the_address_of_another_case(
    world: SimpleNamespace, sign_in: SignIn, document: Document
) -> None:
    """Somebody on one case, with the key of a document of another."""
    own = factories.case(world.visitor)
    client = sign_in(world.visitor)
    assert client.get(reverse("case-documents", args=[own.pk])).status_code == 200
    assert statuses(client, addresses(own.pk, document.pk)) == {404}
    other = factories.case(world.manager)
    assert statuses(sign_in(world.manager), addresses(other.pk, document.pk)) == {404}


def test_by_an_old_link(world: SimpleNamespace, sign_in: SignIn, document: Document) -> None:
    row = factories.join(world.case, world.away, Disclosure.IDENTITY)
    client = sign_in(world.visitor)
    old = addresses(world.case.pk, document.pk)
    assert statuses(client, old) == {200}
    end_participation(Actor.person(world.manager), row, "Klaar")
    assert statuses(client, old) == {404}


def test_who_is_not_signed_in_is_asked_to(client: Any, document: Document) -> None:
    assert statuses(client, addresses(document.case_id, document.pk)) == {302}


def test_only_reading(world: SimpleNamespace, sign_in: SignIn, document: Document) -> None:
    client = sign_in(world.manager)
    for path in addresses(world.case.pk, document.pk)[:2]:
        for ask in (client.post, client.put, client.delete):
            assert ask(path).status_code == 405
