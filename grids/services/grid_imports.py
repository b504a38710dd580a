"""Grids from a file: judging every row against the file, the divisions, the lines and the grids in force."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import shapely
from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from grids.models import Grid, GridKind
from grids.queries import grid_lookups
from grids.rules.geometry import BadBoundary
from grids.rules.grid_rows import COLUMNS, GridRow, grid_row, ground_in, sentence_for
from grids.rules.overlaps import is_same_ground, overlapping_pairs, percent_outside
from grids.services.grid_differences import differences_of
from pingan.access.rules import Actor
from pingan.imports.rules.coordinates import wgs_84_of
from pingan.imports.rules.faults import Fault, Limits
from pingan.imports.rules.plans import Act, Item, Options, Plan, in_order, twice_in_file
from pingan.imports.rules.reading import read_file
from pingan.org.models import Organ, Region, RegionLevel
from pingan.org.queries import lines_around

#: Rows of one file: what is checked and written within one request. A county has a few thousand grids.
LIMITS = Limits(rows=20_000, characters=120_000)
#: Grids that a file does not name, as far as they are listed.
_SHOWN_MISSING = 50


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
class _Sheet:
    """A whole file on its way to a plan."""

    actor: Actor
    rows: list[Judged]
    today: date
    numbers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def number(self, region: Region, code: str) -> Any:
        return self.numbers.get(region.code[:9], {}).get(code)


def plan_grids(actor: Actor, content: bytes, options: Options, is_locking: bool) -> Plan:  # noqa: FBT001 - the contract
    """Judge a file of grids; ``is_locking`` locks the stored ones that it names, in the caller's transaction.

    Raises:
        Invalid: the file as a whole cannot be read.

    """
    reading = read_file(content, COLUMNS, LIMITS, with_shapes=True)
    faults = list(reading.faults)
    rows = []
    for line in reading.lines:
        row, found = grid_row(line, reading.columns)
        rows.append(Judged(row))
        faults += found
    faults += twice_in_file(reading.lines, "code", _("This code stands in row %(row)d already."))
    sheet = _Sheet(actor, rows, timezone.localdate())
    _find_stored(sheet, is_locking=is_locking)
    faults += _place_faults(sheet)
    faults += _read_grounds(sheet, options)
    faults += _outside_faults(sheet) + _overlap_faults(sheet)
    left_out = grid_lookups.grids_left_out(
        {row.region.pk for row in rows if row.region}, {row.row.code for row in rows}
    )
    return Plan(
        reading=replace(reading, lines=()),
        items=tuple(_item(row) for row in rows) if not faults else (),
        faults=in_order(faults),
        missing=tuple(f"{code} {name}" for code, name in left_out[:_SHOWN_MISSING]),
        missing_count=len(left_out),
    )


def _find_stored(sheet: _Sheet, *, is_locking: bool) -> None:
    rows = grid_lookups.standing_grids({row.row.code for row in sheet.rows})
    if is_locking:
        rows = rows.select_for_update(of=("self",), no_key=True)
    stored = {grid.code: grid for grid in rows}
    divisions = grid_lookups.divisions_by_code({row.row.community for row in sheet.rows}, sheet.today)
    hosts = grid_lookups.hosts_by_name({row.row.host for row in sheet.rows if row.row.host})
    for row in sheet.rows:
        row.stored = stored.get(row.row.code)
        row.region = divisions.get(row.row.community)
        around = [
            organ
            for organ in hosts.get(row.row.host, ())
            if row.row.community.startswith(organ.region.prefix)
        ]
        row.host = next(iter(around), None)
    sheet.numbers = grid_lookups.import_numbers(divisions, sheet.today)


def _place_faults(sheet: _Sheet) -> list[Fault]:
    ended = grid_lookups.ended_codes({row.row.code for row in sheet.rows if row.stored is None})
    faults: list[Fault] = []
    for row in sheet.rows:
        if row.region is None:
            if len(row.row.community) == 12:
                faults.append(
                    row.fault("community", _("No division has this code today."), "unknown_division")
                )
        else:
            faults += _division_faults(sheet, row, row.region)
        faults += _host_faults(row)
        if row.stored is not None:
            faults += _fixed_faults(sheet, row, row.stored)
        elif row.row.code in ended:
            words = _("A grid that has ended bore this code; a code is not given twice.")
            faults.append(row.fault("code", words, "code_ended"))
    return faults


def _division_faults(sheet: _Sheet, row: Judged, region: Region) -> list[Fault]:
    faults = []
    if not sheet.actor.covers(region.code):
        faults.append(row.fault("community", _("This division lies outside your area."), "foreign_division"))
    allowed = {RegionLevel.VILLAGE, *({RegionLevel.TOWNSHIP} if row.row.kind == GridKind.DEDICATED else ())}
    if region.level not in allowed or region.is_virtual:
        words = _(
            "A grid belongs to a village or community. Only a dedicated grid may belong to a township or subdistrict."
        )
        faults.append(row.fault("community", words, "division_level"))
    if row.stored is None:
        pattern = sheet.number(region, "grid_code_pattern")
        if pattern is not None and not re.fullmatch(pattern.text, row.row.code):
            words = _("The code does not follow the pattern %(pattern)s.") % {"pattern": pattern.text}
            faults.append(row.fault("code", words))
        elif not row.row.code.startswith(region.code):
            faults.append(row.fault("code", _("The code begins with the 12 digits of its division.")))
    return faults


def _host_faults(row: Judged) -> list[Fault]:
    if row.row.host and row.row.kind and row.row.kind != GridKind.DEDICATED:
        return [row.fault("host", _("Only a dedicated grid has a host unit."))]
    if row.row.host and row.host is None:
        return [row.fault("host", _("No unit of this name works there."))]
    return []


def _fixed_faults(sheet: _Sheet, row: Judged, stored: Grid) -> list[Fault]:
    """Return what a row may not change of a stored grid: whose it is, and when it began."""
    if not sheet.actor.covers(stored.region.code):
        return [row.fault("code", _("A grid of another area bears this code."), "foreign_code")]
    faults = []
    if row.region is not None and row.region.pk != stored.region_id:
        words = _("The grid belongs to %(region)s. End it and set up another one instead of moving it.")
        faults.append(row.fault("community", words % {"region": stored.region.name}, "moved"))
    if row.row.valid_from and row.row.valid_from != stored.valid_from:
        words = _("The grid is in force from %(day)s; that day is not changed.")
        faults.append(row.fault("valid_from", words % {"day": stored.valid_from.isoformat()}, "moved_day"))
    return faults


def _read_grounds(sheet: _Sheet, options: Options) -> list[Fault]:
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


def _outside_faults(sheet: _Sheet) -> list[Fault]:
    drawn = [row for row in sheet.rows if row.is_redrawn and row.region is not None]
    owners, lines = lines_around({row.region.pk for row in drawn if row.region})
    by_line: dict[int, list[Judged]] = defaultdict(list)
    for row in drawn:
        if row.region is not None and row.region.pk in owners:
            by_line[owners[row.region.pk]].append(row)
    faults = []
    for owner, rows in by_line.items():
        parts = percent_outside([row.ground for row in rows if row.ground is not None], shape(lines[owner]))
        for row, percent in zip(rows, parts, strict=True):
            most = sheet.number(row.region, "grid_boundary.outside_county_percent") if row.region else None
            if most is not None and most.value is not None and percent > most.value:
                words = _("%(percent)d%% of the boundary lie outside the county.") % {"percent": percent}
                faults.append(row.fault("boundary", words, "outside_county"))
    return faults


def _overlap_faults(sheet: _Sheet) -> list[Fault]:
    faults = []
    for kind in GridKind.values:
        rows = [row for row in sheet.rows if row.row.kind == kind and row.ground is not None]
        if any(row.is_redrawn for row in rows):
            faults += _overlaps_of_kind(sheet, kind, rows)
    return faults


def _overlaps_of_kind(sheet: _Sheet, kind: str, rows: Sequence[Judged]) -> list[Fault]:
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


def _item(row: Judged) -> Item:
    stored = row.stored
    differences = differences_of(row.row, row.host, stored, row.ground if row.is_redrawn else None)
    act = Act.NEW if stored is None else (Act.CHANGED if differences else Act.UNCHANGED)
    mark = "" if stored is None else f"{stored.pk}:{stored.version}"
    drawn = dict(mapping(row.ground)) if row.is_redrawn and row.ground is not None else None
    payload = (
        replace(row.row, drawn=drawn),
        row.region,
        row.host,
        stored,
        row.ground if row.is_redrawn else None,
    )
    return Item(row.row.line, row.row.code, row.row.name, act, differences, mark, payload)
