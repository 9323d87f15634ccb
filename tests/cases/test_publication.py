"""What a company agreed to publish: written with its consent, withdrawn, and known to few."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import Organisation
from accounts.models.organisation import Role
from cases.actions.publication import record_consent, withdraw_consent
from cases.models import Publication
from tests import factories

TITLE = "Van Brabant naar Groningen"


@pytest.fixture
def scene(db: None) -> SimpleNamespace:
    """A case of BOM that Oost NL knows by its anonymous profile."""
    manager = factories.person(Organisation.objects.get(code="bom"))
    case = factories.case(manager)
    oost = Organisation.objects.get(code="oost")
    factories.join(case, oost)
    return SimpleNamespace(case=case, manager=manager, region=factories.person(oost))


def words(**other: Any) -> dict[str, Any]:
    today = timezone.localdate()
    base = {"title": TITLE, "text": "Er is ruimte gevonden.", "title_en": "", "text_en": ""}
    return base | {"consent_by": "M. Jansen", "consent_on": today} | other


def test_the_account_manager_records_what_the_company_agreed_to(
    scene: SimpleNamespace, sign_in: Any
) -> None:
    client = sign_in(scene.manager)
    url = reverse("publication-write", args=[scene.case.pk])
    assert client.post(url, words() | {"version": 0}).status_code == 302
    assert TITLE in client.get(reverse("case-participants", args=[scene.case.pk])).content.decode()
    assert client.post(url, words(title="Later") | {"version": 0}).status_code == 409
    assert Publication.objects.get().title == TITLE


@pytest.mark.parametrize(
    "wrong", [{"consent_by": ""}, {"consent_on": "2999-01-01"}, {"text": ""}, {"title": ""}]
)
def test_no_text_without_consent(
    scene: SimpleNamespace, sign_in: Any, wrong: dict[str, str]
) -> None:
    url = reverse("publication-write", args=[scene.case.pk])
    assert sign_in(scene.manager).post(url, words(**wrong) | {"version": 0}).status_code == 422
    assert not Publication.objects.exists()


def test_the_code_name_stays_out_of_it(scene: SimpleNamespace, sign_in: Any) -> None:
    url = reverse("publication-write", args=[scene.case.pk])
    told = words(text=f"{scene.case.code_name.upper()} vond ruimte.")
    answer = sign_in(scene.manager).post(url, told | {"version": 0})
    assert answer.status_code == 422
    assert not Publication.objects.exists()


def test_who_knows_the_profile_only_sees_no_text(scene: SimpleNamespace, sign_in: Any) -> None:
    record_consent(factories.actor(scene.manager), scene.case, None, words())
    page = reverse("case-participants", args=[scene.case.pk])
    assert TITLE in sign_in(scene.manager).get(page).content.decode()
    client = sign_in(scene.region)
    timeline = reverse("case-detail", args=[scene.case.pk])
    assert client.get(page).status_code == 200
    assert TITLE not in client.get(page).content.decode() + client.get(timeline).content.decode()
    write = reverse("publication-write", args=[scene.case.pk])
    assert client.get(write).status_code == 403


def test_the_company_takes_it_back(scene: SimpleNamespace, sign_in: Any) -> None:
    actor = factories.actor(scene.manager)
    record_consent(actor, scene.case, None, words())
    assert Publication.objects.consented().count() == 1
    url = reverse("publication-withdraw", args=[scene.case.pk])
    client = sign_in(scene.manager)
    assert client.post(url, {"version": 1, "reason": ""}).status_code == 422
    assert client.post(url, {"version": 1, "reason": "Toch niet"}).status_code == 302
    assert not Publication.objects.consented().exists()
    assert client.get(url).status_code == 404
    with pytest.raises(Refused):
        withdraw_consent(actor, scene.case, 2, "Nog eens")
    reader = factories.person(scene.case.origin, Role.READER)
    assert sign_in(reader).get(url).status_code == 403
