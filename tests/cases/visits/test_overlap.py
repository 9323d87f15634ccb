"""Who or what is wanted at two visits at once: told as far as the viewer may know, and no more."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actor import Actor
from cases.actions.visit import plan_visit
from cases.actions.visit_stops import Halt
from cases.models import Candidate, SiteVisit, VisitStop
from tests import factories
from tests.cases.matching.test_visits import form, moment, values
from tests.cases.matching.test_visits import url as case_url
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
NINE, NOON, TWO = datetime.time(9), datetime.time(12), datetime.time(14)
SECRETS = ("Geheim", "Vreemd", "Project Onvindbaar", "Elders Zuid", "Verborgen plein")


@pytest.fixture
def trip(visit: SimpleNamespace) -> SimpleNamespace:
    """Two days from the third from now: the north in the morning of the first, hosted by its
    region; the south in the afternoon of the second, hosted by its own."""
    visit.actor = factories.actor(visit.manager)
    visit.rival = visit.rival_user.default_organisation()
    halts = [
        Halt(visit.own, 1, NINE, NOON, visit.away),
        Halt(visit.other, 2, TWO, None, visit.rival),
    ]
    sent = values(visit, days=3, host=None, ends_at=moment(4, 16))
    visit.trip = plan_visit(visit.actor, visit.case, sent, halts)
    return visit


def stranger() -> SimpleNamespace:
    """A case of another region that nobody of the world sees."""
    home = factories.organisation(name="ROM Vreemd", code="vreemd")
    manager = factories.person(home, name="Vera Vreemd")
    company = factories.company(home, name="Geheim B.V.", kvk_number="90000111")
    case = factories.case(manager, company=company)
    case.code_name = "Project Onvindbaar"
    Actor.system().save(case)
    return SimpleNamespace(case=case, manager=manager)


def elsewhere(
    case: Any, site: Any, starts: datetime.datetime, hours: int = 2, **more: Any
) -> SiteVisit:
    """Another visit, written down without its actions: it is what is there already."""
    save = Actor.system().save
    ends = starts + datetime.timedelta(hours=hours)
    host = more.pop("stop_host", None)
    row = {"starts_at": starts, "ends_at": ends, "meeting_point": "Verborgen plein"} | more
    found = save(SiteVisit(case=case, **row))
    candidate = Candidate.objects.filter(case=case, site=site).first()
    new = Candidate(case=case, site=site, status="shortlist", added_at=starts, reason="Past")
    candidate = candidate or save(new)
    save(VisitStop(visit=found, candidate=candidate, host=host))
    return found


def warned(world: Any, client: Any) -> list[tuple[list[str], Any]]:
    answer = client.get(case_url(world, "visit-detail", world.trip.pk))
    assert answer.status_code == 200
    text = answer.content.decode().split("<main", 1)[-1]
    assert not [word for word in SECRETS if word in text]
    found = answer.context["overlaps"]
    assert ("visit-overlaps" in text) == bool(found)
    return [(row.who, row.visit and row.visit.pk) for row in found]


def test_of_a_case_that_the_viewer_may_not_see_it_is_another_appointment(
    trip: SimpleNamespace, sign_in: SignIn
) -> None:
    world, client, other = trip, sign_in(trip.manager), stranger()
    far = factories.site(name="Elders Zuid", province_id="NL-LI", municipality_id="GM0935")
    assert warned(world, client) == []
    elsewhere(other.case, far, moment(3, 10), stop_host=world.away)
    elsewhere(other.case, far, moment(4, 11), host=world.rival)  # before its afternoon
    assert warned(world, client) == [(["ROM Elders"], None)]
    late = elsewhere(other.case, far, moment(4, 15), host=world.rival)
    assert warned(world, client) == [(["ROM Elders"], None), (["ROM Rivaal"], None)]
    late.status, late.cancel_reason = "cancelled", "verhinderd"
    Actor.system().save(late)
    assert len(warned(world, client)) == 1


def test_the_same_site_at_the_same_time_does_not_tell_which_when_hidden(
    trip: SimpleNamespace, sign_in: SignIn
) -> None:
    world, client, other = trip, sign_in(trip.manager), stranger()
    elsewhere(other.case, world.sites.strong, moment(3, 13))  # after noon: free again
    assert warned(world, client) == []
    elsewhere(other.case, world.sites.strong, moment(3, 11))
    assert warned(world, client) == [([], None)]
    own = plan_visit(
        world.actor,
        world.case,
        values(world, days=3, host=None, starts_at=moment(3, 9), ends_at=moment(3, 11)),
        [Halt(world.own, 1)],
    )
    assert (["Sterk Noord", "Anna de Boer"], own.pk) in [
        (sorted(who, reverse=True), key) for who, key in warned(world, client)
    ]


def test_the_account_manager_and_guests_who_are_users_are_looked_at(
    trip: SimpleNamespace, sign_in: SignIn
) -> None:
    world, client, other = trip, sign_in(trip.manager), stranger()
    far = factories.site(name="Elders Zuid", province_id="NL-LI", municipality_id="GM0935")
    elsewhere(other.case, far, moment(3, 11), guests=f"{world.manager.name}, ROM Thuis")
    assert warned(world, client) == [([world.manager.name], None)]
    SiteVisit.objects.filter(pk=world.trip.pk).update(
        guests=f"M. Jansen\n{world.colleague.name}, ROM Thuis"
    )
    second = elsewhere(other.case, far, moment(4, 11), guests=f"<{world.colleague.email}>")
    assert warned(world, client)[1:] == [([world.colleague.name], None)]
    SiteVisit.objects.filter(pk=second.pk).update(
        case=world.case, starts_at=moment(3), guests=world.colleague.name
    )
    people = [world.manager.name, world.colleague.name]
    rows = [sorted(who) for who, key in warned(world, client) if key == second.pk]
    assert rows == [sorted(people)] * 2, "per day"
    SiteVisit.objects.filter(pk=second.pk).update(case=other.case, guests="Anderen")
    assert len(warned(world, client)) == 1


def test_it_never_blocks_and_costs_as_many_queries_for_many(
    trip: SimpleNamespace, sign_in: SignIn
) -> None:
    world, client, other = trip, sign_in(trip.manager), stranger()

    def count() -> int:
        client.get(case_url(world, "visit-detail", world.trip.pk))
        with CaptureQueriesContext(connection) as queries:
            warned(world, client)
        return len(queries)

    elsewhere(other.case, world.sites.strong, moment(3, 10), stop_host=world.away)
    one = count()
    for number in range(6):
        start = moment(3, 9) + datetime.timedelta(minutes=5 * number)
        elsewhere(other.case, world.sites.strong, start, stop_host=world.away)
    assert count() == one
    sent = form(world, starts_at=moment(3, 9), ends_at=moment(3, 16), host=world.away)
    answer = client.post(case_url(world, "visit-plan"), sent | {f"stop-{world.own.pk}": 1})
    assert answer.status_code == 302


def test_the_planner_is_warned_before_the_invitations_go(
    trip: SimpleNamespace, sign_in: SignIn
) -> None:
    world, client, other = trip, sign_in(trip.manager), stranger()
    elsewhere(other.case, world.sites.strong, moment(8, 13), stop_host=world.away)
    sent = form(world, starts_at=moment(7), ends_at=moment(8, 16), host=None, guests="")
    key = world.own.pk
    sent |= {f"stop-{key}": 1, f"host-{key}": world.away.pk, "days": "1"}

    def told(day: int, **more: Any) -> Any:
        answer = client.post(case_url(world, "visit-plan"), sent | {f"day-{key}": day} | more)
        assert not [word for word in SECRETS if word in answer.content.decode()]
        return [(row.who, row.visit) for row in answer.context["overlaps"]]

    assert told(1) == []
    assert told(2) == [(["ROM Elders"], None)]
    assert told(2, **{f"to-{key}": "12:00"}) == []
    assert told(2, starts_at="gisteren") == []
    edit = case_url(world, "visit-edit", world.trip.pk)
    same = form(world, starts_at=moment(3), ends_at=moment(4, 16), host=None, version=1)
    answer = client.post(edit, same | {f"stop-{key}": 1, "days": "1"})
    assert answer.context["overlaps"] == [], "not with itself"


def test_a_host_is_not_warned_of_what_others_do(trip: SimpleNamespace, sign_in: SignIn) -> None:
    world, other = trip, stranger()
    elsewhere(other.case, world.sites.strong, moment(3, 10), stop_host=world.away)
    assert warned(world, sign_in(world.manager))
    assert warned(world, sign_in(world.visitor)) == []
