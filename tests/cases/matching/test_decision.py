"""The decision: complete, read by two people, fixed with a record, and opened by a manager."""

import datetime
import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models.organisation import Role
from cases.actions.stage import move_back
from cases.decision_record import hash_of
from cases.models import Case, CaseParticipant, Decision, DecisionCondition, Disclosure
from sites.models import SiteFact
from tests import factories
from tests.cases.matching.deciding import approved, draft, step, url, write
from tests.cases.matching.helpers import fact, listed
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong",
    [
        {"preferred": ""},
        {"outcome": "split", "preferred": ""},
        {"reserve": "same"},
        {"preferred": "long"},
        {"decided_on": f"{timezone.localdate() + datetime.timedelta(days=2):%Y-%m-%d}"},
        {"outcome": "lost_contact"},
    ],
)
def test_what_a_draft_cannot_say(
    room: SimpleNamespace, sign_in: SignIn, wrong: dict[str, Any]
) -> None:
    keys = {"same": room.first.pk, "long": room.long.pk}
    sent = draft(room, **{name: keys.get(value, value) for name, value in wrong.items()})
    client = sign_in(room.manager)
    assert client.post(url(room, "decision-write"), sent).status_code == 422
    assert not Decision.objects.filter(case=room.case).exists()
    assert client.post(url(room, "decision-write"), draft(room)).status_code == 302


def test_staying_needs_no_site(room: SimpleNamespace, sign_in: SignIn) -> None:
    found = write(sign_in(room.manager), room, outcome="own_region", preferred="", reserve="")
    assert step(sign_in(room.manager), room, "decision-propose").status == "proposed"
    assert found.preferred is None


