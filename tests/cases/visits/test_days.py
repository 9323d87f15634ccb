"""A visit of several days: each has its hours, its sites and its own appointment in an agenda."""

import datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.formats import date_format
from icalendar import Calendar

from accounts.actor import Actor
from accounts.errors import Refused
from cases.actions.deliveries import deliver, to_deliver
from cases.actions.visit import cancel_visit, change_visit, plan_visit
from cases.actions.visit_stops import Halt
from cases.models import CaseParticipant, SiteVisit, VisitInvite, VisitStop
from cases.tasks import invite_to_visit, mail_visit
from tests import factories
from tests.cases.matching.helpers import listed
from tests.cases.matching.test_visits import form, moment, values
from tests.cases.matching.test_visits import url as case_url
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
at = datetime.time
HALF = datetime.timedelta(minutes=30)
DAY_TWO = (", dag 2 van het bezoek", ", day 2 of the visit")


@pytest.fixture
def trip(visit: SimpleNamespace) -> SimpleNamespace:
    """Three days from the third from now: a site in the north on the first and the last, and one
    in the south between; each region hosts its own."""
    visit.actor = factories.actor(visit.manager)
    visit.third = listed(visit, visit.sites.weak, "shortlist")
    visit.rival = visit.rival_user.default_organisation()
    visit.halts = [
        Halt(visit.own, 1, host=visit.away),
        Halt(visit.other, 2, at(14), at(15), visit.rival),
        Halt(visit.third, 3, host=visit.away),
    ]
    visit.trip = plan_visit(visit.actor, visit.case, three(visit), visit.halts)
    return visit


def three(world: Any, **more: Any) -> dict[str, Any]:
    hours = {"day_starts": [at(8, 30), at(11)], "day_ends": [at(18), at(17, 30)]}
    return values(world, days=3, host=None, ends_at=moment(5, 16)) | hours | more


def told(world: Any, *hosts_before: int) -> dict[str, list[tuple[str, Any]]]:
    """Per address the method and the appointment of each mail, read by another library."""
    mail.outbox.clear()
    world.trip.refresh_from_db()
    with patch.object(mail_visit, "delay", mail_visit):
        invite_to_visit(str(world.trip.pk), world.trip.version, list(hosts_before))
    found: dict[str, list[tuple[str, Any]]] = {}
    for message in mail.outbox:
        walked = message.message().walk()
        (part,) = [part for part in walked if part.get_content_type() == "text/calendar"]
        read = Calendar.from_ical(part.get_payload(decode=True))
        assert part.get_param("method") == read["METHOD"]
        (event,) = read.walk("VEVENT")  # Outlook takes over the first one only
        assert not event.errors
        found.setdefault(message.to[0], []).append((str(read["METHOD"]), event))
    return found


def hours(mails: list[tuple[str, Any]]) -> list[tuple[str, Any, Any]]:
    return [(method, event["DTSTART"].dt, event["DTEND"].dt) for method, event in mails]


def change(world: Any, halts: list[Halt], **more: Any) -> None:
    world.trip.refresh_from_db()
    change_visit(world.actor, world.trip, world.trip.version, three(world, **more), halts)


# --- Invitations ---------------------------------------------------------------------------------


def test_each_day_is_an_appointment_with_hours_of_its_own(trip: SimpleNamespace) -> None:
    mails = told(trip)
    assert hours(mails[trip.manager.email]) == [
        ("REQUEST", moment(3), moment(3, 18)),
        ("REQUEST", moment(4, 8) + datetime.timedelta(minutes=30), moment(4, 17) + HALF),
        ("REQUEST", moment(5, 11), moment(5, 16)),
    ]
    assert len({str(event["UID"]) for _method, event in mails[trip.manager.email]}) == 3
    assert hours(mails[trip.rival_user.email]) == [("REQUEST", moment(4, 14), moment(4, 15))]
    (_method, event) = mails[trip.rival_user.email][0]
    assert str(event["UID"]) == f"{trip.trip.pk}@brandpunt"  # no day before it shows
    assert len({message.subject for message in mail.outbox}) == 3  # by date


