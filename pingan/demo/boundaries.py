"""Plausible, contiguous grid boundaries inside a real county line. Demo data: no such line exists.

The county is divided into townships, these into villages, these into grids, each time by Voronoi cells
around seeded points, denser where people live. All lines are then rounded to six decimals *together*, so that
children tile their parents without gap or overlap, and the same seed always gives the same lines.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely import STRtree
from shapely.geometry import MultiPoint, Point, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

#: Six decimals of a degree: a tenth of a metre.
GRID_SIZE = 1e-6
URBAN_CODES = ("1",)


@dataclass(frozen=True)
class DemoVillage:
    """A village or community to be given ground. ``urban_rural_code`` blank: unknown, taken for rural."""

    code: str
    name: str
    urban_rural_code: str = ""

    @property
    def is_urban(self) -> bool:
        """Say whether the code is one of the urban classes 1xx."""
        return self.urban_rural_code.startswith(URBAN_CODES)


@dataclass(frozen=True)
class DemoTownship:
    """A township or subdistrict with what lies in it."""

    code: str
    name: str
    villages: tuple[DemoVillage, ...]

    @property
    def urban_share(self) -> float:
        """Return which part of its villages (0–1) is urban."""
        return sum(village.is_urban for village in self.villages) / max(1, len(self.villages))


@dataclass(frozen=True)
class DemoGrid:
    """One generated grid; ``boundary`` is GeoJSON. The loader stores it with ``is_demo``."""

    code: str
    name: str
    kind: str
    village_code: str
    boundary: dict[str, Any]
    resident_population: int
    households: int


@dataclass(frozen=True)
class DemoBoundaries:
    """Generated ground by 12-digit code, and the grids."""

    townships: Mapping[str, dict[str, Any]]
    villages: Mapping[str, dict[str, Any]]
    grids: tuple[DemoGrid, ...]


def _spot_in(ground: Polygon, draw: random.Random) -> Point:
    west, south, east, north = ground.bounds
    for _attempt in range(10_000):
        spot = Point(draw.uniform(west, east), draw.uniform(south, north))
        if ground.contains(spot):
            return spot
    return ground.representative_point()


def _spots(ground: Polygon, pulls: Sequence[float], draw: random.Random) -> list[Point]:
    """Return one point per child; ``pull`` 0–1 draws it towards the middle, where cells become small.

    Each point is the best of a dozen: far from the points before it, in proportion to the room it wants.
    """
    shapely.prepare(ground)
    middle = ground.representative_point()
    spots: list[Point] = []
    for pull in pulls:
        candidates = []
        for _attempt in range(12):
            spot = _spot_in(ground, draw)
            keep = 1 - 0.75 * pull
            near = Point(middle.x + (spot.x - middle.x) * keep, middle.y + (spot.y - middle.y) * keep)
            candidates.append(near if ground.contains(near) else spot)
        spots.append(
            max(candidates, key=lambda spot: min((spot.distance(other) for other in spots), default=0.0))
        )
    return spots


def _cells(ground: Polygon, spots: Sequence[Point]) -> list[BaseGeometry]:
    """Return the part of ``ground`` that is nearest to each point, in the order of the points."""
    found = shapely.voronoi_polygons(MultiPoint(spots), extend_to=ground.envelope)
    tree = STRtree(list(found.geoms))
    return [found.geoms[tree.query(spot, "intersects")[0]].intersection(ground) for spot in spots]


def _parts(geometry: BaseGeometry) -> list[Polygon]:
    return [
        part for part in getattr(geometry, "geoms", [geometry]) if isinstance(part, Polygon) and part.area
    ]


def _joined(cells: Sequence[BaseGeometry]) -> list[Polygon]:
    """Give each cell one piece: the largest stays, others go where they share the longest border."""
    pieces = [sorted(_parts(cell), key=lambda part: -part.area) for cell in cells]
    ground: list[BaseGeometry] = [parts[0] for parts in pieces]
    loose = [part for parts in pieces for part in parts[1:]]
    while loose:
        borders = [[part.intersection(own).length for own in ground] for part in loose]
        place, best = max(enumerate(borders), key=lambda item: max(item[1]))
        home = best.index(max(best))
        ground[home] = ground[home].union(loose.pop(place))
    return [max(_parts(own), key=lambda part: part.area) for own in ground]


def divide(ground: Polygon, pulls: Sequence[float], draw: random.Random) -> list[Polygon]:
    """Divide ``ground`` into one connected piece per entry of ``pulls`` (0 spread out … 1 in the middle)."""
    if len(pulls) == 1:
        return [ground]
    return _joined(_cells(ground, _spots(ground, pulls, draw)))


def _settle(leaves: Mapping[str, Polygon], county: Polygon) -> dict[str, Polygon]:
    """Round all lines together and give every face back to its leaf, so that leaves tile exactly.

    A sliver between leaves, left by floating point, goes to the nearest leaf.
    """
    lines = shapely.union_all([leaf.boundary for leaf in leaves.values()], grid_size=GRID_SIZE)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    codes = list(leaves)
    tree = STRtree([leaves[code] for code in codes])
    owned: dict[str, list[BaseGeometry]] = {code: [] for code in codes}
    for face in faces:
        inside = face.representative_point()
        near = tree.query(inside, "intersects")
        if len(near):
            owned[codes[int(min(near))]].append(face)
        elif county.contains(inside):
            owned[codes[int(tree.nearest(inside))]].append(face)
    return {code: _one(shapely.union_all(parts)) for code, parts in owned.items()}


def _one(geometry: BaseGeometry) -> Any:
    return shapely.normalize(geometry)


def _grids_of(village: DemoVillage, draw: random.Random) -> int:
    return draw.randint(3, 5) if village.is_urban else draw.randint(2, 3)


def _ordered(pieces: Iterable[Polygon]) -> list[Polygon]:
    """Number from west to east, then from north to south, as the field's coding rules do."""
    return sorted(pieces, key=lambda piece: (round(piece.centroid.x, 3), -piece.centroid.y))


