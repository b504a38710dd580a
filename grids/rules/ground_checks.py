"""Overlaps between grids of one kind, and ground of a division that no grid covers. Pure; areas in square metres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely import STRtree
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from grids.rules.cutting import polygons_of
from grids.rules.geometry import area_m2


@dataclass(frozen=True)
class Spot:
    """A fault on the ground. ``first`` and ``second`` are places in the given sequence; both None: a gap.

    ``point`` (longitude, latitude) lies inside the spot, so that a map can be opened there.
    """

    area_m2: float
    point: tuple[float, float]
    ground: BaseGeometry
    first: int | None = None
    second: int | None = None


def _spot(parts: list[Polygon], first: int | None = None, second: int | None = None) -> Spot:
    ground: BaseGeometry = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    inside = max(parts, key=lambda part: part.area).representative_point()
    return Spot(sum(area_m2(part) for part in parts), (inside.x, inside.y), ground, first, second)


def overlaps_among(grounds: Sequence[BaseGeometry], *, least_m2: float) -> list[Spot]:
    """Return every pair of grounds that share at least ``least_m2``, the largest first.

    Only pairs whose rectangles meet are laid over each other (a tree of rectangles, in n log n).
    """
    if len(grounds) < 2:
        return []
    tree = STRtree(list(grounds))
    left, right = tree.query(list(grounds), predicate="intersects")
    found = []
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        if a >= b:
            continue
        parts = polygons_of(shapely.intersection(grounds[a], grounds[b]))
        if parts:
            spot = _spot(parts, a, b)
            if spot.area_m2 >= least_m2:
                found.append(spot)
    return sorted(found, key=lambda spot: (-spot.area_m2, spot.first, spot.second))


def gaps_within(ground: BaseGeometry, grounds: Sequence[BaseGeometry], *, least_m2: float) -> list[Spot]:
    """Return each piece of a division of at least ``least_m2`` that none of the grounds covers, the largest first."""
    bare = shapely.difference(ground, shapely.union_all(list(grounds))) if grounds else ground
    spots = [_spot([part]) for part in polygons_of(bare)]
    return sorted(
        (spot for spot in spots if spot.area_m2 >= least_m2),
        key=lambda spot: (-spot.area_m2, spot.point),
    )
