"""Planning a visit: a short order, several days, and a host per site that learns of no rival."""

import datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.errors import Refused
from cases.actions.visit import change_visit, plan_visit
from cases.actions.visit_stops import Halt
from cases.models import SiteVisit, Task, VisitStop
from cases.tasks import invite_to_visit, mail_visit
from sites.models import Site
from tests import factories
from tests.cases.matching.helpers import ask, fact, listed
from tests.cases.matching.test_visits import form, moment, url, values, visit
from tests.conftest import SignIn

__all__ = ["visit"]
pytestmark = pytest.mark.django_db
NINE, TWO, FOUR = datetime.time(9), datetime.time(14), datetime.time(16)
WHERE = {"strong": (53.2, 6.5), "weak": (52.9, 6.4), "rival": (50.9, 5.9)}


@pytest.fixture
def two_days(visit: SimpleNamespace) -> SimpleNamespace:
    """A visit of two days without a host of its own: each region hosts its site."""
    for name, (latitude, longitude) in WHERE.items():
        Site.objects.filter(pk=getattr(visit.sites, name).pk).update(
            latitude=latitude, longitude=longitude
        )
    visit.rival = visit.rival_user.default_organisation()
    visit.actor = factories.actor(visit.manager)
    visit.halts = [
        Halt(visit.own, 1, NINE, None, visit.away, "Balie van het stadhuis"),
        Halt(visit.other, 2, TWO, FOUR, visit.rival, "Poort 3"),
    ]
    sent = values(visit, days=3, host=None, ends_at=moment(4, 16), meeting_point="Station")
    visit.trip = plan_visit(visit.actor, visit.case, sent, visit.halts)
    return visit


def posted(world: Any, *rows: Any, **more: Any) -> dict[str, Any]:
    """The form with (candidate, number, day) rows."""
    sent = form(world, **more)
    for candidate, number, day in rows:
        sent |= {f"stop-{candidate.pk}": number, f"day-{candidate.pk}": day}
    return sent


# --- Order -------------------------------------------------------------------------------------


