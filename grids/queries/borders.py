"""What moving the border of a grid would do to it and to its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from shapely.geometry import mapping, shape

from grids.models import Grid
from grids.queries.cuts import snap_metres
from grids.queries.grids import neighbours_of
from grids.queries.limits import number_for
from grids.rules.boundary_words import sentence_of
from grids.rules.cutting import Ground, degrees, settle_neighbours, snapped
from grids.rules.geometry import BadBoundary, area_m2, read_boundary
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid

#: A grid with more neighbours than this is no grid; those with the lowest codes follow.
MOST_NEIGHBOURS = 60


@dataclass(frozen=True)
class MovedBorder:
    """The border that a grid would get. Areas in square metres; ``before_m2`` None: it was not drawn."""

    grid: Grid
    boundary: dict[str, Any]
    before_m2: float | None
    after_m2: float

    @property
    def change_m2(self) -> float:
        """Return what the grid wins, or loses where negative."""
        return self.after_m2 - (self.before_m2 or 0.0)

    @property
    def lost_percent(self) -> float:
        """Return which part of its ground the grid loses; 0 where it wins some or was not drawn."""
        return max(0.0, -100 * self.change_m2 / self.before_m2) if self.before_m2 else 0.0


def heavy_losses(changes: list[MovedBorder], on: date) -> list[MovedBorder]:
    """Return the changes that take more of a grid's ground than a person should let pass unseen (versioned)."""
    if not changes:
        return []
    number = number_for("grid_boundary.loss_percent", changes[0].grid.region.code, on)
    if number is None or number.value is None:
        return []
    return [change for change in changes if change.lost_percent > number.value]


def _read(value: Any, field: str) -> Ground:
    try:
        return read_boundary(value)
    except BadBoundary as problem:
        raise Invalid({field: sentence_of(problem)}) from problem


def bordering(actor: Actor, grid: Grid, on: date, boundary: Any = None) -> list[Grid]:
    """Return the grids of the same kind that touch a grid, or would touch another border of it, and may be edited."""
    drawn = [shape(value) for value in (grid.boundary, boundary) if value is not None]
    if not drawn:
        return []
    reach = degrees(max(snap_metres(grid.region.code, on), 0.1))
    bounds = [one.bounds for one in drawn]
    box = (
        min(one[0] for one in bounds) - reach,
        min(one[1] for one in bounds) - reach,
        max(one[2] for one in bounds) + reach,
        max(one[3] for one in bounds) + reach,
    )
    rows = neighbours_of(box, grid.kind, on, except_id=grid.pk)
    rows = rows.filter(pk__in=visible_to(Grid, actor, "edit").values("pk")).select_related("region")
    near = [one for one in rows if any(mine.dwithin(shape(one.boundary), reach) for mine in drawn)]
    return near[:MOST_NEIGHBOURS]


def moved_borders(
    actor: Actor,
    grid: Grid,
    drawn: Any,
    on: date,
    *,
    neighbours_follow: bool,
    dragged: Mapping[int, Any],
    snaps: bool = True,
) -> list[MovedBorder]:
    """Return the border that a grid would get, snapped if it ``snaps``, and those of the neighbours that follow, the
    grid's first.

    ``dragged``: borders of neighbours whose corners were moved along on the map, by key. Neighbours outside the actor's
    area and those of other kinds stay as they are.

    Raises:
        Invalid: a boundary that cannot be one, or a neighbour that would keep no ground.

    """
    after = _read(drawn, "boundary")
    others = bordering(actor, grid, on, drawn)
    grounds: dict[int, Ground] = {one.pk: shape(one.boundary) for one in others}  # type: ignore[misc]
    moved = {key: _read(value, "dragged") for key, value in dragged.items() if key in grounds}
    fixed = [moved.get(key, ground) for key, ground in grounds.items()]
    if snaps:
        after = snapped(after, fixed, tolerance_m=snap_metres(grid.region.code, on))
    held = None if grid.boundary is None else area_m2(shape(grid.boundary))  # type: ignore[arg-type]
    result = [MovedBorder(grid, dict(mapping(after)), held, area_m2(after))]
    if not neighbours_follow or grid.boundary is None:
        return result
    before: Ground = shape(grid.boundary)  # type: ignore[assignment]
    settled = settle_neighbours(before, after, grounds, moved)
    for other in others:
        if other.pk not in settled:
            continue
        ground = settled[other.pk]
        if ground is None:
            sentence = _("%(grid)s would keep no ground. Merge it instead.")
            raise Invalid({"boundary": sentence % {"grid": other.name}})
        result.append(MovedBorder(other, dict(mapping(ground)), area_m2(grounds[other.pk]), area_m2(ground)))
    return result
