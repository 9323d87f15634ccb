"""One action on several cases: each through its own permission, with an outcome per row."""

import datetime
from types import SimpleNamespace
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Disclosure
from tests import factories
from tests.conftest import SignIn

BULK = reverse("case-bulk")


def do(client: Client, cases: list[Case], **values: Any) -> Any:
    posted = {"selected": [str(case.pk) for case in cases], "confirm": "1"} | values
    return client.post(BULK, posted)


def test_the_first_step_asks_and_changes_nothing(world: SimpleNamespace, sign_in: SignIn) -> None:
    response = sign_in(world.manager).post(BULK, {"selected": [str(world.case.pk), "onzin"]})
    text = response.content.decode()
    assert response.status_code == 200
    assert world.case.reference in text
    assert 'name="action"' in text
    nothing = sign_in(world.manager).post(BULK, {})
    assert "Er is geen dossier gekozen" in nothing.content.decode()


def test_each_case_gets_its_own_outcome(world: SimpleNamespace, sign_in: SignIn) -> None:
    theirs = factories.case(world.visitor)
    factories.join(theirs, world.home, Disclosure.IDENTITY)
    already = factories.case(world.colleague)
    hidden = factories.case(world.visitor)
    response = do(
        sign_in(world.manager),
        [world.case, theirs, already, hidden],
        action="manager",
        manager=world.colleague.pk,
        reason="Anna gaat met verlof",
    )
    results = {row.case.pk: row.done for row in response.context["results"]}
    assert results == {world.case.pk: True, theirs.pk: False, already.pk: False}
    world.case.refresh_from_db()
    assert world.case.account_manager == world.colleague
    assert world.case.history.first().history_change_reason == "Anna gaat met verlof"
    theirs.refresh_from_db()
    assert theirs.account_manager == world.visitor
    assert hidden.reference not in response.content.decode()


def test_cases_are_put_on_hold(world: SimpleNamespace, sign_in: SignIn) -> None:
    day = timezone.localdate() + datetime.timedelta(days=30)
    again = {"action": "hold", "review_on": day.isoformat(), "reason": "Wacht op bestuur"}
    assert do(sign_in(world.manager), [world.case], **again).context["done"] == 1
    world.case.refresh_from_db()
    assert (world.case.on_hold, world.case.hold_review_on) == (True, day)
    assert do(sign_in(world.manager), [world.case], **again).context["done"] == 0


def test_a_reader_changes_nothing(world: SimpleNamespace, sign_in: SignIn) -> None:
    day = (timezone.localdate() + datetime.timedelta(days=30)).isoformat()
    asked = {"action": "hold", "review_on": day, "reason": "Wacht"}
    reader = sign_in(world.reader)
    assert 'name="selected"' not in reader.get(reverse("case-list")).content.decode()
    assert do(reader, [world.case], **asked).status_code == 403
    assert 'name="selected"' in sign_in(world.manager).get(reverse("case-list")).content.decode()
    assert do(sign_in(world.manager), [world.case], **asked).context["done"] == 1


def test_what_an_action_needs_is_asked(world: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(world.manager)
    for values, fields in (
        ({"action": "manager"}, {"manager"}),
        ({"action": "hold"}, {"review_on", "reason"}),
        ({"action": "anders"}, {"action"}),
        ({"action": "manager", "manager": world.visitor.pk}, {"manager"}),
    ):
        response = do(client, [world.case], **values)
        assert response.status_code == 422
        assert set(response.context["form"].errors) == fields


def test_only_who_can_work_on_cases_and_only_by_post(
    world: SimpleNamespace, sign_in: SignIn
) -> None:
    assert sign_in(world.manager).get(BULK).status_code == 405
    assert do(sign_in(world.ministry), [world.case], action="hold").status_code == 403


def test_afterwards_one_is_back_at_the_same_list(world: SimpleNamespace, sign_in: SignIn) -> None:
    client, here = sign_in(world.manager), f"{reverse('case-list')}?view=all&sort=reference"
    shown = client.get(here).content.decode()
    assert f'name="next" value="{here.replace("&", "&amp;")}"' in shown
    chosen = {"selected": [str(world.case.pk)], "next": here}
    asked = client.post(BULK, chosen).content.decode()
    assert f'name="next" value="{here.replace("&", "&amp;")}"' in asked
    done = do(client, [world.case], action="task", title="Bellen", next=here)
    assert f'href="{here.replace("&", "&amp;")}"' in done.content.decode()
    away = do(client, [world.case], action="task", title="Bellen", next="https://elders.example/")
    assert "elders.example" not in away.content.decode()
