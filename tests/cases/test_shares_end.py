"""A personal share ends with the last membership of its person."""

from types import SimpleNamespace

import pytest
from django.core.management import call_command

from accounts.actions import end_membership
from accounts.actor import Actor
from accounts.models import AccessLog, Membership, User
from cases.actions.sharing import share_with_person
from cases.models import CaseUserObjectPermission
from cases.permissions import permissions_on
from cases.tasks import end_shares
from cases.verification import access_drift
from tests import factories
from tests.cases.road import url
from tests.conftest import SignIn


@pytest.fixture
def shared(world: SimpleNamespace) -> SimpleNamespace:
    """The visitor and a colleague there see the case by name; the visitor leaves."""
    actor = factories.actor(world.manager)
    world.stays = factories.person(world.away)
    for person in (world.visitor, world.stays):
        share_with_person(actor, world.case, person, "profile", "Advies", None)
    return world


def leave(person: User) -> None:
    end_membership(Actor.system(), Membership.objects.get(user=person), "Uit dienst")


def test_share_stops_at_once(shared: SimpleNamespace, sign_in: SignIn) -> None:
    client, path = sign_in(shared.visitor), url("case-detail", shared.case)
    assert client.get(path).status_code == 200
    leave(shared.visitor)
    assert client.get(path).status_code == 404
    assert permissions_on(User.objects.get(pk=shared.visitor.pk), shared.case) == set()
    assert sign_in(shared.stays).get(path).status_code == 200


def test_share_is_taken_back_at_night_and_logged(shared: SimpleNamespace) -> None:
    assert end_shares() == 0
    leave(shared.visitor)
    assert access_drift() != []
    assert end_shares() == 1
    held = CaseUserObjectPermission.objects.values_list("user", flat=True)
    assert set(held) == {shared.stays.pk}
    assert access_drift() == []
    log = AccessLog.objects.filter(case_id=shared.case.pk, kind="share").first()
    assert log is not None
    assert log.detail.startswith(f"{shared.visitor.name}: -; ")
    assert log.user is None
    assert end_shares() == 0


def test_repair_ends_them_too(shared: SimpleNamespace) -> None:
    leave(shared.visitor)
    with pytest.raises(SystemExit):
        call_command("verify_access")
    call_command("verify_access", "--repair")
    call_command("verify_access")
