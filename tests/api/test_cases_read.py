"""What a system reads of cases: what a person of its organisation may see, and no more."""

import datetime
import json
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccessLog
from cases.models import Disclosure
from cases.querysets.access import forget_shares
from tests import factories
from tests.api.conftest import SystemOf

pytestmark = pytest.mark.django_db
COMPANY = "Fotonova"


def path(world: SimpleNamespace) -> str:
    return f"/cases/{world.case.pk}"


def test_the_origin_reads_its_case_whole(world: SimpleNamespace, system_of: SystemOf) -> None:
    answer = system_of(world.home).get(path(world))
    assert answer.status_code == 200
    body = answer.json()
    assert body["disclosure"] == "identity"
    assert body["company"]["name"] == "Fotonova Systems B.V."
    assert body["company"]["kvkNumber"] == "12345678"
    assert body["accountManager"] == {"name": "Anna de Boer", "email": world.manager.email}
    assert body["waitingOn"] == "us"
    assert body["createdAt"].endswith("Z")


@pytest.mark.parametrize("level", [Disclosure.PROFILE, Disclosure.SECTOR])
def test_who_may_not_know_the_company_reads_no_name(
    world: SimpleNamespace, system_of: SystemOf, level: str
) -> None:
    factories.join(world.case, world.away, level)
    reader = system_of(world.away)
    one, page = reader.get(path(world)), reader.get("/cases")
    assert one.json()["disclosure"] == level
    assert [row["id"] for row in page.json()["items"]] == [str(world.case.pk)]
    for answer in (one, page):
        text = f"{answer.headers} {answer.content.decode()}"
        assert COMPANY not in text
        assert "12345678" not in text
        assert world.manager.email not in text
    hidden = ("company", "situation", "waitingOn", "leadSource", "lastActivityAt")
    assert [one.json()[name] for name in hidden] == [None] * 5


