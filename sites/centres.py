"""Where a municipality lies, for distances: the middle of its sites in the register.

No table of municipal centres came with the data, and for land to build on the middle of the sites
says more than the town hall. A municipality without a site with coordinates has none.
"""

from typing import NamedTuple

from django.db.models import Avg

from sites.models import Site

DECIMALS = 3  # about a hundred metres
COARSE = 1  # about ten kilometres, where no municipality is near


class Centre(NamedTuple):
    """A municipality with its middle, in degrees (WGS84)."""

    code: str
    name: str
    latitude: float
    longitude: float


def centres() -> list[Centre]:
    """Every municipality with a site, by name. One query over the register."""
    rows = (
        Site.objects.in_use()
        .filter(latitude__isnull=False, longitude__isnull=False, municipality__isnull=False)
        .values_list("municipality_id", "municipality__name")
        .annotate(north=Avg("latitude"), east=Avg("longitude"))
        .order_by("municipality__name")
    )
    return [
        Centre(code, name, round(north, DECIMALS), round(east, DECIMALS))
        for code, name, north, east in rows
    ]


def municipal_point(latitude: float, longitude: float, known: list[Centre]) -> tuple[float, float]:
    """The middle of the nearest municipality: a point that gives no address away."""
    if not known:
        return round(latitude, COARSE), round(longitude, COARSE)

    def away(centre: Centre) -> float:
        east = (centre.longitude - longitude) * 0.62  # a degree of longitude at 52° north
        return (centre.latitude - latitude) ** 2 + east**2

    nearest = min(known, key=away)
    return nearest.latitude, nearest.longitude