def test_the_short_order_is_offered_and_saves_nothing(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    world, client = two_days, sign_in(two_days.manager)
    third = listed(world, world.sites.weak, "shortlist")
    rows = [(world.own, 1, 1), (world.other, 2, 1), (third, 3, 1)]
    before = SiteVisit.objects.count()
    sent = posted(world, *rows, programme="Nog te bepalen") | {"shorten": "1", "begin": "first"}
    answer = client.post(url(world, "visit-plan"), sent)
    assert (answer.status_code, SiteVisit.objects.count()) == (200, before)
    shown = answer.context["form"]
    numbers = [shown[f"stop-{row.pk}"].value() for row in (world.own, third, world.other)]
    assert numbers == [1, 2, 3]
    assert shown["programme"].value() == "Nog te bepalen"
    assert shown["starts_at"].value() == sent["starts_at"]
    proposal = answer.context["proposal"]
    assert proposal.after < proposal.before
    kept = posted(world, *rows)  # the planner may overrule it
    assert client.post(url(world, "visit-plan"), kept).status_code == 302
    assert sign_in(world.visitor).post(url(world, "visit-plan"), sent).status_code == 403


def test_where_it_begins_is_a_choice_and_what_is_not_on_the_map_is_named(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    world, client = two_days, sign_in(two_days.manager)
    third = listed(world, world.sites.weak, "shortlist")
    sent = posted(world, (third, 1, 1), (world.other, 2, 1), (world.own, 3, 1))
    numbers = []
    for begin in ("first", "any"):
        answer = client.post(url(world, "visit-plan"), sent | {"shorten": "1", "begin": begin})
        shown = answer.context["form"]
        numbers.append([shown[f"stop-{row.pk}"].value() for row in (third, world.own, world.other)])
    assert numbers[0] == [1, 2, 3]
    assert numbers[1] in ([2, 1, 3], [2, 3, 1])
    Site.objects.filter(pk=world.sites.weak.pk).update(latitude=None)
    answer = client.post(url(world, "visit-plan"), sent | {"shorten": "1"})
    assert answer.context["form"][f"stop-{third.pk}"].value() == 3
    assert answer.context["proposal"].unknown == ["Zwak Noord"]
    assert "Zwak Noord" in answer.content.decode().split("visit-proposal")[1].split("</div>")[0]


def test_a_form_that_cannot_be_read_yet_still_gets_an_order(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    sent = posted(two_days, (two_days.own, 1, "x"), (two_days.other, "y", 1))
    sent |= {"starts_at": "", "shorten": "1"}
    answer = sign_in(two_days.manager).post(url(two_days, "visit-plan"), sent)
    assert answer.status_code == 200
    assert answer.context["form"][f"stop-{two_days.other.pk}"].value() == "y"


def test_the_page_shows_days_times_and_the_way_between(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    world = two_days
    third = listed(world, world.sites.weak, "shortlist")
    halts = [*world.halts[:1], Halt(third), world.halts[1]]
    sent = values(world, days=3, host=None, ends_at=moment(4, 16), meeting_point="Station")
    change_visit(world.actor, world.trip, 1, sent, halts)
    page = sign_in(world.manager).get(url(world, "visit-detail", world.trip.pk))
    route = page.context["route"]
    assert [[leg.number for leg in day.legs] for day in route.days] == [[1, 2], [3]]
    assert route.kilometres == pytest.approx(34, abs=1)
    text = page.content.decode()
    assert "hemelsbreed" in text or "as the crow flies" in text
    assert "14:00–16:00" in text


# --- Days --------------------------------------------------------------------------------------


def test_a_day_lies_within_the_visit_and_times_go_forward(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    world, client, plan = two_days, sign_in(two_days.manager), url(two_days, "visit-plan")
    one_day = posted(world, (world.own, 1, 2))
    answer = client.post(plan, one_day)
    assert answer.status_code == 422
    assert f"day-{world.own.pk}" in answer.context["form"].errors
    longer = posted(world, (world.own, 1, 2), (world.other, 2, 1), ends_at=moment(6, 16))
    key = world.own.pk
    backwards = longer | {f"from-{key}": "14:00", f"to-{key}": "13:00"}
    assert f"to-{key}" in client.post(plan, backwards).context["form"].errors
    assert client.post(plan, longer | {f"from-{key}": "14:00"}).status_code == 302
    made = SiteVisit.objects.filter(case=world.case).order_by("-ends_at")[0]
    stops = VisitStop.objects.filter(visit=made).order_by("position")
    assert [(stop.candidate_id, stop.day) for stop in stops] == [(world.other.pk, 1), (key, 2)]
    assert stops[1].arrives_at == TWO
    with pytest.raises(Refused):
        plan_visit(world.actor, world.case, values(world, days=3), [Halt(world.own, day=2)])


# --- Hosts -------------------------------------------------------------------------------------


def test_only_who_may_know_of_a_site_can_host_there(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    world, plan = two_days, url(two_days, "visit-plan")
    client, key = sign_in(world.manager), world.own.pk
    offered = client.get(plan).context["form"].fields[f"host-{key}"]
    assert [value for value, _label in offered.choices] == [
        "",
        str(world.away.pk),
        str(world.home.pk),
    ]
    assert offered.initial == world.away.pk  # who serves the area
    sent = posted(world, (world.own, 1, 1))
    assert client.post(plan, sent | {f"host-{key}": world.rival.pk}).status_code == 422
    halt = Halt(world.own, host=world.rival)
    with pytest.raises(Refused):
        plan_visit(world.actor, world.case, values(world, days=3), [halt])
    assert client.post(plan, sent | {f"host-{key}": world.away.pk}).status_code == 302


def test_each_host_learns_of_its_own_site_only(two_days: SimpleNamespace, sign_in: SignIn) -> None:
    world = two_days
    paths = [url(world, "case-visits"), url(world, "visit-ics", world.trip.pk)]
    paths += [url(world, "visit-detail", world.trip.pk), url(world, "case-timeline")]
    north = ["Sterk Noord", "ROM Elders", "stadhuis"]
    south = ["Rivaal Zuid", "ROM Rivaal", "Poort 3"]
    for user, own, foreign in ((world.visitor, north, south), (world.rival_user, south, north)):
        client = sign_in(user)
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            text = answer.content.decode().replace("\r\n ", "")
            menu = text.split("<main", 1)[-1]
            assert own[0] in menu, path
            for secret in (foreign[0], foreign[1], foreign[2], "Station", "10:00 ontvangst"):
                assert secret not in menu, (path, secret)
    whole = sign_in(world.manager).get(paths[2]).content.decode()
    for word in (*north, *south, "Station"):
        assert word in whole


def test_the_hours_of_a_host_are_those_of_its_own_site(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    world, found = two_days, {}
    for user in (world.visitor, world.rival_user, world.manager):
        body = sign_in(user).get(url(world, "visit-ics", world.trip.pk)).content
        read = Calendar.from_ical(body).walk("VEVENT")
        found[user.pk] = [(event["DTSTART"].dt, event["DTEND"].dt) for event in read]
        # The first day that somebody sees has the key of the visit: no day before it shows.
        assert str(read[0]["UID"]) == f"{world.trip.pk}@brandpunt"
    assert found[world.visitor.pk] == [(moment(3, 9), moment(3, 16))]
    assert found[world.rival_user.pk] == [(moment(4, 14), moment(4, 16))]
    assert found[world.manager.pk] == [
        (moment(3), moment(3, 16)),
        (moment(4), moment(4, 16)),
    ]


def test_each_host_is_invited_for_its_own_hours_and_who_joins_gets_a_request(
    two_days: SimpleNamespace,
) -> None:
    world = two_days

    def sent(*before: int) -> dict[str, Any]:
        mail.outbox.clear()
        world.trip.refresh_from_db()
        with patch.object(mail_visit, "delay", mail_visit):
            invite_to_visit(str(world.trip.pk), world.trip.version, list(before))
        return {message.to[0]: message for message in mail.outbox}

    messages = sent()
    assert set(messages) == {p.email for p in (world.manager, world.visitor, world.rival_user)}
    text = str(messages[world.rival_user.email].message())
    for secret in ("Sterk Noord", "Elders", "Fotonova", "Station", "stadhuis"):
        assert secret not in text
    without = [world.halts[0]]
    change_visit(world.actor, world.trip, 1, _kept(world), without)
    messages = sent(world.away.pk, world.rival.pk)
    assert "METHOD:CANCEL" in _calendar(messages[world.rival_user.email])
    assert "Elders" not in str(messages[world.rival_user.email].message())
    change_visit(world.actor, world.trip, 2, _kept(world), world.halts)
    messages = sent(world.away.pk)
    again, kept = messages[world.rival_user.email], messages[world.visitor.email]
    assert "METHOD:REQUEST" in _calendar(again)
    assert again.subject != kept.subject  # an invitation, not a change


def _kept(world: Any) -> dict[str, Any]:
    return values(world, days=3, host=None, ends_at=moment(4, 16), meeting_point="Station")


def _calendar(message: Any) -> str:
    parts = [part for part in message.message().walk() if part.get_content_subtype() == "calendar"]
    return str(parts[0].get_payload(decode=True).decode())


def test_what_one_host_reads_names_no_other_region_or_site(two_days: SimpleNamespace) -> None:
    world = two_days
    led = values(world, days=3, ends_at=moment(4, 16))
    for programme in ("14:00 Rivaal Zuid", "Daarna naar ROM Rivaal"):
        with pytest.raises(Refused, match="Rivaal"):
            plan_visit(world.actor, world.case, led | {"programme": programme}, world.halts)
    told = Halt(world.other, 2, host=world.rival, reception="Na het bezoek aan Sterk Noord")
    with pytest.raises(Refused, match="Sterk Noord"):
        plan_visit(world.actor, world.case, led, [world.halts[0], told])
    named = Halt(world.own, reception="Bij Fotonova")
    with pytest.raises(Refused):
        plan_visit(world.actor, world.case, led, [named])
    assert plan_visit(world.actor, world.case, led, world.halts).pk


# --- Checklist ---------------------------------------------------------------------------------


def test_the_checklist_asks_what_the_match_and_earlier_visits_left_open(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    world, client = two_days, sign_in(two_days.manager)
    ask(world.request, "process_water_m3h", level="must", minimum=5, weight=10)
    fact(world.sites.rival, "process_water_m3h", 9, days=4000)
    noted = {"score": 4, "observation": "Bouwrijp", "follow_up": "Tweede voeding?"}
    observe = url(world, "visit-observe", world.visit.pk, world.stop.pk)
    noted["stamp"] = client.get(observe).context["form"].initial["stamp"]
    assert client.post(observe, noted).status_code == 302
    page = client.get(url(world, "visit-detail", world.trip.pk))
    stops = {stop.candidate_id: stop.pk for stop in page.context["visit"].shown_stops}
    own = page.context["checklists"][stops[world.own.pk]]
    assert [(row.must, row.stale) for row in own.questions] == [(True, False)]
    assert own.left == ["Tweede voeding?"]
    (stale,) = page.context["checklists"][stops[world.other.pk]].questions
    assert (stale.must, stale.stale) == (True, True)
    host = sign_in(world.rival_user).get(url(world, "visit-detail", world.trip.pk))
    assert "Tweede voeding?" not in host.content.decode()
    Task.objects.filter(title="Tweede voeding?").update(done_at=timezone.now())
    page = client.get(url(world, "visit-detail", world.trip.pk))
    assert not page.context["checklists"][stops[world.own.pk]].left


def test_a_visit_that_was_called_off_asks_nothing(
    two_days: SimpleNamespace, sign_in: SignIn
) -> None:
    cancel = reverse("visit-cancel", args=[two_days.case.pk, two_days.trip.pk])
    client = sign_in(two_days.manager)
    rival = {"version": 1, "reason": "ROM Elders is verhinderd"}
    assert client.post(cancel, rival).status_code == 422  # the other host would read it
    assert client.post(cancel, {"version": 1, "reason": "verhinderd"}).status_code == 302
    page = client.get(url(two_days, "visit-detail", two_days.trip.pk))
    assert page.context["checklists"] == {}
