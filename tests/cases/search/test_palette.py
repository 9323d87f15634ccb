"""The command palette: what may be begun, was opened, and is found; nothing they may not know."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from accounts.actor import Actor
from accounts.models import Organisation, User
from cases.actions.participants import end_participation
from cases.models import Case
from tests.cases.search.test_disclosure import TYPED
from tests.project.whole_world import COMPANY, SECRETS, everything, people

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def everybody(db: None) -> dict[str, User]:
    found = people()
    everything(found["origin account manager"])
    return found


def browser(user: User) -> Client:
    client = Client(headers={"accept-language": "nl"})
    client.force_login(user, backend=BACKEND)
    return client


def options(client: Client, words: str = "") -> str:
    response = client.get(reverse("palette"), {"q": words}, headers={"hx-request": "true"})
    assert response.status_code == 200
    return response.content.decode().replace(f"“{words}”", "").replace(urlencode({"q": words}), "")


def test_without_words_it_offers_what_was_opened_last_and_what_can_be_done(
    everybody: dict[str, User],
) -> None:
    client = browser(everybody["origin account manager"])
    assert COMPANY not in options(client)
    case = Case.objects.get(company__name=COMPANY)
    client.get(reverse("case-detail", args=[case.pk]))
    text = options(client)
    assert COMPANY in text
    assert reverse("case-new") in text


def test_what_somebody_may_not_begin_is_not_offered(everybody: dict[str, User]) -> None:
    assert reverse("case-new") in options(browser(everybody["origin account manager"]), "nieuw")
    reader = options(browser(everybody["origin reader"]), "nieuw")
    assert reverse("case-new") not in reader
    assert reverse("site-new") not in reader


def test_an_action_is_found_by_the_beginning_of_its_words(everybody: dict[str, User]) -> None:
    text = options(browser(everybody["origin account manager"]), "dos nieu")
    assert f'id="palette-option-1" href="{reverse("case-new")}"' in text


def test_a_case_is_found_by_a_name_with_an_error(everybody: dict[str, User]) -> None:
    case = Case.objects.get(company__name=COMPANY)
    text = options(browser(everybody["origin account manager"]), "zonnekristl")
    assert f'id="palette-option-1" href="{reverse("case-detail", args=[case.pk])}"' in text


def test_nobody_learns_from_it_what_they_may_not_know(everybody: dict[str, User]) -> None:
    case = Case.objects.get(company__name=COMPANY)
    for who, user in everybody.items():
        client = browser(user)
        client.get(reverse("case-detail", args=[case.pk]))
        informed = case in Case.objects.identity_known_to(user)
        for words in ("", *TYPED):
            text = options(client, words)
            known = [word for word in SECRETS if word in text]
            assert informed or not known, (who, words, known)
    invited = browser(everybody["invited reader"])
    invited.get(reverse("case-detail", args=[case.pk]))
    assert case.code_name in options(invited)


def test_a_case_that_is_no_longer_shared_leaves_it(everybody: dict[str, User]) -> None:
    case = Case.objects.get(company__name=COMPANY)
    nfia, path = browser(everybody["NFIA account manager"]), str(case.pk)
    nfia.get(reverse("case-detail", args=[case.pk]))
    assert path in options(nfia)
    row = case.participants.get(organisation=Organisation.objects.get(code="nfia"))
    end_participation(Actor.person(case.account_manager, case.origin), row, "Klaar")
    assert path not in options(nfia)


def test_asked_for_as_a_page_it_leads_to_the_search(everybody: dict[str, User]) -> None:
    client = browser(everybody["origin account manager"])
    response = client.get(reverse("palette"), {"q": "a&b"})
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('search')}?q=a%26b"
