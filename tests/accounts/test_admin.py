"""Administration: signing in as everywhere, and every change with history and groups."""

from typing import Any

import pytest
from django.contrib.admin import site as admin_site
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLog, Membership, Organisation, User
from accounts.models.organisation import Role
from regions.models import Region
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(sign_in: SignIn) -> Client:
    return sign_in(User.objects.create_superuser("beheer@example.test", "x" * 20, name="Beheer"))


def page(model: Any, verb: str, *arguments: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{verb}", args=arguments)


def test_signing_in_is_the_sites_own(sign_in: SignIn, admin: Client) -> None:
    index = reverse("admin:index")
    anonymous = Client().get(reverse("admin:login"), {"next": index})
    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith(reverse("account_login"))
    assert admin.get(index).status_code == 200
    member = sign_in(factories.person(Organisation.objects.get(code="bom"), Role.MANAGER))
    assert member.get(index, follow=True).status_code == 403


def test_every_page_of_our_own_models_opens(admin: Client) -> None:
    ours = [
        m
        for m in admin_site._registry
        if m.__module__.split(".")[0] in {"accounts", "regions", "sites"}
    ]
    assert len(ours) >= 12
    for model in ours:
        assert admin.get(page(model, "changelist")).status_code == 200
        row = model._default_manager.first()
        if row is not None:
            assert admin.get(page(model, "change", row.pk)).status_code == 200
            assert admin.get(page(model, "history", row.pk)).status_code == 200
    assert not admin_site.is_registered(Group)


def test_a_new_organisation_has_groups_and_history(admin: Client) -> None:
    sent = {"code": "nieuw", "name": "Nieuw", "kind": "rom"}
    assert admin.post(page(Organisation, "add"), sent).status_code == 302
    made = Organisation.objects.get(code="nieuw")
    assert made.groups.count() == 3
    assert made.history.get().history_user.email == "beheer@example.test"


def test_a_new_person_has_no_password_and_can_ask_for_one(admin: Client, mailoutbox: Any) -> None:
    sent = {"email": "Nieuw@Example.test", "name": "N. Ieuw", "language": "nl", "is_active": "on"}
    assert admin.post(page(User, "add"), sent).status_code == 302
    user = User.objects.get(email="nieuw@example.test")
    assert not user.has_usable_password()
    again = admin.post(page(User, "add"), sent | {"email": "NIEUW@example.test"})
    assert again.status_code == 200
    assert User.objects.filter(email__iexact="nieuw@example.test").count() == 1


def test_groups_follow_memberships(admin: Client) -> None:
    user, other = factories.person(), factories.person()
    bom = Organisation.objects.get(code="bom")
    sent = {"user": user.pk, "organisation": bom.pk, "role": Role.CASE_WORKER}
    assert admin.post(page(Membership, "add"), sent).status_code == 302
    membership = Membership.objects.get(user=user)

    def groups(person: User) -> set[str]:
        return set(person.groups.values_list("name", flat=True))

    assert groups(user) == {"bom:case_worker", "bom:reader"}
    change = page(Membership, "change", membership.pk)
    assert admin.post(change, sent | {"user": other.pk, "role": Role.READER}).status_code == 302
    assert (groups(user), groups(other)) == (set(), {"bom:reader"})
    assert admin.post(page(Membership, "delete", membership.pk), {"post": "yes"}).status_code == 302
    assert groups(other) == set()
    assert Membership.history.first().history_type == "-"


def test_deleting_several_keeps_history_and_groups(admin: Client) -> None:
    user = factories.person(Organisation.objects.get(code="bom"))
    chosen = [str(user.memberships.get().pk)]
    sent = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    assert admin.post(page(Membership, "changelist"), sent).status_code == 302
    assert not user.groups.exists()
    assert Membership.history.first().history_type == "-"


def test_reference_data_keeps_history(admin: Client) -> None:
    sent = {"code": "CR36", "name": "Brainport", "province": "NL-NB"}
    assert admin.post(page(Region, "change", "CR36"), sent).status_code == 302
    newest, first = Region.history.filter(code="CR36")
    assert (first.name, newest.name) == ("Zuidoost-Noord-Brabant", "Brainport")
    assert newest.history_user is not None


def test_what_must_stay_cannot_be_deleted_or_changed(admin: Client) -> None:
    bom = Organisation.objects.get(code="bom")
    assert admin.get(page(Organisation, "change", bom.pk)).status_code == 200
    assert admin.post(page(Organisation, "delete", bom.pk), {"post": "yes"}).status_code == 403
    user = factories.person(bom)
    assert admin.post(page(User, "delete", user.pk), {"post": "yes"}).status_code == 403
    assert admin.get(page(AccessLog, "changelist")).status_code == 200
    assert admin.get(page(AccessLog, "add")).status_code == 403
