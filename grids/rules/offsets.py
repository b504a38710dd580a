"""GCJ-02, the offset that Chinese tile servers other than 天地图 draw with, from and to WGS-84. Pure.

Stored is WGS-84 alone (domain.md §3: browsers and 天地图, CGCS2000, need no offset; maps of 高德 and 腾讯 use GCJ-02);
what is drawn on an offset base is converted at the edge. The formula is the one that open implementations agree on
(published 2012 as "eviltransform"; no official publication exists: confidence medium). Degrees throughout.
"""

from __future__ import annotations

import math

Point = tuple[float, float]
#: Beyond this rectangle nothing is offset, as in every implementation.
CHINA = (72.004, 0.8293, 137.8347, 55.8271)
#: The ellipsoid of Krassowsky 1940: semi-major axis in metres and first eccentricity squared.
_AXIS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323
#: Rounds of the way back; each leaves about a hundredth of the error before it.
_ROUNDS = 4


def is_offset(longitude: float, latitude: float) -> bool:
    """Say whether maps of GCJ-02 move this point."""
    west, south, east, north = CHINA
    return west <= longitude <= east and south <= latitude <= north


def _shift(longitude: float, latitude: float) -> Point:
    """Return how far east and north a WGS-84 point is moved, in degrees."""
    x, y = longitude - 105.0, latitude - 35.0
    pi, root = math.pi, math.sqrt(abs(x))
    common = 20 * math.sin(6 * x * pi) + 20 * math.sin(2 * x * pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (common + 20 * math.sin(y * pi) + 40 * math.sin(y / 3 * pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * pi) + 320 * math.sin(y / 30 * pi)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (common + 20 * math.sin(x * pi) + 40 * math.sin(x / 3 * pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * pi) + 300 * math.sin(x / 30 * pi)) * 2 / 3
    angle = math.radians(latitude)
    bend = 1 - _ECCENTRICITY * math.sin(angle) ** 2
    along_meridian = _AXIS * (1 - _ECCENTRICITY) / (bend * math.sqrt(bend))
    along_parallel = _AXIS / math.sqrt(bend) * math.cos(angle)
    return math.degrees(east / along_parallel), math.degrees(north / along_meridian)


def to_gcj02(longitude: float, latitude: float) -> Point:
    """Return where an offset map draws a WGS-84 point; outside China the point itself."""
    if not is_offset(longitude, latitude):
        return longitude, latitude
    east, north = _shift(longitude, latitude)
    return longitude + east, latitude + north


def to_wgs84(longitude: float, latitude: float) -> Point:
    """Return the WGS-84 point that an offset map draws here; within a metre, outside China the point itself.

    The shift changes slowly, so that the point whose image is this one is found by going back by its own shift.
    """
    if not is_offset(longitude, latitude):
        return longitude, latitude
    x, y = longitude, latitude
    for _round in range(_ROUNDS):
        east, north = _shift(x, y)
        x, y = longitude - east, latitude - north
    return x, y
