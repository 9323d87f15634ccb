"""Steps of deciding on a case, through the pages."""

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Decision
from tests.cases.road import settle
from tests.conftest import SignIn


def url(room: Any, name: str, *keys: Any) -> str:
    return reverse(name, args=[room.case.pk, *keys])


def draft(room: Any, **more: Any) -> dict[str, Any]:
    return {
        "version": 0,
        "outcome": "other_region",
        "preferred": room.first.pk,
        "reserve": room.second.pk,
        "decided_on": f"{timezone.localdate():%Y-%m-%d}",
        "motivation": "Netcapaciteit en bouwrijp in zes maanden.",
    } | more


def write(client: Client, room: Any, **more: Any) -> Decision:
    answer = client.post(url(room, "decision-write"), draft(room, **more))
    assert answer.status_code == 302
    settle(Decision.objects.get(case=room.case))
    return Decision.objects.get(case=room.case)


def step(client: Client, room: Any, name: str, **sent: Any) -> Decision:
    """A button of the page, with the version that the page shows."""
    version = Decision.objects.get(case=room.case).version
    answer = client.post(url(room, name), {"version": version} | sent)
    assert answer.status_code in (302, 422)
    return Decision.objects.get(case=room.case)


def approved(room: Any, sign_in: SignIn, **more: Any) -> Decision:
    manager = sign_in(room.manager)
    write(manager, room, **more)
    step(manager, room, "decision-propose")
    return step(sign_in(room.colleague), room, "decision-approve")
