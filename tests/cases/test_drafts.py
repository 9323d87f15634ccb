"""A note in the making: kept for its writer alone, restored, gone once sent or out of reach."""

from types import SimpleNamespace
from typing import Any

from django.test import Client
from django.utils import timezone

from cases.actions.drafts import LONGEST, end_lapsed_drafts
from cases.actions.sharing import end_share
from cases.models import Case, Disclosure, Draft, Note
from tests import factories
from tests.cases.road import url
from tests.conftest import SignIn

BEGUN = "De directeur twijfelt over de hal"


def keep(client: Client, case: Case, **values: Any) -> Any:
    return client.post(url("draft-save", case), {"body": BEGUN, "kind": "call"} | values)


def test_kept_restored_elsewhere_and_gone_once_sent(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    answer = keep(sign_in(world.manager), world.case, others="Piet", present=["Anna de Boer"])
    assert answer.status_code == 200
    assert "concept bewaard" in answer.text
    assert f"{timezone.localtime():%H:}" in answer.text
    elsewhere = sign_in(world.manager)
    for name in ("case-detail", "note-add"):
        page = elsewhere.get(url(name, world.case)).text
        assert BEGUN in page
        assert 'value="Piet"' in page
    keep(elsewhere, world.case, body=f"{BEGUN} en de grond")
    assert Draft.objects.get().values["body"] == f"{BEGUN} en de grond", "one draft, the last"
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    note = {"body": BEGUN, "kind": "call", "visibility": "own", "occurred_at": now}
    wrong = elsewhere.post(url("note-add", world.case), note | {"kind": "duif"})
    assert wrong.status_code == 422
    assert BEGUN in wrong.text
    assert Draft.objects.exists(), "an error loses nothing"
    assert elsewhere.post(url("note-add", world.case), note).status_code == 302
    assert Note.objects.count() == 1
    assert not Draft.objects.exists()


def test_discarded_or_emptied_it_is_gone(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    keep(client, world.case)
    assert client.post(url("draft-save", world.case), {"discard": "1"}).status_code == 302
    assert not Draft.objects.exists()
    keep(client, world.case)
    assert keep(client, world.case, body="  ").text == ""
    assert not Draft.objects.exists()


def test_it_is_for_the_writer_alone(world: SimpleNamespace, sign_in: SignIn) -> None:
    keep(sign_in(world.manager), world.case)
    for user in (world.colleague, world.reader):
        client = sign_in(user)
        for name in ("case-detail", "case-timeline"):
            assert BEGUN not in client.get(url(name, world.case)).text
    assert not Draft.objects.visible_to(world.colleague).exists()
    assert Draft.objects.visible_to(world.manager).count() == 1
    # What the colleague keeps is another draft.
    keep(sign_in(world.colleague), world.case, body="Iets anders")
    assert Draft.objects.count() == 2


def test_who_may_not_write_keeps_nothing(world: SimpleNamespace, sign_in: SignIn) -> None:
    assert keep(sign_in(world.reader), world.case).status_code == 403
    assert keep(sign_in(world.visitor), world.case).status_code == 404
    assert sign_in(world.manager).get(url("draft-save", world.case)).status_code == 405
    assert not Draft.objects.exists()


def test_it_ends_with_the_access(world: SimpleNamespace, sign_in: SignIn) -> None:
    row = factories.join(world.case, world.away, Disclosure.IDENTITY)
    keep(sign_in(world.manager), world.case)
    keep(sign_in(world.visitor), world.case)
    assert end_lapsed_drafts() == 0
    end_share(factories.actor(world.manager), row, "Gaat niet verder")
    assert not Draft.objects.visible_to(world.visitor).exists(), "at once, before the night"
    assert end_lapsed_drafts() == 1
    assert Draft.objects.get().person == world.manager


def test_bad_input_is_no_error(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    assert keep(client, world.case, body="x" * (LONGEST + 9), kind="duif", vreemd="1").status_code
    values = Draft.objects.get().values
    assert len(values["body"]) == LONGEST
    assert "vreemd" not in values
    assert client.get(url("case-detail", world.case)).status_code == 200
