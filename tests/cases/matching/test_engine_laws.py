"""Laws of the match that hold for any input, and a second reckoning in plain fractions."""

import json
from dataclasses import astuple, replace
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
    Ranking,
    rank,
)
from cases.matching.freeze import fingerprint
from cases.matching.opinion import closeness, second_order, shifts
from cases.matching.reading import Value
from cases.matching.whatif import loosened
from tests.cases.matching.columns import Row, columns, ranked

# A busy machine is slow at making examples; that says nothing about the laws.
law = settings(
    deadline=None, derandomize=True, max_examples=150, suppress_health_check=[HealthCheck.too_slow]
)
slow_law = settings(law, max_examples=60)
# Few different ones, so that values often lie on a limit and sites often stand level.
numbers = st.integers(0, 24).map(lambda n: n / 4)
NUMERIC = (AT_LEAST, AT_MOST, RANGE, DISTANCE)
World = tuple[list[Ask], list[list[Value | None]]]


@st.composite
def an_ask(draw: st.DrawFn) -> Ask:
    kind = draw(st.sampled_from([*NUMERIC, ORDINAL, BOOLEAN, ONE_OF]))
    low, aim, high = sorted([draw(numbers), draw(numbers), draw(numbers)])
    ask = Ask("a", kind, draw(st.booleans()), draw(st.integers(0, 100)))
    target = draw(st.sampled_from([None, aim]))
    if kind == AT_LEAST:
        return replace(ask, low=low, target=target)
    if kind in (AT_MOST, DISTANCE):
        return replace(ask, high=high, target=target)
    if kind == RANGE:
        return replace(ask, low=low, target=target, high=high)
    if kind == ORDINAL:
        return replace(ask, low=float(draw(st.integers(0, 4))))
    if kind == BOOLEAN:
        return replace(ask, flag=draw(st.booleans()))
    return replace(ask, wanted=frozenset(draw(st.sets(st.sampled_from("xyz")))))


def a_value(ask: Ask) -> st.SearchStrategy[Value | None]:
    values: dict[str, st.SearchStrategy[Value]] = {
        ORDINAL: st.integers(0, 4).map(float),
        BOOLEAN: st.booleans(),
        ONE_OF: st.sets(st.sampled_from("xyz"), min_size=1).map(frozenset),
    }
    known = values.get(ask.kind, numbers)
    return st.one_of(st.none(), known, known, known)


@st.composite
def a_world(draw: st.DrawFn) -> World:
    asks = draw(st.lists(an_ask(), min_size=1, max_size=6))
    row = st.tuples(*(a_value(ask) for ask in asks)).map(list)
    return asks, draw(st.lists(row, min_size=2, max_size=8))


def order_of(ranking: Ranking) -> list[int]:
    return [m.place for m in ranking.passing] + [m.place for m in ranking.out]


# --- The same, reckoned one site at a time in fractions ----------------------------------------


def plain_degree(ask: Ask, value: Value) -> tuple[bool, Fraction]:
    """Whether it is met, and the desirability."""
    if isinstance(value, bool):
        return value == ask.flag, Fraction(value == ask.flag)
    if isinstance(value, frozenset):
        met = bool(value & ask.wanted)
        return met, Fraction(met)
    v = Fraction(value)

    def way(start: float | None, full: float | None, up: bool) -> Fraction:
        if start is None:
            return Fraction(1)
        inside = v >= Fraction(start) if up else v <= Fraction(start)
        if full is None or start == full:
            return Fraction(inside)
        share = (v - Fraction(start)) / (Fraction(full) - Fraction(start))
        return min(Fraction(1), max(Fraction(0), share))

    if ask.kind == ORDINAL:
        assert ask.low is not None
        met = v >= Fraction(ask.low)
        return met, Fraction(met) if ask.must or not ask.low else way(0.0, ask.low, True)
    low = None if ask.kind in (AT_MOST, DISTANCE) else ask.low
    high = None if ask.kind == AT_LEAST else ask.high
    met = (low is None or v >= Fraction(low)) and (high is None or v <= Fraction(high))
    return met, min(way(low, ask.target, True), way(high, ask.target, False))


def plain_match(asks: list[Ask], row: Row, place: int) -> Match:
    failed, unknown = [], []
    earned, judged, known = Fraction(0), 0, 0
    for n, (ask, value) in enumerate(zip(asks, row, strict=True)):
        if value is None:
            unknown.append(n)
            continue
        met, degree = plain_degree(ask, value)
        if ask.must and not met:
            failed.append(n)
        known += ask.weight
        if not ask.must or (ask.target is not None and ask.target not in (ask.low, ask.high)):
            earned += (degree * WHOLE + Fraction(1, 2)).__floor__() * ask.weight
            judged += ask.weight
    total = sum(ask.weight for ask in asks)
    share = Fraction(known, total) if total else Fraction(len(asks) - len(unknown), len(asks))
    score = (earned / judged).__floor__() if judged else None
    return Match(place, tuple(failed), tuple(unknown), score, (share * WHOLE).__floor__())


