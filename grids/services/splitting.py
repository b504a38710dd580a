"""Splitting one grid along a line, and merging neighbours into one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.geometry import mapping

from grids.models import Grid, GridOperation, GridOperationPart
from grids.queries.cuts import pieces_along, united
from grids.services.boundaries import BoundaryWarning
from grids.services.grids import GridInput, SavedGrid, create_grid, retire_grid
from grids.services.operations import (
    FROM,
    TO,
    assign_again,
    assignments_kept,
    carry_out,
    checked_day,
    checked_reason,
    demand_endless,
    open_operation,
    people_chosen,
)
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import Invalid, Stale

MOST_MERGED = 20


@dataclass(frozen=True)
class NewPiece:
    """A grid that a split or a merge sets up. ``code`` blank: the next free one. Counts None: nobody has counted yet.

    ``assignments`` are the keys of those assignments of the old grids that go on here.
    """

    name: str
    kind: str
    code: str = ""
    households: int | None = None
    resident_population: int | None = None
    assignments: tuple[int, ...] = ()


@dataclass(frozen=True)
class SplitInput:
    """Where a grid is cut, and what becomes of each piece, in the order in which the preview shows them."""

    line: Any
    pieces: tuple[NewPiece, ...]
    reason: str
    on: date | None = None


@dataclass(frozen=True)
class MergeInput:
    """Which grids become one, where it belongs, and who goes on there. ``seen_versions``: version by key."""

    grid_ids: tuple[int, ...]
    region_id: int
    result: NewPiece
    reason: str
    on: date | None = None
    seen_versions: dict[int, int] | None = None


@dataclass(frozen=True)
class Operated:
    """What came of an operation: the record, the new grids, and what a person should look at."""

    operation: GridOperation
    grids: tuple[Grid, ...]
    warnings: tuple[BoundaryWarning, ...] = ()


def _locked(actor: Actor, grid_ids: tuple[int, ...], seen: dict[int, int]) -> list[Grid]:
    """Fetch and lock grids in the order of their keys, so that two operations never wait for each other."""
    for grid_id in grid_ids:
        fetch(Grid, actor, grid_id, "edit")
    rows = Grid.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=grid_ids)
    grids = list(rows.select_related("region").order_by("pk"))
    for grid in grids:
        if grid.pk in seen and grid.version != seen[grid.pk]:
            raise Stale(current=grid.version)
    return grids


def _part(operation: GridOperation, grid: Grid, side: str, former: dict[str, Any]) -> None:
    GridOperationPart.objects.create(
        operation=operation, grid=grid, side=side, version=grid.version, former=former
    )


def _end(actor: Actor, operation: GridOperation, grid: Grid) -> None:
    former = {"assignments": assignments_kept(grid)}
    ended = retire_grid(actor=actor, grid_id=grid.pk, reason=operation.reason, on=operation.day)
    _part(operation, ended, FROM, former)


def _set_up(
    actor: Actor, operation: GridOperation, piece: NewPiece, ground: Any, region_id: int, like: Grid
) -> SavedGrid:
    data = GridInput(
        name=piece.name,
        kind=piece.kind,
        region_id=region_id,
        code=piece.code,
        boundary=dict(mapping(ground)),
        resident_population=piece.resident_population,
        households=piece.households,
        host_organ_id=like.host_organ_id if piece.kind == like.kind else None,
        supervision_phone=like.supervision_phone,
        is_urban_override=like.is_urban_override,
        valid_from=operation.day,
        is_demo=like.is_demo,
    )
    return create_grid(actor=actor, data=data, reason=operation.reason)


def _replace(
    actor: Actor,
    operation: GridOperation,
    old: list[Grid],
    region_id: int,
    pieces: list[tuple[NewPiece, Any]],
) -> Operated:
    """End the old grids, set up the new ones with their people, and move what stands there if the day is today."""
    people = []
    for place, (piece, _ground) in enumerate(pieces):
        with at_its_piece(place):
            people.append(people_chosen(piece.assignments, old, operation.day))
    for grid in old:
        _end(actor, operation, grid)
    saved: list[SavedGrid] = []
    for place, (piece, ground) in enumerate(pieces):
        with at_its_piece(place):
            one = _set_up(actor, operation, piece, ground, region_id, old[0])
            rows = people[place]
            made = assign_again(
                actor=actor, rows=rows, to=one.grid, day=operation.day, reason=operation.reason
            )
        _part(operation, one.grid, TO, {"assignments": made})
        saved.append(one)
    if operation.day <= timezone.localdate():
        carry_out(operation, actor)
    warnings = tuple(warning for one in saved for warning in one.warnings)
    return Operated(operation, tuple(one.grid for one in saved), warnings)


@contextmanager
def at_its_piece(place: int) -> Iterator[None]:
    """Put what is refused at the piece it concerns: ``name`` of the first becomes ``name-0``."""
    try:
        yield
    except Invalid as error:
        fields = {f"{name}-{place}" if name else "": texts for name, texts in error.fields.items()}
        raise Invalid(fields) from error


@transaction.atomic
def split_grid(*, actor: Actor, grid_id: int, data: SplitInput, seen_version: int | None = None) -> Operated:
    """Cut a grid along a line into pieces that follow it from a day on (default: today).

    The old grid ends on that day, its people go on where they were chosen, open matters move to the piece that holds
    their point; what has none stays listed for a choice, closed history stays. Fields of a refusal are those of the
    piece with its place behind: ``name-0``.

    Raises:
        NotFound, Forbidden: not this actor's grid.
        Stale: somebody edited it in the meantime.
        Invalid: no boundary, a line that divides nothing, a day gone by, a piece refused.
        Conflict: a code is in use on that day.

    """
    reason, day = checked_reason(data.reason), checked_day(data.on)
    old = _locked(actor, (grid_id,), {} if seen_version is None else {grid_id: seen_version})
    demand_endless(old, day)
    grounds = pieces_along(old[0], data.line, day)
    if len(grounds) != len(data.pieces):
        sentence = _("The line cuts %(count)d pieces; say what each is.")
        raise Invalid({"line": sentence % {"count": len(grounds)}})
    operation = open_operation(actor=actor, kind=GridOperation.Kind.SPLIT, grids=old, day=day, reason=reason)
    pieces = list(zip(data.pieces, grounds, strict=True))
    return _replace(actor, operation, old, old[0].region_id, pieces)


@transaction.atomic
def merge_grids(*, actor: Actor, data: MergeInput) -> Operated:
    """Make one grid of neighbours from a day on (default: today); all their open matters go on there.

    They share a border, are of one kind and belong to one community, or to that of them which is chosen.

    Raises:
        NotFound, Forbidden: not this actor's grids.
        Stale: somebody edited one of them in the meantime.
        Invalid: fewer than two, several kinds, no common border, a community of none of them, a value refused.
        Conflict: the code is in use on that day.

    """
    reason, day = checked_reason(data.reason), checked_day(data.on)
    ids = tuple(sorted(set(data.grid_ids)))
    if not 2 <= len(ids) <= MOST_MERGED:
        raise Invalid({"grids": _("Choose two grids at least and %(most)d at most.") % {"most": MOST_MERGED}})
    old = _locked(actor, ids, data.seen_versions or {})
    demand_endless(old, day)
    ground = united(old, day)
    if data.region_id not in {grid.region_id for grid in old}:
        raise Invalid({"region-0": _("Choose the community of one of the merged grids.")})
    operation = open_operation(actor=actor, kind=GridOperation.Kind.MERGE, grids=old, day=day, reason=reason)
    first = sorted(old, key=lambda grid: (grid.region_id != data.region_id, grid.code))
    return _replace(actor, operation, first, data.region_id, [(data.result, ground)])
