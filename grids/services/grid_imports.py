"""Grids from a file: judging every row against the file, the divisions, the lines and the grids in force."""

from __future__ import annotations

import re
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.geometry import mapping

from grids.models import Grid, GridKind
from grids.queries import grid_lookups
from grids.rules.grid_rows import COLUMNS, grid_row
from grids.rules.names import code_words
from grids.services.grid_differences import differences_of
from grids.services.grid_import_grounds import (
    Judged,
    Sheet,
    outside_faults,
    overlap_faults,
    read_grounds,
    smallness_faults,
)
from pingan.access.rules import Actor
from pingan.imports.rules.faults import Fault, Limits
from pingan.imports.rules.plans import Act, Item, Options, Plan, in_order, twice_in_file
from pingan.imports.rules.reading import read_file
from pingan.org.models import Region, RegionLevel

#: Rows of one file: what is checked and written within one request. A county has a few thousand grids.
LIMITS = Limits(rows=20_000, characters=120_000)
#: Grids that a file does not name, as far as they are listed.
_SHOWN_MISSING = 50


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
    sheet = Sheet(actor, rows, timezone.localdate())
    _find_stored(sheet, is_locking=is_locking)
    faults = _without_kept_names(sheet, faults) + _place_faults(sheet)
    faults += read_grounds(sheet, options)
    faults += smallness_faults(sheet) + outside_faults(sheet) + overlap_faults(sheet)
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


def _without_kept_names(sheet: Sheet, faults: list[Fault]) -> list[Fault]:
    """Leave out the refusal of a name like a formula where the grid bears it already: its own export comes in again."""
    kept = {row.row.line for row in sheet.rows if row.stored and row.stored.name == row.row.name}
    return [
        fault
        for fault in faults
        if not (fault.kind == "formula" and fault.column == "name" and fault.line in kept)
    ]


def _find_stored(sheet: Sheet, *, is_locking: bool) -> None:
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


def _place_faults(sheet: Sheet) -> list[Fault]:
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


def _division_faults(sheet: Sheet, row: Judged, region: Region) -> list[Fault]:
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
            faults.append(row.fault("code", code_words(pattern.text, region.code)))
        elif not row.row.code.startswith(region.code):
            faults.append(row.fault("code", _("The code begins with the 12 digits of its division.")))
    return faults


def _host_faults(row: Judged) -> list[Fault]:
    if row.row.host and row.row.kind and row.row.kind != GridKind.DEDICATED:
        return [row.fault("host", _("Only a dedicated grid has a host unit."))]
    if row.row.host and row.host is None:
        return [row.fault("host", _("No unit of this name works there."))]
    return []


def _fixed_faults(sheet: Sheet, row: Judged, stored: Grid) -> list[Fault]:
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
