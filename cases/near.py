"""Places near which a company wants to be, for who may not know the company.

A region in the running gets a distance per site of its own; from three distances an exact point
follows. So at the levels below the company's name distances are measured from the middle of the
nearest municipality, which is as much as the name of the place tells.
"""

import copy
from collections.abc import Iterable

from cases.models import Requirement
from regions.centres import nearest_centre


def blurred(rows: Iterable[Requirement]) -> list[Requirement]:
    """Copies, never to be stored, with exact points put in the middle of a municipality."""
    return [_blurred(row) for row in rows]


def _blurred(row: Requirement) -> Requirement:
    if row.near_latitude is None or row.near_longitude is None:
        return row
    made = copy.copy(row)
    centre = nearest_centre(row.near_latitude, row.near_longitude)
    made.near_latitude, made.near_longitude = centre.latitude, centre.longitude
    return made
