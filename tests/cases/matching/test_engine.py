"""The arithmetic of the match, number by number."""

import numpy as np
import pytest

from cases.matching.engine import (
    AT_LEAST,
    AT_MOST,
    BOOLEAN,
    DISTANCE,
    ONE_OF,
    ORDINAL,
    RANGE,
    WHOLE,
    Ask,
    Match,
    Verdict,
    desirability,
    judge,
    rank,
)
from cases.matching.opinion import shifts
from cases.matching.reading import Value
from tests.cases.matching.columns import Row, column, columns, ranked

POWER = Ask("power_mw", AT_LEAST, True, 20, low=10.0)
PLOT = Ask("plot_area_ha", AT_LEAST, False, 30, low=4.0, target=8.0)
PRICE = Ask("land_price", AT_MOST, False, 10, target=100.0, high=200.0)
ZONING = Ask("env_category", ORDINAL, False, 20, low=4.0)
QUAY = Ask("has_quay", BOOLEAN, False, 10, flag=True)
TENURE = Ask("tenure", ONE_OF, False, 10, wanted=frozenset({"buy", "rent"}))
COOLING = Ask("cooling", RANGE, False, 10, low=10.0, target=14.0, high=20.0)
CUSTOMER = Ask("place_km", DISTANCE, False, 10, target=25.0, high=100.0)
ASKS = [POWER, PLOT, PRICE, ZONING, QUAY, TENURE]


def match_one(asks: list[Ask], row: Row) -> Match:
    return ranked(asks, [row]).outcome.match(0)


@pytest.mark.parametrize(
    ("ask", "value", "verdict"),
    [
        (POWER, 10.0, Verdict.PASS),
        (POWER, 9.9999, Verdict.FAIL),
        (POWER, None, Verdict.UNKNOWN),
        (Ask("a", AT_MOST, True, 1, high=200.0), 200.0, Verdict.PASS),
        (Ask("a", AT_MOST, True, 1, high=200.0), 200.01, Verdict.FAIL),
        (Ask("a", DISTANCE, True, 1, high=50.0), 50.001, Verdict.FAIL),
        (Ask("a", DISTANCE, True, 1, high=50.0), 49.0, Verdict.PASS),
        (Ask("a", RANGE, True, 1, low=10.0, high=18.0), 10.0, Verdict.PASS),
        (Ask("a", RANGE, True, 1, low=10.0, high=18.0), 18.0, Verdict.PASS),
        (Ask("a", RANGE, True, 1, low=10.0, high=18.0), 18.0001, Verdict.FAIL),
        (Ask("a", RANGE, True, 1, low=10.0, high=18.0), 9.0, Verdict.FAIL),
        (Ask("a", RANGE, True, 1, low=10.0), 1000.0, Verdict.PASS),
        (Ask("a", RANGE, True, 1, high=10.0), 1000.0, Verdict.FAIL),
        (Ask("a", RANGE, True, 1, target=10.0), 10.0, Verdict.PASS),
        (Ask("a", RANGE, True, 1, target=10.0), 10.1, Verdict.FAIL),
        (Ask("a", ORDINAL, True, 1, low=4.0), 3.0, Verdict.FAIL),
        (Ask("a", ORDINAL, True, 1, low=4.0), 5.0, Verdict.PASS),
        (Ask("a", ORDINAL, True, 1, low=None), 5.0, Verdict.UNKNOWN),
        (Ask("a", BOOLEAN, True, 1, flag=False), True, Verdict.FAIL),
        (Ask("a", BOOLEAN, True, 1, flag=False), False, Verdict.PASS),
        (TENURE, frozenset({"rent", "ground_lease"}), Verdict.PASS),
        (TENURE, frozenset({"ground_lease"}), Verdict.FAIL),
        # A must with only a target is judged on the target.
        (Ask("a", AT_LEAST, True, 1, target=5.0), 4.0, Verdict.FAIL),
    ],
)
def test_a_must_is_passed_failed_or_unknown(
    ask: Ask, value: Value | None, verdict: Verdict
) -> None:
    assert judge(ask, column([value])).tolist() == [verdict]


