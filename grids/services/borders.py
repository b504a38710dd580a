"""Moving the border of a grid, its neighbours following, today or from a later day on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.geometry import shape

from grids.models import Grid, GridOperation, GridOperationPart
from grids.queries.borders import MovedBorder, moved_borders
from grids.rules.cutting import piece_at
from grids.services.boundaries import BoundaryWarning, check_boundary
from grids.services.grids import GridEdit, edit_grid
from grids.services.operations import (
    FROM,
    checked_day,
    checked_reason,
    checked_start,
    demand_endless,
    finish,
    move_what_stands,
    open_operation,
)
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import IllegalAction, Invalid, Stale
from pingan.matters.services.regridding import Chosen


@dataclass(frozen=True)
class BordersInput:
    """The new border of a grid. ``neighbours_follow``: what it takes they lose, what it gives up they get.

    ``dragged``: borders of neighbours whose corners were moved along on the map. ``snaps``: corners near those of
    neighbours lie on them; a border that held before is taken up as it was. ``seen_versions``: version by key.
    """

    boundary: Any
    reason: str
    neighbours_follow: bool = True
    dragged: dict[int, Any] = field(default_factory=dict)
    snaps: bool = True
    on: date | None = None
    seen_versions: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class MovedBorders:
    """What came of it: the record, the grids whose border moves, and what a person should look at."""

    operation: GridOperation
    grids: tuple[Grid, ...]
    warnings: tuple[BoundaryWarning, ...]


@transaction.atomic
def move_borders(*, actor: Actor, grid_id: int, data: BordersInput) -> MovedBorders:
    """Give a grid another border, and its neighbours theirs, as one operation; from a later day on it waits.

    Raises:
        NotFound, Forbidden: not this actor's grid.
        Stale: somebody edited it or a neighbour in the meantime.
        Invalid: no reason, a day gone by, a boundary refused, or nothing changes.

    """
    reason, day = checked_reason(data.reason), checked_day(data.on)
    grid = fetch(Grid, actor, grid_id, "edit", refine=lambda rows: rows.select_related("region"))
    changes = _moved(actor, grid, data, day)
    by_key = {change.grid.pk: change.boundary for change in changes}
    rows = Grid.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=by_key)
    grids = list(rows.select_related("region").order_by("pk"))
    read = {change.grid.pk: change.grid.version for change in changes}
    for one in grids:
        if one.version != data.seen_versions.get(one.pk, read[one.pk]):
            raise Stale(current=one.version)
    demand_endless(grids, day)
    changing = _changing(grids, grid_id, by_key, day)
    operation = open_operation(
        actor=actor, kind=GridOperation.Kind.BORDERS, grids=changing, day=day, reason=reason
    )
    for one in changing:
        GridOperationPart.objects.create(
            operation=operation,
            grid=one,
            side=FROM,
            version=one.version,
            former={"boundary": one.boundary},
            planned=by_key[one.pk],
        )
    warnings: tuple[BoundaryWarning, ...] = ()
    if day <= timezone.localdate():
        warnings = carry_out_borders(operation, actor)
    return MovedBorders(operation, tuple(changing), warnings)


def _moved(actor: Actor, grid: Grid, data: BordersInput, day: date) -> list[MovedBorder]:
    return moved_borders(
        actor,
        grid,
        data.boundary,
        day,
        neighbours_follow=data.neighbours_follow,
        dragged=data.dragged,
        snaps=data.snaps,
    )


def preview_borders(actor: Actor, grid: Grid, data: BordersInput) -> list[MovedBorder]:
    """Return what ``move_borders`` would do, and refuse what it would refuse; nothing is written.

    Raises:
        Invalid: see ``move_borders``; a reason is not asked for yet.

    """
    day = checked_start([grid], data.on)
    changes = _moved(actor, grid, data, day)
    demand_endless([change.grid for change in changes], day)
    _changing(
        [change.grid for change in changes],
        grid.pk,
        {change.grid.pk: change.boundary for change in changes},
        day,
    )
    return changes


def _changing(grids: list[Grid], own: int, by_key: dict[int, Any], day: date) -> list[Grid]:
    """Return the grids whose border changes; a border that cannot be is refused, that of a neighbour by its name."""
    changing = [one for one in grids if one.boundary is None or not _is_same(one.boundary, by_key[one.pk])]
    if not changing:
        raise Invalid({"boundary": _("The border is the same as before.")})
    for one in changing:
        try:
            _check(one, by_key[one.pk], day)
        except Invalid as error:
            if one.pk == own:
                raise
            told = [f"{one.name}: {text}" for texts in error.fields.values() for text in texts]
            raise Invalid({"boundary": told}) from error
    return changing


def _is_same(one: Any, other: Any) -> bool:
    return bool(shape(one).equals(shape(other)))


def _check(grid: Grid, boundary: Any, day: date) -> tuple[BoundaryWarning, ...]:
    return check_boundary(boundary, region=grid.region, kind=grid.kind, on=day, except_id=grid.pk).warnings


def carry_out_borders(operation: GridOperation, actor: Actor) -> tuple[BoundaryWarning, ...]:
    """Give the grids of an operation their planned borders, and move the open matters whose point changed hands.

    Raises:
        IllegalAction: one of the grids was edited since the operation was written.

    """
    parts = list(operation.parts.select_related("grid__region").order_by("grid_id"))
    for part in parts:
        try:
            saved = edit_grid(
                actor=actor,
                grid_id=part.grid_id,
                data=GridEdit(boundary=part.planned),
                reason=operation.reason,
                seen_version=part.version,
            )
        except Stale as error:
            # nobody typed anything here that could be kept: say which grid it was
            sentence = _("%(grid)s was changed since. Make a new change instead.")
            raise IllegalAction(sentence % {"grid": part.grid.name}) from error
        part.grid, part.version = saved.grid, saved.grid.version
    grids = [part.grid for part in parts]
    moved = move_what_stands(actor=actor, left=grids, to=grids, chosen=_changed_hands(grids))
    for part in parts:
        part.matters = moved.get(part.grid_id, [])
        part.save(update_fields=["version", "matters"])
    finish(operation)
    today = timezone.localdate()
    return tuple(warning for grid in grids for warning in _check(grid, grid.boundary, today))


def _changed_hands(grids: list[Grid]) -> Chosen:
    """Return the rule that moves a point only where its own grid no longer holds it and another of these does."""
    pieces = {grid.pk: shape(grid.boundary) for grid in grids if grid.boundary is not None}

    def chosen(left: int, point: tuple[float, float] | None) -> int | None:
        if point is None or (left in pieces and piece_at(point, {left: pieces[left]}) is not None):
            return None
        return piece_at(point, pieces)

    return chosen


def take_borders_back(
    actor: Actor, operation: GridOperation, parts: list[GridOperationPart], reason: str
) -> None:
    """Give the grids their former borders back, where the new ones hold already, and their open matters with them."""
    if operation.carried_out_at is None:
        return
    for part in parts:
        edit = GridEdit(boundary=part.former["boundary"])
        saved = edit_grid(actor=actor, grid_id=part.grid_id, data=edit, reason=reason)
        part.grid = saved.grid
    grids = [part.grid for part in parts]
    for part in parts:
        if part.matters:
            home = part.grid_id
            move_what_stands(actor=actor, left=grids, to=grids, chosen=_always(home), only=part.matters)
    move_what_stands(actor=actor, left=grids, to=grids, chosen=_changed_hands(grids))


def _always(home: int) -> Chosen:
    return lambda _left, _point: home
