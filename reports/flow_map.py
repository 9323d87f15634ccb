"""From which province to which, drawn on a map: a curve per road, the wider the more cases.

The outlines are in data/provinces.json. What may not be shown arrives here as None and is not
drawn at all; the grid and the table beneath the map hold every road.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.canvas import HEAT, INK, SERIES, SOFT, TRACK, Canvas, plain
from reports.charts import Bar, describe
from reports.parts import Names

Point = tuple[float, float]

_DATA = Path(__file__).resolve().parent / "data" / "provinces.json"
_LEFT, _TOP, _WIDTH, _HEIGHT = 8, 6, 430, 496
_MOST = 5  # cases of which a road is drawn at its widest, when none has more
_GAP = 13  # between the middle of a province and a road
_BEND = 0.2  # of the length of a road: there and back are two curves
_APART = 19  # two numbers closer than this would run into each other
_BORDER = "#aebac6"


@dataclass(frozen=True)
class Road:
    """How many cases went from a province to another, or stayed; `value` None means hidden."""

    origin: str
    goal: str
    label: str
    value: int | None

    @classmethod
    def of(cls, cell: str, value: int | None, names: Names) -> "Road":
        """The road of a cell such as `route:NL-NB>NL-GR`."""
        part = cell.removeprefix("route:")
        origin, _sign, goal = part.partition(">")
        return cls(origin, goal, names.route(part), value)

    @property
    def is_drawn(self) -> bool:
        """Whether its number may be shown and both ends lie on the map."""
        return bool(self.value) and {self.origin, self.goal} <= _outlines().keys()


@cache
def _outlines() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(_DATA.read_text())
    return found


def words(roads: Sequence[Road]) -> Iterator[str]:
    """What has to be said beside the map: how it is read, and what does not stand on it."""
    if not any(road.is_drawn for road in roads):
        yield _("There is no map: none of these numbers can be drawn.")
        return
    yield _(
        "On the map a road is wider the more cases went that way; a circle counts cases that "
        "stayed in the province."
    )
    if any(road.value is None for road in roads):
        yield _("Roads of which the number is not shown are not drawn.")
    if any(road.value and not road.is_drawn for road in roads):
        yield _("Roads from an unknown place are not drawn.")


def draw(title: str, roads: Sequence[Road], home: str = "") -> SafeString:
    """The map; `home` is the province that it is about. Its text tells every road."""
    text = describe([Bar(road.label, road.value) for road in roads])
    canvas = Canvas(_HEIGHT, title, text, _WIDTH)
    drawn = sorted((r for r in roads if r.is_drawn), key=lambda road: -(road.value or 0))
    stayed = {road.origin: road.value for road in drawn if road.origin == road.goal}
    fills = {code: HEAT[0] if code == home else TRACK for code in _outlines()}
    for code, fill in fills.items():
        canvas.path(_moved(_outlines()[code]["path"]), fill, _BORDER)
    gone = [road for road in drawn if road.origin != road.goal]
    most = max([_MOST, *(road.value or 0 for road in drawn)])
    curves = [_curve(_centre(road.origin), _centre(road.goal)) for road in gone]
    for road, curve in zip(gone, curves, strict=True):
        _draw_road(canvas, curve, 1.5 + 7.5 * (road.value or 0) / most)
    for code, fill in fills.items():
        _draw_centre(canvas, code, stayed.get(code), fill)
    _draw_numbers(canvas, gone, curves)
    _draw_legend(canvas, bool(stayed), bool(gone))
    return canvas.svg()


def _centre(code: str) -> Point:
    x, y = _outlines()[code]["centre"]
    return x + _LEFT, y + _TOP


@cache
def _moved(path: str) -> str:
    """An outline at its place on the canvas."""
    rings = []
    for ring in path.removesuffix("Z").split("Z"):
        pairs = [pair.split(",") for pair in ring.removeprefix("M").split()]
        rings.append(" ".join(f"{int(x) + _LEFT},{int(y) + _TOP}" for x, y in pairs))
    return "".join(f"M{ring}Z" for ring in rings)


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = math.dist(start, end) or 1
    share = distance / length
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _curve(start: Point, end: Point) -> tuple[Point, Point, Point]:
    """Begin, bend and end of a road between two middles, bent to the right of who goes it."""
    across = (end[0] - start[0]) * _BEND, (end[1] - start[1]) * _BEND
    bend = (start[0] + end[0]) / 2 - across[1], (start[1] + end[1]) / 2 + across[0]
    return _towards(start, bend, _GAP), bend, _towards(end, bend, _GAP)


def _draw_road(canvas: Canvas, curve: tuple[Point, Point, Point], width: float) -> None:
    """A curve with a white edge, so that roads that cross stay apart, and a point at its end."""
    start, bend, tip = curve
    head = 6 + width
    neck = _towards(tip, bend, head)
    outline = f"M{_at(start)} Q{_at(bend)} {_at(neck)}"
    canvas.path(outline, "none", "#fff", width + 2)
    canvas.path(outline, "none", SERIES[0], width)
    side = (neck[1] - tip[1]) * 0.55, (tip[0] - neck[0]) * 0.55
    wings = (neck[0] + side[0], neck[1] + side[1]), (neck[0] - side[0], neck[1] - side[1])
    canvas.path(f"M{_at(tip)} L{_at(wings[0])} L{_at(wings[1])}Z", SERIES[0], "#fff", 0.8)


def _at(point: Point) -> str:
    return f"{plain(point[0])},{plain(point[1])}"


def _draw_centre(canvas: Canvas, code: str, stayed: int | None, fill: str) -> None:
    """The letters of a province, free of roads that cross it; with a circle above them when cases
    stayed there."""
    x, y = _centre(code)
    below = 23 if stayed else 4
    canvas.rect(x - 9, y + below - 10, 18, 13, fill)
    canvas.words(x, y + below, code.removeprefix("NL-"), "middle", SOFT, 11)
    if stayed:
        shown = number_format(stayed, 0, force_grouping=True)
        canvas.circle(x, y, 11, SERIES[1])
        canvas.words(x, y + 4, shown, "middle", "#fff", 11, 600)


def _draw_numbers(
    canvas: Canvas, roads: Sequence[Road], curves: Sequence[tuple[Point, Point, Point]]
) -> None:
    """The number on each road, where it runs into no other; else only the table has it."""
    taken = [_centre(code) for code in _outlines()]
    for road, curve in zip(roads, curves, strict=True):
        places = (_along(curve, share) for share in (0.5, 0.4, 0.6, 0.3, 0.7))
        free = (p for p in places if all(math.dist(p, other) > _APART for other in taken))
        place = next(free, None)
        if place is None:
            continue
        taken.append(place)
        shown = number_format(road.value or 0, 0, force_grouping=True)
        wide = 8 + 6 * len(shown)
        canvas.rect(place[0] - wide / 2, place[1] - 7.5, wide, 15, "#fff")
        canvas.words(place[0], place[1] + 4, shown, "middle", INK, 11, 600)


def _along(curve: tuple[Point, Point, Point], share: float) -> Point:
    (x, y), (bend_x, bend_y), (end_x, end_y) = curve
    rest = 1 - share
    return (
        rest * rest * x + 2 * rest * share * bend_x + share * share * end_x,
        rest * rest * y + 2 * rest * share * bend_y + share * share * end_y,
    )


def _draw_legend(canvas: Canvas, stayed: bool, gone: bool) -> None:
    y = 16.0
    if gone:
        _draw_road(canvas, ((2, y), (14, y), (28, y)), 3)
        canvas.words(36, y + 4, _("to another province"), size=11.5)
        y += 24
    if stayed:
        canvas.circle(15, y, 8, SERIES[1])
        canvas.words(36, y + 4, _("stayed in the province"), size=11.5)
