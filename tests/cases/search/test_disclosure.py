"""No persona finds what they may not know: no hit, no count, no piece of text, no order."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Organisation, User
from accounts.words import Plain, plain_words
from cases.actions.participants import end_participation
from cases.models import Case, Company, ContactPerson, Document, Note
from cases.models.work import Visibility
from cases.search import find
from tests.project.whole_world import COMPANY, CONTACT, SECRETS, everything, people

INFORMED = {
    "origin account manager",
    "origin manager",
    "origin reader",
    "NFIA account manager",
    "administrator",
}
# Words that only the informed may read, typed rightly and wrongly, whole and in pieces.
TYPED = (
    *SECRETS,
    COMPANY,
    CONTACT,
    "zonnekristl",
    "zonekristal instruments",
    "kristal",
    "achterburg",
    "wilhelmina",
    "8765",
    "kristaloptiek",
    "groeit uit haar jas",
    "zonnekristal eindhoven",
    "gebeld met",
)

WORDS = ("geheimwoord", "kringwoord", "openwoord")


@pytest.fixture
def everybody(db: None) -> dict[str, User]:
    """The whole world of the tests, and its people."""
    found = people()
    everything(found["origin account manager"])
    return found


def texts(user: User, typed: str) -> str:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(reverse("search"), {"q": typed})
    text = response.content.decode()
    return text[text.index("<main") :].replace(f'value="{typed}"', "")


def test_a_hit_is_something_the_persona_may_see(everybody: dict[str, User]) -> None:
    for user in everybody.values():
        _sees_only_what_is_theirs(user)


def _sees_only_what_is_theirs(user: User) -> None:
    known = set(Case.objects.identity_known_to(user).values_list("pk", flat=True))
    seen = set(Case.objects.visible_to(user).values_list("pk", flat=True))
    firms = set(Company.objects.visible_to(user).values_list("pk", flat=True))
    notes = set(Note.objects.visible_to(user).values_list("pk", flat=True))
    secret = Case.objects.get(company__name=COMPANY)
    for typed in (*TYPED, secret.code_name, secret.reference, "meetinstrumenten", "offerte"):
        for hit in find(user, typed):
            if hit.url.startswith("/dossiers/") and "?" not in hit.url:
                pk = hit.url.split("/")[2]
                assert pk in map(str, seen), (typed, hit)
                assert hit.title != COMPANY or pk in map(str, known), (typed, hit)
            if hit.url.startswith("/bedrijven/"):
                assert hit.url.split("/")[2] in map(str, firms), (typed, hit)
            assert hit.pk is None or hit.pk in notes, (typed, hit)


def test_words_of_the_informed_find_nothing_for_others(everybody: dict[str, User]) -> None:
    secret = Case.objects.get(company__name=COMPANY)
    for who, user in everybody.items():
        informed = secret in Case.objects.identity_known_to(user)
        assert informed == (who in INFORMED)
        assert bool(find(user, "zonnekristl")) == informed, who
        assert bool(find(user, "achterburg")) == informed, who
        if not informed:
            _learns_nothing(user, secret)


def _learns_nothing(user: User, secret: Any) -> None:
    for typed in TYPED:
        about = [h for h in find(user, typed) if str(secret.pk) in h.url or COMPANY in h.title]
        assert not about, (user, typed, about)
        page = texts(user, typed)
        assert not [word for word in SECRETS if word in page], (user, typed)


def test_a_note_is_found_by_its_own_visibility(everybody: dict[str, User]) -> None:
    manager = everybody["origin account manager"]
    case = Case.objects.get(company__name=COMPANY)
    invited, colleague = everybody["invited reader"], everybody["NFIA account manager"]
    for visibility, word in zip(Visibility, WORDS, strict=True):
        note = Note(case=case, body=f"Het {word} viel.", visibility=visibility, author=manager)
        note.organisation, note.occurred_at = case.origin, timezone.now()
        Actor.person(manager).save(note)
        row = Document(case=case, title=f"Over {word}", file_name="x.pdf", size=1, sha256="0" * 64)
        row.organisation, row.visibility, row.file = case.origin, visibility, "x"
        Actor.person(manager).save(row)
    found = {
        who: [word for word in WORDS if find(user, word)]
        for who, user in (("own", manager), ("informed", colleague), ("invited", invited))
    }
    assert found["own"] == list(WORDS)
    assert found["informed"] == ["kringwoord", "openwoord"]
    assert found["invited"] == ["openwoord"]
    kinds = {str(hit.kind) for hit in find(invited, "openwoord")}
    assert kinds == {"note", "document"}
    assert COMPANY not in texts(invited, "openwoord")


def test_who_leaves_the_case_finds_it_no_longer(
    everybody: dict[str, User],
) -> None:
    case = Case.objects.get(company__name=COMPANY)
    nfia = everybody["NFIA account manager"]
    assert find(nfia, "zonnekristal")
    row = case.participants.get(organisation=Organisation.objects.get(code="nfia"))
    end_participation(Actor.person(case.account_manager, case.origin), row, "Klaar")
    assert not find(User.objects.get(pk=nfia.pk), "zonnekristal")


def test_words_are_the_same_here_and_in_the_database(everybody: dict[str, User]) -> None:
    company = Company.objects.get(name=COMPANY)
    for text in (
        "Énergie  B.V.",
        "'s-Hertogenbosch",
        "A&O/Ø ß æ Œuvre",
        "Súdwest-Fryslân",
        "İ 2,5",
    ):
        company.name = text[:160]
        Actor.system().save(company)
        there = Company.objects.annotate(plain=Plain("name")).values_list("plain", flat=True)
        assert there.get(pk=company.pk) == f" {plain_words(text)} "


def test_people_are_found_where_the_company_is_known(everybody: dict[str, User]) -> None:
    contact: Any = ContactPerson.objects.get(name=CONTACT)
    hits = find(everybody["origin reader"], "wilhelmina")
    assert [h.title for h in hits if h.kind == "person"] == [contact.name]
    assert not [h for h in find(everybody["ministry"], "Origin Manager") if h.kind == "person"]
    assert find(everybody["invited reader"], "Origin Manager")[0].title == "Origin Manager"
