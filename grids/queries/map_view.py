"""What part of the earth the map of a post opens with."""

from __future__ import annotations

from typing import Final

from django.db.models import Max, Min
from django.utils import timezone
from shapely.geometry import shape

from grids.models import Grid
from grids.rules.geometry import JIANGXI
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.org.models import Region
from pingan.org.queries import region_by_code

Edges = tuple[float, float, float, float]
#: From the township down an area is best shown by its grids: its own line is rarely known.
_BY_GRIDS: Final = 4


def first_view(actor: Actor, code: str = "") -> Edges:
    """Return west, south, east, north in degrees: of the division that is asked for, if its place is known.

    Else a worker's own grids, else the division of the post, else the province.
    """
    asked = region_by_code(code.ljust(12, "0")) if code else None
    if asked is not None and (edges := view_of(actor, asked)):
        return edges
    own = actor.scopes.get("own_grids", frozenset())
    if actor.role == "grid_worker" and own and (edges := _around(actor, pks=own)):
        return edges
    region = Region.objects.filter(pk=actor.region_id).first() if actor.region_id is not None else None
    if region is not None and region.boundary:
        west, south, east, north = shape(region.boundary).bounds
        return west, south, east, north
    if region is not None and region.level >= _BY_GRIDS and (edges := _around(actor)):
        return edges
    return JIANGXI


def view_of(actor: Actor, region: Region) -> Edges | None:
    """Return west, south, east, north of a division: of its line, else of its grids; None where neither is known."""
    if region.boundary:
        west, south, east, north = shape(region.boundary).bounds
        return west, south, east, north
    return _around(actor, within=region.prefix)


def _around(actor: Actor, *, pks: frozenset[int] | None = None, within: str = "") -> Edges | None:
    rows = visible_to(Grid, actor).filter(Grid.in_force_q(timezone.localdate()), west__isnull=False)
    if within:
        rows = rows.filter(region__code__startswith=within)
    if pks is not None:
        rows = rows.filter(pk__in=pks)
    found = rows.order_by().aggregate(w=Min("west"), s=Min("south"), e=Max("east"), n=Max("north"))
    return None if found["w"] is None else (found["w"], found["s"], found["e"], found["n"])
