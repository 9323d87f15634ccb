"""Where a municipality lies, for distances: the point that came with the division.

A point inside each, to two decimals (about a kilometre); see regions/data/README.md for its source.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from accounts.reference import read

DATA = Path(__file__).resolve().parent / "data"
EAST = 0.62  # a degree of longitude beside one of latitude, at 52° north


class Centre(NamedTuple):
    """A municipality (CBS code) with its middle, in degrees (WGS84)."""

    code: str
    name: str
    latitude: float
    longitude: float


@cache
def centres() -> tuple[Centre, ...]:
    """Every municipality, by name; read from the reference data once."""
    rows = [
        Centre(row["code"], row["name"], float(row["latitude"]), float(row["longitude"]))
        for row in read(DATA, "municipalities.csv")
        if row["latitude"] and row["longitude"]
    ]
    return tuple(sorted(rows, key=lambda centre: centre.name.removeprefix("'s-").casefold()))


def nearest_centre(latitude: float, longitude: float) -> Centre:
    """The municipality whose middle is nearest: a point that gives no address away."""

    def away(centre: Centre) -> float:
        north, east = centre.latitude - latitude, (centre.longitude - longitude) * EAST
        return north * north + east * east

    return min(centres(), key=away)
