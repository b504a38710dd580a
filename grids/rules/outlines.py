"""Outlines of areas for a map: simplified for a zoom, and written as whole numbers. Pure.

A ring is ``[x, y, dx, dy, …]`` in hundred-thousandths of a degree (about a metre), each place as the difference from the one
before: a quarter of what GeoJSON takes. An outline is the list of its rings; holes are rings as well and are drawn
with the even-odd rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

Outline = list[list[int]]
Moved = Callable[[float, float], tuple[float, float]]
SCALE = 100_000
#: How far a line may leave the true one, in degrees, by the level at which outlines are kept: about a pixel at the
#: deepest zoom that shows the level (``level_of``).
TOLERANCES = {"coarse": 0.0003, "fine": 0.00002}
#: From tiles of this zoom on grids are drawn with their fine outline.
FINE_FROM = 12


def level_of(zoom: int) -> str:
    """Return which outline the tiles of a zoom hold."""
    return "fine" if zoom >= FINE_FROM else "coarse"


def outline_of(boundary: Any, level: str) -> Outline:
    """Return a stored boundary (GeoJSON) as an outline of a level; it never loses the area altogether."""
    return written(shape(boundary).simplify(TOLERANCES[level], preserve_topology=True))


def together(boundaries: Sequence[Any], tolerance: float) -> list[Outline]:
    """Return boundaries that share lines, simplified as one so that no gap opens between neighbours.

    Lines that do not meet exactly (sources of different scale) are simplified one by one.
    """
    shapes = [shape(boundary) for boundary in boundaries]
    if not shapes:
        return []
    if bool(shapely.coverage_is_valid(shapes)):
        return [written(one) for one in shapely.coverage_simplify(shapes, tolerance)]
    return [written(one.simplify(tolerance, preserve_topology=True)) for one in shapes]


def written(ground: BaseGeometry) -> Outline:
    """Return the rings of a shape as whole numbers."""
    parts = getattr(ground, "geoms", [ground])
    return [_deltas(ring.coords) for part in parts for ring in (part.exterior, *part.interiors)]


def _deltas(places: Iterable[Sequence[float]]) -> list[int]:
    ring: list[int] = []
    x = y = 0
    for place in places:
        new_x, new_y = round(place[0] * SCALE), round(place[1] * SCALE)
        if ring and (new_x, new_y) == (x, y):
            continue
        ring += [new_x - x, new_y - y]
        x, y = new_x, new_y
    return ring


def read(outline: Outline) -> list[list[tuple[float, float]]]:
    """Return the rings of an outline in degrees."""
    rings = []
    for ring in outline:
        x = y = 0
        places = []
        for dx, dy in zip(ring[::2], ring[1::2], strict=True):
            x, y = x + dx, y + dy
            places.append((x / SCALE, y / SCALE))
        rings.append(places)
    return rings


def moved(outline: Outline, move: Moved) -> Outline:
    """Return an outline with every place moved, as an offset map wants it."""
    return [_deltas(move(*place) for place in ring) for ring in read(outline)]