def test_only_what_differs_is_mailed_and_a_day_that_disappears_is_cancelled(
    trip: SimpleNamespace,
) -> None:
    first = {str(event["UID"]): event for _m, event in told(trip)[trip.manager.email]}
    change(trip, trip.halts, day_starts=[at(9), at(11)])
    (update,) = told(trip, trip.away.pk, trip.rival.pk)[trip.manager.email]
    assert (update[0], update[1]["DTSTART"].dt) == ("REQUEST", moment(4, 9))
    assert update[1]["SEQUENCE"] == 2 > first[str(update[1]["UID"])]["SEQUENCE"]
    change(trip, [trip.halts[0], trip.halts[2]], day_starts=[at(9), at(11)])  # day 2 is free now
    mails = told(trip, trip.away.pk, trip.rival.pk)
    (gone,) = mails[trip.manager.email]
    assert (gone[0], str(gone[1]["STATUS"])) == ("CANCEL", "CANCELLED")
    assert (gone[1]["UID"], gone[1]["SEQUENCE"]) == (update[1]["UID"], 3)
    assert gone[1]["DTSTART"].dt.date() == moment(4).date()
    assert hours(mails[trip.rival_user.email]) == [("CANCEL", moment(4, 14), moment(4, 15))]
    change(trip, trip.halts, day_starts=[at(9), at(11)])  # and comes back
    (again,) = told(trip, trip.away.pk)[trip.manager.email]
    assert (again[0], again[1]["UID"], again[1]["SEQUENCE"]) == ("REQUEST", gone[1]["UID"], 4)
    assert "Uitnodiging" in mail.outbox[0].subject or "Invitation" in mail.outbox[0].subject


def test_a_shorter_and_a_cancelled_visit_take_their_days_out(trip: SimpleNamespace) -> None:
    uids = [str(event["UID"]) for _m, event in told(trip)[trip.manager.email]]
    shorter = {"ends_at": moment(4, 16), "day_starts": [at(9)], "day_ends": [at(18)]}
    change(trip, trip.halts[:2], **shorter)
    found = told(trip, trip.away.pk, trip.rival.pk)[trip.manager.email]
    assert [(method, str(event["UID"])) for method, event in found] == [
        ("REQUEST", uids[1]),
        ("CANCEL", uids[2]),
    ]
    cancel_visit(trip.actor, trip.trip, 2, "verhinderd")
    found = told(trip, trip.away.pk, trip.rival.pk)[trip.manager.email]
    assert [(method, str(event["UID"])) for method, event in found] == [
        ("CANCEL", uids[0]),
        ("CANCEL", uids[1]),
    ]
    assert {event["SEQUENCE"] for _m, event in found} == {3}
    assert not VisitInvite.objects.filter(visit=trip.trip, withdrawn=False).exists()


def test_a_change_of_the_words_is_told_once(trip: SimpleNamespace) -> None:
    told(trip)
    change(trip, trip.halts, meeting_point="Haven")
    mails = told(trip, trip.away.pk, trip.rival.pk)
    assert {address: len(rows) for address, rows in mails.items()} == dict.fromkeys(
        (trip.manager.email, trip.visitor.email, trip.rival_user.email), 1
    )


def test_a_cancel_that_waits_is_sent_after_another_change_too(trip: SimpleNamespace) -> None:
    told(trip)
    change(trip, [trip.halts[0], trip.halts[2]])
    with patch.object(mail.EmailMultiAlternatives, "send", side_effect=OSError):
        assert told(trip, trip.away.pk, trip.rival.pk) == {}
    change(trip, [trip.halts[0], trip.halts[2]], meeting_point="Haven")
    told(trip, trip.away.pk)
    mail.outbox.clear()
    later = moment(0, 23) + datetime.timedelta(days=1)
    for key in to_deliver(later):
        deliver(key, later)
    gone = [str(m.message()) for m in mail.outbox if m.to == [trip.rival_user.email]]
    assert len(gone) == 1