@law
@given(a_world())
def test_columns_give_what_fractions_give(world: World) -> None:
    asks, table = world
    # A range whose target lies on one of its ends rises from the other end only.
    asks = [
        replace(a, target=None) if a.kind == RANGE and a.target in (a.low, a.high) else a
        for a in asks
    ]
    expected = [plain_match(asks, row, n) for n, row in enumerate(table)]
    ranking = ranked(asks, table)
    assert sorted([*ranking.passing, *ranking.out]) == expected

    def key(m: Match) -> tuple[int, ...]:
        score = -1 if m.score is None else m.score
        return len(m.failed), -score, -m.coverage, m.place

    assert order_of(ranking) == [m.place for m in sorted(expected, key=key)]


# --- Laws --------------------------------------------------------------------------------------


@law
@given(a_world(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(world: World, chance: Random) -> None:
    asks, table = world
    turned = list(range(len(table)))
    chance.shuffle(turned)
    first = ranked(asks, table)
    again = rank(asks, columns(asks, [table[n] for n in turned]), np.array(turned, np.int64))
    assert order_of(first) == [turned[n] for n in order_of(again)]
    assert [m.score for m in first.passing] == [m.score for m in again.passing]
    seconds = [turned[m.place] for m in second_order(again)]
    assert [m.place for m in second_order(first)] == seconds


@law
@given(a_world(), st.integers(2, 50))
def test_weights_scaled_together_change_nothing(world: World, times: int) -> None:
    asks, table = world
    scaled = [replace(a, weight=a.weight * times) for a in asks]
    one, other = ranked(asks, table), ranked(scaled, table)
    assert one == other
    assert second_order(one) == second_order(other)
    near = [closeness(r.outcome, r.passing.order) for r in (one, other)]
    assert np.all(abs(near[0] - near[1]) <= 1)  # roots are rounded
    assert shifts(one) == shifts(other)


@law
@given(a_world(), st.data())
def test_unknown_never_knocks_out_and_never_scores_zero(world: World, data: st.DataObject) -> None:
    asks, table = world
    """A site without an answer is judged as if that were not asked."""
    place = data.draw(st.integers(0, len(table) - 1))
    hidden = data.draw(st.integers(0, len(asks) - 1))
    before = ranked(asks, table).outcome.match(place)
    table[place][hidden] = None
    ranking = ranked(asks, table)
    match = ranking.outcome.match(place)
    assert set(match.failed) == set(before.failed) - {hidden}
    assert (place in [m.place for m in ranking.passing]) == (not match.failed)
    assert hidden in match.unknown
    assert match.coverage <= before.coverage
    others = [ask for n, ask in enumerate(asks) if n != hidden]
    row = [value for n, value in enumerate(table[place]) if n != hidden]
    assert match.score == ranked(others, [row]).outcome.match(0).score


@law
@given(a_world())
def test_nothing_known_of_a_site_leaves_it_in(world: World) -> None:
    asks, table = world
    ranking = ranked(asks, [*table, [None] * len(asks)])
    assert len(table) in [m.place for m in ranking.passing]


@law
@given(a_world(), st.data(), numbers)
def test_loosening_a_must_never_removes_a_site(
    world: World, data: st.DataObject, by: float
) -> None:
    asks, table = world
    n = data.draw(st.integers(0, len(asks) - 1))
    a = asks[n]
    low = a.low - by if a.low is not None else None
    high = a.high + by if a.high is not None else None
    looser = list(asks)
    looser[n] = replace(a, low=low, high=high, wanted=a.wanted | {"z"})
    before = {m.place for m in ranked(asks, table).passing}
    assert before <= {m.place for m in ranked(looser, table).passing}
    without = [replace(ask, must=ask.must and k != n) for k, ask in enumerate(asks)]
    assert before <= {m.place for m in ranked(without, table).passing}


@law
@given(a_world(), st.data())
def test_raising_a_desirability_never_lowers_a_rank(world: World, data: st.DataObject) -> None:
    asks, table = world
    place = data.draw(st.integers(0, len(table) - 1))
    n = data.draw(st.integers(0, len(asks) - 1))
    known = a_value(asks[n]).filter(lambda value: value is not None)
    worse, better = sorted(
        (data.draw(known), data.draw(known)), key=lambda value: plain_degree(asks[n], value)
    )
    orders = []
    for value in (worse, better):
        table[place][n] = value
        orders.append(order_of(ranked(asks, table)))
    assert orders[1].index(place) <= orders[0].index(place)


@law
@given(a_world())
def test_a_must_that_is_dropped_brings_back_what_was_counted(world: World) -> None:
    asks, table = world
    ranking = ranked(asks, table)
    before = len(ranking.passing)
    for found in loosened(ranking.outcome, columns(asks, table)):
        n = found.position
        without = [replace(ask, must=ask.must and k != n) for k, ask in enumerate(asks)]
        assert len(ranked(without, table).passing) - before == found.returns
        for limit, gained in found.limits:
            assert len(ranked(moved(asks, n, limit), table).passing) - before == gained
        if found.limits:
            assert found.limits[-1][1] == found.returns


def moved(asks: list[Ask], n: int, limit: float) -> list[Ask]:
    """The asks with the limit of one of them elsewhere, as a trial counts it."""
    ask = asks[n]
    if ask.kind == RANGE:
        assert ask.low is not None
        assert ask.high is not None
        looser = replace(ask, low=ask.low - limit, high=ask.high + limit)
    elif ask.kind in (AT_MOST, DISTANCE):
        looser = replace(ask, high=limit)
    else:
        looser = replace(ask, low=limit)
    return [*asks[:n], looser, *asks[n + 1 :]]


@slow_law
@given(a_world())
def test_first_place_flips_just_where_sensitivity_says(world: World) -> None:
    """Every whole percentage is tried by matching anew, with weights in hundredths."""
    asks, table = world
    ranking = ranked(asks, table)
    for found in shifts(ranking):
        first = ranking.passing[0].place
        winners = {p: winner(asks, table, found.position, p) for p in range(-100, 101)}
        assert (found.less, found.more) == (winners[-20], winners[20])
        flips = [p for p in sorted(winners, key=lambda p: (abs(p), p)) if winners[p] != first]
        assert found.percent == (flips[0] if flips else None)
        assert found.instead == (winners[flips[0]] if flips else None)


def winner(asks: list[Ask], table: list[list[Value | None]], n: int, percent: int) -> int:
    changed = [
        replace(ask, weight=ask.weight * (100 + percent if k == n else 100))
        for k, ask in enumerate(asks)
    ]
    if not any(ask.weight for ask in changed if ask.scored):  # nothing is left to order by
        return ranked(asks, table).passing[0].place
    return ranked(changed, table).passing[0].place


# --- The hash of a frozen match ----------------------------------------------------------------

leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=4)
payloads = st.dictionaries(
    st.text(max_size=3),
    st.recursive(
        leaves,
        lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text(max_size=3), part),
        max_leaves=12,
    ),
    max_size=6,
)


