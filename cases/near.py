"""Places near which a company wants to be, for who may not know the company.

A region in the running gets a distance per site of its own; from three distances an exact point
follows. So at the levels below the company's name distances are measured from the middle of the
nearest municipality, which is as much as the name of the place tells.
"""

import copy
from collections.abc import Iterable

from cases.models import Requirement
from sites.centres import Centre, centres, municipal_point


def blurred(rows: Iterable[Requirement]) -> list[Requirement]:
    """Copies, never to be stored, with exact points put in the middle of a municipality."""
    found = list(rows)
    if all(row.near_latitude is None for row in found):
        return found
    known = centres()
    return [_blurred(row, known) for row in found]


def _blurred(row: Requirement, known: list[Centre]) -> Requirement:
    if row.near_latitude is None or row.near_longitude is None:
        return row
    made = copy.copy(row)
    made.near_latitude, made.near_longitude = municipal_point(
        row.near_latitude, row.near_longitude, known
    )
    return made