def _people(village: DemoVillage, draw: random.Random) -> tuple[int, int]:
    households = draw.randint(300, 500) if village.is_urban else draw.randint(60, 220)
    if draw.random() < 0.04:
        households = math.floor(
            households * 1.6
        )  # a few are too large, so that the advice has something to say
    return round(households * draw.uniform(2.3, 3.1)), households


def _pulls_of_townships(townships: Sequence[DemoTownship]) -> list[float]:
    return [township.urban_share for township in townships]


def _pulls_of_villages(villages: Sequence[DemoVillage]) -> list[float]:
    return [0.8 if village.is_urban else 0.0 for village in villages]


def generate_boundaries(
    county: Mapping[str, Any],
    townships: Sequence[DemoTownship],
    *,
    seed: int = 2023,
    only: Collection[str] | None = None,
    count: Callable[[DemoVillage, random.Random], int] = _grids_of,
) -> DemoBoundaries:
    """Divide a county (GeoJSON Polygon) into its townships, villages and grids.

    Every township gets its ground; villages and grids are made for the townships named in ``only`` (12-digit
    codes; None: all). The same input and seed give the same lines. About 1,000 grids take three seconds.

    Raises:
        ValueError: the county is no single polygon, or a township has no village.

    """
    ground = shape(dict(county))
    if not isinstance(ground, Polygon):
        raise ValueError("the county must be one polygon")
    if not townships or any(not township.villages for township in townships):
        raise ValueError("every township needs a village")
    draw = random.Random(seed)
    leaves: dict[str, Polygon] = {}
    kept: list[tuple[DemoTownship, DemoVillage, list[str]]] = []
    pieces = divide(ground, _pulls_of_townships(townships), draw)
    for township, town in zip(townships, pieces, strict=True):
        if only is not None and township.code not in only:
            leaves[township.code] = town
            continue
        places = divide(town, _pulls_of_villages(township.villages), draw)
        for village, place in zip(township.villages, places, strict=True):
            parts = _ordered(divide(place, [0.0] * count(village, draw), draw))
            codes = [f"{village.code}{number:03d}" for number in range(1, len(parts) + 1)]
            leaves.update(zip(codes, parts, strict=True))
            kept.append((township, village, codes))
    return _assemble(_settle(leaves, ground), townships, kept, draw)


def _assemble(
    settled: Mapping[str, Polygon],
    townships: Sequence[DemoTownship],
    kept: Sequence[tuple[DemoTownship, DemoVillage, list[str]]],
    draw: random.Random,
) -> DemoBoundaries:
    villages: dict[str, Any] = {}
    towns: dict[str, list[BaseGeometry]] = {}
    grids: list[DemoGrid] = []
    for township, village, codes in kept:
        whole = _one(shapely.union_all([settled[code] for code in codes]))
        villages[village.code] = dict(mapping(whole))
        towns.setdefault(township.code, []).append(whole)
        for number, code in enumerate(codes, start=1):
            population, households = _people(village, draw)
            grids.append(
                DemoGrid(
                    code=code,
                    name=f"{village.name.removesuffix('委会')}第{number}网格",
                    kind="governance_grid" if village.is_urban else "basic_grid",
                    village_code=village.code,
                    boundary=dict(mapping(settled[code])),
                    resident_population=population,
                    households=households,
                )
            )
    grounds: dict[str, dict[str, Any]] = {}
    for township in townships:
        parts = towns.get(township.code) or [settled[township.code]]
        grounds[township.code] = dict(mapping(_one(shapely.union_all(parts))))
    return DemoBoundaries(grounds, villages, tuple(grids))
