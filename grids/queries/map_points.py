"""Matters on the map: clusters of one tile, and counts per division where the map shows too much for points.

Both take rows that a list has filtered and that the actor may see; nothing here reads a table by itself, so that what the
map counts is what the list holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Avg, Count, F, FloatField, IntegerField, Min, QuerySet, Value
from django.db.models.functions import Cast, Floor, Greatest, Least

from grids.queries.map_shift import in_tile
from grids.rules.shown import ShownTile

#: Squares along one side of a tile that become one cluster, or one drop of the heat: 64 and 16 pixels of the 512 at which
#: the page draws a tile.
CLUSTERS: Final = 8
HEAT: Final = 32
#: Divisions are counted by these columns, by level (city, county, township or subdistrict).
COLUMNS: Final = {2: "matter__city_code", 3: "matter__county_code", 4: "matter__township_code"}


@dataclass(frozen=True)
class Cluster:
    """Matters that lie close together: the middle of their points as drawn, how many, and how many of them are open.

    ``id`` is the key of a single one, 0 of several.
    """

    longitude: float
    latitude: float
    count: int
    open: int
    id: int


def on_map(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep what a map may show: a restricted matter (domestic violence, minors) has no place on one, whoever asks."""
    return rows.filter(matter__is_restricted=False)


def placed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep matters that have a point, without an order."""
    return rows.order_by().filter(matter__longitude__isnull=False)


def clusters_of_tile(rows: QuerySet[Any], shown: ShownTile, *, side: int = CLUSTERS) -> list[Cluster]:
    """Return the matters of one tile in ``side`` × ``side`` squares, where its map draws them, by the cell index.

    A point belongs to one tile only, whatever the zoom and the datum, so that the tiles of a zoom add up to the list.
    """
    west, south, east, north = shown.edges
    inside = in_tile(placed(rows), shown)
    across = _square(F("drawn_x") - west, east - west, side)
    down = _square(Value(north) - F("drawn_y"), north - south, side)
    squares = inside.annotate(across=across, down=down).values("across", "down").order_by()
    found = squares.annotate(
        n=Count("pk"),
        closed=Count("matter__closed_at"),
        x=Avg("drawn_x"),
        y=Avg("drawn_y"),
        only=Min("pk"),
    ).values_list("x", "y", "n", "closed", "only")
    return [Cluster(x, y, n, n - closed, only if n == 1 else 0) for x, y, n, closed, only in found]


def _square(distance: Any, whole: float, side: int) -> Any:
    """Return which square of the tile a distance falls into; an edge that floats rounded away counts to the next."""
    place = Floor(distance * Value(side / whole), output_field=FloatField())
    return Cast(Greatest(Least(place, Value(float(side - 1))), Value(0.0)), IntegerField())


def counts_by_division(rows: QuerySet[Any], level: int) -> list[tuple[str, int, int]]:
    """Return the code of each division of a level, how many matters it has, with or without a point, and how many open."""
    column = COLUMNS[level]
    found = rows.order_by().values(column).annotate(n=Count("pk"), closed=Count("matter__closed_at"))
    return [(code, n, n - closed) for code, n, closed in found.values_list(column, "n", "closed")]
