"""The profile of a region: read by all, written by who serves it, one winner."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation
from accounts.models.organisation import Role
from regions.models import Region, RegionProfile
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
TEXTS = {"summary": "Hightech maakregio.", "strengths": "Toeleveranciers", "contact_name": "A. Bos"}


def person(code: str, role: str = Role.CASE_WORKER) -> Any:
    return factories.person(Organisation.objects.get(code=code), role)


def test_list(sign_in: SignIn) -> None:
    page = sign_in(person("prov-gr", Role.READER)).get(reverse("region-list"))
    assert page.context["total"] == 40
    assert len(page.context["provinces"]) == 12
    words = page.content.decode()
    assert "Brainport Development" in words
    assert "Zuidoost-Noord-Brabant" in words


def test_list_has_the_same_queries_with_profiles(sign_in: SignIn) -> None:
    client = sign_in(person("bom"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("region-list"))
        return len(found)

    queries()
    few = queries()
    for code in ("CR33", "CR34", "CR35"):
        RegionProfile(region_id=code).save()
    assert queries() == few


@pytest.mark.parametrize(
    ("code", "role", "region", "may"),
    [
        ("bom", Role.CASE_WORKER, "CR36", True),
        ("bom", Role.MANAGER, "CR33", True),
        ("brainport", Role.CASE_WORKER, "CR36", True),
        ("brainport", Role.CASE_WORKER, "CR33", False),
        ("bom", Role.READER, "CR36", False),
        ("liof", Role.CASE_WORKER, "CR36", False),
        ("prov-nb", Role.MANAGER, "CR36", False),
        ("nfia", Role.MANAGER, "CR36", False),
    ],
)
def test_only_who_serves_the_region_writes(
    sign_in: SignIn, code: str, role: str, region: str, may: bool
) -> None:
    client = sign_in(person(code, role))
    edit = reverse("region-edit", args=[region])
    shown = client.get(reverse("region-detail", args=[region]))
    assert shown.status_code == 200
    assert (edit in shown.content.decode()) is may
    assert client.get(edit).status_code == (200 if may else 403)
    assert client.post(edit, TEXTS | {"version": "0"}).status_code == (302 if may else 403)
    assert RegionProfile.objects.exists() is may


def test_profile_with_technologies_and_history(sign_in: SignIn) -> None:
    user = person("brainport")
    client = sign_in(user)
    edit, detail = (reverse(name, args=["CR36"]) for name in ("region-edit", "region-detail"))
    client.post(
        edit, TEXTS | {"version": "0", "key_technologies": ["optical_photonics", "quantum"]}
    )
    profile = Region.objects.get(pk="CR36").profile
    assert profile.key_technologies.count() == 2
    newest = profile.history.first()
    assert newest.history_user == user
    assert newest.history_organisation.code == "brainport"
    assert newest.key_technologies.count() == 2
    words = client.get(detail).content.decode()
    assert "Hightech maakregio." in words
    assert "Optische systemen" in words


@pytest.mark.parametrize("existing", [False, True])
def test_two_people_at_once_get_one_winner(sign_in: SignIn, existing: bool) -> None:
    first, second = person("bom"), person("brainport")
    edit = reverse("region-edit", args=["CR36"])
    version = "0"
    if existing:
        sign_in(first).post(edit, TEXTS | {"version": "0"})
        version = "1"
    assert sign_in(first).post(edit, TEXTS | {"version": version}).status_code == 302
    late = sign_in(second).post(edit, {"summary": "Anders", "version": version})
    assert late.status_code == 409
    assert first.name in late.content.decode()
    assert RegionProfile.objects.get().summary == TEXTS["summary"]


def test_a_wrong_address_or_mail_is_told(sign_in: SignIn) -> None:
    client = sign_in(person("bom"))
    assert client.get(reverse("region-detail", args=["CR99"])).status_code == 404
    wrong = {"version": "0", "contact_email": "geen adres"}
    assert client.post(reverse("region-edit", args=["CR36"]), wrong).status_code == 422
