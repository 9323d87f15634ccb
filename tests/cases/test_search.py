"""Searching everything: no hit, count or word about what may not be known."""

from types import SimpleNamespace

from django.test import Client
from django.urls import reverse

from cases.models import Disclosure
from tests import factories
from tests.conftest import SignIn


def found(client: Client, words: str) -> str:
    response = client.get(reverse("search"), {"q": words})
    assert response.status_code == 200
    text = response.content.decode()
    return text[text.index("<main") :].replace(f'value="{words}"', "")


def test_a_company_name_finds_its_case_only_where_it_is_known(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    factories.join(world.case, world.away)
    path = reverse("case-detail", args=[world.case.pk])
    assert path in found(sign_in(world.manager), "fotonova")
    anonymous = found(sign_in(world.visitor), "fotonova")
    assert path not in anonymous
    assert "Niets gevonden" in anonymous
    assert path in found(sign_in(world.visitor), world.case.code_name)
    assert "Fotonova" not in found(sign_in(world.visitor), world.case.code_name)


def test_a_reference_finds_the_case_for_who_sees_it(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    path = reverse("case-detail", args=[world.case.pk])
    assert path in found(sign_in(world.reader), world.case.reference)
    assert path not in found(sign_in(world.visitor), world.case.reference)


def test_companies_are_found_by_name_and_number_where_known(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    path = reverse("company-detail", args=[world.company.pk])
    for words in ("fotonova", "1234 5678", "12345678"):
        assert path in found(sign_in(world.manager), words)
        assert path not in found(sign_in(world.visitor), words)
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    assert path in found(sign_in(world.visitor), "fotonova")


def test_sites_and_regions_are_found_by_everybody(world: SimpleNamespace, sign_in: SignIn) -> None:
    site = factories.site(name="Lichtpark Noord")
    for user in (world.manager, world.ministry):
        assert str(site.pk) in found(sign_in(user), "lichtpark")
        assert reverse("region-detail", args=["CR12"]) in found(sign_in(user), "twente")


def test_one_letter_or_nothing_is_answered_with_words(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    assert "Minstens twee letters" in found(client, "f")
    assert "Waar bent u naar op zoek?" in client.get(reverse("search")).content.decode()
    assert "Niets gevonden" in found(client, "%_%")


def test_a_character_that_no_text_holds_is_left_out(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(world.manager)
    assert reverse("case-detail", args=[world.case.pk]) in found(client, "foto\0nova")
    alike = client.get(reverse("company-check"), {"name": "Foto\0nova"})
    assert "Fotonova" in alike.content.decode()
