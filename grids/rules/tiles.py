"""Tiles of a map: which part of the earth one covers, and which cells lie in it. Pure.

Web Mercator as every tile server draws it (EPSG:3857; OGC WMTS ``GoogleMapsCompatible``): tile ``z/x/y`` is the square
``x, y`` among 2^z × 2^z, counted from the north-west. A cell is the tile of ``DEEPEST`` that holds a point, with the bits of
column and row interleaved (Morton order), so that a tile of any zoom is one range of cells. The SQL function ``map_cell``
(migration 0008 of matters) computes the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

#: Cells are tiles of this zoom: about 10 m wide on the equator.
DEEPEST = 22
#: Where the square map of the world ends, in degrees of latitude.
MOST_NORTH = 85.05112877980659


@dataclass(frozen=True)
class Tile:
    """One tile of a map."""

    z: int
    x: int
    y: int

    @classmethod
    def at(cls, z: int, x: int, y: int) -> Tile | None:
        """Return the tile of an address; None where no map has one."""
        is_one = 0 <= z <= DEEPEST and 0 <= x < 1 << z and 0 <= y < 1 << z
        return cls(z, x, y) if is_one else None

    @property
    def west(self) -> float:
        """Return the western edge, in degrees."""
        return self.x / (1 << self.z) * 360 - 180

    @property
    def east(self) -> float:
        """Return the eastern edge, in degrees; it belongs to the next tile."""
        return (self.x + 1) / (1 << self.z) * 360 - 180

    @property
    def north(self) -> float:
        """Return the northern edge, in degrees."""
        return _latitude(self.y / (1 << self.z))

    @property
    def south(self) -> float:
        """Return the southern edge, in degrees; it belongs to the next tile."""
        return _latitude((self.y + 1) / (1 << self.z))

    @property
    def cells(self) -> tuple[int, int]:
        """Return the first cell of the tile and the first one after it."""
        shift = 2 * (DEEPEST - self.z)
        place = interleaved(self.x, self.y)
        return place << shift, (place + 1) << shift


def _latitude(share: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share))))


def interleaved(x: int, y: int) -> int:
    """Return one number out of column and row: bits of x at even places, of y at odd ones."""
    found = 0
    for bit in range(DEEPEST):
        found |= ((x >> bit) & 1) << 2 * bit | ((y >> bit) & 1) << (2 * bit + 1)
    return found


def cell_of(longitude: float, latitude: float) -> int:
    """Return the cell that holds a WGS-84 point; what lies beyond the map counts to its edge."""
    tile = tile_of(longitude, latitude, DEEPEST)
    return interleaved(tile.x, tile.y)


def tile_of(longitude: float, latitude: float, z: int) -> Tile:
    """Return the tile of a zoom that holds a WGS-84 point."""
    side = 1 << z
    lat = math.radians(min(max(latitude, -MOST_NORTH), MOST_NORTH))
    x = math.floor((longitude + 180) / 360 * side)
    y = math.floor((1 - math.log(math.tan(lat) + 1 / math.cos(lat)) / math.pi) / 2 * side)
    return Tile(z, min(max(x, 0), side - 1), min(max(y, 0), side - 1))
