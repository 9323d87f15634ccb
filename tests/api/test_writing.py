"""What a system writes: through the same forms and actions as the pages, signed by its token."""

import datetime
import json
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from cases.actions.company import open_case_for
from cases.models import Case, Disclosure, Note, Notification
from sites.models import SiteFact
from tests import factories
from tests.api.conftest import System, SystemOf
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def new_case(world: SimpleNamespace, **values: Any) -> dict[str, Any]:
    company = {"name": "Zonnekristal B.V.", "kvkNumber": "8765 4321", "sector": "Optiek"}
    return {"company": company, "accountManager": world.manager.email} | values


def test_a_case_is_opened_and_signed_by_the_token(
    world: SimpleNamespace, system_of: SystemOf, sign_in: SignIn
) -> None:
    system = system_of(world.home, name="CRM van Thuis")
    sent = new_case(world, capexEur=25_000_000, areaHa=2.5, activity="production")
    answer = system.post("/cases", sent)
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert answer["Location"] == f"/api/v1/cases/{body['id']}"
    assert (body["capexEur"], body["areaHa"]) == (25_000_000, 2.5)
    assert body["company"]["kvkNumber"] == "87654321"
    case = Case.objects.get(pk=body["id"])
    assert (case.origin, case.account_manager) == (world.home, world.manager)
    first = case.history.get()
    assert str(first.history_user) == "API-token CRM van Thuis"
    assert first.history_organisation_id == world.home.pk
    assert str(first.history_request) == answer["X-Request-Id"]
    page = sign_in(world.manager).get(reverse("case-timeline", args=[case.pk]))
    assert "API-token CRM van Thuis" in page.content.decode()


