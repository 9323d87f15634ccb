"""Targets: set by a manager of the programme office, with history; one per figure and year."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.models.organisation import Role
from reports.models import Target
from tests import factories

VALUES = {"year": 2026, "figure": "won", "value": 12, "note": "Plan", "version": 0}


@pytest.fixture
def manager(db: None) -> User:
    return factories.person(Organisation.objects.get(code="programma"), Role.MANAGER)


def test_a_manager_sets_changes_and_removes(manager: User, sign_in: Any) -> None:
    client = sign_in(manager)
    assert client.post(reverse("progress-target-new"), VALUES).status_code == 302
    row = Target.objects.get()
    url = reverse("progress-target-edit", args=[row.pk])
    assert client.post(url, VALUES | {"value": 14, "version": 1}).status_code == 302
    assert client.post(url, VALUES | {"value": 15, "version": 1}).status_code == 409
    page = client.get(reverse("progress-targets")).content.decode()
    assert "14" in page
    assert "Plan" in page
    gone = reverse("progress-target-remove", args=[row.pk])
    client.post(gone, {"version": 2})
    assert not Target.objects.exists()
    assert [r.history_type for r in Target.history.order_by("history_id")] == ["+", "~", "-"]


@pytest.mark.parametrize("wrong", [{"value": 0}, {"value": "veel"}, {"year": 1999}, {"figure": ""}])
def test_what_is_no_target_is_said(manager: User, sign_in: Any, wrong: dict[str, Any]) -> None:
    answer = sign_in(manager).post(reverse("progress-target-new"), VALUES | wrong)
    assert answer.status_code == 422
    assert not Target.objects.exists()


def test_the_same_figure_and_year_twice_is_refused(manager: User, sign_in: Any) -> None:
    client = sign_in(manager)
    client.post(reverse("progress-target-new"), VALUES)
    assert client.post(reverse("progress-target-new"), VALUES).status_code == 422


def test_others_read_or_see_nothing(manager: User, sign_in: Any) -> None:
    new, page = reverse("progress-target-new"), reverse("progress-targets")
    assert sign_in(manager).get(new).status_code == 200
    for code, role, read in (
        ("programma", Role.CASE_WORKER, 200),
        ("ez", Role.MANAGER, 200),
        ("prov-nb", Role.MANAGER, 403),
        ("bom", Role.MANAGER, 403),
    ):
        user = factories.person(Organisation.objects.get(code=code), role)
        assert sign_in(user).get(page).status_code == read
        assert sign_in(user).get(new).status_code == 403
