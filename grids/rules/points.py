"""Where a point of a report may lie, whatever kind of matter it is of. Pure."""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext_noop as _
from shapely import Point
from shapely.geometry import shape
from shapely.ops import nearest_points

from grids.rules.geometry import JIANGXI, distance_m


def metres_outside(boundary: dict[str, Any], longitude: float, latitude: float) -> float:
    """Return how far a point (WGS-84) lies from the ground of a boundary (GeoJSON); 0: on it."""
    point = Point(longitude, latitude)
    nearest, _itself = nearest_points(shape(boundary), point)
    return distance_m((nearest.x, nearest.y), (longitude, latitude))


def _is_degree(value: float, most: int) -> bool:
    """Say whether a number can be a coordinate: no device measures a billionth of a degree, and arithmetic ends below it."""
    return math.isfinite(value) and abs(value) <= most and (value == 0 or abs(value) >= 1e-9)


def point_problems(
    longitude: float | None, latitude: float | None, *, may_be_anywhere: bool = False
) -> dict[str, str]:
    """Return a msgid per coordinate that a rule refuses: half a point, no degrees, a point far outside Jiangxi.

    ``may_be_anywhere``: an emergency is never blocked by a place (domain.md §2.6), but what is no point is refused.
    """
    if (longitude is None) != (latitude is None):
        missing = "longitude" if longitude is None else "latitude"
        return {missing: _("Give both longitude and latitude, or neither.")}
    if longitude is None or latitude is None:
        return {}
    problems: dict[str, str] = {}
    if not _is_degree(longitude, 180):
        problems["longitude"] = _("Longitude lies between -180 and 180.")
    if not _is_degree(latitude, 90):
        problems["latitude"] = _("Latitude lies between -90 and 90.")
    if problems or may_be_anywhere:
        return problems
    west, south, east, north = JIANGXI
    sentence = _("This point lies outside Jiangxi. Are longitude and latitude swapped?")
    if not west <= longitude <= east:
        problems["longitude"] = sentence
    if not south <= latitude <= north:
        problems["latitude"] = sentence
    return problems
