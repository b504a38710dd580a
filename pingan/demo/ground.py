"""Square grids inside real county lines, cheap enough for a hundred thousand. Demo data: no such line exists."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

Box = tuple[float, float, float, float]


def boxes_in(county: Mapping[str, Any], number: int) -> list[Box]:
    """Return ``number`` squares (west, south, east, north) inside a county's GeoJSON, none touching another.

    Ordered in strips from south to north, so that neighbours in the list are neighbours on the ground.

    Raises:
        ValueError: ``number`` is below 1, or the county has no area.

    """
    ground = shape(dict(county))
    if number < 1 or ground.area <= 0:
        raise ValueError("squares need a county with an area")
    shapely.prepare(ground)
    side = math.sqrt(ground.area / number)
    while True:
        found = _lattice(ground, side)
        if len(found) >= number:
            return found[:number]
        side *= 0.9


def _lattice(ground: Any, side: float) -> list[Box]:
    """Return the squares of one lattice that lie wholly inside, each a tenth smaller than its cell."""
    west, south, east, north = ground.bounds
    columns, lines = np.meshgrid(np.arange(west, east, side), np.arange(south, north, side))
    x, y = columns.ravel(), lines.ravel()
    inside = shapely.contains(ground, shapely.box(x, y, x + side * 0.9, y + side * 0.9))
    return [
        (float(a), float(b), float(a + side * 0.9), float(b + side * 0.9))
        for a, b in zip(x[inside].round(6), y[inside].round(6), strict=True)
    ]


def square(box: Box) -> dict[str, Any]:
    """Return a box as a GeoJSON polygon."""
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def box_inside(boundary: Mapping[str, Any]) -> Box:
    """Return a box (west, south, east, north) that lies wholly inside a grid's GeoJSON boundary.

    The middle of a grid's own bounding box may lie outside of it, and a point there in its neighbour.
    """
    ground: Any = shape(dict(boundary))
    west, south, east, north = ground.bounds
    if math.isclose(ground.area, (east - west) * (north - south), rel_tol=1e-6):
        return west, south, east, north
    radius = shapely.maximum_inscribed_circle(ground)
    middle, half = shapely.get_point(radius, 0), radius.length / math.sqrt(2)
    return middle.x - half, middle.y - half, middle.x + half, middle.y + half
