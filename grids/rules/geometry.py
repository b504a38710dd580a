"""Shapes on the ground: reading GeoJSON strictly, measuring it, and asking which shape holds a point.

Longitude and latitude are degrees in WGS-84 (CGCS2000 differs by centimetres). Areas are square metres on a
local plane, good to a tenth of a percent at the size of a county.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Point, Polygon, shape
from shapely.geometry.base import BaseGeometry

#: Metres per degree of latitude on the mean sphere.
METRES_PER_DEGREE = 111_195.0
#: A ring with more points than this is a mistake or an attack, not a grid.
MOST_POINTS = 20_000
#: No grid lies further away than this from the province; catches swapped coordinates early.
JIANGXI = (113.0, 24.0, 119.0, 31.0)
#: No coordinate and no height is as large as this; what is no number or infinite is not smaller either.
_FAR = 1e6
#: A ring narrower than this (degrees; a centimetre on the ground) is a line that was drawn there and back.
_FLAT = 1e-7


class BadBoundary(ValueError):
    """The boundary cannot be used; ``code`` says why: type, ring, points, number, outside, empty, invalid."""

    def __init__(self, code: str, detail: str = "") -> None:
        """Keep the reason apart from the sentence."""
        self.code = code
        self.detail = detail
        super().__init__(f"{code}: {detail}")


@dataclass(frozen=True)
class Corners:
    """The rectangle around a shape, in degrees."""

    west: float
    south: float
    east: float
    north: float


def is_position(value: Any) -> bool:
    """Say whether a value is a position: two numbers, perhaps a height. Long whole numbers are compared, not converted."""
    return (
        isinstance(value, list | tuple)
        and len(value) in {2, 3}
        and all(isinstance(n, int | float) and not isinstance(n, bool) and -_FAR < n < _FAR for n in value)
    )


def _positions(value: Any) -> None:
    if not isinstance(value, list | tuple) or not all(isinstance(item, list | tuple) for item in value):
        raise BadBoundary("ring", "a ring is a list of positions")


def _ring(value: Any) -> list[tuple[float, float]]:
    _positions(value)
    if len(value) < 4:
        raise BadBoundary("points", "a ring needs four positions")
    if not all(map(is_position, value)):
        raise BadBoundary("number", "a position is two finite numbers")
    ring = [(float(position[0]), float(position[1])) for position in value]
    if ring[0] != ring[-1]:
        raise BadBoundary("points", "a ring ends where it began")
    return ring


def _polygon(value: Any) -> Polygon:
    _positions(value)
    if not value:
        raise BadBoundary("points", "a polygon needs a ring")
    rings = [_ring(ring) for ring in value]
    return Polygon(rings[0], rings[1:])


def read_boundary(value: Any) -> Polygon | MultiPolygon:
    """Turn GeoJSON into a valid shape inside the province.

    Raises:
        BadBoundary: no Polygon or MultiPolygon, no lists of points, not closed, not finite, crossing itself, empty,
            flat or far away.

    """
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise BadBoundary("type", "Polygon or MultiPolygon")
    parts = value.get("coordinates")
    if kind == "Polygon":
        found: Polygon | MultiPolygon = _polygon(parts)
    else:
        _positions(parts)
        if not parts:
            raise BadBoundary("points", "a polygon needs a ring")
        found = MultiPolygon([_polygon(part) for part in parts])
    if shapely.get_num_coordinates(found) > MOST_POINTS:
        raise BadBoundary("points", f"more than {MOST_POINTS}")
    _check(found)
    return found


def _check(found: Polygon | MultiPolygon) -> None:
    west, south, east, north = found.bounds
    if west < JIANGXI[0] or south < JIANGXI[1] or east > JIANGXI[2] or north > JIANGXI[3]:
        raise BadBoundary("outside", "not in Jiangxi")
    # A flat ring touches itself all along, or just passes by rounding: it is called what it is before that is asked.
    if _is_flat(found):
        raise BadBoundary("empty", "a flat ring")
    if not found.is_valid:
        raise BadBoundary("invalid", shapely.is_valid_reason(found))
    if found.area <= 0:
        raise BadBoundary("empty", "no area")


def _is_flat(found: Polygon | MultiPolygon) -> bool:
    """Say whether a ring lies on one line: the hull around it has no width, and a bow tie's has."""
    hulls = shapely.convex_hull(shapely.get_rings(shapely.get_parts(found)))
    return bool((2 * shapely.area(hulls) <= _FLAT * shapely.length(hulls)).any())


def corners(found: Polygon | MultiPolygon) -> Corners:
    """Return the rectangle around a shape."""
    return Corners(*found.bounds)


def area_m2(found: Polygon | MultiPolygon) -> float:
    """Return the area in square metres, on a plane that touches the earth at the shape's middle latitude."""
    middle = math.radians((found.bounds[1] + found.bounds[3]) / 2)
    return float(found.area) * METRES_PER_DEGREE**2 * math.cos(middle)


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the metres between two (longitude, latitude) points on the sphere."""
    (lon_a, lat_a), (lon_b, lat_b) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * math.degrees(math.asin(min(1.0, math.sqrt(half)))) * METRES_PER_DEGREE


def share_outside(inner: BaseGeometry, outer: BaseGeometry) -> float:
    """Return which part of ``inner`` (0–1) lies outside ``outer``."""
    return float(inner.difference(outer).area / inner.area)


def share_overlapping(a: BaseGeometry, b: BaseGeometry) -> float:
    """Return which part of the smaller shape (0–1) both share."""
    return float(a.intersection(b).area / min(a.area, b.area))


@dataclass(frozen=True)
class Shape:
    """A grid's ground, as far as the decision "whose point is this" needs it."""

    id: int
    code: str
    is_dedicated: bool
    ground: BaseGeometry

    @classmethod
    def of(cls, *, id: int, code: str, is_dedicated: bool, boundary: Any) -> Shape:
        """Build from a stored boundary, which was checked when it was stored."""
        ground = shape(boundary)
        shapely.prepare(ground)
        return cls(id, code, is_dedicated, ground)


def lies_outside(boundary: Any, point: tuple[float, float]) -> bool:
    """Say whether a (longitude, latitude) point lies outside a stored boundary; its border belongs to it."""
    return not shape(boundary).covers(Point(point))


def holder_of(point: tuple[float, float], candidates: Iterable[Shape]) -> Shape | None:
    """Return the grid that a (longitude, latitude) point belongs to, or None.

    A dedicated grid (a school, a mall) lies inside others and goes first, the smallest of them; otherwise a
    point on a common border belongs to the lowest code, so that the same point always has the same grid.
    """
    spot = Point(point)
    holders = [candidate for candidate in candidates if candidate.ground.covers(spot)]
    return min(
        holders,
        key=lambda held: (not held.is_dedicated, held.ground.area if held.is_dedicated else 0.0, held.code),
        default=None,
    )
