"""Given in confidence (Woo): the ground, by whom and when; told to who may know the company."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Document
from tests import factories
from tests.cases.documents.files import PDF, upload
from tests.cases.road import url
from tests.conftest import SignIn

GIVEN = {
    "woo_ground": "5.1.1.c",
    "woo_given_by": "M. Jansen",
    "woo_given_on": "2026-03-02",
    "woo_reason": "Rendement van de lijn",
}


def test_a_mark_remembers_ground_person_and_moment(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    assert upload(client, world.case, "plan.pdf", PDF, title="Plan", **GIVEN).status_code == 302
    row = Document.objects.get()
    assert (row.woo_ground, row.woo_given_by) == ("5.1.1.c", "M. Jansen")
    assert row.woo_given_on == datetime.date(2026, 3, 2)
    assert row.woo_marked_by == world.manager
    assert row.organisation == world.home
    assert timezone.now() - row.woo_marked_at < datetime.timedelta(minutes=1)
    page = sign_in(world.reader).get(url("document-versions", world.case, row.pk)).text
    for words in ("art. 5.1, lid 1, onder c", "M. Jansen", "Rendement", world.manager.name):
        assert words in page
    assert "art. 5.1, lid 1, onder c" in client.get(url("case-documents", world.case)).text
    timeline = client.get(url("case-timeline", world.case), {"soort": "documenten"}).text
    assert "Document toegevoegd" in timeline


def test_changing_the_mark_and_taking_it_off(world: SimpleNamespace, sign_in: SignIn) -> None:
    upload(sign_in(world.manager), world.case, "plan.pdf", PDF, title="Plan", **GIVEN)
    row = Document.objects.get()
    edit, marked = url("document-edit", world.case, row.pk), row.woo_marked_at
    client = sign_in(world.colleague)
    same = {"title": "Plan B", "kind": "other", "visibility": "own"}
    assert client.post(edit, same | GIVEN).status_code == 302
    row.refresh_from_db()
    assert (row.woo_marked_by, row.woo_marked_at) == (world.manager, marked), "not marked anew"
    other = {"woo_ground": "5.1.2.f", "woo_reason": "Klanten"}
    assert client.post(edit, same | other).status_code == 302
    row.refresh_from_db()
    assert (row.woo_marked_by, row.woo_given_by) == (world.colleague, "")
    assert client.post(edit, same | {"woo_ground": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.woo_ground, row.woo_reason, row.woo_marked_by) == ("", "", None)
    page = client.get(url("case-timeline", world.case), {"soort": "documenten"}).text
    assert "gemarkeerd als vertrouwelijk" in page
    assert "markering als vertrouwelijk is van een document gehaald" in page.lower()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"woo_given_by": ""}, "woo_given_by"),
        ({"woo_given_on": ""}, "woo_given_on"),
        ({"woo_given_on": "2999-01-01"}, "woo_given_on"),
        ({"woo_given_on": "gisteren"}, "woo_given_on"),
        ({"woo_ground": "other", "woo_reason": ""}, "woo_reason"),
        ({"woo_ground": ""}, "woo_ground"),
        ({"woo_ground": "5.1.9.z"}, "woo_ground"),
        ({"woo_reason": "x" * 301}, "woo_reason"),
    ],
)
def test_each_ground_asks_for_what_it_needs(
    world: SimpleNamespace, sign_in: SignIn, changes: Any, field: str
) -> None:
    answer = upload(sign_in(world.manager), world.case, "a.pdf", PDF, **(GIVEN | changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Document.objects.exists()


def test_names_at_the_company_are_for_who_knows_it(world: SimpleNamespace, sign_in: SignIn) -> None:
    factories.join(world.case, world.away)
    client = sign_in(world.manager)
    upload(client, world.case, "wens.pdf", PDF, title="Wens", visibility="all", **GIVEN)
    row = Document.objects.get()
    versions = url("document-versions", world.case, row.pk)
    assert "M. Jansen" in client.get(versions).text
    visitor = sign_in(world.visitor)
    pages = [visitor.get(url(n, world.case)).text for n in ("case-documents", "case-timeline")]
    for page in (*pages, visitor.get(versions).text):
        assert "Wens" in page or "Document" in page
        assert "M. Jansen" not in page
        assert "Rendement" not in page
