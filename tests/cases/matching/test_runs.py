"""Frozen runs: numbered, unchanged, compared, exported, and for nobody who is a rival."""

import hashlib
import io
import json
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.errors import Refused
from accounts.models import AccessLog
from cases.actions.decision import propose
from cases.actions.runs import freeze_run
from cases.matching.board import asked, board_for
from cases.matching.trial import Trial
from cases.models import Case, Decision, MatchRun
from tests import factories
from tests.cases.matching.helpers import fact, listed, seen
from tests.cases.road import settle
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db


def url(world: SimpleNamespace, name: str, *keys: Any) -> str:
    return reverse(name, args=[world.case.pk, *keys])


def freeze(world: SimpleNamespace, query: dict[str, str] | None = None, why: str = "") -> MatchRun:
    case = seen(world.manager, world.case)
    wanted = asked(world.manager, case)
    assert wanted is not None
    board = board_for(world.manager, case, Trial.from_query(query or {}, wanted[1]))
    assert board is not None
    return freeze_run(factories.actor(world.manager), case, board, "voor het gesprek", why)


def test_a_run_is_kept_with_its_reason_and_shown(board: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(board.manager)
    assert client.post(url(board, "match-freeze"), {"reason": ""}).status_code == 422
    answer = client.post(url(board, "match-freeze"), {"reason": "voor het gesprek"})
    run = MatchRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url(board, "match-run", 1))
    assert (run.number, run.passing, run.knocked_out, run.made_by) == (1, 3, 1, board.manager)
    assert run.history.get().history_user == board.manager
    shown = client.get(url(board, "match-run", 1))
    assert shown.context["intact"]
    text = shown.content.decode()
    assert "voor het gesprek" in text
    assert run.sha256 in text
    assert url(board, "match-run", 1) in client.get(url(board, "case-matching")).content.decode()


