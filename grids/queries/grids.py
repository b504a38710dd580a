"""Where is this point, and which grids may an actor see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from shapely.geometry import shape

from grids.models import Grid, GridKind
from grids.rules.geometry import Shape, holder_of, share_outside
from pingan.access.policy import visible_to
from pingan.access.rules import Actor

Position = tuple[float, float]
_STICKING_OUT = 0.001


def grids_visible(actor: Actor | None, on: date | None = None) -> QuerySet[Grid]:
    """Return the grids in force on a day (default: today) that the actor may see, by code, without shapes."""
    rows = visible_to(Grid, actor).filter(Grid.in_force_q(on or timezone.localdate()))
    return rows.select_related("region", "host_organ").defer("boundary", "bbox")


def _candidates(ids: Sequence[int]) -> dict[int, Shape]:
    rows = Grid.objects.filter(pk__in=ids).values_list("pk", "code", "kind", "boundary")
    return {
        pk: Shape.of(id=pk, code=code, is_dedicated=kind == GridKind.DEDICATED, boundary=boundary)
        for pk, code, kind, boundary in rows
    }


def grid_at(longitude: float, latitude: float, on: date | None = None) -> Grid | None:
    """Return the grid that holds a WGS-84 point on a day (default: today), or None.

    The index gives the few rectangles around the point, shapely decides exactly; nothing is kept in the
    process. Dedicated grids go before the community around them; a point on a common border belongs to the
    lowest code. The answer serves routing and is not scoped to an actor: a door shows code and name only.
    """
    rows = (
        Grid.objects.filter(Grid.in_force_q(on or timezone.localdate()))
        .filter(bbox__holds_point=(longitude, latitude))
        .select_related("region")
        .defer("bbox")
    )
    found = {row.pk: row for row in rows}
    shapes = (
        Shape.of(id=row.pk, code=row.code, is_dedicated=row.kind == GridKind.DEDICATED, boundary=row.boundary)
        for row in found.values()
    )
    held = holder_of((longitude, latitude), shapes)
    return None if held is None else found[held.id]


_MANY = """
    SELECT spot.place, grid.id
    FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS spot(x, y, place)
    JOIN grids_grid grid ON grid.bbox @> box(point(spot.x, spot.y), point(spot.x, spot.y))
    WHERE grid.valid_from <= %s AND (grid.valid_to IS NULL OR grid.valid_to > %s)
"""


def grids_at_many(points: Sequence[Position], on: date | None = None) -> list[int | None]:
    """Return the key of the grid of each (longitude, latitude) point, None where none holds it.

    Two queries however many points; for imports and demo data. Same answer as ``grid_at`` for each.
    """
    day = on or timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(_MANY, [[x for x, _y in points], [y for _x, y in points], day, day])
        pairs = cursor.fetchall()
    around: dict[int, list[int]] = defaultdict(list)
    for place, grid_id in pairs:
        around[place - 1].append(grid_id)
    shapes = _candidates(sorted({grid_id for _place, grid_id in pairs}))
    answers: list[int | None] = []
    for place, point in enumerate(points):
        held = holder_of(point, [shapes[grid_id] for grid_id in around[place]])
        answers.append(None if held is None else held.id)
    return answers


def neighbours_of(
    corners: tuple[float, float, float, float], kind: str, on: date, *, except_id: int | None = None
) -> QuerySet[Grid]:
    """Return the grids of one kind whose rectangles meet the given (west, south, east, north)."""
    rows = Grid.objects.filter(Grid.in_force_q(on), kind=kind, bbox__meets=corners)
    if except_id is not None:
        rows = rows.exclude(pk=except_id)
    return rows.defer("bbox").order_by("code")


def grids_within(boundary: Any, on: date) -> list[int]:
    """Return the keys of the grids in force on a day that lie wholly inside a stored boundary.

    A thousandth may stick out: lines of grids are drawn by hand. Not scoped: for counting, not for showing.
    """
    ground = shape(boundary)
    rows = Grid.objects.filter(Grid.in_force_q(on), bbox__meets=ground.bounds).order_by("pk")
    found = rows.values_list("pk", "boundary")
    return [pk for pk, drawn in found if share_outside(shape(drawn), ground) < _STICKING_OUT]
