"""The ground of a file of grids: shapes read, measured against lines and against one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from grids.models import Grid, GridKind
from grids.queries import grid_lookups
from grids.rules.boundary_words import outside_words
from grids.rules.cut_words import too_little
from grids.rules.geometry import BadBoundary, area_m2
from grids.rules.grid_rows import GridRow, ground_in, sentence_for
from grids.rules.overlaps import is_same_ground, overlapping_pairs, percent_outside
from pingan.access.rules import Actor
from pingan.common.offsets import wgs_84_of
from pingan.imports.rules.faults import Fault
from pingan.imports.rules.plans import Options
from pingan.org.models import Organ, Region
from pingan.org.queries import lines_around


@dataclass
class Judged:
    """One row on its way to a plan: the division and unit it names, the stored grid, the shape on the ground.

    ``ground`` None: the row draws none, or one that cannot be used. ``is_redrawn``: it differs from what is stored.
    """

    row: GridRow
    region: Region | None = None
    host: Organ | None = None
    stored: Grid | None = None
    ground: BaseGeometry | None = None
    is_redrawn: bool = False

    def fault(self, column: str, words: str, kind: str = "") -> Fault:
        """Return a fault of this row."""
        return Fault(self.row.line, column, words, kind or column)


@dataclass
class Sheet:
    """A whole file on its way to a plan."""

    actor: Actor
    rows: list[Judged]
    today: date
    numbers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def number(self, region: Region, code: str) -> Any:
        """Return a number as it holds in a division; None: nobody set it."""
        return self.numbers.get(region.code[:9], {}).get(code)


def read_grounds(sheet: Sheet, options: Options) -> list[Fault]:
    """Read every drawn shape onto its row, out of GCJ-02 where that was said; return what cannot be used."""
    faults = []
    for row in sheet.rows:
        if row.row.drawn is None:
            continue
        try:
            row.ground = ground_in(row.row.drawn)
        except BadBoundary as problem:
            faults.append(row.fault("boundary", sentence_for(problem), f"boundary_{problem.code}"))
    drawn = [row for row in sheet.rows if row.ground is not None]
    if options.coordinates == "gcj02" and drawn:
        turned = shapely.transform(np.array([row.ground for row in drawn], dtype=object), wgs_84_of)
        for row, ground in zip(drawn, turned, strict=True):
            row.ground = ground
    for row in drawn:
        before = row.stored.boundary if row.stored is not None else None
        ground = row.ground
        row.is_redrawn = before is None or (ground is not None and not is_same_ground(shape(before), ground))
    return faults


def smallness_faults(sheet: Sheet) -> list[Fault]:
    """Return the redrawn shapes that are too small for a grid, as ``check_boundary`` refuses them."""
    faults = []
    for row in sheet.rows:
        least = sheet.number(row.region, "grid_boundary.least_m2") if row.region else None
        if not row.is_redrawn or row.ground is None or least is None or least.value is None:
            continue
        words = too_little(area_m2(row.ground), float(least.value))  # type: ignore[arg-type]
        if words:
            faults.append(row.fault("boundary", words, "too_little"))
    return faults


def outside_faults(sheet: Sheet) -> list[Fault]:
    """Return the redrawn shapes that lie too far outside the line around their division."""
    drawn = [row for row in sheet.rows if row.is_redrawn and row.region is not None]
    owners, lines = lines_around({row.region.pk for row in drawn if row.region})
    by_line: dict[int, list[Judged]] = defaultdict(list)
    for row in drawn:
        if row.region is not None and row.region.pk in owners:
            by_line[owners[row.region.pk]].append(row)
    faults = []
    for owner, rows in by_line.items():
        line = lines[owner]
        grounds = [row.ground for row in rows if row.ground is not None]
        parts = percent_outside(grounds, shape(line.boundary))
        for row, percent in zip(rows, parts, strict=True):
            most = sheet.number(row.region, "grid_boundary.outside_county_percent") if row.region else None
            if most is not None and most.value is not None and percent > most.value:
                words = outside_words(percent, line.name, str(line.get_level_display()))
                faults.append(row.fault("boundary", words, "outside_line"))
    return faults


def overlap_faults(sheet: Sheet) -> list[Fault]:
    """Return the redrawn shapes that share too much ground with one of their kind, in the file or in force."""
    faults = []
    for kind in GridKind.values:
        rows = [row for row in sheet.rows if row.row.kind == kind and row.ground is not None]
        if any(row.is_redrawn for row in rows):
            faults += _overlaps_of_kind(sheet, kind, rows)
    return faults


def _overlaps_of_kind(sheet: Sheet, kind: str, rows: Sequence[Judged]) -> list[Fault]:
    """Compare the shapes of one kind with one another and with those in force that the file does not redraw.

    Dedicated grids lie inside others by nature and meet their own kind only, as in ``check_boundary``.
    """
    grounds = [row.ground for row in rows if row.ground is not None]
    west, south, east, north = shapely.total_bounds(np.array(grounds, dtype=object))
    redrawn = {row.row.code for row in rows}
    others = grid_lookups.grids_around((west, south, east, north), [kind], redrawn)
    region = next((row.region for row in rows if row.region), None)
    least = sheet.number(region, "grid_boundary.overlap_percent") if region else None
    floor = float(least.value) if least is not None and least.value is not None else 0.0
    pairs = overlapping_pairs(
        [*grounds, *(shape(boundary) for _code, _name, _kind, boundary in others)],
        moved=[place for place, row in enumerate(rows) if row.is_redrawn],
        percent=max(floor, 0.01),
    )
    faults = []
    for pair in pairs:
        late = rows[pair.second] if pair.second < len(rows) else rows[pair.first]
        if pair.second < len(rows):
            words = _("Overlaps with row %(row)d by %(percent).1f %% of the smaller grid.")
            words %= {"row": rows[pair.first].row.line, "percent": pair.percent}
        else:
            code, name, _kind, _drawn = others[pair.second - len(rows)]
            words = _("Overlaps with %(grid)s, in force, by %(percent).1f %% of the smaller grid.")
            words %= {"grid": f"{code} {name}", "percent": pair.percent}
        faults.append(late.fault("boundary", words, "overlap"))
    return faults
