"""Grids for tests: squares on the ground of 南康区, and who works in them."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from grids.models import Grid, GridAssignment
from grids.services.catalogue import load_catalogue
from grids.services.grids import GridInput, create_grid
from pingan.access.rules import system_actor
from pingan.accounts.models import User
from pingan.org.models import Organ, Region
from tests.factories.org import LONG_AGO, given_user

_numbers = count(1)


def square(west: float, south: float, side: float = 0.01) -> dict[str, Any]:
    """Return a GeoJSON square with its south-west corner at a point."""
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def given_catalogue() -> None:
    """Load the reference catalogue; a second call changes nothing."""
    load_catalogue()


def given_grid(
    region: Region,
    *,
    kind: str = "basic_grid",
    code: str = "",
    name: str = "",
    boundary: dict[str, Any] | None = None,
    valid_from: date = LONG_AGO,
    host: Organ | None = None,
    households: int | None = None,
    resident_population: int | None = None,
) -> Grid:
    """Return a grid in force, made by the service."""
    data = GridInput(
        name=name or f"测试第{next(_numbers)}网格",
        kind=kind,
        region_id=region.pk,
        code=code,
        boundary=boundary,
        valid_from=valid_from,
        host_organ_id=host.pk if host else None,
        households=households,
        resident_population=resident_population,
    )
    return create_grid(actor=system_actor(), data=data, reason="测试").grid


def given_assignment(
    grid: Grid,
    user: User | None = None,
    *,
    duty_role: str = "worker",
    employment: str = "full_time",
    valid_from: date | None = None,
    valid_to: date | None = None,
    public_phone: str = "",
) -> GridAssignment:
    """Return an assignment, by default of a new person from the grid's first day on."""
    return GridAssignment.objects.create(
        grid=grid,
        user=user or given_user(),
        duty_role=duty_role,
        employment=employment,
        valid_from=valid_from or grid.valid_from,
        valid_to=valid_to,
        public_phone=public_phone,
    )
