"""The places by which a monthly table counts: divisions inside a division, the grids of a village."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from grids.queries.grids import grids_visible
from pingan.access.rules import Actor
from pingan.org.models import CODE_WIDTH, Region
from pingan.org.queries import children_of, covered_prefixes, prefixes_of

_COLUMNS = {4: "city_code", 6: "county_code", 9: "township_code", 12: "region_code"}


@dataclass(frozen=True)
class Ground:
    """The places of a division: name, code and filters of each, and whether a key counts into it.

    ``column`` is the column of a matter that is grouped by; ``width`` how long the beginnings of codes in it are, 0: it
    holds grids.
    """

    column: str
    width: int
    places: tuple[tuple[str, str, Mapping[str, str], Callable[[Any], bool]], ...]


def ground_of(actor: Actor, region: Region, on: date) -> Ground:
    """Return the places inside a division that the actor sees on a day."""
    if region.level >= 5:
        grids = grids_visible(actor, on).filter(region__code__in=covered_prefixes(region, on))
        found = tuple((grid.name, grid.code, {"grid": str(grid.pk)}, _is(grid.pk)) for grid in grids)
        return Ground("grid_id", 0, found)
    children = list(children_of(region, on=on).order_by("code"))
    prefixes = prefixes_of(children, on)
    own = CODE_WIDTH[min(region.level + 1, 5)]
    # Where a division came from elsewhere its old, longer code decides; else the short column is enough.
    width = max([own, *(len(prefix) for found in prefixes.values() for prefix in found)])
    return Ground(
        _COLUMNS[width],
        width,
        tuple(
            (child.name, child.code, {"region": child.code}, _begins(prefixes[child.pk]))
            for child in children
        ),
    )


def _is(grid: int) -> Callable[[Any], bool]:
    return lambda key: key == grid


def _begins(prefixes: tuple[str, ...]) -> Callable[[Any], bool]:
    return lambda key: isinstance(key, str) and key.startswith(prefixes)
