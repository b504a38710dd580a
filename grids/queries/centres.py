"""Where the middle of each grid lies, for what asks which grids are near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from grids.models import Grid


@dataclass(frozen=True)
class GridCentre:
    """The middle of a grid's corners in WGS-84 degrees (None: not drawn), with the 12-digit code of its division."""

    id: int
    region_code: str
    point: tuple[float, float] | None


def grid_centres(prefixes: Sequence[str], on: date) -> list[GridCentre]:
    """Return the grids of an area that were in force on a day, by key. Not scoped: for counting, not for showing."""
    inside = Q(pk__in=[])
    for prefix in prefixes:
        inside |= Q(region__code__startswith=prefix)
    rows = Grid.objects.filter(Grid.in_force_q(on), inside).order_by("pk")
    named = rows.values_list("pk", "region__code", "west", "east", "south", "north")
    return [GridCentre(pk, code, _middle(corners)) for pk, code, *corners in named]


def _middle(corners: Sequence[float | None]) -> tuple[float, float] | None:
    west, east, south, north = corners
    if west is None or east is None or south is None or north is None:
        return None
    return (west + east) / 2, (south + north) / 2


def grid_names(ids: Sequence[int]) -> dict[int, str]:
    """Return the names of grids by key; one query however many."""
    return dict(Grid.objects.filter(pk__in=ids).values_list("pk", "name"))
