"""The arithmetic of the match, number by number, and the laws that hold for any input."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.matching.engine import (
    AT_LEAST,
    AT_MOST,
    BOOLEAN,
    ONE_OF,
    ORDINAL,
    WHOLE,
    Ask,
    Reading,
    Value,
    Verdict,
    desirability,
    explain,
    judge,
    match_one,
    rank,
)


def known(value: Value | None, *, stale: bool = False) -> Reading:
    number = value if isinstance(value, float) else None
    return Reading(value, number, "", "test", datetime.date(2026, 10, 1), stale=stale)


POWER = Ask("power_mw", AT_LEAST, True, 20, low=10.0)
PLOT = Ask("plot_area_ha", AT_LEAST, False, 30, low=4.0, target=8.0)
PRICE = Ask("land_price", AT_MOST, False, 10, target=100.0, high=200.0)
ZONING = Ask("env_category", ORDINAL, False, 20, low=4.0)
QUAY = Ask("has_quay", BOOLEAN, False, 10, flag=True)
TENURE = Ask("tenure", ONE_OF, False, 10, wanted=frozenset({"buy", "rent"}))
ASKS = [POWER, PLOT, PRICE, ZONING, QUAY, TENURE]


@pytest.mark.parametrize(
    ("ask", "value", "verdict"),
    [
        (POWER, 10.0, Verdict.PASS),
        (POWER, 9.9999, Verdict.FAIL),
        (POWER, None, Verdict.UNKNOWN),
        (Ask("a", AT_MOST, True, 1, high=200.0), 200.0, Verdict.PASS),
        (Ask("a", AT_MOST, True, 1, high=200.0), 200.01, Verdict.FAIL),
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
    assert judge(ask, value) == verdict


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
        (PLOT, None, None),
        # Without both ends there is no soft zone.
        (Ask("a", AT_LEAST, False, 1, target=8.0), 7.9, 0),
        (Ask("a", AT_LEAST, False, 1, low=8.0), 8.0, WHOLE),
        # A target on the wrong side of the minimum is no zone either.
        (Ask("a", AT_LEAST, False, 1, low=8.0, target=4.0), 8.0, WHOLE),
        (Ask("a", ORDINAL, False, 1, low=0.0), 0.0, WHOLE),
    ],
)
def test_desirability_is_linear_in_the_soft_zone(
    ask: Ask, value: Value | None, degree: int | None
) -> None:
    assert desirability(ask, value) == degree


def test_score_is_weighted_over_what_is_known() -> None:
    """Plot 5 ha: .25 × 30; price 125: .75 × 10; zoning 3 of 4: .75 × 20; quay no: 0 × 10.

    Together 7.5 + 7.5 + 15 + 0 = 30 of 70, so 42.857142 percent. Tenure is not known: weight 10
    of the 100 falls outside the coverage.
    """
    row = [known(12.0), known(5.0), known(125.0), known(3.0), known(False), None]
    match = match_one(ASKS, row)
    assert match.score == 428_571
    assert match.coverage == 900_000
    assert match.failed == ()
    assert match.unknown == (5,)


def test_a_must_with_a_target_counts_beyond_its_minimum() -> None:
    ask = Ask("power_mw", AT_LEAST, True, 10, low=10.0, target=20.0)
    assert match_one([ask], [known(15.0)]).score == 500_000
    assert match_one([ask], [known(9.0)]).failed == (0,)
    assert match_one([POWER], [known(15.0)]).score is None


def test_a_stale_value_counts_as_unknown_and_stays_to_be_shown() -> None:
    row = [known(4.0, stale=True), *([None] * 5)]
    match = match_one(ASKS, row)
    assert match.failed == ()
    assert match.unknown == (0, 1, 2, 3, 4, 5)
    assert match.score is None
    assert match.coverage == 0
    line = explain(ASKS, row)[0]
    assert line.verdict == Verdict.UNKNOWN
    assert line.reading is not None
    assert line.reading.number == 4.0
    assert match_one(ASKS, [known(4.0), *([None] * 5)]).failed == (0,)


def test_coverage_without_weights_is_by_number() -> None:
    asks = [Ask("a", BOOLEAN, False, 0), Ask("b", BOOLEAN, True, 0)]
    assert match_one(asks, [known(True), None]).coverage == 500_000
    assert match_one([], []).coverage == 0


def test_order_is_score_then_coverage_then_name() -> None:
    """Twelve musts and wishes would hide the order; two wishes and one must show it."""
    asks = [POWER, QUAY, Ask("b", BOOLEAN, False, 10)]
    rows: dict[str, list[Reading | None]] = {
        "Zes": [known(12.0), known(True), known(True)],
        "Drie": [known(12.0), known(True), None],
        "Acht": [None, known(True), None],
        "Een": [known(12.0), known(True), known(True)],
        "Geen oordeel": [known(12.0), None, None],
        "Half": [known(12.0), known(True), known(False)],
        "Valt af": [known(4.0), known(True), known(True)],
    }
    ranking = rank(asks, [(name, name) for name in rows], rows.values())
    order = [list(rows)[match.place] for match in ranking.passing]
    assert order == ["Een", "Zes", "Drie", "Acht", "Half", "Geen oordeel"]
    assert [list(rows)[match.place] for match in ranking.out] == ["Valt af"]


# --- Laws --------------------------------------------------------------------------------------

# A busy machine is slow at making examples; that says nothing about the laws.
law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
numbers = st.floats(0, 1000, allow_nan=False).map(lambda n: round(n, 4))


@st.composite
def an_ask(draw: st.DrawFn) -> Ask:
    kind = draw(st.sampled_from([AT_LEAST, AT_MOST, ORDINAL, BOOLEAN, ONE_OF]))
    low, high = sorted([draw(numbers), draw(numbers)])
    must, weight = draw(st.booleans()), draw(st.integers(0, 100))
    if kind == AT_LEAST:
        return Ask("a", kind, must, weight, low=low, target=draw(st.sampled_from([None, high])))
    if kind == AT_MOST:
        return Ask("a", kind, must, weight, high=high, target=draw(st.sampled_from([None, low])))
    if kind == ORDINAL:
        return Ask("a", kind, must, weight, low=float(draw(st.integers(0, 9))))
    if kind == BOOLEAN:
        return Ask("a", kind, must, weight, flag=draw(st.booleans()))
    return Ask("a", kind, must, weight, wanted=frozenset(draw(st.sets(st.sampled_from("xyz")))))


def a_reading(ask: Ask) -> st.SearchStrategy[Reading | None]:
    values: dict[str, st.SearchStrategy[Value]] = {
        ORDINAL: st.integers(0, 9).map(float),
        BOOLEAN: st.booleans(),
        ONE_OF: st.sets(st.sampled_from("xyz"), min_size=1).map(frozenset),
    }
    value = values.get(ask.kind, numbers)
    return st.none() | st.builds(lambda v, stale: known(v, stale=stale), value, st.booleans())


@st.composite
def a_world(draw: st.DrawFn) -> tuple[list[Ask], list[list[Reading | None]]]:
    asks = draw(st.lists(an_ask(), min_size=1, max_size=6))
    row = st.tuples(*(a_reading(ask) for ask in asks)).map(list)
    return asks, draw(st.lists(row, min_size=1, max_size=8))


def named(table: list[list[Reading | None]]) -> list[tuple[str, str]]:
    return [(f"terrein {n % 3}", str(n)) for n in range(len(table))]


@law
@given(a_world())
def test_the_same_input_gives_the_same_output(
    world: tuple[list[Ask], list[list[Reading | None]]],
) -> None:
    asks, table = world
    assert rank(asks, named(table), table) == rank(asks, named(table), table)


@law
@given(a_world(), st.integers(2, 50))
def test_weights_scaled_together_change_nothing(
    world: tuple[list[Ask], list[list[Reading | None]]], times: int
) -> None:
    asks, table = world
    scaled = [
        Ask(a.code, a.kind, a.must, a.weight * times, a.low, a.target, a.high, a.wanted, a.flag)
        for a in asks
    ]
    assert rank(asks, named(table), table) == rank(scaled, named(table), table)


@law
@given(a_world(), st.data())
def test_unknown_never_knocks_out_and_never_scores_zero(
    world: tuple[list[Ask], list[list[Reading | None]]], data: st.DataObject
) -> None:
    asks, table = world
    row = data.draw(st.sampled_from(table))
    hidden = data.draw(st.integers(0, len(asks) - 1))
    before = match_one(asks, row)
    after = match_one(asks, [None if n == hidden else r for n, r in enumerate(row)])
    assert set(after.failed) <= set(before.failed)
    assert hidden in after.unknown
    assert after.coverage <= before.coverage
    if asks[hidden].weight == 0 or before.score == 0:
        return
    alone = match_one([asks[hidden]], [row[hidden]]).score
    if alone == 0 and before.score is not None and after.score is not None:
        assert after.score >= before.score


@law
@given(a_world(), st.data(), numbers)
def test_loosening_a_must_never_removes_a_site(
    world: tuple[list[Ask], list[list[Reading | None]]], data: st.DataObject, by: float
) -> None:
    asks, table = world
    n = data.draw(st.integers(0, len(asks) - 1))
    a = asks[n]
    low = a.low - by if a.low is not None else None
    high = a.high + by if a.high is not None else None
    looser = list(asks)
    looser[n] = Ask(a.code, a.kind, a.must, a.weight, low, a.target, high, a.wanted | {"z"}, a.flag)
    before = {m.place for m in rank(asks, named(table), table).passing}
    after = {m.place for m in rank(looser, named(table), table).passing}
    assert before <= after


@law
@given(a_world(), st.data(), numbers)
def test_raising_a_desirability_never_lowers_a_rank(
    world: tuple[list[Ask], list[list[Reading | None]]], data: st.DataObject, by: float
) -> None:
    asks, table = world
    place = data.draw(st.integers(0, len(table) - 1))
    n = data.draw(st.integers(0, len(asks) - 1))
    reading, ask = table[place][n], asks[n]
    if reading is None or not isinstance(reading.value, float) or isinstance(reading.value, bool):
        return
    better = reading.value - by if ask.kind == AT_MOST else reading.value + by
    raised = [list(row) for row in table]
    raised[place][n] = reading._replace(value=better)
    before, after = rank(asks, named(table), table), rank(asks, named(raised), raised)

    def standing(places: list[int]) -> int:
        return places.index(place)

    earlier = [m.place for m in before.passing] + [m.place for m in before.out]
    later = [m.place for m in after.passing] + [m.place for m in after.out]
    assert standing(later) <= standing(earlier)