@pytest.mark.parametrize(
    ("ask", "value", "degree"),
    [
        (PLOT, 3.0, 0),
        (PLOT, 4.0, 0),
        (PLOT, 5.0, 250_000),
        (PLOT, 8.0, WHOLE),
        (PLOT, 80.0, WHOLE),
        (PRICE, 90.0, WHOLE),
        (PRICE, 125.0, 750_000),
        (PRICE, 200.0, 0),
        (PRICE, 500.0, 0),
        (ZONING, 0.0, 0),
        (ZONING, 3.0, 750_000),
        (ZONING, 6.0, WHOLE),
        (QUAY, True, WHOLE),
        (QUAY, False, 0),
        (TENURE, frozenset({"buy"}), WHOLE),
        # A range rises to its target from both ends.
        (COOLING, 9.0, 0),
        (COOLING, 11.0, 250_000),
        (COOLING, 14.0, WHOLE),
        (COOLING, 17.0, 500_000),
        (COOLING, 20.0, 0),
        (Ask("a", RANGE, False, 1, low=10.0, high=20.0), 10.0, WHOLE),
        (Ask("a", RANGE, False, 1, low=10.0, high=20.0), 9.0, 0),
        (Ask("a", RANGE, False, 1, low=10.0, target=10.0, high=20.0), 9.0, 0),
        (Ask("a", RANGE, False, 1, low=10.0, target=10.0, high=20.0), 15.0, 500_000),
        (CUSTOMER, 10.0, WHOLE),
        (CUSTOMER, 40.0, 800_000),
        (CUSTOMER, 101.0, 0),
        # A third is rounded to whole parts: 1/3 of 3 parts down, 2/3 up.
        (Ask("a", AT_LEAST, False, 1, low=0.0, target=3.0), 1.0, 333_333),
        (Ask("a", AT_LEAST, False, 1, low=0.0, target=3.0), 2.0, 666_667),
        # Without both ends there is no soft zone.
        (Ask("a", AT_LEAST, False, 1, target=8.0), 7.9, 0),
        (Ask("a", AT_LEAST, False, 1, low=8.0), 8.0, WHOLE),
        # A target on the wrong side of the minimum is no zone either.
        (Ask("a", AT_LEAST, False, 1, low=8.0, target=4.0), 8.0, WHOLE),
        (Ask("a", ORDINAL, False, 1, low=0.0), 0.0, WHOLE),
        # The widest numbers that the database holds stay within 64 bits.
        (Ask("a", AT_LEAST, False, 1, low=0.0, target=8e9), 2e9, 250_000),
    ],
)
def test_desirability_is_linear_in_the_soft_zone(ask: Ask, value: Value, degree: int) -> None:
    here = column([value])
    assert desirability(ask, here, judge(ask, here)).tolist() == [degree]


def test_score_is_weighted_over_what_is_known() -> None:
    """Plot 5 ha: .25 × 30; price 125: .75 × 10; zoning 3 of 4: .75 × 20; quay no: 0 × 10.

    Together 7.5 + 7.5 + 15 + 0 = 30 of 70, so 42.857142 percent. Tenure is not known: weight 10
    of the 100 falls outside the coverage.
    """
    match = match_one(ASKS, [12.0, 5.0, 125.0, 3.0, False, None])
    assert match.score == 428_571
    assert match.coverage == 900_000
    assert match.failed == ()
    assert match.unknown == (5,)


def test_a_must_with_a_target_counts_beyond_its_minimum() -> None:
    ask = Ask("power_mw", AT_LEAST, True, 10, low=10.0, target=20.0)
    assert match_one([ask], [15.0]).score == 500_000
    assert match_one([ask], [9.0]).failed == (0,)
    assert match_one([POWER], [15.0]).score is None


def test_coverage_without_weights_is_by_number() -> None:
    asks = [Ask("a", BOOLEAN, False, 0), Ask("b", BOOLEAN, True, 0)]
    assert match_one(asks, [True, None]).coverage == 500_000
    assert match_one([], []).coverage == 0


def test_order_is_score_then_coverage_then_name() -> None:
    """Twelve musts and wishes would hide the order; two wishes and one must show it."""
    asks = [POWER, QUAY, Ask("b", BOOLEAN, False, 10)]
    rows: dict[str, Row] = {
        "Zes": [12.0, True, True],
        "Drie": [12.0, True, None],
        "Acht": [None, True, None],
        "Een": [12.0, True, True],
        "Geen oordeel": [12.0, None, None],
        "Half": [12.0, True, False],
        "Valt af": [4.0, True, True],
        "Valt verder af": [4.0, True, True],
    }
    asks.append(Ask("c", BOOLEAN, True, 0))
    table = [[*row, name != "Valt verder af"] for name, row in rows.items()]
    by_name = np.argsort(np.argsort(list(rows)))
    ranking = rank(asks, columns(asks, table), by_name)
    order = [list(rows)[match.place] for match in ranking.passing]
    assert order == ["Een", "Zes", "Drie", "Acht", "Half", "Geen oordeel"]
    assert [list(rows)[match.place] for match in ranking.out] == ["Valt af", "Valt verder af"]
    assert [m.place for m in ranking.passing[1:3]] == [0, 1]
    assert ranking.passing[-1].score is None


def test_no_site_at_all_is_a_ranking_too() -> None:
    ranking = ranked(ASKS, [])
    assert (len(ranking.passing), len(ranking.out)) == (0, 0)


@pytest.mark.parametrize(
    ("weights", "percent", "instead"), [((101, 100), -1, 1), ((100, 99), 2, 1), ((200, 99), -51, 1)]
)
def test_first_place_flips_at_the_smallest_percentage(
    weights: tuple[int, int], percent: int, instead: int
) -> None:
    """One site has the first wish only, the other the second: the heavier weight decides.

    99 a percent up is 99.99 and two 100.98; 200 less 50 percent is 100 and 51 is 98.
    """
    asks = [Ask(str(n), BOOLEAN, False, weight) for n, weight in enumerate(weights)]
    found = {s.position: s for s in shifts(ranked(asks, [[True, False], [False, True]]))}
    shift = found[1] if percent > 0 else found[0]
    assert (shift.percent, shift.instead) == (percent, instead)
