"""Distance over the ground, as the crow flies, the same to the metre on every machine.

Haversine on a sphere (mean radius of the earth, IUGG). Sines and cosines are written out as
series, because libraries differ in their last digit and a frozen match must not: adding,
multiplying, dividing and taking a root are the same everywhere (IEEE 754). Within the Netherlands
the angles are small, and the series are exact far below a metre.
"""

import numpy as np
import numpy.typing as npt

RADIUS_M = 6_371_008.8
DEGREE = 0.017453292519943295
CENTRE = 52.0
COS_CENTRE, SIN_CENTRE = 0.6156614753256583, 0.7880107536067220  # of 52 degrees
PER_METRE = 10  # ten-thousandths of a kilometre

Floats = npt.NDArray[np.float64]


def kilometres(
    latitude: Floats, longitude: Floats, near: tuple[float, float]
) -> npt.NDArray[np.int64]:
    """From each point to `near` (degrees, WGS84), in ten-thousandths of a kilometre, rounded to a
    metre. Where a coordinate is not known the outcome means nothing."""
    at_latitude, at_longitude = np.array([near[0]]), np.array([near[1]])
    north = _sin((np.nan_to_num(latitude, nan=CENTRE) - at_latitude) * (DEGREE / 2))
    east = _sin((np.nan_to_num(longitude, nan=near[1]) - at_longitude) * (DEGREE / 2))
    spread = _cos(np.nan_to_num(latitude, nan=CENTRE)) * _cos(at_latitude)
    half = np.sqrt(north * north + spread * (east * east))
    metres = np.rint(2 * RADIUS_M * _arcsin(half))
    return metres.astype(np.int64) * PER_METRE


def _sin(angle: Floats) -> Floats:
    """Of a small angle in radians."""
    square = angle * angle
    return angle * (1 - square / 6 * (1 - square / 20 * (1 - square / 42 * (1 - square / 72))))


def _cos(degrees: Floats) -> Floats:
    """Of a latitude near the centre of the country."""
    angle = (degrees - CENTRE) * DEGREE
    square = angle * angle
    cosine = 1 - square / 2 * (1 - square / 12 * (1 - square / 30 * (1 - square / 56)))
    return COS_CENTRE * cosine - SIN_CENTRE * _sin(angle)


def _arcsin(half: Floats) -> Floats:
    """Of a small number."""
    square = half * half
    return half * (
        1 + square / 6 * (1 + square * 9 / 20 * (1 + square * 25 / 42 * (1 + square * 49 / 72)))
    )
