"""For every person and case: visible exactly when the page answers 200; counts, searches and
exports agree with it. That no answer gives away a company: see the permission matrix."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import ApiToken, Organisation, User
from accounts.tokens import digest_of
from cases.models import Case, Disclosure
from tests import factories
from tests.project.addresses import address, is_api, names
from tests.project.test_permission_matrix import INFORMED
from tests.project.whole_world import SECRETS, bearer, everything, people, tokens


@pytest.fixture
def world(db: None) -> tuple[dict[str, User], dict[str, Any]]:
    """One case with two other organisations on it, and cases of other organisations."""
    users = people()
    things = everything(users["origin account manager"])
    other = factories.case(users["outside account manager"])
    factories.join(other, Organisation.objects.get(code="bom"), Disclosure.IDENTITY)
    factories.case(users["NFIA account manager"])
    return users, things


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_page_answers_exactly_for_visible_cases(
    world: tuple[dict[str, User], dict[str, Any]],
) -> None:
    users, _things = world
    for who, user in users.items():
        visible = set(Case.objects.visible_to(user).values_list("pk", flat=True))
        for case in Case.objects.all():
            status = browser(user).get(reverse("case-detail", args=[case.pk])).status_code
            assert status == (200 if case.pk in visible else 404), (who, case)


def test_list_search_and_export_show_exactly_the_visible_cases(
    world: tuple[dict[str, User], dict[str, Any]],
) -> None:
    users, _things = world
    for who, user in users.items():
        visible = set(Case.objects.visible_to(user).values_list("reference", flat=True))
        client = browser(user)
        for path in (reverse("case-list") + "?view=all", reverse("case-export") + "?view=all"):
            response = client.get(path)
            if response.status_code == 403:
                assert not visible, (who, path)
                continue
            text = b"".join(response).decode()
            for reference in Case.objects.values_list("reference", flat=True):
                assert (reference in text) == (reference in visible), (who, path, reference)
        for reference in Case.objects.values_list("reference", flat=True):
            text = client.get(reverse("search"), {"q": reference}).content.decode()
            shown = text.replace(f'value="{reference}"', "")
            case = Case.objects.get(reference=reference)
            assert (str(case.pk) in shown) == (reference in visible), (who, reference)


def test_the_api_shows_a_system_exactly_the_visible_cases(
    world: tuple[dict[str, User], dict[str, Any]],
) -> None:
    for who, secret in tokens().items():
        user = ApiToken.objects.get(digest=digest_of(secret)).user
        visible = {str(pk) for pk in Case.objects.visible_to(user).values_list("pk", flat=True)}
        client, headers = Client(), bearer(secret)
        listed = client.get(reverse("api-cases"), headers=headers).json()["items"]
        assert {row["id"] for row in listed} == visible, who
        for case in Case.objects.all():
            answer = client.get(reverse("api-case", args=[case.pk]), headers=headers)
            assert answer.status_code == (200 if str(case.pk) in visible else 404), (who, case)


INFORMED_SYSTEMS = {"token of the origin", "token of NFIA"}


def test_no_system_meets_a_company_that_its_organisation_may_not_know(
    world: tuple[dict[str, User], dict[str, Any]],
) -> None:
    """Every address of the API, GET, POST and PATCH, headers and all."""
    _users, things = world
    client, met = Client(raise_request_exception=False), set()
    for who, secret in tokens().items():
        for name in filter(is_api, names()):
            for method in (client.get, client.post, client.patch):
                body: dict[str, Any] = (
                    {} if method == client.get else {"content_type": "application/json"}
                )
                response = method(address(name, things), headers=bearer(secret), **body)
                text = str(response.headers) + b"".join(response).decode("utf-8", "replace")
                if any(secret in text for secret in SECRETS):
                    assert who in INFORMED_SYSTEMS, (who, name)
                    met.add(who)
    assert met == INFORMED_SYSTEMS


def test_searching_for_the_company_finds_nothing_for_the_uninformed(
    world: tuple[dict[str, User], dict[str, Any]],
) -> None:
    users, things = world
    case = things["case"]
    for who, user in users.items():
        for path in (reverse("search"), reverse("case-list"), reverse("company-list")):
            text = browser(user).get(path, {"q": "Zonnekristal", "view": "all"}).content.decode()
            hit = str(case.pk) in text or str(case.company_id) in text
            assert not hit or who in INFORMED, (who, path)
