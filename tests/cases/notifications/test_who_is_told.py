"""Who is told of what: whoever has to know, never the one who did it, never who may not see it."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from accounts.models.organisation import Role
from cases.actions.bulk import change_many
from cases.actions.case import update_case
from cases.actions.decision import approve, propose, return_for_changes
from cases.actions.notifications import notify, save_preferences
from cases.actions.sharing import end_share, share_with_organisation
from cases.actions.stage import put_on_hold
from cases.actions.visit import cancel_visit, plan_visit
from cases.actions.work import finish_task, save_note, save_task, undo_task
from cases.models import Case, CaseParticipant, Decision, Disclosure, How, Notification, Task
from tests import factories
from tests.cases import road

pytestmark = pytest.mark.django_db


def told(kind: str = "") -> set[tuple[str, str]]:
    """Kind and name of everybody who was told."""
    rows = Notification.objects.filter(kind__startswith=kind)
    return set(rows.values_list("kind", "recipient__name"))


def note(world: SimpleNamespace, user: User, **changes: Any) -> Any:
    values = {"kind": "note", "body": "Gebeld", "visibility": "own", "occurred_at": timezone.now()}
    return save_note(factories.actor(user), world.case, None, values | changes)


def task(world: SimpleNamespace, user: User, **changes: Any) -> Task:
    values = {"title": "Bel", "due_on": None, "organisation": world.home, "assignee": None}
    return save_task(factories.actor(user), world.case, None, values | changes)


def test_a_note_is_told_to_the_account_manager_not_to_its_writer(world: SimpleNamespace) -> None:
    note(world, world.manager)
    assert told() == set()
    note(world, world.colleague)
    assert told() == {("note_added", "Anna de Boer")}


def test_a_note_that_the_account_manager_may_not_read_is_not_told(world: SimpleNamespace) -> None:
    factories.join(world.case, world.away)
    note(world, world.visitor, visibility="own")
    assert told() == set()
    note(world, world.visitor, visibility="all")
    assert told() == {("note_added", "Anna de Boer")}


def test_a_next_action_is_told_to_its_person(world: SimpleNamespace) -> None:
    row = task(world, world.manager, assignee=world.colleague)
    assert told() == {("task_given", "Bram Visser")}
    values = {"title": "Mail", "due_on": None, "organisation": world.home}
    save_task(factories.actor(world.manager), world.case, row, values | {"assignee": row.assignee})
    assert Notification.objects.count() == 1, "it was theirs already"


def test_a_next_action_for_an_organisation_is_told_to_its_managers(world: SimpleNamespace) -> None:
    factories.join(world.case, world.away)
    boss = factories.person(world.away, Role.MANAGER, name="Fred Baas")
    task(world, world.manager)
    assert told() == set(), "left to the own organisation"
    task(world, world.manager, organisation=world.away)
    assert told() == {("task_given", boss.name)}


def test_thirty_cases_given_are_one_line(world: SimpleNamespace) -> None:
    cases = [factories.case(world.manager) for _number in range(30)]
    values = {"action": "manager", "manager": world.colleague, "reason": "verlof"}
    results = change_many(factories.actor(world.manager), world.manager, cases, values)
    assert all(result.done for result in results)
    (line,) = Notification.objects.visible_to(world.colleague).lines()
    assert (line["kind"], line["cases"]) == ("case_given", 30)
    assert Notification.objects.visible_to(world.colleague).unread().counted() == 1


def test_a_move_is_told_to_who_has_something_to_do(world: SimpleNamespace) -> None:
    task(world, world.manager, assignee=world.colleague)
    Notification.objects.all().delete()
    ahead = timezone.localdate() + datetime.timedelta(days=30)
    put_on_hold(factories.actor(world.colleague), world.case, None, "Wacht", ahead)
    assert told() == {("case_moved", "Anna de Boer")}


def test_a_shared_case_is_told_to_who_works_on_cases(world: SimpleNamespace) -> None:
    values = {"organisation": world.away, "role": "candidate", "disclosure": "profile"}
    values |= {"consent_by": "", "consent_on": None}
    reader = factories.person(world.away, Role.READER)
    shared = share_with_organisation(
        factories.actor(world.manager), world.case, values, lambda _key: None
    )
    assert told() == {("case_shared", "Daan Mulder")}
    assert not Notification.objects.visible_to(reader).exists()
    end_share(factories.actor(world.manager), shared.participant, "Vergissing")
    assert Notification.objects.filter(recipient=world.visitor).exists()
    gone = User.objects.get(pk=world.visitor.pk)
    assert not Notification.objects.visible_to(gone).exists(), "what one may not see is not there"


def test_a_visit_is_told_to_its_host(world: SimpleNamespace) -> None:
    factories.join(world.case, world.away)
    rival = factories.organisation(name="ROM Rivaal")
    outsider = factories.person(rival)
    factories.join(world.case, rival)
    start = timezone.now() + datetime.timedelta(days=3)
    values: dict[str, Any] = {"starts_at": start, "ends_at": start + datetime.timedelta(hours=2)}
    values |= {"host": world.away, "meeting_point": "", "programme": "", "guests": ""}
    acting = factories.actor(world.manager)
    visit = plan_visit(acting, world.case, values, [road.candidate(world.case)])
    assert told() == {("visit_planned", "Daan Mulder")}
    cancel_visit(acting, visit, None, "Ziek")
    assert told("visit_cancelled") == {("visit_cancelled", "Daan Mulder")}
    assert not Notification.objects.filter(recipient=outsider).exists()


def decided(world: SimpleNamespace, **settled: str) -> Case:
    """A case whose decision is ready to be proposed by the account manager."""
    road.put(world.case, "decision")
    row = road.candidate(world.case)
    decision = Decision(case=world.case, outcome="other_region", preferred=row)
    decision.motivation, decision.decided_on = "Beste kavel", timezone.localdate()
    factories.actor(world.manager).save(decision)
    road.settle(decision, **settled)
    return road.fresh(world.case)


def test_the_second_reader_is_asked_and_the_writers_hear_the_outcome(
    world: SimpleNamespace,
) -> None:
    case = decided(world)
    informed = factories.organisation(name="ROM Weet")
    factories.person(informed, Role.MANAGER)
    factories.join(world.case, informed, Disclosure.IDENTITY)
    propose(factories.actor(world.manager), case, None)
    assert told() == {("decision_waits", "Bram Visser")}
    return_for_changes(factories.actor(world.colleague), case, None, "Te kort")
    assert told("decision_returned") == {("decision_returned", "Anna de Boer")}
    propose(factories.actor(world.manager), case, None)
    approve(factories.actor(world.colleague), case, None)
    assert told("decision_approved") == {("decision_approved", "Anna de Boer")}


def test_the_destination_is_asked_where_the_origin_has_an_interest(world: SimpleNamespace) -> None:
    case = decided(world, conflict="other_reader")
    chief = factories.person(world.away, Role.MANAGER, name="Tine Elders")
    factories.join(world.case, world.away, Disclosure.IDENTITY, role="destination")
    propose(factories.actor(world.manager), case, None)
    assert told() == {("decision_waits", chief.name)}


def test_who_may_not_see_the_case_is_not_told(world: SimpleNamespace) -> None:
    people = [world.visitor, world.ministry, world.colleague]
    rows = notify(factories.actor(world.manager), world.case, "case_given", people)
    assert [row.recipient for row in rows] == [world.colleague]
    assert told() == {("case_given", "Bram Visser")}


def test_who_may_not_see_the_thing_is_not_told(world: SimpleNamespace) -> None:
    """A region sees the case, not the next actions of others."""
    factories.join(world.case, world.away)
    row = task(world, world.manager)
    assert Case.objects.visible_to(world.visitor).filter(pk=world.case.pk).exists()
    assert notify(Actor.system(), world.case, "task_given", [world.visitor], row) == []
    assert notify(Actor.system(), world.case, "task_given", [world.reader], row) != []


def test_who_asked_not_to_be_told_is_not(world: SimpleNamespace) -> None:
    save_preferences(factories.actor(world.colleague), world.colleague, {"task_given": How.NONE})
    task(world, world.manager, assignee=world.colleague)
    assert told() == set()


def test_somebody_who_left_is_not_told(world: SimpleNamespace) -> None:
    world.colleague.is_active = False
    Actor.system().save(world.colleague)
    assert notify(Actor.system(), world.case, "case_given", [world.colleague]) == []


def test_what_is_undone_is_told_to_nobody(world: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match="stage"):
        update_case(
            factories.actor(world.manager),
            world.case,
            {"account_manager": world.colleague, "stage": "closed"},
            None,
        )
    assert told() == set()


def test_once_is_once(world: SimpleNamespace) -> None:
    for _again in range(2):
        notify(Actor.system(), world.case, "case_given", [world.manager], once="x")
    assert Notification.objects.count() == 1


def test_a_participant_of_the_past_is_told_nothing(world: SimpleNamespace) -> None:
    row = factories.join(world.case, world.away, Disclosure.IDENTITY, "supporting")
    people = [world.visitor]
    assert notify(Actor.system(), world.case, "case_moved", people, world.case.transitions.get())
    end_share(factories.actor(world.manager), row, "Klaar")
    assert CaseParticipant.objects.filter(ended_at__isnull=False).exists()
    assert not notify(
        Actor.system(), world.case, "case_moved", people, world.case.transitions.get()
    )


def test_who_asked_another_organisation_hears_that_it_was_done(world: SimpleNamespace) -> None:
    factories.join(world.case, world.away)
    asked = task(world, world.colleague, organisation=world.away, assignee=world.visitor)
    own = task(world, world.colleague, assignee=world.manager)
    Notification.objects.all().delete()
    finish_task(factories.actor(world.manager), world.case, own)
    assert told() == set(), "a colleague's action is no question to another organisation"
    finish_task(factories.actor(world.visitor), world.case, asked)
    assert told() == {("task_done", "Bram Visser")}
    undo_task(factories.actor(world.visitor), world.case, asked)
    assert not Notification.objects.visible_to(world.colleague).exists(), "not answered after all"


def test_a_region_that_asked_hears_it_only_where_it_sees_the_action(
    world: SimpleNamespace,
) -> None:
    """What the origin has to do is not for a region that knows the profile only."""
    factories.join(world.case, world.away)
    asked = task(world, world.visitor, organisation=world.home, assignee=world.manager)
    Notification.objects.all().delete()
    finish_task(factories.actor(world.manager), world.case, asked)
    assert told() == set()
