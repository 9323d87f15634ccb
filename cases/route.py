"""A short order in which to call at places, as the crow flies.

Every order is weighed for up to EXACT places (Held and Karp, A dynamic programming approach to
sequencing problems, 1962); beyond that the nearest place comes next. Roads are not known here, so
nothing is said of hours on the way.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np

from cases.matching.distance import PER_METRE, kilometres

EXACT = 8
Point = tuple[float, float]  # degrees, WGS84: latitude, longitude


def metres_between(points: Sequence[Point]) -> list[list[int]]:
    """From each point to each, in whole metres."""
    latitude = np.array([point[0] for point in points], np.float64)
    longitude = np.array([point[1] for point in points], np.float64)
    return [
        [int(far) // PER_METRE for far in kilometres(latitude, longitude, point)]
        for point in points
    ]


def length(order: Sequence[int], far: Sequence[Sequence[int]]) -> int:
    """Metres along an order of points."""
    return sum(far[one][other] for one, other in pairwise(order))


def short_order(points: Sequence[Point], first: int | None = None) -> list[int]:
    """The points, as positions in `points`, in a short order that begins at `first`, or wherever
    it is shortest. Nobody has to come back. Of orders that are as short, the one nearest to the
    given order."""
    if len(points) < 2:
        return list(range(len(points)))
    far = metres_between(points)
    starts = range(len(points)) if first is None else [first]
    one = _exact if len(points) <= EXACT else _nearest
    return min((one(start, far) for start in starts), key=lambda order: (length(order, far), order))


def _exact(start: int, far: Sequence[Sequence[int]]) -> list[int]:
    """The best way through every set of places to each last one, from small sets to the whole."""
    others = [place for place in range(len(far)) if place != start]
    best: dict[tuple[frozenset[int], int], tuple[int, list[int]]] = {
        (frozenset([place]), place): (far[start][place], [start, place]) for place in others
    }
    for size in range(2, len(others) + 1):
        for chosen in map(frozenset, combinations(others, size)):
            for last in chosen:
                rest = chosen - {last}
                best[chosen, last] = min(
                    (best[rest, before][0] + far[before][last], [*best[rest, before][1], last])
                    for before in rest
                )
    return min(best[frozenset(others), last] for last in others)[1]


def _nearest(start: int, far: Sequence[Sequence[int]]) -> list[int]:
    order, left = [start], set(range(len(far))) - {start}
    while left:
        here = order[-1]
        order.append(min(left, key=lambda place: (far[here][place], place)))
        left.remove(order[-1])
    return order
