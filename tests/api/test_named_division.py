"""A division that a report names is taken or refused at its field; nothing is kept at another place than was said."""

from __future__ import annotations

from typing import Any

import pytest

from pingan.matters.models import Matter
from pingan.org.models import Region
from tests.api.conftest import Api
from tests.api.test_bad_input import is_problem
from tests.api.test_disputes import NEW
from tests.api.test_incident_life import REPORT
from tests.factories.org import given_region
from tests.factories.world import World

NOWHERE = {name: value for name, value in NEW.items() if name not in {"longitude", "latitude"}}
KINDS = pytest.mark.parametrize(
    ("address", "report"), [("/disputes/", NOWHERE), ("/incidents/", REPORT)], ids=["dispute", "incident"]
)


@pytest.fixture
def next_village(world: World) -> Region:
    """Return a village of the same township in which the worker has no grid."""
    return given_region("360703203201", "邻村")


@KINDS
def test_the_named_division_goes_before_the_reporters_own_grid(
    world: World, next_village: Region, address: str, report: dict[str, Any]
) -> None:
    made = Api(world.here.users["grid_worker"]).post(address, {**report, "region": next_village.code})
    assert made.status_code == 201, made.content
    assert (made.json()["region"], made.json()["grid"]) == (next_village.code, None)
    assert Matter.objects.get().region == next_village


@KINDS
def test_without_a_division_it_is_the_reporters_own_grid(
    world: World, address: str, report: dict[str, Any]
) -> None:
    made = Api(world.here.users["grid_worker"]).post(address, report)
    assert (made.status_code, made.json()["grid"]) == (201, world.here.grid.pk)


@KINDS
@pytest.mark.parametrize("code", ["360702100200", "999999999999"])
def test_a_division_beyond_the_county_or_unknown_is_refused(
    world: World, address: str, report: dict[str, Any], code: str
) -> None:
    answer = Api(world.here.users["grid_worker"]).post(address, {**report, "region": code})
    assert set(is_problem(answer, 422, "invalid")["errors"]) == {"region"}
    assert not Matter.objects.exists()


@KINDS
@pytest.mark.parametrize("said", ["grid", "point"])
def test_a_division_that_does_not_hold_the_grid_or_point_is_refused(
    world: World, next_village: Region, address: str, report: dict[str, Any], said: str
) -> None:
    here = world.here
    place = (
        {"grid": here.grid.pk}
        if said == "grid"
        else dict(zip(("longitude", "latitude"), here.point, strict=True))
    )
    worker = Api(here.users["grid_worker"])
    answer = worker.post(address, {**report, **place, "region": next_village.code})
    assert set(is_problem(answer, 422, "invalid")["errors"]) == {"region"}
    assert not Matter.objects.exists()
    made = worker.post(address, {**report, **place, "region": here.township.code})
    assert (made.status_code, made.json()["grid"]) == (201, here.grid.pk)
