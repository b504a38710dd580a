"""Cutting, joining and moving the ground of grids. Pure geometry in WGS-84 degrees; no ground appears and none is lost.

Areas in square metres and tolerances in metres are turned into degrees of latitude, which are the longer ones: a
tolerance is therefore never larger on the ground than it says.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from grids.rules.geometry import JIANGXI, METRES_PER_DEGREE, BadBoundary, area_m2, is_position

Ground = Polygon | MultiPolygon
#: More corners than this is no line that a person drew.
MOST_CORNERS = 500
#: More pieces than this is a mistake: no office names and staffs so many grids in one form.
MOST_PIECES = 12
#: A neighbour gets ground that was given up only if this part of its edge is common border: else it would grow a thread.
LEAST_SHARE = 0.1
#: What is left of rounding when two shapes are laid over each other, square metres; less than a hand's breadth.
SPECK_M2 = 0.01


def degrees(metres: float) -> float:
    """Return a length in metres as degrees of latitude."""
    return metres / METRES_PER_DEGREE


def read_line(value: Any) -> LineString:
    """Turn a GeoJSON LineString into a line inside the province.

    Raises:
        BadBoundary: no LineString, too few or many corners, not finite, far away or crossing itself.

    """
    if not isinstance(value, dict) or value.get("type") != "LineString":
        raise BadBoundary("line_type", "LineString")
    places = value.get("coordinates")
    if not isinstance(places, list | tuple) or not 2 <= len(places) <= MOST_CORNERS:
        raise BadBoundary("line_points", "two corners at least")
    if not all(map(is_position, places)):
        raise BadBoundary("number", "a position is two finite numbers")
    line = LineString([(float(place[0]), float(place[1])) for place in places])
    west, south, east, north = line.bounds
    if west < JIANGXI[0] or south < JIANGXI[1] or east > JIANGXI[2] or north > JIANGXI[3]:
        raise BadBoundary("outside", "not in Jiangxi")
    if line.length == 0 or not line.is_simple:
        raise BadBoundary("line_crosses", "a line that crosses itself")
    return line


def polygons_of(shape: BaseGeometry) -> list[Polygon]:
    """Return the polygons of any shape; lines and points that overlaying leaves behind are dropped."""
    if isinstance(shape, Polygon):
        return [shape] if shape.area > 0 else []
    return [one for part in getattr(shape, "geoms", ()) for one in polygons_of(part)]


def ground_of(polygons: Sequence[Polygon]) -> Ground:
    """Return one polygon, or several as one ground."""
    return polygons[0] if len(polygons) == 1 else MultiPolygon(list(polygons))


def without_specks(shape: BaseGeometry, least_m2: float = SPECK_M2) -> Ground | None:
    """Return the ground of a shape without parts smaller than ``least_m2``; None: nothing is left."""
    parts = [part for part in polygons_of(shape) if area_m2(part) >= least_m2]
    return ground_of(parts) if parts else None


def _reaching(line: LineString, tolerance: float) -> LineString:
    """Return the line with both ends made longer by the tolerance, so that a tap just inside the border counts."""
    points = list(line.coords)

    def beyond(end: tuple[float, ...], before: tuple[float, ...]) -> tuple[float, float]:
        length = math.hypot(end[0] - before[0], end[1] - before[1])
        reach = tolerance / length
        return end[0] + (end[0] - before[0]) * reach, end[1] + (end[1] - before[1]) * reach

    if points[0] == points[-1]:
        return line
    return LineString([beyond(points[0], points[1]), *points, beyond(points[-1], points[-2])])


def split_ground(ground: Ground, line: LineString, *, tolerance_m: float = 0.0) -> list[Ground]:
    """Cut a ground along a line and return its pieces, from north to south and west to east.

    A part that the line does not cross (of a ground of several parts) goes to the piece that is nearest. An end that
    stops within ``tolerance_m`` of the border is taken as reaching it. A line that ends in a hole cuts as far as the
    hole.

    Raises:
        BadBoundary: ``uncut``: the line divides nothing; ``pieces``: more than anybody can name.

    """
    knife = _reaching(line, degrees(tolerance_m)) if tolerance_m else line
    pieces: list[list[Polygon]] = []
    whole: list[Polygon] = []
    for part in polygons_of(ground):
        cut = polygons_of(split(part, knife))
        if len(cut) > 1:
            pieces.extend([piece] for piece in cut)
        else:
            whole.append(part)
    if len(pieces) < 2:
        raise BadBoundary("uncut", "the line divides nothing")
    if len(pieces) > MOST_PIECES:
        raise BadBoundary("pieces", f"more than {MOST_PIECES}")
    crossed = [piece[0] for piece in pieces]
    for part in whole:
        nearest = min(range(len(crossed)), key=lambda n: (crossed[n].distance(part), n))
        pieces[nearest].append(part)
    grounds = [ground_of(piece) for piece in pieces]
    return sorted(
        grounds,
        key=lambda one: (-one.representative_point().y, one.representative_point().x),
    )


def shared_border_m(a: BaseGeometry, b: BaseGeometry, *, tolerance_m: float) -> float:
    """Return how many metres of border two grounds share, lines within ``tolerance_m`` taken as one."""
    reach = degrees(tolerance_m)
    if not shapely.dwithin(a, b, reach):
        return 0.0
    return float(a.boundary.intersection(b.boundary.buffer(max(reach, 1e-9))).length) * METRES_PER_DEGREE


def join_grounds(grounds: Sequence[Ground], *, tolerance_m: float) -> Ground:
    """Return the ground of neighbours as one. Slits between lines within ``tolerance_m`` close; real holes stay.

    Raises:
        BadBoundary: ``apart``: one of them shares no border with the others (a common corner is none).

    """
    if not _is_joined(grounds, tolerance_m):
        raise BadBoundary("apart", "no common border")
    reach = degrees(tolerance_m)
    joined: BaseGeometry = grounds[0]
    for ground in grounds[1:]:
        joined = shapely.union(joined, shapely.make_valid(shapely.snap(ground, joined, reach)))
    parts = [_without_slits(part, reach) for part in polygons_of(joined)]
    return ground_of(parts)


def _is_joined(grounds: Sequence[Ground], tolerance_m: float) -> bool:
    reached, left = [grounds[0]], list(grounds[1:])
    while left:
        near = [
            one
            for one in left
            if any(
                shared_border_m(one, other, tolerance_m=tolerance_m) > max(4 * tolerance_m, 0.5)
                for other in reached
            )
        ]
        if not near:
            return False
        reached.extend(near)
        left = [one for one in left if not any(one is found for found in near)]
    return True


def _without_slits(part: Polygon, reach: float) -> Polygon:
    """Close holes that are nowhere wider than twice the tolerance: they are lines drawn twice, not ground."""
    holes = [ring for ring in part.interiors if not Polygon(ring).buffer(-reach).is_empty]
    return Polygon(part.exterior, holes)


def settle_neighbours(
    before: Ground, after: Ground, neighbours: Mapping[int, Ground], moved: Mapping[int, Ground] | None = None
) -> dict[int, Ground | None]:
    """Return the neighbours that change when the border of one ground moves from ``before`` to ``after``.

    What the ground takes, its neighbours lose; overlaps that were there before stay. What it gives up goes, piece by
    piece, to the neighbour that shares the longest border with the piece; a piece that none borders on along a tenth
    of its edge is left to nobody. ``moved`` holds neighbours whose corners were dragged along: they settle from there.
    None: no ground is left.
    """
    moved = moved or {}
    changed: dict[int, BaseGeometry] = {}
    now: dict[int, BaseGeometry] = {}
    for key, neighbour in neighbours.items():
        present = moved.get(key, neighbour)
        taking = shapely.difference(after, shapely.intersection(before, neighbour))
        if without_specks(shapely.intersection(present, taking)) is not None:
            changed[key] = shapely.difference(present, taking)
        elif key in moved and without_specks(shapely.symmetric_difference(present, neighbour)) is not None:
            changed[key] = present
        now[key] = changed.get(key, present)
    whole = shapely.union_all([before, *neighbours.values()])
    for piece in polygons_of(shapely.difference(whole, shapely.union_all([after, *now.values()]))):
        if area_m2(piece) < SPECK_M2:
            continue
        lengths = {key: shared_border_m(piece, ground, tolerance_m=0.1) for key, ground in now.items()}
        taker = max(lengths, key=lambda key: (lengths[key], -key), default=None)
        edge = piece.exterior.length * METRES_PER_DEGREE
        if taker is not None and lengths[taker] >= edge * LEAST_SHARE:
            now[taker] = changed[taker] = shapely.union(now[taker], piece)
    return {key: without_specks(ground) for key, ground in changed.items()}


def snapped(ground: Ground, neighbours: Sequence[Ground], *, tolerance_m: float) -> Ground:
    """Return a ground whose corners lie on those of its neighbours, or on their lines, where within ``tolerance_m``.

    Where snapping would make the shape cross itself it stays as it was drawn.
    """
    reach = degrees(tolerance_m)
    near = [one for one in neighbours if shapely.dwithin(ground, one, reach)]
    if not near or not reach:
        return ground
    found = shapely.snap(ground, shapely.union_all([one.boundary for one in near]), reach)
    drawn = without_specks(found)
    if drawn is None or not drawn.is_valid or len(polygons_of(drawn)) != len(polygons_of(ground)):
        return ground
    return drawn


def proposed_counts(total: int, areas: Sequence[float]) -> list[int]:
    """Share a count by area, whole numbers that add up to it. A proposal only: people do not live evenly."""
    ground = sum(areas)
    exact = [total * area / ground for area in areas]
    shares = [math.floor(value) for value in exact]
    by_rest = sorted(range(len(exact)), key=lambda n: (shares[n] - exact[n], n))
    for place in by_rest[: total - sum(shares)]:
        shares[place] += 1
    return shares


def piece_at(point: tuple[float, float], pieces: Mapping[int, BaseGeometry]) -> int | None:
    """Return the key of the piece that holds a (longitude, latitude) point; on a common border the lowest key."""
    spot = Point(point)
    return min((key for key, piece in pieces.items() if piece.covers(spot)), default=None)
