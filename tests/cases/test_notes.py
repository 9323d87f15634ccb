"""Notes and contact moments: who writes, who reads, and what a reader may never learn."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case, Disclosure, Note
from tests import factories
from tests.cases.road import fresh, url
from tests.conftest import SignIn


def values(**changes: object) -> dict[str, object]:
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return {"body": "Gebeld", "kind": "call", "visibility": "own", "occurred_at": now} | changes


def write(client: Client, case: Case, **changes: object) -> Any:
    return client.post(url("note-add", case), values(**changes))


def reads(client: Client, case: Case, words: str) -> bool:
    """Whether the words stand on the case page and in the timeline, which must agree."""
    found = {words in client.get(url(name, case)).text for name in ("case-detail", "case-timeline")}
    assert len(found) == 1
    return found.pop()


def test_a_note_is_written_for_the_own_organisation(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    before = fresh(world.case).last_activity_at
    assert write(sign_in(world.manager), world.case).status_code == 302
    note = Note.objects.get()
    assert (note.author, note.organisation, note.kind) == (world.manager, world.home, "call")
    assert fresh(world.case).last_activity_at > before
    assert note.history.get().history_user == world.manager


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("own", {"manager", "reader"}),
        ("informed", {"manager", "reader", "informed"}),
        ("all", {"manager", "reader", "informed", "visitor"}),
    ],
)
def test_who_reads_a_note(
    world: SimpleNamespace, sign_in: SignIn, visibility: str, readers: set[str]
) -> None:
    knowing = factories.organisation(name="ROM Weet", code="weet")
    world.informed = factories.person(knowing)
    factories.join(world.case, knowing, Disclosure.IDENTITY)
    factories.join(world.case, world.away)
    write(sign_in(world.manager), world.case, body="Opmerkelijk", visibility=visibility)
    for who in ("manager", "reader", "informed", "visitor"):
        client = sign_in(getattr(world, who))
        assert reads(client, world.case, "Opmerkelijk") == (who in readers), who


def test_only_contributors_write(world: SimpleNamespace, sign_in: SignIn) -> None:
    assert write(sign_in(world.visitor), world.case).status_code == 404
    assert write(sign_in(world.reader), world.case).status_code == 403
    factories.join(world.case, world.away)
    assert write(sign_in(world.visitor), world.case).status_code == 302
    assert Note.objects.get().organisation == world.away


def test_a_note_for_all_may_not_name_the_company(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    naming = "Fotonova wil praten"
    response = write(client, world.case, body=naming, visibility="all")
    assert response.status_code == 422
    assert naming in response.text
    for visibility in ("own", "informed"):
        assert write(client, world.case, body=naming, visibility=visibility).status_code == 302
    assert write(client, world.case, body="Bedrijf wil praten", visibility="all").status_code == 302
    note = Note.objects.filter(visibility="own").get()
    opened = values(body=naming, visibility="all")
    assert client.post(url("note-edit", world.case, note.pk), opened).status_code == 422


def test_a_refusal_never_confirms_a_guess(world: SimpleNamespace, sign_in: SignIn) -> None:
    """Whoever does not know the company gets the same answer to a right and a wrong guess."""
    factories.join(world.case, world.away)
    client = sign_in(world.visitor)
    for guess in ("Is dit Fotonova Systems?", "Is dit Zonnewind?"):
        assert write(client, world.case, body=guess, visibility="all").status_code == 302


def test_a_contact_moment_lies_behind_us(world: SimpleNamespace, sign_in: SignIn) -> None:
    later = timezone.localtime() + datetime.timedelta(days=1)
    moment = later.strftime("%Y-%m-%dT%H:%M")
    assert write(sign_in(world.manager), world.case, occurred_at=moment).status_code == 422
    assert not Note.objects.exists()


def test_only_the_writer_changes_a_note(world: SimpleNamespace, sign_in: SignIn) -> None:
    write(sign_in(world.manager), world.case, visibility="informed")
    note = Note.objects.get()
    path = url("note-edit", world.case, note.pk)
    assert sign_in(world.colleague).post(path, values(body="Anders")).status_code == 403
    assert sign_in(world.visitor).post(path, values(body="Anders")).status_code == 404
    assert sign_in(world.manager).post(path, values(body="Verbeterd")).status_code == 302
    assert Note.objects.get().body == "Verbeterd"
    assert note.history.count() == 2


def test_a_stale_change_is_refused_with_who_was_first(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    write(client, world.case)
    path = url("note-edit", world.case, Note.objects.get().pk)
    stamp = client.get(path).context["form"]["stamp"].value()
    assert client.post(path, values(body="Eerste", stamp=stamp)).status_code == 302
    response = client.post(path, values(body="Tweede", stamp=stamp))
    assert response.status_code == 409
    assert world.manager.name in response.text
    assert Note.objects.get().body == "Eerste"


def test_on_top_and_off_again(world: SimpleNamespace, sign_in: SignIn) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    write(sign_in(world.manager), world.case, visibility="informed")
    path = url("note-pin", world.case, Note.objects.get().pk)
    assert sign_in(world.visitor).post(path).status_code == 403
    assert sign_in(world.reader).post(path).status_code == 403
    client = sign_in(world.colleague)
    assert client.get(path).status_code == 405
    client.post(path)
    assert Note.objects.get().pinned
    client.post(path, {"pinned": "0"})
    assert not Note.objects.get().pinned


def test_who_were_there_is_for_who_compares_and_the_own_organisation(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    """Names of people may give rivals away, whoever may read the note itself."""
    factories.contact(world.company, name="Gerda Groot")
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    manager, visitor = sign_in(world.manager), sign_in(world.visitor)
    form = manager.get(url("note-add", world.case)).text
    assert "Gerda Groot" in form
    assert "Bram Visser" in form
    there = {"present": ["Gerda Groot", "Bram Visser"], "others": "Piet Kaas,  , Piet Kaas"}
    write(manager, world.case, kind="visit", visibility="informed", **there)
    note = Note.objects.get()
    assert note.participants.splitlines() == ["Gerda Groot", "Bram Visser", "Piet Kaas"]
    assert reads(manager, world.case, "Gerda Groot, Bram Visser, Piet Kaas")
    assert reads(visitor, world.case, "Gebeld")
    assert not reads(visitor, world.case, "Piet Kaas")
    path = url("note-edit", world.case, note.pk)
    stamp = manager.get(path).context["form"]["stamp"].value()
    assert 'value="Piet Kaas"' in manager.get(path).text
    fewer = values(visibility="informed", kind="visit", others="Piet Kaas", stamp=stamp)
    assert manager.post(path, fewer).status_code == 302
    assert not reads(visitor, world.case, "Piet Kaas"), "nor in the history"
    assert "Bram Visser" in manager.get(url("case-timeline", world.case)).text, "what it was"


def test_only_who_may_have_been_there_can_be_ticked(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.contact(world.company, name="Gerda Groot")
    factories.join(world.case, world.away)
    visitor = sign_in(world.visitor)
    assert "Gerda Groot" not in visitor.get(url("note-add", world.case)).text
    assert write(visitor, world.case, present=["Gerda Groot"]).status_code == 422
    assert write(visitor, world.case, present=["Daan Mulder"]).status_code == 302
