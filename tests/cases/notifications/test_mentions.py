"""Mentioning people in a note: who is offered, who is told, and that it never grants anything."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.actor import Actor
from cases.mentions import Person, named_in, offered
from cases.models import Case, CaseUserObjectPermission, Disclosure, Note, NoteMention, Notification
from tests import factories
from tests.cases.road import url
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def write(client: Client, case: Case, body: str, **changes: Any) -> Any:
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    values = {"body": body, "kind": "note", "visibility": "own", "occurred_at": now} | changes
    return client.post(url("note-add", case), values)


def mentioned() -> set[str]:
    return set(NoteMention.objects.values_list("person__name", flat=True))


def told() -> set[str]:
    return set(
        Notification.objects.filter(kind="mentioned").values_list("recipient__name", flat=True)
    )


def known(user: Any, case: Case) -> set[str]:
    """Whom a writer is offered."""
    return {person.name for person in offered(user, case)}


def test_a_name_with_an_at_is_told_and_marked(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    body = "@bram visser en @Carla Smit, zie a@b.nl en @home"
    assert write(client, world.case, body).status_code == 302
    assert mentioned() == told() == {"Bram Visser", "Carla Smit"}
    page = client.get(url("case-timeline", world.case)).text
    assert '<mark class="mention">@Carla Smit</mark>' in page
    row = NoteMention.objects.first()
    assert row is not None
    assert row.history.get().history_user == world.manager


def test_choosing_somebody_beside_the_text_does_the_same(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    assert write(client, world.case, "Graag bellen", also=world.colleague.pk).status_code == 302
    assert Note.objects.get().body == "Graag bellen\n@Bram Visser"
    assert told() == {"Bram Visser"}
    assert write(client, world.case, "x", also=world.visitor.pk).status_code == 422
    assert write(client, world.case, "x", also="abc").status_code == 422


def test_the_account_manager_who_is_mentioned_is_told_once(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    write(sign_in(world.colleague), world.case, "@Anna de Boer kijk je?")
    assert [row.kind for row in Notification.objects.all()] == ["mentioned"]


def test_changing_a_note_follows_its_text(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    write(client, world.case, "@Bram Visser")
    note, now = Note.objects.get(), timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    path = url("note-edit", world.case, note.pk)
    values = {"kind": "note", "visibility": "own", "occurred_at": now}
    client.post(path, values | {"body": "@Bram Visser en @Carla Smit"})
    assert mentioned() == {"Bram Visser", "Carla Smit"}
    assert Notification.objects.count() == 2, "who was told is not told again"
    client.post(path, values | {"body": "@Carla Smit"})
    assert mentioned() == {"Carla Smit"}
    assert NoteMention.history.filter(history_type="-").count() == 1


def test_who_cannot_read_the_note_is_refused_with_nothing_lost(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY, "supporting")
    client = sign_in(world.manager)
    response = write(client, world.case, "@Daan Mulder wil je kijken?")
    assert response.status_code == 422
    assert "Daan Mulder kan deze notitie niet lezen" in response.text
    assert "wil je kijken?" in response.text
    assert not Note.objects.exists()
    ask = "@Daan Mulder wil je kijken?"
    assert write(client, world.case, ask, visibility="informed").status_code == 302
    assert told() == {"Daan Mulder"}


def test_who_is_not_on_the_case_is_refused_and_gets_nothing(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    response = write(client, world.case, "@Daan Mulder wil je kijken?", visibility="all")
    assert response.status_code == 422
    assert "Daan Mulder kan dit dossier niet zien" in response.text
    assert not Note.objects.exists()
    assert not Notification.objects.exists()
    assert not CaseUserObjectPermission.objects.exists()
    assert sign_in(world.visitor).get(url("case-detail", world.case)).status_code == 404
    assert mail.outbox == []


@pytest.fixture
def rivals(world: SimpleNamespace) -> SimpleNamespace:
    """A second region on the same case."""
    world.rival = factories.organisation(name="ROM Rivaal")
    world.rival_user = factories.person(world.rival, name="Gijs Rivaal")
    for region in (world.away, world.rival):
        factories.join(world.case, region)
    return world


def test_rivals_are_never_offered(rivals: SimpleNamespace, sign_in: SignIn) -> None:
    assert {"Daan Mulder", "Gijs Rivaal"} <= known(rivals.manager, rivals.case)
    assert known(rivals.visitor, rivals.case) == {"Anna de Boer", "Bram Visser", "Carla Smit"}
    assert "Gijs Rivaal" not in sign_in(rivals.visitor).get(url("case-detail", rivals.case)).text


def test_guessing_tells_nothing_of_who_is_on_the_case(
    rivals: SimpleNamespace, sign_in: SignIn
) -> None:
    """The same answer for a rival on the case and for somebody who has nothing to do with it."""
    client = sign_in(rivals.visitor)
    answers = []
    for name in ("Gijs Rivaal", "Els Min"):
        response = write(client, rivals.case, f"@{name} hoi", visibility="all")
        assert response.status_code == 422
        answers.append([str(e).replace(name, "X") for e in response.context["form"].errors["body"]])
    assert answers[0] == answers[1]


def test_a_mention_may_not_tell_one_region_of_another(
    rivals: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(rivals.manager)
    response = write(client, rivals.case, "@Gijs Rivaal graag", visibility="all")
    assert response.status_code == 422
    assert "Kies minder lezers" in response.text
    assert not Note.objects.exists()
    assert write(client, rivals.case, "@Bram Visser graag", visibility="all").status_code == 302
    own = write(sign_in(rivals.visitor), rivals.case, "@Anna de Boer graag", visibility="all")
    assert own.status_code == 302
    assert told() == {"Bram Visser", "Anna de Boer"}


def test_two_people_of_one_name_are_told_apart_by_choosing(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.person(world.home, name="Bram Visser")
    client = sign_in(world.manager)
    response = write(client, world.case, "@Bram Visser graag")
    assert response.status_code == 422
    assert (
        write(client, world.case, "@Bram Visser graag", also=world.colleague.pk).status_code == 302
    )
    assert NoteMention.objects.get().person == world.colleague


def test_the_longest_name_counts() -> None:
    people = [Person(1, "Jan", "A"), Person(2, "Jan Jansen", "A")]
    assert named_in("@Jan Jansen en @Jan.", people).people == {1, 2}
    assert named_in("@Jan Jansens", people).people == {1}
    assert named_in("mail@jan", people).people == set()


def test_the_mark_escapes_what_was_typed(world: SimpleNamespace, sign_in: SignIn) -> None:
    odd = factories.person(world.home, name="O'Neil <b>")
    client = sign_in(world.manager)
    assert write(client, world.case, "<script>x</script> @O'Neil <b>").status_code == 302
    assert NoteMention.objects.get().person == odd
    page = client.get(url("case-timeline", world.case)).text
    assert "<script>x" not in page
    assert '<mark class="mention">@O&#x27;Neil &lt;b&gt;</mark>' in page


def test_a_mention_follows_its_note(world: SimpleNamespace) -> None:
    note = Note(case=world.case, body="x", organisation=world.home, occurred_at=timezone.now())
    factories.actor(world.manager).save(note)
    Actor.system().save(NoteMention(note=note, person=world.colleague))
    assert NoteMention.objects.visible_to(world.reader).exists()
    assert not NoteMention.objects.visible_to(world.visitor).exists()
