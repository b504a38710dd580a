"""Do the grids of a division overlap, and do they cover it (Article 15: the whole county is divided into grids)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from shapely import make_valid
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from grids.models import Grid, GridKind
from grids.queries.limits import Number, numbers_for
from grids.rules.ground_checks import Spot, gaps_within, overlaps_among
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.org.models import Region
from pingan.org.queries import regions_in_force

#: A county of Jiangxi has a few hundred to a few thousand grids. More are not laid over each other in one request.
MOST_GRIDS = 6000
#: Most faults that are told at once; the largest come first.
MOST_FAULTS = 500
OVERLAP, GAP = "overlap", "gap"


@dataclass(frozen=True)
class Fault:
    """One overlap or gap. ``area_m2`` in square metres; ``grids`` are the two that overlap, none for a gap.

    ``division`` is the one whose ground is not covered; None for an overlap.
    """

    kind: str
    area_m2: float
    longitude: float
    latitude: float
    boundary: dict[str, Any]
    grids: tuple[Grid, ...] = ()
    division: Region | None = None


@dataclass(frozen=True)
class GroundCheck:
    """What a check found. ``too_many``: the division holds more grids than one check takes; nothing was compared.

    ``undrawn``: grids without a boundary, which cannot be checked. ``unbounded``: divisions of which no line is known, so
    that their gaps cannot be told. ``numbers``: the tolerances with their source.
    """

    faults: tuple[Fault, ...]
    checked: int
    undrawn: int
    bounded: tuple[Region, ...]
    is_whole: bool
    numbers: tuple[Number, ...]
    too_many: bool = False


def check_ground(actor: Actor, region: Region, on: date | None = None, *, kind: str = "") -> GroundCheck:
    """Compare the grids of a township, village or county on a day (default: today) with each other and its line.

    Dedicated grids lie inside others by nature: they are compared with dedicated ones only, and cover nothing. Gaps are
    told for the division's own line; where it has none, for those of its divisions that have one. ``kind`` (overlap, gap)
    leaves the other out.
    """
    day = on or timezone.localdate()
    numbers = numbers_for("grid_check.", region.code, day)
    rows = visible_to(Grid, actor).filter(Grid.in_force_q(day), region__code__startswith=region.prefix)
    undrawn = rows.filter(west=None).count()
    grids = list(rows.filter(west__isnull=False).defer("bbox").order_by("code", "pk")[: MOST_GRIDS + 1])
    shown = tuple(numbers.values())
    if len(grids) > MOST_GRIDS:
        return GroundCheck((), 0, undrawn, (), is_whole=False, numbers=shown, too_many=True)
    grounds = [make_valid(shape(grid.boundary)) for grid in grids]
    faults: list[Fault] = []
    if kind != GAP:
        faults.extend(_overlaps(grids, grounds, _least(numbers, "grid_check.overlap_m2")))
    bounded = _bounded(region)
    if kind != OVERLAP:
        covering = [g for grid, g in zip(grids, grounds, strict=True) if grid.kind != GridKind.DEDICATED]
        least = _least(numbers, "grid_check.gap_m2")
        for division in bounded:
            faults.extend(_gaps(division, covering, least))
    faults.sort(key=lambda fault: -fault.area_m2)
    return GroundCheck(
        tuple(faults[:MOST_FAULTS]),
        len(grids),
        undrawn,
        bounded,
        is_whole=len(faults) <= MOST_FAULTS,
        numbers=shown,
    )


def _least(numbers: dict[str, Number], code: str) -> float:
    number = numbers.get(code)
    return float(number.value) if number is not None and number.value is not None else 1.0


def _bounded(region: Region) -> tuple[Region, ...]:
    """Return the division if its line is known, else those inside that have one."""
    if region.boundary:
        return (region,)
    rows = regions_in_force().filter(code__startswith=region.prefix, boundary__isnull=False)
    inside = list(rows.order_by("level", "code"))
    level = inside[0].level if inside else 0
    return tuple(one for one in inside if one.level == level)


def _overlaps(grids: list[Grid], grounds: list[BaseGeometry], least_m2: float) -> list[Fault]:
    faults = []
    for wanted in (True, False):
        places = [n for n, grid in enumerate(grids) if (grid.kind == GridKind.DEDICATED) == wanted]
        for spot in overlaps_among([grounds[n] for n in places], least_m2=least_m2):
            pair = tuple(grids[places[n]] for n in (spot.first, spot.second) if n is not None)
            faults.append(_fault(OVERLAP, spot, pair))
    return faults


def _gaps(division: Region, covering: list[BaseGeometry], least_m2: float) -> list[Fault]:
    ground = make_valid(shape(division.boundary))
    near = [one for one in covering if one.intersects(ground)]
    return [_fault(GAP, spot, (), division) for spot in gaps_within(ground, near, least_m2=least_m2)]


def _fault(kind: str, spot: Spot, grids: tuple[Grid, ...], division: Region | None = None) -> Fault:
    return Fault(
        kind, spot.area_m2, spot.point[0], spot.point[1], dict(mapping(spot.ground)), grids, division
    )
