"""Checking a drawn boundary before it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from shapely.geometry import MultiPolygon, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

from grids.models import Grid
from grids.queries.grids import neighbours_of
from grids.queries.limits import Number, numbers_for
from grids.rules.boundary_words import outside_words, sentence_of
from grids.rules.cut_words import too_little
from grids.rules.geometry import (
    BadBoundary,
    Corners,
    area_m2,
    corners,
    read_boundary,
    share_outside,
    share_overlapping,
)
from pingan.common.errors import Invalid
from pingan.org.models import Region
from pingan.org.queries import lined_division


@dataclass(frozen=True)
class BoundaryWarning:
    """Something a person should look at; it does not stop the boundary from being stored.

    ``kind`` is overlap or outside_line; ``percent`` of the smaller grid, or of this one. ``line_name`` is the division
    whose line is left, the smallest around the grid that has one, ``line_level`` what it is.
    """

    kind: str
    percent: float
    grid_code: str = ""
    grid_name: str = ""
    line_name: str = ""
    line_level: Any = ""


@dataclass(frozen=True)
class CheckedBoundary:
    """A boundary fit to be stored, measured."""

    geojson: dict[str, Any]
    corners: Corners
    area_m2: float
    warnings: tuple[BoundaryWarning, ...]


def _value(number: Number | None) -> float:
    return float(number.value) if number is not None and number.value is not None else 0.0


def measured(ground: Polygon | MultiPolygon, warnings: Sequence[BoundaryWarning] = ()) -> CheckedBoundary:
    """Return a shape fit to be stored with its rectangle and area: whoever stores one takes them from here."""
    return CheckedBoundary(dict(mapping(ground)), corners(ground), area_m2(ground), tuple(warnings))


def _outside(ground: BaseGeometry, line: Region, most: Number | None) -> list[BoundaryWarning]:
    percent = 100 * share_outside(ground, shape(line.boundary))
    level = line.get_level_display()
    if most is not None and most.value is not None and percent > most.value:
        raise Invalid({"boundary": outside_words(percent, line.name, str(level))})
    if percent <= 1:
        return []
    return [BoundaryWarning("outside_line", round(percent, 1), line_name=line.name, line_level=level)]


def check_boundary(
    value: Any, *, region: Region, kind: str, on: date, except_id: int | None = None
) -> CheckedBoundary:
    """Read, check and measure a boundary for a grid of ``kind`` in ``region`` on a day.

    Outside the line around its division beyond the tolerance it is refused; less, and overlaps with neighbours of the same
    kind, come back as warnings. Those lines are generalised, so a little outside is normal. Dedicated grids
    lie inside others by nature and are compared with dedicated ones only.

    Raises:
        Invalid: the boundary cannot be used; the sentence says why.

    """
    try:
        ground = read_boundary(value)
    except BadBoundary as problem:
        raise Invalid({"boundary": sentence_of(problem)}) from problem
    limits = numbers_for("grid_boundary.", region.code, on)
    smallest = limits.get("grid_boundary.least_m2")
    refusal = too_little(area_m2(ground), _value(smallest))
    if refusal:
        raise Invalid({"boundary": refusal})
    warnings: list[BoundaryWarning] = []
    line = lined_division(region)
    if line is not None:
        warnings += _outside(ground, line, limits.get("grid_boundary.outside_county_percent"))
    box = corners(ground)
    least = limits.get("grid_boundary.overlap_percent")
    floor = _value(least)
    for neighbour in neighbours_of((box.west, box.south, box.east, box.north), kind, on, except_id=except_id):
        percent = 100 * share_overlapping(ground, shape(neighbour.boundary))
        if percent > max(floor, 0.01):
            warnings.append(BoundaryWarning("overlap", round(percent, 1), neighbour.code, neighbour.name))
    return measured(ground, warnings)


def warning_text(warning: BoundaryWarning) -> str:
    """Return the sentence that tells a reader what to look at, in the reader's language."""
    values = {"percent": f"{warning.percent:g}", "grid": warning.grid_name}
    if warning.kind == "overlap":
        return _("Overlaps with %(grid)s by %(percent)s %% of the smaller grid.") % values
    values |= {"place": warning.line_name, "level": str(warning.line_level)}
    return _("%(percent)s %% of the grid lie outside the generalised line of %(place)s (%(level)s).") % values


def put_boundary(grid: Grid, checked: CheckedBoundary | None) -> None:
    """Set a grid's boundary and what follows from it; None takes it away."""
    box = checked.corners if checked else None
    grid.boundary = checked.geojson if checked else None
    grid.west = box.west if box else None
    grid.south = box.south if box else None
    grid.east = box.east if box else None
    grid.north = box.north if box else None
    grid.area_m2 = checked.area_m2 if checked else None
