"""The list: one kind, another order, and a menu that offers what the viewer may do."""

import re
from types import SimpleNamespace

import pytest

from cases.models import Disclosure, Document
from tests import factories
from tests.cases.documents.files import PDF, upload
from tests.cases.road import url
from tests.conftest import SignIn


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, ["Brief", "Zicht", "Akte"]),
        ({"volgorde": "oud"}, ["Akte", "Zicht", "Brief"]),
        ({"volgorde": "titel"}, ["Akte", "Brief", "Zicht"]),
        ({"volgorde": "grootte"}, ["Zicht", "Akte", "Brief"]),
        ({"soort": "nda"}, ["Akte"]),
        ({"soort": "onzin", "volgorde": "onzin"}, ["Brief", "Zicht", "Akte"]),
        ({"soort": "consent"}, ["Brief", "Zicht", "Akte"]),
    ],
)
def test_filter_and_order(
    world: SimpleNamespace, sign_in: SignIn, asked: dict[str, str], titles: list[str]
) -> None:
    client = sign_in(world.manager)
    for title, kind, more in (
        ("Akte", "nda", 20),
        ("Zicht", "evidence", 90),
        ("Brief", "other", 1),
    ):
        upload(client, world.case, "a.pdf", PDF + b"x" * more, title=title, kind=kind)
    page = client.get(url("case-documents", world.case), asked)
    assert [row.document.title for row in page.context["listing"].rows] == titles
    assert 'value="consent"' not in page.text.split("data-guard")[0], "only kinds that are there"


def test_the_numbers_of_names_do_not_follow_the_filter(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away)
    client = sign_in(world.manager)
    for kind in ("nda", "evidence"):
        upload(client, world.case, "a.pdf", PDF, title=kind, kind=kind, visibility="all")
    page = sign_in(world.visitor).get(url("case-documents", world.case), {"soort": "evidence"})
    assert [row.number for row in page.context["listing"].rows] == [2]


def test_the_menu_offers_what_may_be_done(world: SimpleNamespace, sign_in: SignIn) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    upload(sign_in(world.manager), world.case, "a.pdf", PDF, visibility="informed")
    key = Document.objects.get().pk
    offered = {}
    for user in (world.manager, world.reader, world.visitor):
        page = sign_in(user).get(url("case-documents", world.case)).text
        offered[user] = set(re.findall(rf"{key}/(\w*)", page))
    assert offered[world.manager] == {"", "voorbeeld", "versies", "wijzigen", "verwijderen"}
    assert offered[world.reader] == offered[world.visitor] == {"", "voorbeeld", "versies"}