def test_a_visit_from_before_the_record_is_updated_and_not_doubled(trip: SimpleNamespace) -> None:
    told(trip)
    VisitInvite.objects.all().delete()  # as the release before this one left it
    SiteVisit.objects.filter(pk=trip.trip.pk).update(day_starts=[], day_ends=[])
    change(trip, trip.halts)
    found = told(trip, trip.away.pk, trip.rival.pk)
    first, *others = found[trip.manager.email]
    assert str(first[1]["UID"]) == f"{trip.trip.pk}@brandpunt"
    assert hours([first]) == [("REQUEST", moment(3), moment(3, 18))]
    assert len(others) == 2
    assert [str(event["UID"]) for _m, event in found[trip.rival_user.email]] == [
        f"{trip.trip.pk}@brandpunt"
    ]


def test_hours_that_were_not_given_are_those_of_the_visit(trip: SimpleNamespace) -> None:
    world = trip
    sent = values(world, days=3, host=None, starts_at=moment(3, 14), ends_at=moment(4, 12))
    world.trip = plan_visit(world.actor, world.case, sent, world.halts[:2])
    assert hours(told(world)[world.manager.email]) == [
        ("REQUEST", moment(3, 14), moment(3, 17)),
        ("REQUEST", moment(4, 9), moment(4, 12)),
    ]


# --- The form ------------------------------------------------------------------------------------


def posted(world: Any, **more: Any) -> dict[str, Any]:
    sent = form(world, ends_at=moment(6, 16), host=None)
    return sent | {f"stop-{world.own.pk}": 1, f"stop-{world.other.pk}": 2} | more


