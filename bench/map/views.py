"""What one look at the map asks for at each zoom, on a screen of 1440 × 900, and the raw SQL that it needs at least."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from grids.rules.tiles import Tile, tile_of

WIDE, HIGH = 1440, 900
SIDE = 512  # pixels at which the page draws a tile (static/js/map_tiles.js)
POINTS_FROM, COUNTIES_FROM = 11, 9
_CLUSTERS = """
select floor((m.longitude - %(west)s) * %(across)s), floor((%(north)s - m.latitude) * %(down)s), count(*),
  count(m.closed_at), avg(m.longitude), avg(m.latitude), min(m.id) from matters_matter m
where m.kind = 'incident' and m.longitude is not null and map_cell(m.longitude, m.latitude) >= %(first)s
  and map_cell(m.longitude, m.latitude) < %(after)s {more} group by 1, 2
"""
_GRIDS = """
select g.id, g.code, g.name, g.kind, g.version, o.{level}::text from grids_grid g
  join grids_gridoutline o on o.grid_id = g.id
where g.bbox && box(point(%(west)s, %(south)s), point(%(east)s, %(north)s)) and g.valid_to is null order by g.code
"""
_LINES = """
select code, name, md5(boundary::text) from org_region
where level = %(level)s and valid_to is null and boundary is not null
"""
_COUNTS = """
select {column}, count(*), count(closed_at) from matters_matter m where kind = 'incident' {more} group by 1
"""


@dataclass(frozen=True)
class Part:
    """One request and its floor."""

    path: str
    sql: str
    values: dict[str, Any]

    def floor(self, connection: psycopg.Connection[Any]) -> int:
        """Run the raw SQL and return how many rows it found."""
        return len(connection.execute(self.sql, self.values).fetchall())


@dataclass(frozen=True)
class Look:
    """One look: what a screen asks for at a zoom."""

    name: str
    who: str
    parts: tuple[Part, ...]


def looks(about: dict[str, Any]) -> Iterator[Look]:
    """Return the looks from the province down to one grid."""
    everything, still_open = ("tab=all", ""), ("tab=all&closed=false", "and m.closed_at is null")
    for zoom in range(7, 19):
        for label, (query, more) in (("open", still_open), ("all", everything)):
            parts = points(about["centre"], zoom, query, more)
            yield Look(f"zoom {zoom}: incidents, {label}", "province", tuple(parts))
        if zoom >= POINTS_FROM:
            yield Look(f"zoom {zoom}: grids", "province", tuple(grids(about["centre"], zoom)))
    column = "m.township_code"
    yield Look("zoom 8: heat, all", "province", (_counts(4, column, *everything),))
    yield Look(
        "zoom 13: heat, all",
        "province",
        tuple(points(about["centre"], 13, *everything, path="heat", side=32)),
    )
    within = f"and m.county_code = '{about['county']}'"
    yield Look("zoom 11: incidents of the own county, all", "county",
               tuple(points(about["centre"], 11, "tab=all", within)))  # fmt: skip
    for level, name in ((2, "cities"), (3, "counties")):
        yield Look(
            f"lines of {name}", "province", (Part(f"/map/divisions/{level}/", _LINES, {"level": level}),)
        )


def points(
    centre: list[float], zoom: int, query: str, more: str, *, path: str = "tiles", side: int = 8
) -> list[Part]:
    """Return the clusters of one screen, or the counts per division where the page shows those."""
    if zoom < POINTS_FROM:
        level, column = (2, "m.city_code") if zoom < COUNTIES_FROM else (3, "m.county_code")
        return [_counts(level, column, query, more)]
    found = []
    for tile in tiles(centre, min(zoom - 1, 17)):
        first, after = tile.cells
        values = {
            "west": tile.west, "north": tile.north, "across": side / (tile.east - tile.west),
            "down": side / (tile.north - tile.south), "first": first, "after": after,
        }  # fmt: skip
        address = f"/map/{path}/incidents/{tile.z}/{tile.x}/{tile.y}/?{query}"
        found.append(Part(address, _CLUSTERS.format(more=more), values))
    return found


def _counts(level: int, column: str, query: str, more: str) -> Part:
    return Part(f"/map/counts/incidents/{level}/?{query}", _COUNTS.format(column=column, more=more), {})


def grids(centre: list[float], zoom: int) -> Iterator[Part]:
    """Return the grids of one screen."""
    for tile in tiles(centre, min(zoom - 1, 15)):
        level = "fine" if tile.z >= 12 else "coarse"
        edges = {"west": tile.west, "south": tile.south, "east": tile.east, "north": tile.north}
        yield Part(f"/map/tiles/grids/{tile.z}/{tile.x}/{tile.y}/", _GRIDS.format(level=level), edges)


def tiles(centre: list[float], zoom: int) -> list[Tile]:
    """Return the tiles of a screen around a point; tiles of a deep zoom are fewer than the screen could hold."""
    middle = tile_of(*centre, zoom)
    across, down = -(-WIDE // SIDE) // 2 + 1, -(-HIGH // SIDE) // 2
    columns, rows = range(-across + 1, across), range(-down, down + 1)
    around = [Tile.at(zoom, middle.x + x, middle.y + y) for x in columns for y in rows]
    return [tile for tile in around if tile is not None]
