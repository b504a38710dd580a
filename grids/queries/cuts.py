"""What splitting or merging would make of the ground, for the preview and for the service that does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from shapely.geometry import mapping, shape

from grids.models import Grid, GridAssignment
from grids.queries.grids import neighbours_of
from grids.queries.limits import number_for
from grids.queries.planned import waiting_on
from grids.rules.cut_words import too_little, words_of
from grids.rules.cutting import (
    Ground,
    join_grounds,
    piece_at,
    proposed_counts,
    read_line,
    shared_border_m,
    split_ground,
)
from grids.rules.geometry import BadBoundary, area_m2
from grids.rules.sides import side_of, side_word
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.models import Matter


@dataclass(frozen=True)
class PreviewPiece:
    """One piece as it would be. Proposals share the count of the old grid by area; None: nobody has counted it.

    ``matters``: open matters, of those that the actor may see, whose point lies here. ``side``: where it lies in the grid.
    """

    boundary: dict[str, Any]
    area_m2: float
    proposed_households: int | None
    proposed_population: int | None
    matters: int
    side: str

    @property
    def where(self) -> str:
        """Return the side on which it lies, in the reader's language."""
        return side_word(self.side)


@dataclass(frozen=True)
class SplitPreview:
    """What a line would make of a grid. ``unplaced``: open matters without a point in any piece."""

    pieces: tuple[PreviewPiece, ...]
    unplaced: int


def snap_metres(region_code: str, on: date) -> float:
    """Return within how many metres two drawn corners are one (versioned); 0 where nobody set it."""
    number = number_for("grid_boundary.snap_m", region_code, on)
    return float(number.value) if number is not None and number.value is not None else 0.0


def _drawn(grid: Grid) -> Ground:
    if grid.boundary is None:
        raise Invalid({"": _("%(grid)s has no boundary yet. Draw it first.") % {"grid": grid.name}})
    ground: Ground = shape(grid.boundary)  # type: ignore[assignment]
    return ground


def pieces_along(grid: Grid, line: Any, on: date) -> list[Ground]:
    """Return the pieces that a GeoJSON LineString cuts a grid into, in the order of the preview.

    Raises:
        Invalid: the grid is not drawn, the line divides nothing, or a piece is too small for a grid.

    """
    ground = _drawn(grid)
    try:
        pieces = split_ground(ground, read_line(line), tolerance_m=snap_metres(grid.region.code, on))
    except BadBoundary as problem:
        raise Invalid({"line": words_of(problem)}) from problem
    smallest = number_for("grid_boundary.least_m2", grid.region.code, on)
    least = float(smallest.value) if smallest is not None and smallest.value is not None else 0.0
    refused = [why for piece in pieces if (why := too_little(area_m2(piece), least))]
    if refused:
        raise Invalid({"line": refused[0]})
    return pieces


def united(grids: Sequence[Grid], on: date) -> Ground:
    """Return the ground of neighbours of one kind as one.

    Raises:
        Invalid: one is not drawn, they are of several kinds, or share no border.

    """
    if len({grid.kind for grid in grids}) > 1:
        raise Invalid({"grids": _("Only grids of one kind can be merged.")})
    grounds = [_drawn(grid) for grid in grids]
    try:
        return join_grounds(grounds, tolerance_m=snap_metres(grids[0].region.code, on))
    except BadBoundary as problem:
        raise Invalid({"grids": words_of(problem)}) from problem


def split_preview(actor: Actor, grid: Grid, line: Any, on: date) -> SplitPreview:
    """Return what a split would make: areas, proposals of counts, open matters. Three queries.

    Raises:
        Invalid: see ``pieces_along``.

    """
    grounds = pieces_along(grid, line, on)
    areas = [area_m2(ground) for ground in grounds]
    held = dict.fromkeys(range(len(grounds)), 0)
    unplaced = 0
    by_place = dict(enumerate(grounds))
    for point in open_points(actor, [grid.pk]):
        place = None if None in point else piece_at(point, by_place)
        if place is None:
            unplaced += 1
        else:
            held[place] += 1
    households = _shares(grid.households, areas)
    population = _shares(grid.resident_population, areas)
    whole = _drawn(grid)
    pieces = tuple(
        PreviewPiece(
            dict(mapping(ground)), areas[n], households[n], population[n], held[n], side_of(ground, whole)
        )
        for n, ground in enumerate(grounds)
    )
    return SplitPreview(pieces, unplaced)


def _shares(total: int | None, areas: Sequence[float]) -> list[int | None]:
    return [None] * len(areas) if total is None else [*proposed_counts(total, areas)]


def open_points(actor: Actor, grid_ids: Sequence[int]) -> list[Any]:
    """Return (longitude, latitude), each perhaps None, of the open matters in grids that the actor may see."""
    rows = visible_to(Matter, actor).filter(grid__in=list(grid_ids), closed_at=None)
    return list(rows.values_list("longitude", "latitude"))


def people_on(grids: Sequence[Grid], on: date) -> list[GridAssignment]:
    """Return who works in some grids on a day, by grid and duty. For those who may edit the grids.

    Of a grid that ended before the day: who worked there on its last one, so that a form that was overtaken keeps them.
    """
    by_day: dict[date, list[int]] = {}
    for grid in grids:
        day = on if grid.valid_to is None else min(on, grid.valid_to - timedelta(days=1))
        by_day.setdefault(day, []).append(grid.pk)
    held = Q(pk__in=[])
    for day, ids in by_day.items():
        held |= GridAssignment.in_force_q(day) & Q(grid__in=ids)
    rows = GridAssignment.objects.filter(held)
    return list(rows.select_related("user", "grid").order_by("grid__code", "duty_role", "pk"))


def mergeable_with(actor: Actor, grid: Grid, on: date) -> list[tuple[Grid, float]]:
    """Return the neighbours that a grid may be merged with, and the metres of border they share, longest first."""
    if grid.boundary is None or grid.west is None:
        return []
    reach = snap_metres(grid.region.code, on)
    box = (grid.west, grid.south or 0.0, grid.east or 0.0, grid.north or 0.0)
    near = neighbours_of(box, grid.kind, on, except_id=grid.pk).filter(
        pk__in=visible_to(Grid, actor, "edit").values("pk"), valid_to=None
    )
    ground = shape(grid.boundary)
    found = []
    held = waiting_on([other.pk for other in near])
    for other in near.select_related("region").exclude(pk__in=held):
        metres = shared_border_m(ground, shape(other.boundary), tolerance_m=reach)
        if metres > max(4 * reach, 0.5):
            found.append((other, metres))
    return sorted(found, key=lambda pair: (-pair[1], pair[0].code))
