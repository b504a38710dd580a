"""Two desks change the same ground at the very same moment, on real connections: one does, the other is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from grids.models import Grid, GridOperation
from grids.services.grids import GridInput, create_grid
from grids.services.splitting import MergeInput, NewPiece, SplitInput, merge_grids, split_grid
from pingan.access.rules import system_actor
from pingan.common.errors import Busy, Invalid, NotFound, Stale
from pingan.matters.models import Matter
from tests.factories.incidents import given_report
from tests.factories.world import Place, World, given_world, square

pytestmark = pytest.mark.django_db(transaction=True)
MIDDLE = {"type": "LineString", "coordinates": [[114.59, 25.71], [114.63, 25.71]]}
CUT = SplitInput(
    line=MIDDLE,
    pieces=tuple(NewPiece(name, "basic_grid", households=60) for name in ("北网格", "南网格")),
    reason="户数过多",
)


@pytest.fixture
def world(transactional_db: None) -> World:
    return given_world()


def together(*calls: Callable[[], Any]) -> list[Any]:
    start = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=60)
            return call()
        except (Busy, Invalid, NotFound, Stale) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def cut(here: Place, names: tuple[str, str]) -> Any:
    pieces = tuple(replace(piece, name=name) for piece, name in zip(CUT.pieces, names, strict=True))
    data = replace(CUT, pieces=pieces)
    return split_grid(actor=here.actor("body_office"), grid_id=here.grid.pk, data=data, seen_version=1)


def test_of_two_who_split_one_grid_the_second_is_told_and_no_matter_is_lost(world: World) -> None:
    here = world.here
    report = given_report(here, longitude=114.61, latitude=25.705)
    answers = together(lambda: cut(here, ("北一", "南一")), lambda: cut(here, ("北二", "南二")))
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(refused) == 1
    assert GridOperation.objects.count() == 1
    done = next(answer for answer in answers if not isinstance(answer, Exception))
    assert Matter.objects.get(pk=report.pk).grid_id == done.grids[1].pk


def test_a_grid_that_is_split_and_merged_at_once_goes_one_of_the_ways(world: World) -> None:
    here = world.here
    data = GridInput(
        name="第二网格", kind="basic_grid", region_id=here.village.pk, boundary=square(114.62, 25.70)
    )
    beside = create_grid(actor=system_actor(), data=data, reason="测试").grid
    merging = MergeInput(
        grid_ids=(here.grid.pk, beside.pk),
        seen_versions={here.grid.pk: 1, beside.pk: 1},
        region_id=here.village.pk,
        result=NewPiece("合并网格", "basic_grid", households=200),
        reason="户数过少",
    )
    office = here.actor("body_office")
    answers = together(lambda: cut(here, ("北一", "南一")), lambda: merge_grids(actor=office, data=merging))
    assert sum(isinstance(answer, Exception) for answer in answers) == 1
    assert GridOperation.objects.count() == 1
    today = timezone.localdate()
    standing = Grid.objects.filter(Grid.in_force_q(today), region=here.village)
    assert {row.name for row in standing} in ({"北一", "南一", "第二网格"}, {"合并网格"})