def test_other_weights_ask_why(board: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(board.manager)
    address = f"{url(board, 'match-freeze')}?l-power_mw=4"
    assert client.post(address, {"reason": "gesprek"}).status_code == 422
    sent = {"reason": "gesprek", "weights_reason": "het bedrijf overweegt fasering"}
    assert client.post(address, sent).status_code == 302
    run = MatchRun.objects.get()
    assert (run.weights_reason, run.passing) == ("het bedrijf overweegt fasering", 4)
    assert run.payload["trial"] == "l-power_mw=4"
    with pytest.raises(Refused):
        freeze(board, {"l-power_mw": "4"})


def test_neither_reason_names_the_company(board: SimpleNamespace, sign_in: SignIn) -> None:
    client = sign_in(board.manager)
    sent = {"reason": "Fotonova wil het zien"}
    assert client.post(url(board, "match-freeze"), sent).status_code == 422
    assert not MatchRun.objects.exists()


def test_a_run_shows_what_was_then_not_what_is_now(board: SimpleNamespace, sign_in: SignIn) -> None:
    freeze(board)
    board.sites.strong.name = "Hernoemd Noord"
    Actor.system().save(board.sites.strong)
    fact(board.sites.strong, "power_mw", 1, days=1)
    criterion = board.request.requirements.get(criterion_id="power_mw").criterion
    criterion.name_nl = criterion.name_en = "Anders genoemd"
    Actor.system().save(criterion)
    answer = sign_in(board.manager).get(
        url(board, "match-run", 1), {"locatie": board.sites.strong.pk}
    )
    text = answer.content.decode()
    assert "Sterk Noord" in text
    assert "Hernoemd" not in text
    assert "Anders genoemd" not in text
    values = {row["requirement"].criterion_id: row for row in answer.context["chosen"]["details"]}
    assert values["power_mw"]["value"] == "20\u00a0MW"
    assert answer.context["intact"]


def test_a_changed_payload_is_noticed(board: SimpleNamespace, sign_in: SignIn) -> None:
    freeze(board)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_matchrun DISABLE TRIGGER USER")
        cursor.execute("""UPDATE cases_matchrun SET payload = payload || '{"passing": 2}'""")
        cursor.execute("ALTER TABLE cases_matchrun ENABLE TRIGGER USER")
    answer = sign_in(board.manager).get(url(board, "match-run", 1))
    assert not answer.context["intact"]
    assert 'role="alert"' in answer.content.decode()


def test_the_difference_with_another_run_and_with_today(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    freeze(board)
    fact(board.sites.strong, "power_mw", 3, days=1)
    fact(board.sites.short, "power_mw", 30, days=1)
    freeze(board)
    client = sign_in(board.manager)
    for query, address in (("2", 1), ("vandaag", 1), ("1", 2)):
        answer = client.get(url(board, "match-run", address), {"met": query})
        found = answer.context["changes"]
        assert [c.place.name for c in found.new] == ["Tekort Zuid"]
        assert [c.place.name for c in found.dropped] == ["Sterk Noord"]
        assert "3\u00a0MW" in answer.content.decode()
    same = client.get(url(board, "match-run", 2), {"met": "vandaag"})
    assert not same.context["changes"]
    assert client.get(url(board, "match-run", 1), {"met": "9"}).status_code == 404


def test_the_files_hold_what_was_frozen_and_are_logged(
    board: SimpleNamespace, sign_in: SignIn
) -> None:
    run, client = freeze(board), sign_in(board.manager)
    answer = client.get(url(board, "match-run-json", 1))
    assert hashlib.sha256(answer.content).hexdigest() == run.sha256
    assert json.loads(answer.content) == run.payload
    sheet = client.get(url(board, "match-run-ods", 1))
    content = zipfile.ZipFile(io.BytesIO(sheet.content)).read("content.xml").decode()
    for word in ("Sterk Noord", "Tekort Zuid", run.sha256):
        assert word in content
    for file in (answer, sheet):
        assert "Fotonova" not in str(file["Content-Disposition"])
        assert b"Fotonova" not in file.content
    assert "Fotonova" not in content
    assert AccessLog.objects.filter(kind="match run", action="exported").count() == 2


def test_a_place_on_the_short_list_and_a_proposed_decision_freeze_the_match(
    board: SimpleNamespace,
) -> None:
    first = listed(board, board.sites.strong, "shortlist")
    assert MatchRun.objects.get().made_by == board.manager
    listed(board, board.sites.weak, "shortlist")
    assert MatchRun.objects.count() == 1  # nothing changed: the same run holds
    fact(board.sites.weak, "power_mw", 14, days=1)
    listed(board, board.sites.rival, "shortlist")
    assert MatchRun.objects.count() == 2
    decide(board, first)
    assert Decision.objects.get().run.number == 2


def decide(board: SimpleNamespace, site: Any) -> Decision:
    case = Case.objects.get(pk=board.case.pk)
    case.stage = "decision"
    Actor.system().save(case)
    draft = Decision(case=case, outcome="other_region", preferred=site, motivation="het sterkst")
    draft.decided_on = timezone.localdate()
    Actor.system().save(draft)
    settle(draft)
    return propose(factories.actor(board.manager), case, draft.version)


def test_a_decision_links_to_its_run(board: SimpleNamespace, sign_in: SignIn) -> None:
    decide(board, listed(board, board.sites.strong, "shortlist"))
    text = sign_in(board.manager).get(url(board, "case-decision")).content.decode()
    assert url(board, "match-run", 1) in text


def test_runs_are_for_who_compares_the_regions(board: SimpleNamespace, sign_in: SignIn) -> None:
    freeze(board)
    pages = [url(board, name, 1) for name in ("match-run", "match-run-json", "match-run-ods")]
    for page in pages:
        assert sign_in(board.manager).get(page).status_code == 200
        assert sign_in(board.reader).get(page).status_code == 200
        assert sign_in(board.visitor).get(page).status_code == 404
        assert sign_in(board.rival_user).get(page).status_code == 404
    address = url(board, "match-freeze")
    assert sign_in(board.manager).get(address).status_code == 200
    assert sign_in(board.reader).post(address, {"reason": "x"}).status_code == 403
    assert sign_in(board.visitor).post(address, {"reason": "x"}).status_code == 404
    assert MatchRun.objects.count() == 1


def test_a_closed_case_freezes_nothing(board: SimpleNamespace, sign_in: SignIn) -> None:
    case = Case.objects.get(pk=board.case.pk)
    case.stage, case.outcome, case.closed_at = "closed", "stopped", timezone.now()
    Actor.system().save(case)
    answer = sign_in(board.manager).post(url(board, "match-freeze"), {"reason": "toch"})
    assert answer.status_code == 422
    assert not MatchRun.objects.exists()
