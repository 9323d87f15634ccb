"""manage.py match: the ranking of a case with its reasons, in words and as JSON."""

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.actor import Actor
from cases.matching.board import whole_board
from cases.matching.freeze import fingerprint, frozen
from cases.models import BuildingBlock, ScaleUpRequest
from tests import factories
from tests.cases.matching.helpers import ask, fact, listed

pytestmark = pytest.mark.django_db
SITE_KEYS = {
    *("position", "site", "name", "place", "province", "region", "score", "coverage", "topsis"),
    *("known", "reasons", "questions", "listed"),
}


def said(case: Any, *options: str) -> str:
    out = io.StringIO()
    call_command("match", case.reference, *options, stdout=out)
    return out.getvalue()


def told(case: Any, *options: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(said(case, "--json", *options))
    return report


def test_json_holds_the_ranking_with_score_coverage_and_second_opinion(
    board: SimpleNamespace,
) -> None:
    listed(board, board.sites.rival)
    report = told(board.case)
    assert (report["case"], report["request"], report["block"]) == (board.case.reference, 1, None)
    ranking = report["ranking"]
    assert [(row["position"], row["name"]) for row in ranking] == [
        (1, "Sterk Noord"),
        (2, "Rivaal Zuid"),
        (3, "Zwak Noord"),
    ]
    # 8, 6 and 5 ha between 4 and 8; power is known of all, and only knocks out.
    assert [row["score"] for row in ranking] == [1_000_000, 500_000, 250_000]
    assert {row["coverage"] for row in ranking} == {1_000_000}
    assert [row["topsis"] for row in ranking] == [1, 2, 3]
    assert [row["listed"] for row in ranking] == [None, "longlist", None]
    assert ranking[0]["site"] == str(board.sites.strong.pk)
    assert {frozenset(row) for row in [*ranking, *report["knocked_out"]]} == {frozenset(SITE_KEYS)}


def test_json_holds_reasons_questions_what_if_and_sensitivity(board: SimpleNamespace) -> None:
    unknown = factories.site(name="Onbekend Oost", largest_available_ha=5.5)
    fact(unknown, "power_mw", 9, days=2000)
    report = told(board.case, "--language=en")
    (out,) = report["knocked_out"]
    assert (out["name"], out["topsis"]) == ("Tekort Zuid", None)
    (reason,) = out["reasons"]
    assert "needs 10\u00a0MW; 4\u00a0MW available, source Enexis" in reason
    asked = {row["name"]: row["questions"] for row in report["ranking"]}
    assert asked["Sterk Noord"] == []
    (question,) = asked["Onbekend Oost"]
    assert "last known 9\u00a0MW" in question
    (what,) = report["what_if"]
    assert (what["code"], what["returns_without"], what["next_gain"]) == ("power_mw", 1, 1)
    assert (what["next_limit"], what["next"], what["steps"]) == (4.0, "4\u00a0MW", [[4.0, 1]])
    (weight,) = report["sensitivity"]
    assert weight == {
        "code": "plot_area_ha",
        "weight": 30,
        "first_at_20_less": "Sterk Noord",
        "first_at_20_more": "Sterk Noord",
        "flips": False,
        "smallest_percent": None,
        "then_first": None,
    }
    needs = {
        row["code"]: (row["level"], row["weight"], row["need"]) for row in report["requirements"]
    }
    assert needs["power_mw"] == ("must", 20, "at least 10\u00a0MW")


def test_json_ranks_the_regions_and_ends_in_the_hash_of_the_frozen_match(
    board: SimpleNamespace,
) -> None:
    for site, region in ((board.sites.strong, "CR03"), (board.sites.rival, "CR39")):
        site.region_id = region
        Actor.system().save(site)
    report = told(board.case)
    regions = {row["code"]: row for row in report["regions"]}
    assert (regions["CR03"]["position"], regions["CR03"]["best"]) == (1, 100)
    assert regions["CR39"]["position"] > 1
    found = whole_board(board.case)
    assert found is not None
    assert report["sha256"] == fingerprint(frozen(found))
    assert told(board.case, "--language=en")["sha256"] == report["sha256"]


def test_names_reasons_and_questions_are_in_the_language_that_is_asked(
    board: SimpleNamespace,
) -> None:
    dutch, english = told(board.case), told(board.case, "--language=en")
    assert "vraagt 10" in dutch["knocked_out"][0]["reasons"][0]
    assert "needs 10" in english["knocked_out"][0]["reasons"][0]
    assert dutch["requirements"][0]["name"] != english["requirements"][0]["name"]
    with pytest.raises(CommandError, match="fr"):
        said(board.case, "--language=fr")


def test_in_words_it_is_a_table_and_never_names_the_company(board: SimpleNamespace) -> None:
    text = said(board.case, "--language=en")
    for line in (
        "3 may fit (score %, coverage %, TOPSIS)",
        "   1. 100  100     1  Sterk Noord (Groningen)",
        "1 knocked out",
        "power_mw: 1 return without it, 1 at 4\u00a0MW",
        "plot_area_ha: firm",
        "sha256 ",
    ):
        assert line in text
    assert "Zwak Noord" not in said(board.case, "--most=2")
    for words in (text, said(board.case, "--json")):
        assert "Fotonova" not in words
        assert "12345678" not in words


def test_one_building_block_is_matched_by_itself(board: SimpleNamespace) -> None:
    draft = Actor.system().save(ScaleUpRequest(case=board.other, number=1))
    ask(draft, "power_mw", level="must", minimum=10)
    block = Actor.system().save(BuildingBlock(request=draft, name="Pilotlijn"))
    ask(draft, "power_mw", level="must", minimum=18, block=block)
    assert {row["name"] for row in told(board.other, "--block=Pilotlijn")["ranking"]} == {
        "Sterk Noord"
    }
    assert told(board.other, "--block=Pilotlijn")["block"] == "Pilotlijn"
    assert len(told(board.other)["ranking"]) == 1  # together: the strictest
    with pytest.raises(CommandError, match="no building block Fabriek; there are: Pilotlijn"):
        said(board.other, "--block=Fabriek")


def test_what_cannot_be_matched_is_told_in_one_sentence(board: SimpleNamespace) -> None:
    with pytest.raises(CommandError, match="There is no case 1999-000001"):
        call_command("match", "1999-000001")
    with pytest.raises(CommandError, match="Nothing is asked in case"):
        said(board.other)
    Actor.system().save(ScaleUpRequest(case=board.other, number=1))
    with pytest.raises(CommandError, match="no requirements yet"):
        said(board.other, "--json")
    with pytest.raises(CommandError, match="there are: none"):
        said(board.case, "--block=Pilotlijn")


@pytest.fixture
def board(board: SimpleNamespace) -> SimpleNamespace:
    """The board, with a second case that asks nothing yet."""
    board.other = factories.case(board.manager)
    return board