def test_the_days_are_shown_without_saving_and_a_site_moves_by_a_choice(
    trip: SimpleNamespace, sign_in: SignIn
) -> None:
    world, client = trip, sign_in(trip.manager)
    plan, count = case_url(world, "visit-plan"), SiteVisit.objects.count()
    shown = client.post(plan, posted(world) | {"days": "1"})
    assert (shown.status_code, SiteVisit.objects.count()) == (200, count)
    days = shown.context["form"].days
    assert [day.number for day in days] == [1, 2]
    assert (days[0].closes.value(), days[1].opens.value()) == (at(16), at(10))  # offered
    day = f"day-{world.other.pk}"
    assert f'<select name="{day}"' in shown.content.decode()
    part = client.post(plan, posted(world) | {"days": "1"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "closes-1" in part.content.decode()
    sent = posted(world) | {day: 2, "closes-1": "18:30", "opens-2": "08:15"}
    assert client.post(plan, sent).status_code == 302
    made = SiteVisit.objects.filter(case=world.case).latest("ends_at")
    assert (made.day_starts, made.day_ends) == ([at(8, 15)], [at(18, 30)])
    assert VisitStop.objects.get(visit=made, candidate=world.other).day == 2
    edit = case_url(world, "visit-edit", made.pk)
    groups = client.get(edit).context["form"].groups
    assert [[row.candidate.pk for row in group.rows] for group in groups[:2]] == [
        [world.own.pk],
        [world.other.pk],
    ]
    back = posted(world) | {day: 1, "version": 1, "closes-1": "18:30", "opens-2": ""}
    assert client.post(edit, back).status_code == 302
    assert VisitStop.objects.get(visit=made, candidate=world.other).day == 1
    made.refresh_from_db()
    assert made.day_starts == [at(8, 15)]  # left empty: as it was
    assert sign_in(world.visitor).post(plan, posted(world) | {"days": "1"}).status_code == 403


def test_what_does_not_fit_is_said_beside_the_field(trip: SimpleNamespace, sign_in: SignIn) -> None:
    world, client, plan = trip, sign_in(trip.manager), case_url(trip, "visit-plan")
    count = SiteVisit.objects.count()
    wrong = [
        (posted(world) | {"closes-1": "09:00"}, "closes-1"),
        (posted(world) | {"opens-2": "17:00"}, "opens-2"),
        (posted(world) | {"opens-2": "vroeg"}, "opens-2"),
        (posted(world) | {"ends_at": f"{moment(40):%Y-%m-%dT%H:%M}"}, "ends_at"),
        (posted(world) | {f"day-{world.own.pk}": 3}, f"day-{world.own.pk}"),
    ]
    for sent, field in wrong:
        answer = client.post(plan, sent)
        assert answer.status_code == 422, field
        assert field in answer.context["form"].errors
        shown = answer.context["form"][field]
        assert shown.value() == str(sent[field])  # what was typed stays
        assert f'value="{sent[field]}"' in str(shown)
    assert SiteVisit.objects.count() == count
    for more in ({"day_ends": [at(9), at(17)]}, {"ends_at": moment(40)}):
        with pytest.raises(Refused):
            plan_visit(world.actor, world.case, three(world, **more), world.halts)


# --- The pages -----------------------------------------------------------------------------------


def test_the_page_and_the_file_show_each_day_and_a_host_its_own(
    trip: SimpleNamespace, sign_in: SignIn
) -> None:
    world = trip
    page, file = (case_url(world, name, world.trip.pk) for name in ("visit-detail", "visit-ics"))
    whole = sign_in(world.manager)
    route = whole.get(page).context["route"]
    assert [(day.number, len(day.legs)) for day in route.days] == [(1, 1), (2, 1), (3, 1)]
    assert "08:30–17:30" in whole.get(page).content.decode()
    assert len(Calendar.from_ical(whole.get(file).content).walk("VEVENT")) == 3
    answer = whole.get(file, {"dag": "2"})
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["DTEND"].dt == moment(4, 17) + HALF
    assert f"{moment(4):%Y-%m-%d}" in answer["Content-Disposition"]
    host = sign_in(world.rival_user)
    text = host.get(page).content.decode()
    for secret in ("08:30", "17:30", "Dag 2", "Day 2", "Sterk Noord"):
        assert secret not in text.split("<main", 1)[-1]
    answer = host.get(file, {"dag": "1"})
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["DTSTART"].dt == moment(4, 14)
    assert f"{moment(4):%Y-%m-%d}" in answer["Content-Disposition"]


def test_what_a_host_meets_tells_its_own_day(trip: SimpleNamespace, sign_in: SignIn) -> None:
    """Not when the visit begins, nor which day of it its own is."""
    world, host = trip, sign_in(trip.rival_user)
    stop = VisitStop.objects.get(visit=world.trip, candidate=world.other)
    text = host.get(case_url(world, "visit-observe", world.trip.pk, stop.pk)).content.decode()
    head = text.split("visit-observe", 1)[-1].split("<form", 1)[0]
    assert f" {moment(4).day} " in head
    assert f" {moment(3).day} " not in head
    change(world, [world.halts[0], Halt(world.other, 3, host=world.rival), world.halts[2]])
    line = host.get(case_url(world, "case-timeline")).content.decode()
    assert "dag van het bezoek" not in line.lower()
    assert "day of the visit" not in line.lower()


def test_the_case_as_an_organisation_sees_it_tells_the_days_that_it_sees(
    trip: SimpleNamespace, sign_in: SignIn
) -> None:
    client, told = sign_in(trip.manager), {}
    for row in CaseParticipant.objects.filter(case=trip.case):
        parts = client.get(case_url(trip, "case-preview", row.pk)).context["parts"]
        told[row.organisation_id] = [line for part in parts for line in part.rows]
    first, second, third = (date_format(moment(day).date(), "j F Y") for day in (3, 4, 5))
    assert f"{first} – {third}" in told[trip.home.pk]
    assert f"{first} – {third}" in told[trip.away.pk]
    assert second in told[trip.rival.pk]
    assert not [line for line in told[trip.rival.pk] if first in line or third in line]


def test_the_timeline_tells_the_days_to_who_sees_them_all(
    trip: SimpleNamespace, sign_in: SignIn
) -> None:
    path = case_url(trip, "case-timeline")
    whole = sign_in(trip.manager).get(path).content.decode()
    host = sign_in(trip.rival_user).get(path).content.decode()
    assert [word for word in DAY_TWO if word in whole]
    assert not [word for word in DAY_TWO if word in host]
    assert "Rivaal Zuid" in host.split("<main", 1)[-1]
    change(trip, trip.halts, day_starts=[at(9, 15), at(11)])
    assert "09:15, 11:00" in sign_in(trip.manager).get(path).content.decode()
    assert "09:15" not in sign_in(trip.rival_user).get(path).content.decode()


def test_my_day_shows_each_day_that_is_near_to_who_is_expected(
    trip: SimpleNamespace, sign_in: SignIn
) -> None:
    def seen(user: Any) -> list[tuple[Any, list[str]]]:
        rows = sign_in(user).get("/").context["day"].visits
        return [(row.coming.hours.starts_at, row.coming.sites) for row in rows]

    assert [(at.date(), sites) for at, sites in seen(trip.manager)] == [
        (moment(3).date(), ["Sterk Noord"]),
        (moment(4).date(), ["Rivaal Zuid"]),
        (moment(5).date(), ["Zwak Noord"]),
    ]
    assert seen(trip.rival_user) == [(moment(4, 14), ["Rivaal Zuid"])]
    assert seen(trip.colleague) == []  # sees the case, and is not expected
    cancel_visit(trip.actor, trip.trip, 1, "verhinderd")
    assert seen(trip.manager) == []


def test_the_list_and_the_review_tell_a_host_its_own_day(
    trip: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(trip.rival_user)
    for name, keys in (("visit-review", [trip.trip.pk]), ("notifications", None)):
        path = reverse(name) if keys is None else case_url(trip, name, *keys)
        text = client.get(path).content.decode().split("<main", 1)[-1]
        assert date_format(moment(4), "j F Y") in text, name
        assert date_format(moment(3), "j F Y") not in text, name


def test_no_site_on_a_first_day_is_said(trip: SimpleNamespace, sign_in: SignIn) -> None:
    world = trip
    world.trip.refresh_from_db()
    change(world, [Halt(world.other, 2, host=world.rival), world.halts[2]])
    page = sign_in(world.manager).get(case_url(world, "visit-detail", world.trip.pk))
    assert [len(day.legs) for day in page.context["route"].days] == [0, 1, 1]
    assert [row.offset for row in page.context["visit"].sight.days] == [0, 1, 2]


def test_a_guest_who_is_a_user_is_invited_if_they_see_the_whole_visit(
    trip: SimpleNamespace, sign_in: SignIn
) -> None:
    named = f"{trip.colleague.name}, ROM Thuis\n{trip.reader.email}\nRob Rivaal\nEls Min"
    assert trip.colleague.email not in told(trip)
    change(trip, trip.halts, guests=named)
    mails = told(trip, trip.away.pk, trip.rival.pk)
    assert [method for method, _event in mails[trip.colleague.email]] == ["REQUEST"] * 3
    assert [method for method, _event in mails[trip.reader.email]] == ["REQUEST"] * 3
    assert len(mails[trip.rival_user.email]) == 1, "as a host of one site, and no more"
    assert trip.ministry.email not in mails
    days = sign_in(trip.colleague).get("/").context["day"].visits
    assert len(days) == 3
    change(trip, trip.halts)
    mails = told(trip, trip.away.pk, trip.rival.pk)
    assert [method for method, _event in mails[trip.colleague.email]] == ["CANCEL"] * 3


def test_somebody_who_is_no_longer_account_manager_is_not_expected(trip: SimpleNamespace) -> None:
    told(trip)
    case = trip.trip.case
    case.account_manager = trip.colleague
    Actor.system().save(case)
    change(trip, trip.halts, meeting_point="Haven")
    mails = told(trip, trip.away.pk, trip.rival.pk)
    assert [method for method, _event in mails[trip.manager.email]] == ["CANCEL"] * 3
    assert [method for method, _event in mails[trip.colleague.email]] == ["REQUEST"] * 3
