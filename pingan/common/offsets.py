"""GCJ-02, the offset that Chinese maps other than 天地图 draw with, from and to WGS-84. Pure; degrees throughout.

Stored is WGS-84 alone (domain.md §3: browsers and 天地图, CGCS2000, need no offset; maps of 高德 and 腾讯 use GCJ-02);
what is drawn on an offset base or comes in from one is converted at the edge. The formula is the one that open
implementations agree on (published 2012 as "eviltransform"; no official publication exists: confidence medium).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Points = NDArray[np.float64]
#: Beyond this rectangle nothing is offset, as in every implementation.
CHINA = (72.004, 0.8293, 137.8347, 55.8271)
#: The ellipsoid of Krassowsky 1940: semi-major axis in metres and first eccentricity squared.
AXIS, ECCENTRICITY = 6378245.0, 0.00669342162296594323
#: Rounds of the way back; each leaves about a hundredth of the error before it.
_ROUNDS = 6


def _is_offset(longitude: Any, latitude: Any) -> Any:
    west, south, east, north = CHINA
    return (west <= longitude) & (longitude <= east) & (south <= latitude) & (latitude <= north)


def _shift(longitude: Any, latitude: Any) -> tuple[Any, Any]:
    """Return how far east and north WGS-84 points are moved; for numbers and for columns of numbers."""
    x, y = longitude - 105.0, latitude - 35.0
    pi, root = np.pi, np.sqrt(np.abs(x))
    common = 20 * np.sin(6 * x * pi) + 20 * np.sin(2 * x * pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (common + 20 * np.sin(y * pi) + 40 * np.sin(y / 3 * pi)) * 2 / 3
    north += (160 * np.sin(y / 12 * pi) + 320 * np.sin(y / 30 * pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (common + 20 * np.sin(x * pi) + 40 * np.sin(x / 3 * pi)) * 2 / 3
    east += (150 * np.sin(x / 12 * pi) + 300 * np.sin(x / 30 * pi)) * 2 / 3
    angle = np.radians(latitude)
    bend = 1 - ECCENTRICITY * np.sin(angle) ** 2
    along_meridian = AXIS * (1 - ECCENTRICITY) / (bend * np.sqrt(bend))
    along_parallel = AXIS / np.sqrt(bend) * np.cos(angle)
    is_moved = _is_offset(longitude, latitude)
    return (
        np.where(is_moved, np.degrees(east / along_parallel), 0.0),
        np.where(is_moved, np.degrees(north / along_meridian), 0.0),
    )


def to_gcj02(longitude: float, latitude: float) -> Point:
    """Return where an offset map draws a WGS-84 point; outside China the point itself."""
    east, north = _shift(longitude, latitude)
    return longitude + float(east), latitude + float(north)


def to_wgs84(longitude: float, latitude: float) -> Point:
    """Return the WGS-84 point that an offset map draws here, to less than a millimetre; outside China the point itself."""
    ((x, y),) = wgs_84_of(np.array([(longitude, latitude)]))
    return float(x), float(y)


def gcj_02_of(points: Points) -> Points:
    """Return rows of (longitude, latitude) of WGS-84 as offset maps show them."""
    shown: Points = points + np.column_stack(_shift(points[:, 0], points[:, 1]))
    return shown


def wgs_84_of(points: Points) -> Points:
    """Return rows of (longitude, latitude) of GCJ-02 in WGS-84, to less than a millimetre.

    The shift changes slowly, so that the point whose image is this one is found by going back by its own shift.
    """
    found = points.copy()
    is_offset = _is_offset(points[:, 0], points[:, 1])
    for _round in range(_ROUNDS):
        found = points - np.column_stack(_shift(found[:, 0], found[:, 1]))
    known: Points = np.where(is_offset[:, None], found, points)
    return known