def test_the_same_request_sent_again_opens_no_second_case(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    system, key = system_of(world.home), str(uuid.uuid4())
    first = system.post("/cases", new_case(world), Idempotency_Key=key)
    again = system.post("/cases", new_case(world), Idempotency_Key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert Case.objects.count() == 2
    other = system.post("/cases", new_case(world, areaHa=1), Idempotency_Key=key)
    assert other.status_code == 409
    assert system.post("/cases", new_case(world), Idempotency_Key="x" * 129).status_code == 400


def test_a_key_of_a_request_that_was_refused_can_be_used_again(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    system, key = system_of(world.home), str(uuid.uuid4())
    wrong = new_case(world, accountManager="nobody@example.test")
    assert system.post("/cases", wrong, Idempotency_Key=key).status_code == 400
    assert system.post("/cases", new_case(world), Idempotency_Key=key).status_code == 201


def test_a_company_is_looked_up_before_it_is_made_twice(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    system = system_of(world.home)
    like = new_case(world, company={"name": "Fotonova Systems"})
    answer = system.post("/cases", like)
    assert answer.status_code == 409
    assert answer.json()["companies"] == [
        {"id": str(world.company.pk), "name": "Fotonova Systems B.V."}
    ]
    chosen = system.post("/cases", new_case(world, company={"id": str(world.company.pk)}))
    assert chosen.json()["company"]["id"] == str(world.company.pk)
    like["company"]["different"] = True
    assert system.post("/cases", like).status_code == 201


def test_a_company_that_may_not_be_known_is_not_given_away(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    factories.join(world.case, world.away)
    stranger = system_of(world.away)
    manager = world.visitor.email
    like = {"company": {"name": "Fotonova Systems"}, "accountManager": manager}
    answer = stranger.post("/cases", like)
    assert answer.status_code == 201, "as if there were none"
    mine = {"company": {"id": str(world.company.pk)}, "accountManager": manager}
    answer = stranger.post("/cases", mine)
    assert answer.status_code == 400
    assert answer.json()["invalidParams"][0]["name"] == "company.id"


def test_all_that_is_not_right_is_told_at_once(world: SimpleNamespace, system_of: SystemOf) -> None:
    system = system_of(world.home)
    wrong = new_case(
        world,
        company={"name": "", "kvkNumber": "12"},
        accountManager="visser@elders.test",
        summary="",
        originMunicipality="GM9999",
    )
    answer = system.post("/cases", wrong)
    assert answer.status_code == 400
    names = {row["name"] for row in answer.json()["invalidParams"]}
    assert names == {
        "company.name",
        "company.kvkNumber",
        "accountManager",
        "originMunicipality",
    }
    assert all(row["reason"].endswith(".") for row in answer.json()["invalidParams"])
    shapes = system.post("/cases", {"company": [], "capexEur": "veel", "onHold": True})
    names = {row["name"] for row in shapes.json()["invalidParams"]}
    assert names == {"company", "capexEur", "onHold", "accountManager"}
    told = {row["name"]: row["reason"] for row in shapes.json()["invalidParams"]}
    assert told["onHold"] != told["capexEur"]
    nothing = system.post(f"/cases/{world.case.pk}/notes", {}).json()["invalidParams"]
    assert [row["name"] for row in nothing] == ["body"]
    assert Case.objects.count() == 1


def test_the_profile_does_not_name_the_company(world: SimpleNamespace, system_of: SystemOf) -> None:
    system = system_of(world.home)
    told = system.post("/cases", new_case(world, summary="Zonnekristal zoekt grond"))
    assert told.status_code == 400
    assert told.json()["invalidParams"][0]["name"] == "summary"
    tag = system.get(f"/cases/{world.case.pk}")["ETag"]
    sent = {"summary": "Fotonova zoekt grond"}
    changed = system.patch(f"/cases/{world.case.pk}", sent, If_Match=tag)
    assert changed.json()["invalidParams"][0]["name"] == "summary"


def test_who_only_reads_opens_no_case(world: SimpleNamespace, system_of: SystemOf) -> None:
    ministry = Organisation.objects.get(code="min")
    sent = new_case(world)
    assert system_of(ministry).post("/cases", sent).status_code == 403
    assert system_of(world.home).post("/cases", sent).status_code == 201


def test_key_facts_change_against_what_was_read(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    system, path = system_of(world.home, name="CRM"), f"/cases/{world.case.pk}"
    tag = system.get(path)["ETag"]
    assert system.patch(path, {"powerMw": 12.5}).status_code == 428
    answer = system.patch(path, {"powerMw": 12.5, "waitingOn": "grid"}, If_Match=tag)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["powerMw"], answer.json()["waitingOn"]) == (12.5, "grid")
    assert answer["ETag"] == system.get(path)["ETag"] != tag
    stale = system.patch(path, {"powerMw": 1}, If_Match=tag)
    assert stale.status_code == 412
    world.case.refresh_from_db()
    assert world.case.power_mw == 12.5
    assert str(world.case.history.first().history_user) == "API-token CRM"
    emptied = system.patch(path, {"powerMw": None}, If_Match=answer["ETag"])
    assert emptied.json()["powerMw"] is None


def test_what_a_person_saved_meanwhile_is_not_overwritten(
    world: SimpleNamespace, system_of: SystemOf, sign_in: SignIn
) -> None:
    system, path = system_of(world.home), f"/cases/{world.case.pk}"
    tag = system.get(path)["ETag"]
    edit = reverse("case-edit", args=[world.case.pk])
    sent = {"version": 1, "capex_eur": "7", "waiting_on": "us", "confidentiality": "restricted"}
    saved = sign_in(world.manager).post(edit, sent | {"account_manager": world.manager.pk})
    assert saved.status_code == 302
    assert system.patch(path, {"capexEur": 9}, If_Match=tag).status_code == 412
    world.case.refresh_from_db()
    assert world.case.capex_eur == 7


@pytest.mark.parametrize(
    "wrong",
    [
        {"capexEur": -1},
        {"capexEur": 1.5},
        {"decisionExpectedOn": "2027-02-30"},
        {"activity": "dansen"},
        {"accountManager": None},
        {"stage": "closed"},
        {"decisionExpectedOn": "2028-01-01", "operationalOn": "2027-01-01"},
        {"summary": "nul\0"},
        {},
    ],
)
def test_a_fact_that_cannot_be_is_refused_with_a_sentence(
    world: SimpleNamespace, system_of: SystemOf, wrong: dict[str, Any]
) -> None:
    system, path = system_of(world.home), f"/cases/{world.case.pk}"
    answer = system.patch(path, wrong, If_Match="*")
    assert answer.status_code == 400, answer.content
    assert answer.json()["detail"]
    assert system.patch(path, {"capexEur": 1}, If_Match="*").status_code == 200


def test_a_region_that_sees_a_case_does_not_change_it(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    path = f"/cases/{world.case.pk}"
    stranger = system_of(world.away)
    assert stranger.get(path).status_code == 200
    assert stranger.patch(path, {"capexEur": 1}, If_Match="*").status_code == 403
    assert system_of(world.home).patch(path, {"capexEur": 1}, If_Match="*").status_code == 200


def test_a_note_is_written_by_the_token_for_its_organisation(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    moment = timezone.now() - datetime.timedelta(hours=2)
    sent = {"body": "Gebeld over de aansluiting", "kind": "call", "occurredAt": moment.isoformat()}
    answer = system_of(world.home, name="Telefoon").post(f"/cases/{world.case.pk}/notes", sent)
    assert answer.status_code == 201, answer.content
    assert answer.json()["author"] == "API-token Telefoon"
    note = Note.objects.get()
    assert (note.organisation, note.visibility) == (world.home, "own")
    assert note.occurred_at == moment
    told = Notification.objects.get(recipient=world.manager)
    assert str(told.actor) == "API-token Telefoon"


def test_a_note_for_everybody_does_not_name_the_company(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    path = f"/cases/{world.case.pk}/notes"
    system = system_of(world.home)
    sent = {"body": "Fotonova belde", "visibility": "all"}
    assert system.post(path, sent).status_code == 409
    assert system.post(path, sent | {"visibility": "informed"}).status_code == 201
    tomorrow = (timezone.now() + datetime.timedelta(days=1)).isoformat()
    late = system.post(path, {"body": "x", "occurredAt": tomorrow})
    assert late.json()["invalidParams"][0]["name"] == "occurredAt"


def bom(system_of: SystemOf) -> System:
    number = Organisation.objects.get(code="bom").api_tokens.count()
    return system_of(
        Organisation.objects.get(code="bom"), name="Terreinen" if not number else f"T{number}"
    )


def test_a_fact_is_recorded_by_who_serves_the_area(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    site = factories.site()
    path = f"/sites/{site.pk}/facts"
    sent = {"criterion": "power_mw", "value": 1.234, "source": "Enexis", "asOf": "2026-01-31"}
    stranger = system_of(world.home)
    for body in (sent, sent | {"criterion": "onzin"}):
        assert stranger.post(path, body).status_code == 403
    shape = bom(system_of).post(path, sent | {"value": {"a": 1}}).json()["invalidParams"]
    assert [row["name"] for row in shape] == ["value"]
    answer = bom(system_of).post(path, sent)
    assert answer.status_code == 201, answer.content
    assert answer.json()["value"] == 1.234, "a point is no separator of thousands"
    fact = SiteFact.objects.get()
    assert (fact.organisation.code, str(fact.recorded_by)) == ("bom", "API-token T1")
    assert bom_reads(system_of, path) == [1.234]


def bom_reads(system_of: SystemOf, path: str) -> list[Any]:
    reader = system_of(Organisation.objects.get(code="ez"))
    return [row["value"] for row in reader.get(path).json()["items"]]


def test_values_of_every_kind(world: SimpleNamespace, system_of: SystemOf) -> None:
    site, system = factories.site(), bom(system_of)
    kinds = {row["kind"]: row for row in system.get("/criteria").json()["items"]}
    values = {
        "boolean": False,
        "ordinal_min": kinds["ordinal_min"]["options"][1],
        "one_of": kinds["one_of"]["options"][:2],
        "at_least": 1234567.5,
    }
    for kind, value in values.items():
        sent = {"criterion": kinds[kind]["code"], "value": value, "source": "x"}
        answer = system.post(f"/sites/{site.pk}/facts", sent | {"asOf": "2026-01-31"})
        assert answer.status_code == 201, (kind, answer.content)
        assert answer.json()["value"] == value
    for kind, value in {"boolean": "misschien", "ordinal_min": "x", "at_least": "veel"}.items():
        sent = {"criterion": kinds[kind]["code"], "value": value, "source": "x"}
        answer = system.post(f"/sites/{site.pk}/facts", sent | {"asOf": "2026-01-31"})
        assert answer.status_code == 400, (kind, answer.content)
        assert answer.json()["invalidParams"][0]["name"] == "value"


def test_a_fact_about_nothing_known_is_refused(world: SimpleNamespace, system_of: SystemOf) -> None:
    system, site = bom(system_of), factories.site()
    sent = {"criterion": "onzin", "value": 1, "source": "x", "asOf": "2026-01-31"}
    answer = system.post(f"/sites/{site.pk}/facts", sent)
    assert json.loads(answer.content)["invalidParams"][0]["name"] == "criterion"
    future = (timezone.localdate() + datetime.timedelta(days=2)).isoformat()
    late = sent | {"criterion": "power_mw", "asOf": future}
    answer = system.post(f"/sites/{site.pk}/facts", late)
    assert answer.json()["invalidParams"][0]["name"] == "asOf"
    assert system.post(f"/sites/{uuid.uuid4()}/facts", sent).status_code == 404


def test_a_request_that_is_still_running_is_not_carried_out_again(
    world: SimpleNamespace, system_of: SystemOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    system, key = system_of(world.home), str(uuid.uuid4())
    meanwhile: list[Any] = []

    def slow(*arguments: Any) -> Case:
        meanwhile.append(system.post("/cases", new_case(world), Idempotency_Key=key))
        return open_case_for(*arguments)

    monkeypatch.setattr("api.views.cases.open_case_for", slow)
    assert system.post("/cases", new_case(world), Idempotency_Key=key).status_code == 201
    assert (meanwhile[0].status_code, meanwhile[0]["Retry-After"]) == (409, "5")
    assert Case.objects.count() == 2


def test_a_note_on_a_case_of_others_is_like_one_on_nothing(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    stranger, sent = system_of(world.away), {"body": "Hallo"}
    answers = [stranger.post(f"/cases/{key}/notes", sent) for key in (world.case.pk, uuid.uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    tag = stranger.patch(f"/cases/{world.case.pk}", {"capexEur": 1}, If_Match="*")
    assert tag.status_code == 404
    assert system_of(world.home).post(f"/cases/{world.case.pk}/notes", sent).status_code == 201
