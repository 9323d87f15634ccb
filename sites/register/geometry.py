"""The middle of an outline in RD, and from RD to degrees."""

import math
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyproj import Transformer

Point = tuple[float, float]


class BadGeometry(ValueError):
    """An outline that cannot be read."""


@cache
def _transformer() -> "Transformer":
    # Loaded for an import only: ten megabytes in every process.
    from pyproj import Transformer  # noqa: PLC0415

    # always_xy: longitude first. Without a grid file pyproj is right within half a metre.
    return Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)


def degrees(points: list[Point]) -> list[Point]:
    """(longitude, latitude) in WGS84 of points in RD (metres), in one call."""
    if not points:
        return []
    longitudes, latitudes = _transformer().transform(
        [x for x, _y in points], [y for _x, y in points]
    )
    # Seven decimals are a centimetre: the same point gives the same number every time.
    return [
        (round(float(longitude), 7), round(float(latitude), 7))
        for longitude, latitude in zip(longitudes, latitudes, strict=True)
    ]


def centroid(geometry: Any) -> Point | None:
    """The middle of a (multi)polygon or point in RD; None when there is no geometry.

    The plain centroid of the outer rings, weighted by area: holes and the curve of the earth do not
    matter at the size of a site. Raises BadGeometry.
    """
    if geometry is None:
        return None
    try:
        kind, coordinates = geometry["type"], geometry["coordinates"]
        if kind == "Point":
            return _finite(float(coordinates[0]), float(coordinates[1]))
        if kind not in {"Polygon", "MultiPolygon"}:
            raise BadGeometry(kind)
        polygons = [coordinates] if kind == "Polygon" else coordinates
        rings = [_ring(polygon[0]) for polygon in polygons if polygon]
    except (TypeError, KeyError, ValueError, IndexError, OverflowError) as error:
        raise BadGeometry(str(error)) from error
    if not rings:
        return None
    return _finite(*_weighted(rings))


def _ring(points: Any) -> list[Point]:
    ring = [_finite(float(point[0]), float(point[1])) for point in points]
    if len(ring) < 3:
        raise BadGeometry("ring")
    return ring


def _finite(x: float, y: float) -> Point:
    if not (math.isfinite(x) and math.isfinite(y)):
        raise BadGeometry("infinite")
    return x, y


def _weighted(rings: list[list[Point]]) -> Point:
    total = east = north = 0.0
    origin_x, origin_y = rings[0][0]  # near the site: keeps the digits that matter
    for ring in rings:
        doubled = middle_x = middle_y = 0.0
        shifted = [(x - origin_x, y - origin_y) for x, y in ring]
        for (x1, y1), (x2, y2) in zip(shifted, shifted[1:] + shifted[:1], strict=True):
            cross = x1 * y2 - x2 * y1
            doubled += cross
            middle_x += (x1 + x2) * cross
            middle_y += (y1 + y2) * cross
        if doubled:
            weight = abs(doubled)
            east += middle_x / (3 * doubled) * weight
            north += middle_y / (3 * doubled) * weight
            total += weight
    if not total:  # a line or a single spot
        points = [point for ring in rings for point in ring]
        return (
            sum(x for x, _y in points) / len(points),
            sum(y for _x, y in points) / len(points),
        )
    return origin_x + east / total, origin_y + north / total
