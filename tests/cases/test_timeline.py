"""The timeline: one event per action, in words, and nothing that the object itself hides."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.actor import Actor
from cases.actions.calls import Invitee, Question, send_call
from cases.actions.case import update_case
from cases.actions.documents import change_document
from cases.actions.followup import set_up
from cases.actions.intake import save_facts
from cases.actions.participants import change_participant, end_participation
from cases.actions.stage import move_back, put_on_hold
from cases.actions.work import save_note, save_task
from cases.models import Case, CaseParticipant, CaseStage, Disclosure, Document, SiteVisit
from cases.timeline import KINDS, Event, Reader, timeline
from tests import factories
from tests.cases import road
from tests.cases.road import fresh, known, url
from tests.conftest import SignIn


def told(user: Any, case: Case, kind: str = "") -> list[Event]:
    return timeline(Reader(known(case, user), user), kind).events


def words(event: Event) -> str:
    """Everything that an event says."""
    lines = [event.title, event.text, event.who, event.organisation, event.reason]
    lines += [f"{c.label}: {c.old} → {c.new}" for c in event.changes]
    return "\n".join([*lines, *(words(part) for part in event.parts)])


def everything(user: Any, case: Case) -> str:
    return "\n".join(words(event) for event in told(user, case))


def note(user: Any, case: Case, body: str, **values: Any) -> Any:
    base = {"kind": "call", "visibility": "own", "occurred_at": timezone.now()}
    return save_note(factories.actor(user), case, None, base | values | {"body": body})


def test_a_changed_field_reads_from_what_to_what_by_whom_and_why(world: SimpleNamespace) -> None:
    actor = factories.actor(world.manager)
    update_case(actor, world.case, {"capex_eur": 5_000_000, "waiting_on": "us"}, None)
    update_case(
        actor, world.case, {"capex_eur": 7_500_000, "waiting_on": "grid"}, None, "Tweede opgave"
    )
    event = told(world.manager, world.case, "gegevens")[0]
    changes = {(c.old, c.new) for c in event.changes}
    assert ("5.000.000", "7.500.000") in changes
    assert len(changes) == 2, "the version and the clocks are of the machine"
    assert (event.who, event.organisation, event.reason) == (
        world.manager.name,
        world.home.name,
        "Tweede opgave",
    )


def test_one_action_is_one_event(world: SimpleNamespace) -> None:
    road.put(world.case, CaseStage.VISITS)
    before = len(told(world.manager, world.case))
    move_back(factories.actor(world.manager), world.case, None, CaseStage.INTAKE, "Nieuwe eis")
    events = told(world.manager, world.case)
    assert len(events) == before + 1
    assert events[0].kind == "stadium"
    assert events[0].reason == "Nieuwe eis"
    opening = events[-1]
    assert opening.kind == "stadium"
    assert any(world.home.name in part.text for part in opening.parts)


def test_two_actions_of_one_person_stay_two_events(world: SimpleNamespace) -> None:
    before = len(told(world.manager, world.case))
    update_case(factories.actor(world.manager), world.case, {"jobs_new_fte": 4}, None)
    note(world.manager, world.case, "Gebeld")
    note(world.manager, world.case, "Nog eens gebeld")
    assert len(told(world.manager, world.case)) == before + 3


def test_the_same_thing_many_times_on_end_is_one_event(world: SimpleNamespace) -> None:
    for number in range(9):
        road.candidate(world.case, name=f"Terrein Nr{number}")
    events = told(world.manager, world.case, "locaties")
    assert len(events) == 1
    assert len(events[0].parts) == 8
    assert (len(events[0].shown_parts), events[0].hidden_parts) == (6, 2)


def test_a_contact_moment_stands_where_it_happened(world: SimpleNamespace) -> None:
    note(world.manager, world.case, "Vandaag")
    earlier = timezone.now() - datetime.timedelta(days=400)
    note(world.manager, world.case, "Vorig jaar", occurred_at=earlier)
    assert [event.text for event in told(world.manager, world.case, "contact")] == [
        "Vandaag",
        "Vorig jaar",
    ]
    assert told(world.manager, world.case)[-1].text == "Vorig jaar"


def test_every_kind_shows_its_own_events(world: SimpleNamespace, sign_in: SignIn) -> None:
    road.fill_intake(world.case, world.colleague)
    row = road.candidate(world.case)
    road.visit(world.case, row)
    road.decision(world.case, world.colleague)
    set_up(factories.actor(world.manager), world.case)
    note(world.manager, world.case, "Gebeld")
    actor = factories.actor(world.manager)
    task = {"title": "Bellen", "due_on": None, "organisation": world.home, "assignee": None}
    save_task(actor, world.case, None, task)
    document(world)
    call = Question("Maker zoekt ruimte", "", 10)
    send_call(actor, world.case, call, [Invitee(world.away)])
    client = sign_in(world.manager)
    for kind in KINDS:
        page = client.get(url("case-timeline", world.case), {"soort": kind})
        kinds = {event.kind for event in page.context["found"].events}
        assert kinds == {kind}
    assert client.get(url("case-timeline", world.case), {"soort": "onzin"}).status_code == 200
    assert client.get(url("case-timeline", world.case), {"voor": "onzin"}).status_code == 200


def document(world: SimpleNamespace, **values: Any) -> Document:
    row = Document(
        case=world.case,
        title="Plan",
        file_name="plan.pdf",
        content_type="application/pdf",
        size=3,
        sha256="0" * 64,
        organisation=world.home,
        uploaded_by=world.manager,
        **values,
    )
    return factories.actor(world.manager).save(row)


def pages(client: Client, case: Case) -> list[Event]:
    """Every event, by following the link to what is older."""
    found: list[Event] = []
    path = url("case-timeline", case)
    for _page in range(20):
        response = client.get(path)
        part = response.context["found"]
        found += part.events
        if part.older is None:
            return found
        assert "voor=" in response.text
        path = f"{url('case-timeline', case)}?voor={part.older.isoformat().replace('+', '%2B')}"
    raise AssertionError("the timeline does not end")


def test_older_events_follow_without_gap_or_double(world: SimpleNamespace, sign_in: SignIn) -> None:
    start = timezone.now() - datetime.timedelta(days=200)
    for number in range(95):
        moment = start + datetime.timedelta(hours=number // 3)  # three at the same moment
        note(world.manager, world.case, f"Notitie {number}", occurred_at=moment)
    events = pages(sign_in(world.manager), world.case)
    notes = [event.text for event in events if event.kind == "contact"]
    assert len(notes) == 95
    assert len(set(notes)) == 95
    moments = [event.at for event in events]
    assert moments == sorted(moments, reverse=True)


# --- What a reader may not learn ----------------------------------------------------------------

SECRET = "Fotonova"


@pytest.fixture
def shared(world: SimpleNamespace) -> SimpleNamespace:
    """A case full of free text that names the company; another ROM at the anonymous profile."""
    case, actor = world.case, factories.actor(world.manager)
    road.fill_intake(case, world.colleague)
    facts: dict[str, str | bool] = {"own_region_options": SECRET, "municipality_statement": SECRET}
    facts |= {"is_deeptech": True, "deeptech_reason": SECRET}
    save_facts(actor, case, facts, None)
    values = {"situation": SECRET, "origin_municipality_id": "GM0772", "jobs_new_fte": 77}
    row = fresh(case)
    for name, value in values.items():
        setattr(row, name, value)
    actor.save(row, f"{SECRET} belde")
    put_on_hold(actor, case, None, f"{SECRET} wacht", datetime.date(2099, 1, 1))
    world.row = factories.join(case, world.away)
    world.site = road.candidate(case)
    world.site.reason = f"{SECRET} wil dit"
    actor.save(world.site)
    visit = SiteVisit.objects.get(pk=road.visit(case, world.site, SECRET).pk)
    visit.host, visit.guests, visit.conclusion = world.away, SECRET, SECRET
    actor.save(visit)
    road.decision(case, world.colleague)
    document(world, visibility="informed")
    return world


def test_free_text_is_told_to_who_knows_the_company_only(shared: SimpleNamespace) -> None:
    assert everything(shared.manager, shared.case).count(SECRET) > 5
    text = everything(shared.visitor, shared.case)
    for secret in (SECRET, "Mia Jansen", "Eindhoven", "netbeheerder"):
        assert secret not in text
    assert "77" in text, "a changed amount is told"
    kinds = {event.kind for event in told(shared.visitor, shared.case)}
    assert "besluit" not in kinds


def test_sites_of_other_regions_stay_hidden(shared: SimpleNamespace) -> None:
    name = shared.site.site.name
    assert name in everything(shared.manager, shared.case)
    assert name not in everything(shared.visitor, shared.case)


def test_a_note_that_was_made_public_hides_what_it_was(world: SimpleNamespace) -> None:
    factories.join(world.case, world.away)
    row = note(world.manager, world.case, f"{SECRET} twijfelt")
    actor = factories.actor(world.manager)
    values = {"kind": "call", "occurred_at": row.occurred_at, "visibility": "all"}
    save_note(actor, world.case, row, values | {"body": "Bedrijf twijfelt"})
    assert f"{SECRET} twijfelt" in everything(world.manager, world.case)
    text = everything(world.visitor, world.case)
    assert "Bedrijf twijfelt" in text
    assert SECRET not in text


def test_a_document_that_was_made_public_hides_its_old_title(world: SimpleNamespace) -> None:
    factories.join(world.case, world.away, Disclosure.PROFILE)
    row = document(world, visibility="own")
    row.title = f"Plan van {SECRET}"
    factories.actor(world.manager).save(row)
    values = {"title": "Plan", "kind": "other", "visibility": "all"}
    change_document(factories.actor(world.manager), world.case, row, values)
    assert SECRET in everything(world.manager, world.case)
    text = everything(world.visitor, world.case)
    assert "Plan" in text
    assert SECRET not in text
    change_document(factories.actor(world.manager), world.case, row, values | {"visibility": "own"})
    assert "Plan" not in everything(world.visitor, world.case), "what is closed again is closed"


def test_rivals_and_their_people_stay_unknown(world: SimpleNamespace) -> None:
    rival = factories.organisation(name="ROM Derden", code="derden")
    person = factories.person(rival, name="Roos Derden")
    for org in (world.away, rival):
        factories.join(world.case, org)
    note(person, world.case, "Wij hebben een kavel", visibility="all")
    note(person, world.case, "Voor de herkomst", visibility="informed")
    informed = everything(world.manager, world.case)
    assert "ROM Derden" in informed
    assert "Voor de herkomst" in informed
    text = everything(world.visitor, world.case)
    assert "Wij hebben een kavel" in text
    for secret in ("ROM Derden", "Roos Derden", "Voor de herkomst"):
        assert secret not in text


def test_knowledge_that_is_taken_away_takes_the_past_with_it(world: SimpleNamespace) -> None:
    row = factories.join(world.case, world.away, Disclosure.IDENTITY)
    note(world.manager, world.case, f"{SECRET} belde", visibility="informed")
    assert SECRET in everything(world.visitor, world.case)
    actor = factories.actor(world.manager)
    change_participant(actor, row, row.role, Disclosure.PROFILE, "", None, "Afgesproken")
    text = everything(world.visitor, world.case)
    assert SECRET not in text
    assert "M. Jansen" not in text, "who gave consent is somebody at the company"
    end_participation(actor, CaseParticipant.objects.get(pk=row.pk), "Klaar")
    assert not Case.objects.visible_to(world.visitor).filter(pk=world.case.pk).exists()


def test_requests_of_jobs_that_write_for_long_stay_apart(world: SimpleNamespace) -> None:
    """An import or a demo has one request id for months of history."""
    actor = Actor.person(world.manager)
    with transaction.atomic():
        for days, jobs in ((300, 5), (200, 6), (100, 7)):
            row = fresh(world.case)
            row.jobs_new_fte = jobs
            actor.save(row, at=timezone.now() - datetime.timedelta(days=days))
    assert len(told(world.manager, world.case, "gegevens")) == 3