def test_who_may_know_the_company_reads_its_name(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    body = system_of(world.away).get(path(world)).json()
    assert body["company"]["name"] == "Fotonova Systems B.V."
    assert body["waitingOn"] is None, "a region in the running does not learn of its rivals"


def test_a_case_of_others_is_like_one_that_never_was(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    stranger = system_of(world.away)
    there, nowhere = stranger.get(path(world)), stranger.get(f"/cases/{uuid.uuid4()}")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert _same(there) == _same(nowhere)
    assert stranger.get("/cases").json() == {"items": [], "next": None}
    for part in ("/notes", "/transitions"):
        assert stranger.get(path(world) + part).status_code == 404
    factories.join(world.case, world.away)
    assert stranger.get(path(world)).status_code == 200


def _same(answer: Any) -> dict[str, Any]:
    return {k: v for k, v in answer.json().items() if k != "instance"}


def test_a_search_by_reference_does_not_find_what_may_not_be_seen(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    asked = {"reference": world.case.reference}
    assert system_of(world.home).get("/cases", asked).json()["items"]
    assert system_of(world.away).get("/cases", asked).json()["items"] == []


def test_filters(world: SimpleNamespace, system_of: SystemOf) -> None:
    reader = system_of(world.home)

    def found(**asked: Any) -> int:
        answer = reader.get("/cases", asked)
        assert answer.status_code == 200, answer.content
        return len(answer.json()["items"])

    assert (found(stage="intake"), found(stage="closed")) == (1, 0)
    assert (found(onHold="false"), found(onHold="true")) == (1, 0)
    yesterday, tomorrow = (timezone.now() + datetime.timedelta(days=n) for n in (-1, 1))
    assert found(updatedSince=yesterday.isoformat()) == 1
    assert found(updatedSince=tomorrow.isoformat()) == 0
    for odd in ("2078-12-19T06:38:01+21:07", "9999-12-31T23:59:59-12:00"):
        assert found(updatedSince=odd) == 0
    assert found(updatedSince="0001-01-01T00:00:00+14:00") == 1
    assert reader.get("/cases", {"updatedSince": "2026-01-01T00:00:00"}).status_code == 400


def test_when_a_case_was_touched_is_not_told_to_who_knows_its_profile(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    """Else a region could see by asking that somebody else is busy with it."""
    factories.join(world.case, world.away)
    tomorrow = (timezone.now() + datetime.timedelta(days=1)).isoformat()
    items = system_of(world.away).get("/cases", {"updatedSince": tomorrow}).json()["items"]
    assert [row["id"] for row in items] == [str(world.case.pk)]


def test_pages_follow_each_other_without_a_gap(world: SimpleNamespace, system_of: SystemOf) -> None:
    keys = {world.case.pk, *(factories.case(world.manager).pk for _ in range(4))}
    reader, found = system_of(world.home), []
    query = "?limit=2"
    for length in (2, 2, 1):
        answer = reader.get(f"/cases{query}")
        body = answer.json()
        assert len(body["items"]) == length
        found += [uuid.UUID(row["id"]) for row in body["items"]]
        if body["next"]:
            link = answer["Link"]
            assert link.endswith('; rel="next"')
            query = "?" + link.split("?")[1].split(">")[0]
        else:
            assert "Link" not in answer
    assert sorted(found) == sorted(keys)


def test_a_page_asks_as_many_queries_however_many_cases(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    reader = system_of(world.away)

    def queries() -> int:
        reader.get("/cases")
        with CaptureQueriesContext(connection) as asked:
            assert reader.get("/cases").status_code == 200
        return len(asked)

    factories.join(world.case, world.away, Disclosure.IDENTITY)
    few = queries()
    for _number in range(6):
        factories.join(factories.case(world.manager), world.away, Disclosure.IDENTITY)
    forget_shares(reader.token.user)
    assert queries() == few


def test_a_look_at_a_case_of_others_is_noted_once_an_hour(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    factories.join(world.case, world.away, Disclosure.IDENTITY)
    reader, own = system_of(world.away), system_of(world.home)
    for call in (reader, reader, own):
        call.get("/cases")
        call.get(path(world))
    looks = AccessLog.objects.filter(case_id=world.case.pk, action="viewed")
    assert [(row.user, row.subject) for row in looks] == [(reader.token.user, world.case.code_name)]
    assert str(looks[0].user).startswith("API-token ")
    lists = AccessLog.objects.filter(kind="case list", action="exported").order_by("pk")
    assert [row.user for row in lists] == [reader.token.user, own.token.user]


def test_what_was_read_already_is_not_sent_again(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    reader = system_of(world.home)
    tag = reader.get(path(world))["ETag"]
    again = reader.get(path(world), If_None_Match=tag)
    assert (again.status_code, again.content) == (304, b"")
    system_of(world.home).patch(path(world), {"areaHa": 3.5}, If_Match=tag)
    changed = reader.get(path(world), If_None_Match=tag)
    assert (changed.status_code, changed.json()["areaHa"]) == (200, 3.5)


def test_notes_and_moves_as_far_as_they_may_be_read(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    factories.join(world.case, world.away)
    own, other = system_of(world.home), system_of(world.away)
    for text, who in (("Fotonova belde", "informed"), ("Er is een maker", "all")):
        sent = {"body": text, "visibility": who, "participants": ["W. Bos"]}
        assert own.post(path(world) + "/notes", sent).status_code == 201
    seen = other.get(path(world) + "/notes")
    assert [row["body"] for row in seen.json()["items"]] == ["Er is een maker"]
    assert COMPANY not in json.dumps(seen.json())
    assert seen.json()["items"][0]["participants"] is None
    assert len(own.get(path(world) + "/notes").json()["items"]) == 2
    moves = other.get(path(world) + "/transitions").json()["items"]
    assert [(row["kind"], row["toStage"]) for row in moves] == [("opened", "intake")]


def test_a_note_of_a_rival_does_not_tell_who_it_is(
    world: SimpleNamespace, system_of: SystemOf
) -> None:
    rival = factories.organisation(name="ROM Rivaal", code="rivaal")
    for org in (world.away, rival):
        factories.join(world.case, org)
    sent = {"body": "Wij hebben grond", "visibility": "all"}
    told = system_of(rival, name="Systeem van Rivaal").post(path(world) + "/notes", sent)
    assert told.status_code == 201
    note = system_of(world.away).get(path(world) + "/notes").json()["items"][0]
    assert (note["author"], note["organisation"]["code"]) == (None, None)
    assert "Rivaal" not in json.dumps(note)
    whole = system_of(world.home).get(path(world) + "/notes").json()["items"][0]
    assert (whole["author"], whole["organisation"]["code"]) == (
        "API-token Systeem van Rivaal",
        "rivaal",
    )
