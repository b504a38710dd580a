"""What a map shows of the ground: a tile or a rectangle in the datum of its base layer, found again in WGS-84. Pure.

An offset map (GCJ-02) asks for tiles of *its* net. Stored is WGS-84, so that what a tile shows is found in two steps: the
ground around it, a little too large (indexes know WGS-84 alone), and of that what lies inside once it is moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from grids.rules.tiles import DEEPEST, Tile, interleaved, tile_of
from pingan.common.offsets import to_wgs84

Datum = Literal["wgs84", "gcj02"]
Edges = tuple[float, float, float, float]
#: How much of its width a rectangle grows by on each side before it is searched. Straight edges bend on the way back,
#: by less than 0.01 degrees for each square degree and by less than 100 m whatever its size: this is more at every zoom.
MARGIN: Final = 1 / 16


def ground_of(edges: Edges, datum: Datum) -> Edges:
    """Return a WGS-84 rectangle that holds all that a map of this datum shows inside ``edges``."""
    if datum == "wgs84":
        return edges
    west, south, east, north = edges
    corners = [to_wgs84(x, y) for x in (west, east) for y in (south, north)]
    across, up = (east - west) * MARGIN, (north - south) * MARGIN
    return (
        max(min(x for x, _y in corners) - across, -180.0),
        max(min(y for _x, y in corners) - up, -90.0),
        min(max(x for x, _y in corners) + across, 180.0),
        min(max(y for _x, y in corners) + up, 90.0),
    )


@dataclass(frozen=True)
class ShownTile:
    """A tile as the map of a datum asks for it."""

    tile: Tile
    datum: Datum = "wgs84"

    @property
    def edges(self) -> Edges:
        """Return west, south, east, north as the map draws them."""
        return self.tile.west, self.tile.south, self.tile.east, self.tile.north

    @property
    def ground(self) -> Edges:
        """Return a WGS-84 rectangle that holds all that the tile shows."""
        return ground_of(self.edges, self.datum)

    @property
    def cells(self) -> list[tuple[int, int]]:
        """Return ranges of WGS-84 cells (first, after) that hold all that the tile shows; one that is not offset is one."""
        if self.datum == "wgs84":
            return [self.tile.cells]
        west, south, east, north = self.ground
        first, last = tile_of(west, north, self.tile.z), tile_of(east, south, self.tile.z)
        places = sorted(
            interleaved(x, y) for x in range(first.x, last.x + 1) for y in range(first.y, last.y + 1)
        )
        shift = 2 * (DEEPEST - self.tile.z)
        ranges: list[tuple[int, int]] = []
        for place in places:
            begin, after = place << shift, (place + 1) << shift
            if ranges and ranges[-1][1] == begin:
                begin = ranges.pop()[0]
            ranges.append((begin, after))
        return ranges


@dataclass(frozen=True)
class ShownBox:
    """A rectangle of the map of a datum; its edges belong to it."""

    edges: Edges
    datum: Datum = "wgs84"

    @property
    def ground(self) -> Edges:
        """Return a WGS-84 rectangle that holds all that the rectangle shows."""
        return ground_of(self.edges, self.datum)
