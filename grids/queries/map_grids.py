"""Grids on the map: those of one tile, as outlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone

from grids.models import Grid, GridKind
from grids.rules.outlines import Outline, level_of, outline_of
from grids.rules.shown import ShownTile
from pingan.access.policy import visible_to
from pingan.access.rules import Actor

#: Tiles have grids from this zoom on (drawn at 512 pixels, so one step later on the screen): before it they are
#: smaller than a finger.
GRIDS_FROM = 10
#: More outlines than this in a tile are no picture; the answer says that there are more.
MOST_IN_TILE = 1500


@dataclass(frozen=True)
class DrawnGrid:
    """One grid as the map draws it. ``kind`` is the place of its kind among the three of Article 15."""

    id: int
    code: str
    name: str
    kind: int
    version: int


KINDS = {kind: place for place, kind in enumerate(GridKind.values)}


def grids_of_tile(
    actor: Actor, shown: ShownTile, *, kinds: Sequence[str] = (), on: date | None = None
) -> list[DrawnGrid]:
    """Return the grids in force (default: today) that the actor may see and that a tile shows, by code, without outlines.

    One more than ``MOST_IN_TILE`` where there are more. ``kinds`` blank: all three. On an offset base a few
    that lie just outside come along.
    """
    rows = visible_to(Grid, actor).filter(
        Grid.in_force_q(on or timezone.localdate()), bbox__meets=shown.ground
    )
    if kinds:
        rows = rows.filter(kind__in=kinds)
    found = rows.order_by("code", "pk").values_list("pk", "code", "name", "kind", "version")
    return [
        DrawnGrid(pk, code, name, KINDS[kind], version)
        for pk, code, name, kind, version in found[: MOST_IN_TILE + 1]
    ]


def outlines_of(grids: Sequence[DrawnGrid], zoom: int) -> dict[int, Outline]:
    """Return the outlines of grids that ``grids_of_tile`` found, by key; what is not kept is drawn from the boundary."""
    level = level_of(zoom)
    wanted = Grid.objects.filter(pk__in=[grid.id for grid in grids])
    kept: dict[int, Outline] = dict(
        wanted.filter(outline__of_version=F("version")).values_list("pk", f"outline__{level}")
    )
    missing = [grid.id for grid in grids if grid.id not in kept]
    boundaries: Any = Grid.objects.filter(pk__in=missing).values_list("pk", "boundary") if missing else ()
    return kept | {pk: outline_of(boundary, level) for pk, boundary in boundaries}
