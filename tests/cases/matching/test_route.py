"""A short order of places: as short as trying every order shows, and the same every time."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.route import EXACT, length, metres_between, short_order

NETHERLANDS = st.tuples(st.floats(50.8, 53.5), st.floats(3.4, 7.2))
ALONG_A_ROAD = [(52.0, 5.0 + step / 10) for step in range(12)]


@settings(max_examples=40, deadline=None)
@given(st.lists(NETHERLANDS, min_size=2, max_size=6), st.booleans())
def test_no_order_is_shorter(points: list[tuple[float, float]], fixed: bool) -> None:
    far = metres_between(points)
    found = short_order(points, 0 if fixed else None)
    every = [o for o in permutations(range(len(points))) if not fixed or o[0] == 0]
    assert sorted(found) == list(range(len(points)))
    assert length(found, far) == min(length(order, far) for order in every)
    assert not fixed or found[0] == 0


@pytest.mark.parametrize("number", [0, 1, EXACT, EXACT + 1, 12])
def test_places_along_a_road_are_called_at_in_turn(number: int) -> None:
    road = ALONG_A_ROAD[:number]
    shuffled = road[::2] + road[1::2]
    order = short_order(shuffled)
    called = [shuffled[position] for position in order]
    assert called in (road, road[::-1])


def test_places_at_one_spot_keep_their_order() -> None:
    assert short_order([(52.0, 5.0)] * 4) == [0, 1, 2, 3]


def test_the_distance_is_that_over_the_ground() -> None:
    utrecht, groningen = (52.0907, 5.1214), (53.2194, 6.5665)
    assert metres_between([utrecht, groningen])[0][1] == pytest.approx(158_500, rel=0.01)
