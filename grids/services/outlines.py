"""Keeping outlines of grids for the map beside their boundaries."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Q

from grids.models import Grid, GridOutline
from grids.rules.outlines import outline_of

#: Grids read at once while missing outlines are drawn.
_BATCH = 1000
_KEPT = ("of_version", "coarse", "fine")


def _drawn(grid: Grid) -> GridOutline:
    return GridOutline(
        grid_id=grid.pk,
        of_version=grid.version,
        coarse=outline_of(grid.boundary, "coarse"),
        fine=outline_of(grid.boundary, "fine"),
    )


def keep_outline(grid: Grid) -> None:
    """Keep the outline of a grid as it now is, within the transaction of the change; without boundary there is none."""
    keep_outlines([grid])


def keep_outlines(grids: Sequence[Grid]) -> None:
    """Keep the outlines of stored grids as they now are, within the transaction of the change."""
    bare = [grid.pk for grid in grids if not grid.boundary]
    if bare:
        GridOutline.objects.filter(grid_id__in=bare).delete()
    GridOutline.objects.bulk_create(
        (_drawn(grid) for grid in grids if grid.boundary),
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["grid"],
        update_fields=_KEPT,
    )


def draw_missing_outlines() -> int:
    """Keep the outlines of all grids whose boundary came in by another door (a loader), and return how many.

    A thousand at a time, each in its own transaction; it may be stopped and begun again.
    """
    rows = Grid.objects.filter(boundary__isnull=False).filter(
        Q(outline=None) | ~Q(outline__of_version=F("version"))
    )
    made = 0
    while found := list(rows.only("pk", "version", "boundary").order_by("pk")[:_BATCH]):
        keep_outlines(found)
        made += len(found)
    return made
