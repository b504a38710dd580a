"""Checking a drawn boundary before it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from shapely.geometry import mapping, shape

from grids.models import Grid
from grids.queries.grids import neighbours_of
from grids.queries.limits import Number, numbers_for
from grids.rules.boundary_words import sentence_of
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
from pingan.org.queries import line_around


@dataclass(frozen=True)
class BoundaryWarning:
    """Something a person should look at; it does not stop the boundary from being stored.

    ``kind`` is overlap or outside_county; ``percent`` of the smaller grid, or of this one.
    """

    kind: str
    percent: float
    grid_code: str = ""
    grid_name: str = ""


@dataclass(frozen=True)
class CheckedBoundary:
    """A boundary fit to be stored, measured."""

    geojson: dict[str, Any]
    corners: Corners
    area_m2: float
    warnings: tuple[BoundaryWarning, ...]


def _value(number: Number | None) -> float:
    return float(number.value) if number is not None and number.value is not None else 0.0


def check_boundary(
    value: Any, *, region: Region, kind: str, on: date, except_id: int | None = None
) -> CheckedBoundary:
    """Read, check and measure a boundary for a grid of ``kind`` in ``region`` on a day.

    Outside its county beyond the tolerance it is refused; less, and overlaps with neighbours of the same
    kind, come back as warnings. County lines are generalised, so a little outside is normal. Dedicated grids
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
    county = line_around(region)
    if county is not None:
        percent = 100 * share_outside(ground, shape(county))
        most = limits.get("grid_boundary.outside_county_percent")
        if most is not None and most.value is not None and percent > most.value:
            raise Invalid(
                {
                    "boundary": _("%(percent)d%% of the boundary lie outside the county.")
                    % {"percent": percent}
                }
            )
        if percent > 1:
            warnings.append(BoundaryWarning("outside_county", round(percent, 1)))
    box = corners(ground)
    least = limits.get("grid_boundary.overlap_percent")
    floor = _value(least)
    for neighbour in neighbours_of((box.west, box.south, box.east, box.north), kind, on, except_id=except_id):
        percent = 100 * share_overlapping(ground, shape(neighbour.boundary))
        if percent > max(floor, 0.01):
            warnings.append(BoundaryWarning("overlap", round(percent, 1), neighbour.code, neighbour.name))
    return CheckedBoundary(dict(mapping(ground)), box, area_m2(ground), tuple(warnings))


def warning_text(warning: BoundaryWarning) -> str:
    """Return the sentence that tells a reader what to look at, in the reader's language."""
    values = {"percent": f"{warning.percent:g}", "grid": warning.grid_name}
    if warning.kind == "overlap":
        return _("Overlaps with %(grid)s by %(percent)s %% of the smaller grid.") % values
    return _("%(percent)s %% of the grid lie outside the generalised county line.") % values


def put_boundary(grid: Grid, checked: CheckedBoundary | None) -> None:
    """Set a grid's boundary and what follows from it; None takes it away."""
    box = checked.corners if checked else None
    grid.boundary = checked.geojson if checked else None
    grid.west = box.west if box else None
    grid.south = box.south if box else None
    grid.east = box.east if box else None
    grid.north = box.north if box else None
    grid.area_m2 = checked.area_m2 if checked else None