def test_a_proposal_is_complete_and_in_its_stage(room: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(room.manager)
    write(client, room, motivation="")
    assert step(client, room, "decision-propose").status == "draft"
    write(client, room, version=1)
    room.case.stage = "visits"
    Actor.system().save(room.case)
    assert step(client, room, "decision-propose").status == "draft"
    room.case.stage = "decision"
    Actor.system().save(room.case)
    assert step(client, room, "decision-propose").status == "proposed"


def test_the_second_reader_is_somebody_else(room: SimpleNamespace, sign_in: SignIn) -> None:
    manager = sign_in(room.manager)
    write(manager, room)
    step(manager, room, "decision-propose")
    assert step(manager, room, "decision-approve").status == "proposed"
    assert step(sign_in(room.colleague), room, "decision-approve").status == "approved"
    row = Decision.objects.get(case=room.case)
    row.second_reader = row.proposed_by
    with pytest.raises(IntegrityError), transaction.atomic():
        Actor.system().save(row)


def test_who_wrote_the_draft_does_not_read_it_second(
    room: SimpleNamespace, sign_in: SignIn
) -> None:
    manager, colleague = sign_in(room.manager), sign_in(room.colleague)
    third = factories.person(room.case.origin)
    write(colleague, room)
    write(manager, room, version=1, motivation="Herschreven door een ander.")
    step(manager, room, "decision-propose")
    page = colleague.get(url(room, "case-decision")).content.decode()
    assert url(room, "decision-approve") not in page
    assert step(colleague, room, "decision-approve").status == "proposed"
    assert step(sign_in(third), room, "decision-approve").status == "approved"


@pytest.mark.parametrize("wrote", [True, False])
def test_who_arranged_a_condition_does_not_read_it_second(
    room: SimpleNamespace, sign_in: SignIn, wrote: bool
) -> None:
    manager, colleague = sign_in(room.manager), sign_in(room.colleague)
    write(manager, room)
    if wrote:
        sent = {"kind": "grid", "text": "Aansluiting"}
        assert colleague.post(url(room, "condition-add"), sent).status_code == 302
    step(manager, room, "decision-propose")
    expected = "proposed" if wrote else "approved"
    assert step(colleague, room, "decision-approve").status == expected


def test_giving_back_is_not_writing_and_opening_begins_anew(
    room: SimpleNamespace, sign_in: SignIn
) -> None:
    manager, colleague = sign_in(room.manager), sign_in(room.colleague)
    write(manager, room)
    step(manager, room, "decision-propose")
    step(colleague, room, "decision-return", reason="Noem de netdatum")
    step(manager, room, "decision-propose")
    assert step(colleague, room, "decision-approve").status == "approved"
    chief = factories.person(room.case.origin, Role.MANAGER)
    step(sign_in(chief), room, "decision-withdraw", reason="Andere kavel")
    version = Decision.objects.get(case=room.case).version
    write(colleague, room, version=version, motivation="Opnieuw geschreven.")
    step(colleague, room, "decision-propose")
    assert step(colleague, room, "decision-approve").status == "proposed"
    assert step(manager, room, "decision-approve").status == "approved"


def test_who_may_decide(room: SimpleNamespace, sign_in: SignIn) -> None:
    names = ("decision-write", "decision-propose", "decision-approve", "condition-add")
    knowing, running = factories.organisation(code="weet"), factories.organisation(code="mee")
    informed, rival = factories.person(knowing), factories.person(running)
    factories.join(room.case, knowing, Disclosure.IDENTITY, CaseParticipant.Role.SUPPORTING)
    factories.join(room.case, running, Disclosure.IDENTITY)
    for user in (room.reader, informed):
        client = sign_in(user)
        assert client.get(url(room, "case-decision")).status_code == 200
        assert {client.post(url(room, name)).status_code for name in names} == {403}
    for user in (room.visitor, rival):
        client = sign_in(user)
        assert client.get(url(room, "case-matching")).status_code == 200
        assert client.get(url(room, "case-decision")).status_code == 404
        assert {client.post(url(room, name)).status_code for name in names} == {404}


def test_two_writers_get_one_winner(room: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(room.manager)
    write(client, room)
    late = draft(room, version=0, motivation="te laat")
    assert client.post(url(room, "decision-write"), late).status_code == 409
    write(client, room, version=1, motivation="op tijd")
    stale = client.post(url(room, "decision-propose"), {"version": 1})
    assert stale.status_code == 409
    assert Decision.objects.get(case=room.case).motivation == "op tijd"


def test_returning_asks_what_has_to_change(room: SimpleNamespace, sign_in: SignIn) -> None:
    manager, reader = sign_in(room.manager), sign_in(room.colleague)
    write(manager, room)
    step(manager, room, "decision-propose")
    assert step(reader, room, "decision-return", reason="").status == "proposed"
    assert step(reader, room, "decision-return", reason="Noem de netdatum").status == "draft"
    last = Decision.objects.get(case=room.case).history.latest("history_id")
    assert last.history_change_reason == "Noem de netdatum"


def test_an_approved_decision_is_fixed_with_what_it_leant_on(
    room: SimpleNamespace, sign_in: SignIn
) -> None:
    found = approved(room, sign_in)
    assert found.record is not None
    assert found.record_hash == hash_of(found.record)
    record = found.record
    assert record["preferred"]["name"] == "Sterk Noord"
    assert record["request"]["version"] == 1
    assert record["proposed"]["by"] == "Anna de Boer"
    assert record["approved"]["by"] == "Bram Visser"
    assert [r["weight"] for r in record["requirements"]] == [20, 30]
    site = record["candidates"][0]
    assert (site["name"], site["score_ppm"], site["coverage_ppm"]) == (
        "Sterk Noord",
        1_000_000,
        1_000_000,
    )
    power = next(f for f in site["facts"] if f["criterion"] == "power_mw")
    assert power["value"] == "20\u00a0MW"
    assert power["as_of"] == f"{timezone.localdate() - datetime.timedelta(days=30):%Y-%m-%d}"
    assert "Enexis" in power["source"]
    assert "Fotonova" not in json.dumps(record)
    # Later facts change the match and never the record.
    SiteFact.objects.filter(site=room.sites.strong).delete()
    fact(room.sites.strong, "power_mw", 1)
    manager = sign_in(room.manager)
    page = manager.get(url(room, "decision-record", found.history.latest("history_id").pk))
    assert page.context["intact"] is True
    assert "20\u00a0MW" in page.content.decode()
    late = draft(room, version=found.version, motivation="anders")
    assert manager.post(url(room, "decision-write"), late).status_code == 422
    assert Decision.objects.get(case=room.case).motivation == found.motivation
    assert manager.get(url(room, "decision-write")).status_code == 302


def test_conditions_change_in_the_draft_and_are_ticked_always(
    room: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(room.manager)
    add, sent = url(room, "condition-add"), {"kind": "grid", "text": "40 MW toegezegd"}
    assert client.post(add, sent).status_code == 422  # there is no decision yet
    write(client, room)
    assert client.post(add, sent | {"owner": room.home.pk}).status_code == 302
    row = DecisionCondition.objects.get(decision__case=room.case)
    edit, remove = url(room, "condition-edit", row.pk), url(room, "condition-remove", row.pk)
    assert client.post(edit, sent | {"text": "30 MW toegezegd"}).status_code == 302
    step(client, room, "decision-propose")
    step(sign_in(room.colleague), room, "decision-approve")
    assert client.post(edit, sent).status_code == 422
    client.post(remove)
    row.refresh_from_db()
    assert row.text == "30 MW toegezegd"
    met = url(room, "condition-met", row.pk)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert client.post(met, {"met_on": f"{tomorrow:%Y-%m-%d}"}).status_code == 422
    assert client.post(met, {"met_on": f"{timezone.localdate():%Y-%m-%d}"}).status_code == 302
    row.refresh_from_db()
    assert row.met_on == timezone.localdate()


def test_only_a_manager_opens_an_approved_decision_and_the_record_stays(
    room: SimpleNamespace, sign_in: SignIn
) -> None:
    found = approved(room, sign_in)
    worker = factories.person(room.home, name="Gewone Medewerker")
    refused = step(sign_in(worker), room, "decision-withdraw", reason="nieuwe feiten")
    assert refused.status == "approved"
    actor = factories.actor(room.manager)
    version = Case.objects.get(pk=room.case.pk).version
    with pytest.raises(Refused):
        move_back(actor, room.case, version, "matching", "nieuwe eisen")
    opened = step(sign_in(room.colleague), room, "decision-withdraw", reason="nieuwe feiten")
    assert (opened.status, opened.record, opened.record_hash) == ("draft", None, "")
    page = sign_in(room.manager).get(url(room, "case-decision"))
    assert [row.record_hash for row in page.context["records"]] == [found.record_hash]
    moved = move_back(actor, room.case, None, "matching", "nieuwe eisen")
    assert moved.stage == "matching"


def test_a_site_the_decision_leans_on_stays_on_the_short_list(
    room: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(room.manager)
    write(client, room, reserve="")
    drop = {"seen": "shortlist", "status": "dropped", "reason": "te duur"}
    chosen = url(room, "candidate-move", room.first.pk)
    assert client.post(chosen, drop).status_code == 422
    assert client.post(url(room, "candidate-move", room.second.pk), drop).status_code == 302


def test_the_region_of_the_preferred_site_becomes_the_destination(
    room: SimpleNamespace, sign_in: SignIn
) -> None:
    client = sign_in(room.manager)
    write(client, room)
    page = client.get(url(room, "case-decision"))
    assert [row.organisation for row in page.context["destinations"]] == [room.away]
    row = CaseParticipant.objects.get(case=room.case, organisation=room.away)
    make = url(room, "decision-destination", row.pk)
    assert sign_in(room.reader).post(make).status_code == 403
    assert client.post(make).status_code == 302
    row.refresh_from_db()
    assert row.role == "destination"
    assert client.get(url(room, "case-decision")).context["destinations"] == []


def test_as_many_queries_for_many_options(room: SimpleNamespace, sign_in: SignIn) -> None:
    client, path = sign_in(room.manager), url(room, "case-decision")
    write(client, room)

    def count() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    few = count()
    decision = Decision.objects.get(case=room.case)
    for n in range(5):
        listed(room, factories.site(largest_available_ha=n), "shortlist")
        Actor.system().save(
            DecisionCondition(decision=decision, kind="land", text=f"{n}", owner=room.away)
        )
    assert count() == few
