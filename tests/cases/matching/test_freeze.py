"""A frozen match: shown again as it was, the same hash for the same input, and compared."""

import copy
import json
from types import SimpleNamespace

import pytest
from django.utils import translation

from accounts.actor import Actor
from cases.matching.board import Board, board_for
from cases.matching.freeze import changes, explain_frozen, fingerprint, frozen
from cases.matching.trial import Trial
from sites.models import Criterion, Site, SiteFact
from tests.cases.matching.helpers import ask, fact, seen

pytestmark = pytest.mark.django_db


def match_of(world: SimpleNamespace, trial: Trial | None = None) -> Board:
    found = board_for(world.manager, seen(world.manager, world.case), trial or Trial())
    assert found is not None
    return found


@pytest.fixture
def asked(board: SimpleNamespace) -> SimpleNamespace:
    """More of every kind, with a stale value and words that are no answer."""
    ask(board.request, "env_category", level="wish", text="4.1", weight=10)
    ask(board.request, "has_quay", level="wish", text="yes", weight=5)
    ask(board.request, "tenure", level="wish", text="buy|rent", weight=5)
    ask(board.request, "cooling_water_c", level="wish", minimum=10, target=14, maximum=18)
    point = {"near_label": "Eindhoven", "near_latitude": 51.44, "near_longitude": 5.47}
    ask(board.request, "place_km", level="wish", target=50, maximum=250, **point)
    fact(board.sites.strong, "env_category", "volgens het plan")
    fact(board.sites.weak, "env_category", "5.1", days=2000)
    fact(board.sites.weak, "tenure", "rent|ground_lease")
    fact(board.sites.rival, "has_quay", 1)
    fact(board.sites.rival, "cooling_water_c", 12.5)
    return board


def test_a_frozen_match_is_shown_again_as_it_was(asked: SimpleNamespace) -> None:
    live = match_of(asked)
    payload = json.loads(json.dumps(frozen(live)))
    with translation.override("nl"):
        now = [live.entry(m, n) for n, m in enumerate(live.ranking.passing, 1)]
        details = [live.details(m) for m in live.ranking.passing]
        out = [live.entry(m, n) for n, m in enumerate(live.ranking.out, 1)]
    # Years later: other facts, other words, another catalogue, a site that is gone.
    SiteFact.objects.all().delete()
    Site.objects.update(name="Anders", latitude=52.0)
    Criterion.objects.update(name_nl="Iets anders", unit="x", options=[])
    run = explain_frozen(payload)
    with translation.override("nl"):
        then = run.entries()
        for mine, yours in zip([*now, *out], [*then, *run.knocked_out()], strict=True):
            assert (mine.place.id, mine.place.name) == (yours.place.id, yours.place.name)
            for name in ("position", "score", "coverage", "highlights", "failures", "questions"):
                assert getattr(mine, name) == getattr(yours, name)
        for cells, entry in zip(details, then, strict=True):
            for left, right in zip(cells, run.details(entry), strict=True):
                for name in left.keys() - {"requirement"}:
                    assert left[name] == right[name], name
    assert [e.place.name for e in run.entries(1, 2)] == [now[1].place.name]
    assert run.topsis(then[0]) == live.second_opinion()[then[0].place.id]


def test_the_same_input_gives_the_same_hash_and_another_fact_another(
    asked: SimpleNamespace,
) -> None:
    first = frozen(match_of(asked))
    assert fingerprint(frozen(match_of(asked))) == fingerprint(first)
    with translation.override("en"):
        assert fingerprint(frozen(match_of(asked))) == fingerprint(first)
    assert fingerprint(json.loads(json.dumps(first, sort_keys=True))) == fingerprint(first)
    fact(asked.sites.strong, "power_mw", 20, days=2)
    assert fingerprint(frozen(match_of(asked))) != fingerprint(first)


def test_no_fraction_gets_into_a_frozen_match(asked: SimpleNamespace) -> None:
    payload = frozen(match_of(asked))
    spoiled = copy.deepcopy(payload)
    spoiled["sites"][0]["facts"][0]["number"] = 20.0
    fingerprint(payload)
    with pytest.raises(TypeError):
        fingerprint(spoiled)


def test_two_runs_are_compared_with_what_came_went_and_moved(board: SimpleNamespace) -> None:
    older = frozen(match_of(board))
    fact(board.sites.short, "power_mw", 30, days=2)  # fits now
    fact(board.sites.strong, "power_mw", 3, days=2)  # no longer
    fact(board.sites.weak, "plot_area_ha", 8, days=2)  # moves up
    added = Actor.system().save(Site(name="Nieuw Noord", province_id="NL-GR"))
    newer = frozen(match_of(board))
    with translation.override("en"):
        found = changes(older, newer)
    assert {c.place.name: c.because for c in found.new} == {
        "Tekort Zuid": ("before: " + explain_failure(older, board.sites.short),),
        "Nieuw Noord": ("was not in the match before",),
    }
    (gone,) = found.dropped
    assert (gone.place.name, gone.before, gone.after) == ("Sterk Noord", 1, None)
    assert "needs 10\u00a0MW; 3\u00a0MW available" in gone.because[0]
    assert {c.place.name: (c.before, c.after) for c in found.moved} == {
        "Zwak Noord": (3, 2),
        "Rivaal Zuid": (2, 3),
    }
    assert not found.asked
    assert not changes(newer, newer)
    added.withdrawn = True
    Actor.system().save(added)
    with translation.override("en"):
        (left,) = changes(newer, frozen(match_of(board))).dropped
    assert left.because == ("is no longer in the match",)


def explain_failure(payload: dict[str, object], site: Site) -> str:
    with translation.override("en"):
        entry = explain_frozen(payload).entry_of(site.pk)
    assert entry is not None
    return entry.failures[0]


def test_a_trial_is_in_the_frozen_match(board: SimpleNamespace) -> None:
    plain = frozen(match_of(board))
    tried = frozen(match_of(board, Trial(limits={"power_mw": 4.0})))
    assert (plain["trial"], tried["trial"]) == ("", "l-power_mw=4")
    assert (plain["passing"], tried["passing"]) == (3, 4)
    assert changes(plain, tried).asked
