"""The demo county: real divisions of 南康区 and a part of 章贡区, invented units, people and grids.

Everything invented is marked (``is_demo``, names that say so); names of people are common ones, drawn by seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from shapely.geometry import shape

from grids.models import DutyRole, Employment, Grid, GridAssignment, GridKind
from grids.services.boundaries import measured, put_boundary
from grids.services.duties import DutyLine, DutyListInput, MatterLine, publish_duty_list
from pingan.access.rules import system_actor
from pingan.accounts.models import User
from pingan.common.text import pinyin_key
from pingan.demo.boundaries import DemoTownship, DemoVillage, generate_boundaries
from pingan.demo.organisation import (
    SINCE,
    load_county_units,
    load_organisation,
    load_township_units,
    region_of,
)
from pingan.demo.people import Person, demo_people, draw_name, fill_units
from pingan.org.models import Post, Region

COUNTY = "360703000000"
OTHER_COUNTY = "360702000000"
#: Townships with people of their own; the other county gets grids only where it has people.
TOWNSHIPS = ("360703001000", "360703203000")
GRID_AREA_KINDS = {"governance_grid": GridKind.GOVERNANCE, "basic_grid": GridKind.BASIC}


@dataclass(frozen=True)
class DemoCounty:
    """What the incidents of the demo need."""

    grids: list[Grid]
    people: list[Person]


@transaction.atomic
def load_county() -> DemoCounty:
    """Create organisation, people and grids; call once on an empty organisation."""
    draw = random.Random(360703)
    everywhere = [region_of(code) for code in ("360000000000", "360700000000", COUNTY, OTHER_COUNTY)]
    for region in everywhere:
        load_organisation(region)
    for code in (*TOWNSHIPS, "360702001000"):
        load_organisation(region_of(code))
        load_township_units(region_of(code))
    for region in everywhere[2:]:
        load_county_units(region)
    grids = [*_grids(COUNTY, draw, only=None), *_grids(OTHER_COUNTY, draw, only=("360702001000",))]
    people = demo_people(grids)
    for region in everywhere[2:]:
        fill_units(region, draw)
    _workers(grids, draw)
    _duty_list(region_of(COUNTY))
    return DemoCounty(grids, people)


def _grids(county_code: str, draw: random.Random, only: tuple[str, ...] | None) -> list[Grid]:
    county = region_of(county_code)
    townships = [
        DemoTownship(
            town.code,
            town.name,
            tuple(
                DemoVillage(village.code, village.name, village.urban_rural_code)
                for village in Region.objects.filter(parent=town, valid_to=None, is_virtual=False)
            ),
        )
        for town in Region.objects.filter(parent=county, valid_to=None)
    ]
    made = generate_boundaries(county.boundary, [town for town in townships if town.villages], only=only)
    for code, boundary in {**made.townships, **made.villages}.items():
        Region.objects.filter(code=code, valid_to=None).update(boundary=boundary)
    regions = {
        region.code: region for region in Region.objects.filter(code__startswith=county.prefix, valid_to=None)
    }
    rows = []
    for grid in made.grids:
        row = Grid(
            code=grid.code,
            name=grid.name,
            name_pinyin=pinyin_key(grid.name),
            kind=GRID_AREA_KINDS[grid.kind],
            region=regions[grid.village_code],
            resident_population=grid.resident_population,
            households=grid.households,
            supervision_phone="0797-12345",
            is_demo=True,
            valid_from=SINCE,
        )
        put_boundary(row, measured(shape(grid.boundary)))  # type: ignore[arg-type]
        rows.append(row)
    Grid.objects.bulk_create(rows, batch_size=500)
    return list(
        Grid.objects.filter(code__startswith=county.prefix, is_demo=True)
        .select_related("region")
        .defer("boundary", "region__boundary")
        .order_by("code")
    )


def _workers(grids: Iterable[Grid], draw: random.Random) -> None:
    """One worker for about three grids; a few urban grids stay without a full-time one, so that gaps show."""
    manned = set(GridAssignment.objects.values_list("grid_id", flat=True))
    open_grids = [grid for grid in grids if grid.pk not in manned]
    users: list[User] = []
    plan: list[tuple[Grid, int]] = []
    for place, grid in enumerate(open_grids):
        if grid.kind == GridKind.GOVERNANCE and draw.random() < 0.06:
            continue
        if place % 3 == 0 or not users or grid.kind == GridKind.GOVERNANCE:
            name = draw_name(draw)
            user = User(
                username=f"wgy{grid.code}",
                name=name,
                name_pinyin=pinyin_key(name, is_person=True),
                is_demo=True,
            )
            user.set_unusable_password()
            users.append(user)
        plan.append((grid, len(users) - 1))
    made = User.objects.bulk_create(users, batch_size=500)
    regions = {index: grid.region for grid, index in plan}
    Post.objects.bulk_create(
        [
            Post(user=made[index], role="grid_worker", region=region, held_from=SINCE, reason="演示数据")
            for index, region in regions.items()
        ],
        batch_size=500,
    )
    GridAssignment.objects.bulk_create(
        [
            GridAssignment(
                grid=grid, user=made[index], duty_role=DutyRole.WORKER,
                employment=Employment.FULL_TIME if grid.kind == GridKind.GOVERNANCE else Employment.PART_TIME,
                valid_from=SINCE, reason="演示数据",
            )
            for grid, index in plan
        ],
        batch_size=500,
    )  # fmt: skip


def _duty_list(county: Region) -> None:
    publish_duty_list(
        actor=system_actor(),
        data=DutyListInput(
            region_id=county.pk,
            title=f"{county.name}网格员职责清单（演示数据）",
            document="演示数据，非正式文件",
            effective_from=SINCE,
            duties=(
                DutyLine("information", "采集更新网格基础数据，走访重点场所"),
                DutyLine("patrol", "开展治安巡防，发现公共设施损坏及时上报"),
                DutyLine("dispute", "排查矛盾纠纷，能就地调解的就地调解"),
                DutyLine("emergency", "第一时间报告突发事件"),
                DutyLine("hazard", "排查消防、用电、燃气等安全隐患"),
            ),
            matters=(
                MatterLine("APPEAL.FACILITY", "公共设施小故障", may_self_resolve=True),
                MatterLine("APPEAL.ENVIRONMENT", "环境卫生问题", may_self_resolve=True),
                MatterLine("HAZARD", "各类安全隐患", may_self_resolve=False),
            ),
        ),
        reason="演示数据",
    )