def turned(value: Any, chance: Random) -> Any:
    """The same, with the keys in another order."""
    if isinstance(value, dict):
        keys = sorted(value)
        chance.shuffle(keys)
        return {key: turned(value[key], chance) for key in keys}
    return [turned(part, chance) for part in value] if isinstance(value, list) else value


@law
@given(payloads, st.randoms(use_true_random=False))
def test_the_same_payload_has_the_same_hash_however_it_was_stored(
    payload: dict[str, Any], chance: Random
) -> None:
    same = turned(json.loads(json.dumps(payload)), chance)
    assert fingerprint(same) == fingerprint(payload)


@law
@given(st.lists(leaves, min_size=1, max_size=40), st.data())
def test_another_value_anywhere_gives_another_hash(values: list[Any], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(values) - 1))
    other = [*values[:place], data.draw(leaves), *values[place + 1 :]]
    same = json.dumps(values) == json.dumps(other)
    assert (fingerprint({"facts": values}) == fingerprint({"facts": other})) == same


@law
@given(a_world())
def test_the_same_world_gives_the_same_hash(world: World) -> None:
    asks, table = world
    hashes = {fingerprint(told(ranked(list(asks), [list(row) for row in table]))) for _n in "ab"}
    assert len(hashes) == 1


def told(ranking: Ranking) -> dict[str, Any]:
    """Every number of a ranking, as a frozen match holds them."""
    return {
        "fits": [list(match) for match in ranking.passing],
        "out": [list(match) for match in ranking.out],
        "second": [match.place for match in second_order(ranking)],
        "near": closeness(ranking.outcome, ranking.passing.order).tolist(),
        "shifts": [list(astuple(shift)) for shift in shifts(ranking)],
    }
