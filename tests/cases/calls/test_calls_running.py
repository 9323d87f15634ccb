"""A call that runs: more regions, more time, an end, and one reminder before and after."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.errors import Conflict, Refused
from cases.actions.call_reminders import remind_all
from cases.actions.calls import (
    Invitee,
    add_regions,
    end_call,
    extend_deadline,
    withdraw_invitation,
)
from cases.actions.stage import close
from cases.models import Case, LocationCall
from cases.workflow import gather, missing
from cases.working_days import add_working_days, is_working_day
from tests import factories
from tests.cases.calls.helpers import answered, days_ago, fresh, invited, sent
from tests.cases.road import url
from tests.conftest import SignIn

Day = datetime.date


@pytest.fixture
def running(asking: SimpleNamespace) -> SimpleNamespace:
    call = sent(asking, asking.away)
    return SimpleNamespace(**vars(asking), call=call, actor=factories.actor(asking.manager))


def test_more_regions_are_asked_the_same(running: SimpleNamespace, sign_in: SignIn) -> None:
    path = url("call-regions", running.case, running.call.pk)
    client = sign_in(running.manager)
    rows = client.get(path).context["form"].rows
    names = {fit.organisation.name for fit, _box, _why in rows}
    assert {"ROM Rivaal", "ROM Niets"} <= names
    assert "ROM Elders" not in names
    data = {"region": [running.rival_rom.pk], "version": running.call.version}
    assert client.post(path, data).status_code == 302
    row = invited(running.call, running.rival_rom)
    assert (row.status, row.call.deadline) == ("waiting", running.call.deadline)
    late = {"region": [running.nothing_rom.pk], "version": running.call.version}
    late[f"why-{running.nothing_rom.pk}"] = "Nieuw station"
    assert client.post(path, late).status_code == 409
    with pytest.raises(Refused, match="ROM Elders"):
        add_regions(running.actor, running.call, None, [Invitee(running.away)])


def test_after_the_deadline_it_is_extended_first(asking: SimpleNamespace) -> None:
    call, actor = sent(asking, asking.away, at=days_ago(12)), factories.actor(asking.manager)
    with pytest.raises(Refused):
        add_regions(actor, call, None, [Invitee(asking.rival_rom)])
    extend_deadline(actor, call, None, 5, "Kerst")
    call.refresh_from_db()
    assert call.deadline == add_working_days(timezone.localdate(), 5), "from today, not from then"
    assert add_regions(actor, call, None, [Invitee(asking.rival_rom)])


def test_deadline_is_extended_with_a_reason(running: SimpleNamespace, sign_in: SignIn) -> None:
    path, client = url("call-extend", running.case, running.call.pk), sign_in(running.manager)
    before = running.call.deadline
    data: dict[str, Any] = {"version": running.call.version, "extra_days": 5}
    for reason in ("", "Fotonova is laat", "ROM Rivaal vroeg erom"):
        page = client.post(path, data | {"reason": reason})
        assert page.status_code == 422
        assert "reason" in page.context["form"].errors
    assert client.post(path, data | {"reason": "De feestdagen"}).status_code == 302
    call = LocationCall.objects.get()
    assert call.deadline == add_working_days(before, 5)
    assert call.working_days == 15
    assert client.post(path, data | {"reason": "Nog eens"}).status_code == 409
    with pytest.raises(Refused):
        extend_deadline(running.actor, call, None, 0, "Korter")
    page = client.get(url("call-detail", running.case, call.pk))
    assert "De feestdagen" in page.text


@pytest.mark.parametrize(("name", "status"), [("close", "closed"), ("withdraw", "withdrawn")])
def test_call_is_ended_with_a_reason(
    running: SimpleNamespace, sign_in: SignIn, name: str, status: str
) -> None:
    path, client = url(f"call-{name}", running.case, running.call.pk), sign_in(running.manager)
    assert client.get(path).status_code == 200
    data = {"version": running.call.version, "reason": ""}
    assert client.post(path, data).status_code == 422
    assert client.post(path, data | {"reason": "Genoeg", "version": 99}).status_code == 409
    assert client.post(path, data | {"reason": "Genoeg"}).status_code == 302
    call = LocationCall.objects.get()
    assert (call.status, call.end_reason) == (status, "Genoeg")
    assert call.ended_at is not None
    assert fresh(running.case).waiting_on == "us"
    with pytest.raises(Refused):
        end_call(running.actor, call, None, "closed", "Nog eens")
    with pytest.raises(Refused):
        extend_deadline(running.actor, call, None, 3, "Toch")


def test_one_region_need_not_answer(running: SimpleNamespace, sign_in: SignIn) -> None:
    row = invited(running.call, running.away)
    path = url("call-region-withdraw", running.case, running.call.pk, row.pk)
    client = sign_in(running.manager)
    data = {"version": row.version, "reason": "Verkeerd gekozen"}
    assert client.post(path, data | {"reason": ""}).status_code == 422
    assert client.post(path, data).status_code == 302
    assert invited(running.call, running.away).status == "withdrawn"
    assert fresh(running.case).waiting_on == "us"
    with pytest.raises(Refused):
        withdraw_invitation(running.actor, row, None, "Nog eens")
    add_regions(running.actor, running.call, None, [Invitee(running.away)])
    assert invited(running.call, running.away).status == "waiting", "it can be asked again"


def test_answer_is_not_withdrawn(running: SimpleNamespace) -> None:
    row = answered(running, running.call)
    with pytest.raises(Refused):
        withdraw_invitation(running.actor, row, None, "Toch niet")


def test_who_may_run_a_call(running: SimpleNamespace, sign_in: SignIn) -> None:
    reader, region, case = sign_in(running.reader), sign_in(running.visitor), running.case
    manager = sign_in(running.colleague)
    for name in ("call-regions", "call-extend", "call-close", "call-withdraw"):
        path = url(name, case, running.call.pk)
        assert manager.get(path).status_code == 200
        assert reader.get(path).status_code == 403
        assert reader.post(path, {"reason": "x", "version": 1}).status_code == 403
        assert region.get(path).status_code == 404
    assert reader.get(url("call-detail", case, running.call.pk)).status_code == 200
    other = factories.case(running.manager)
    assert manager.get(url("call-detail", other, running.call.pk)).status_code == 404


def test_call_ends_with_the_case(running: SimpleNamespace) -> None:
    close(running.actor, running.case, None, "stopped", "Het bedrijf stopt")
    call = LocationCall.objects.get()
    assert call.status == "closed"
    assert "bedrijf" not in call.end_reason, "the reason of the outcome is not for regions"


def test_stage_waits_for_the_end_of_the_call(running: SimpleNamespace) -> None:
    def lacking() -> set[str]:
        return {need.code for need in missing(gather(fresh(running.case)), "matching")}

    assert "calls" in lacking()
    end_call(running.actor, running.call, None, "closed", "Genoeg")
    assert "calls" not in lacking()


def reminders(call: LocationCall, organisation: Any) -> int:
    return invited(call, organisation).reminders


def test_one_reminder_before_and_one_after_the_deadline(
    asking: SimpleNamespace,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    call = sent(asking, asking.away, asking.rival_rom, at=days_ago(1))
    answered(asking, call)
    before = add_working_days(call.deadline, -2)
    assert remind_all(add_working_days(before, -1)) == 0
    with django_capture_on_commit_callbacks() as queued:
        assert remind_all(before) == 1, "not who answered"
    assert len(queued) == 1
    assert remind_all(before) == 0
    assert remind_all(call.deadline) == 0
    row = invited(call, asking.rival_rom)
    assert (row.reminders, row.reminded_at is None, row.version) == (1, False, 1)
    assert row.history.first().history_user is None
    assert remind_all(add_working_days(call.deadline, 1)) == 1
    assert remind_all(add_working_days(call.deadline, 2)) == 0
    assert reminders(call, asking.rival_rom) == 2
    assert reminders(call, asking.away) == 0


def test_missed_day_is_made_up_and_weekends_are_left_alone(asking: SimpleNamespace) -> None:
    call = sent(asking, asking.away, at=days_ago(1))
    saturday = call.deadline + datetime.timedelta(days=(5 - call.deadline.weekday()) % 7 or 7)
    assert remind_all(saturday) == 0
    assert remind_all(call.deadline) == 1, "the day before it did not run"
    assert remind_all(add_working_days(call.deadline, 30)) == 1


def test_who_was_asked_just_now_is_not_reminded_at_once(asking: SimpleNamespace) -> None:
    call = sent(asking, asking.away, days=2)
    assert remind_all(timezone.localdate()) == 0
    assert remind_all(call.deadline) == 0
    assert remind_all(add_working_days(call.deadline, 1)) == 1


def test_ended_calls_and_withdrawn_regions_are_not_reminded(asking: SimpleNamespace) -> None:
    call, actor = sent(asking, asking.away, asking.rival_rom), factories.actor(asking.manager)
    withdraw_invitation(actor, invited(call, asking.away), None, "Vergissing")
    after = add_working_days(call.deadline, 1)
    end_call(actor, call, None, "closed", "Klaar")
    assert remind_all(after) == 0
    other = sent(asking, asking.rival_rom)
    assert remind_all(add_working_days(other.deadline, 1)) == 1


def test_later_deadline_means_a_new_reminder(asking: SimpleNamespace) -> None:
    call = sent(asking, asking.away, at=days_ago(9))
    today = timezone.localdate()
    assert remind_all(today if is_working_day(today) else call.deadline) == 1
    extend_deadline(factories.actor(asking.manager), call, None, 5, "Meer tijd")
    assert reminders(call, asking.away) == 0
    call.refresh_from_db()
    assert remind_all(add_working_days(call.deadline, -2)) == 1


def test_numbers_and_versions_guard_against_each_other(running: SimpleNamespace) -> None:
    with pytest.raises(Conflict):
        end_call(running.actor, running.call, 7, "closed", "x")
    assert sent(running, running.rival_rom).number == 2
    assert Case.objects.get(pk=running.case.pk).calls.count() == 2
