"""The demo county: real divisions of 南康区 and a part of 章贡区, invented units, people and grids.

Everything invented is marked (``is_demo``, names that say so); names of people are common ones, drawn by seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from shapely.geometry import shape

from grids.models import DutyRole, Employment, Grid, GridAssignment, GridKind, RoutingRule
from grids.services.duties import DutyLine, DutyListInput, MatterLine, publish_duty_list
from pingan.access.rules import system_actor
from pingan.accounts.models import User
from pingan.common.text import pinyin_key
from pingan.demo.boundaries import DemoTownship, DemoVillage, generate_boundaries
from pingan.demo.people import Person, demo_people, draw_name
from pingan.org.models import (
    CenterChecklistItem,
    CoordinatingBody,
    CoordinatingOffice,
    GovernanceCenter,
    LeaderResponsibility,
    MemberUnit,
    Organ,
    Post,
    Region,
    ResidentAgency,
    SpecialGroup,
)
from pingan.org.queries.reference import checklist_lines

COUNTY = "360703000000"
OTHER_COUNTY = "360702000000"
#: Townships with people of their own; the other county gets grids only where it has people.
TOWNSHIPS = ("360703001000", "360703203000")
SINCE = date(2024, 1, 1)
GRID_AREA_KINDS = {"governance_grid": GridKind.GOVERNANCE, "basic_grid": GridKind.BASIC}

#: Suffix, kind and the classes it is the default unit of.
DEPARTMENTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("城市管理局", "department", ("APPEAL.ENVIRONMENT", "APPEAL.FACILITY")),
    ("住房和城乡建设局", "department", ("HAZARD.CONSTRUCTION", "HAZARD.BUILDING", "DISPUTE.PROPERTY")),
    ("应急管理局", "department", ("HAZARD", "EMERGENCY")),
    ("公安分局", "judicial", ("ORDER", "CLUE")),
    ("市场监督管理局", "department", ("HAZARD.FOOD_DRUG", "DISPUTE.CONSUMER")),
    ("交通运输局", "department", ("HAZARD.TRAFFIC", "APPEAL.FACILITY.ROAD")),
    ("水利局", "department", ("HAZARD.FLOOD", "APPEAL.FACILITY.WATER")),
    ("生态环境局", "department", ("HAZARD.ECOLOGY", "DISPUTE.POLLUTION")),
    ("人力资源和社会保障局", "department", ("DISPUTE.LABOUR", "DISPUTE.WAGES")),
    ("司法局", "department", ("DISPUTE",)),
    ("民政局", "department", ("APPEAL.LIVELIHOOD",)),
    ("教育体育局", "department", ("HAZARD.SCHOOL", "DISPUTE.SCHOOL")),
    ("卫生健康委员会", "department", ("DISPUTE.MEDICAL",)),
    ("自然资源局", "department", ("HAZARD.GEOLOGY", "DISPUTE.LAND")),
    ("农业农村局", "department", ("DISPUTE.VILLAGE_AFFAIRS",)),
    ("消防救援大队", "dispatched_agency", ("HAZARD.FIRE",)),
    ("信访局", "department", ("APPEAL",)),
    ("供电公司", "public_service", ("HAZARD.ELECTRICITY",)),
    ("燃气有限公司", "public_service", ("HAZARD.GAS",)),
    ("水务集团", "public_service", ()),
)


@dataclass(frozen=True)
class DemoCounty:
    """What the incidents of the demo need."""

    grids: list[Grid]
    people: list[Person]


@transaction.atomic
def load_county() -> DemoCounty:
    """Create organisation, people and grids; call once on an empty organisation."""
    draw = random.Random(360703)
    everywhere = [_region(code) for code in ("360000000000", "360700000000", COUNTY, OTHER_COUNTY)]
    for region in everywhere:
        _organisation(region)
    for code in (*TOWNSHIPS, "360702001000"):
        _organisation(_region(code))
        _township_units(_region(code))
    for region in everywhere[2:]:
        _county_units(region)
    grids = [*_grids(COUNTY, draw, only=None), *_grids(OTHER_COUNTY, draw, only=("360702001000",))]
    people = demo_people(grids)
    _workers(grids, draw, taken={person.user.pk for person in people})
    _duty_list(_region(COUNTY))
    return DemoCounty(grids, people)


def _region(code: str) -> Region:
    return Region.objects.get(code=code, valid_to=None)


def _organ(region: Region, name: str, kind: str, **extra: str) -> Organ:
    return Organ.objects.create(
        region=region, name=name, name_pinyin=pinyin_key(name), kind=kind, valid_from=SINCE, **extra
    )


def _organisation(region: Region) -> None:
    short = (
        region.name.removesuffix("省").removesuffix("市").removesuffix("区")
        if region.level < 4
        else region.name
    )
    office = _organ(
        region,
        f"{region.name}平安建设领导小组办公室",
        "coordinating_office",
        document_code=f"{short[:2]}平安办",
    )
    body = CoordinatingBody.objects.create(
        region=region,
        level=region.level,
        name=f"平安{short}建设领导小组",
        document="演示数据",
        valid_from=SINCE,
    )
    CoordinatingOffice.objects.create(body=body, organ=office, duties="承担领导小组日常工作（演示数据）")
    _organ(
        region,
        f"{region.name}人民政府"
        if region.level < 4 or not region.name.endswith("街道")
        else f"{region.name}办事处",
        "government",
    )
    center_organ = _organ(region, f"{region.name}社会治安综合治理中心", "governance_center")
    center = GovernanceCenter.objects.create(
        region=region, organ=center_organ, name=center_organ.name, level=region.level, address=f"{region.name}（演示地址）",
        floor_area_m2=600, windows=6, staff_count=8, opening_hours="08:30-12:00 14:00-17:30", valid_from=SINCE,
    )  # fmt: skip
    CenterChecklistItem.objects.bulk_create(
        CenterChecklistItem(center=center, code=code, is_met=place != 3)
        for place, code in enumerate(_checklist_codes())
    )
    LeaderResponsibility.objects.bulk_create(
        LeaderResponsibility(
            organ=office,
            year=2026,
            kind=kind,
            name=name,
            title=title,
            portfolio=portfolio,
            valid_from=date(2026, 1, 1),
        )
        for kind, name, title, portfolio in (
            ("primary_responsible", "演示书记", "党委书记", ""),
            (
                "primary_responsible",
                "演示镇长" if region.level == 4 else "演示行政首长",
                "行政主要负责人",
                "",
            ),
            ("direct_responsible", "演示分管领导", "政法委员", "平安建设"),
        )
    )


def _checklist_codes() -> list[str]:
    return [line.code for line in checklist_lines()]


def _county_units(county: Region) -> None:
    body = CoordinatingBody.objects.get(region=county, valid_to=None)
    center = GovernanceCenter.objects.get(region=county, valid_to=None)
    for place, (suffix, kind, classes) in enumerate(DEPARTMENTS):
        organ = _organ(county, f"{county.name}{suffix}", kind, short_name=f"{county.name[:2]}{suffix}"[:40])
        if place < 17:
            MemberUnit.objects.create(
                body=body, organ=organ, duties=f"{suffix}平安建设职责（演示数据）", liaison_department="办公室",
                decision_document=f"{body.name}〔2024〕1号（演示）", valid_from=SINCE,
            )  # fmt: skip
        if place < 6:
            ResidentAgency.objects.create(
                center=center, organ=organ, mode="resident" if place < 3 else "rotating", window=f"{place + 1}号窗口",
                valid_from=SINCE,
            )  # fmt: skip
        RoutingRule.objects.bulk_create(
            RoutingRule(
                category_code=code, region_code=county.prefix, organ=organ, source="属地管理责任清单（演示数据）",
                effective_from=SINCE, reason="演示数据",
            )
            for code in classes
        )  # fmt: skip
    police = Organ.objects.get(region=county, name=f"{county.name}公安分局")
    SpecialGroup.objects.create(body=body, name="社会治安防控专项组", lead_unit=police, valid_from=SINCE)


def _township_units(township: Region) -> None:
    for suffix, kind in (
        ("派出所", "dispatched_agency"),
        ("司法所", "dispatched_agency"),
        ("综合行政执法队", "department"),
    ):
        _organ(township, f"{township.name}{suffix}", kind)
    for village in Region.objects.filter(parent=township, valid_to=None, is_virtual=False):
        name = village.name if village.name.endswith("委会") else f"{village.name}委员会"
        _organ(village, name, "village_committee")


def _grids(county_code: str, draw: random.Random, only: tuple[str, ...] | None) -> list[Grid]:
    county = _region(county_code)
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
        west, south, east, north = shape(grid.boundary).bounds
        rows.append(
            Grid(
                code=grid.code,
                name=grid.name,
                name_pinyin=pinyin_key(grid.name),
                kind=GRID_AREA_KINDS[grid.kind],
                region=regions[grid.village_code],
                boundary=grid.boundary,
                west=west,
                south=south,
                east=east,
                north=north,
                area_m2=shape(grid.boundary).area * 1.1e10,
                resident_population=grid.resident_population,
                households=grid.households,
                supervision_phone="0797-12345",
                is_demo=True,
                valid_from=SINCE,
            )  # fmt: skip
        )
    Grid.objects.bulk_create(rows, batch_size=500)
    return list(
        Grid.objects.filter(code__startswith=county.prefix, is_demo=True)
        .select_related("region")
        .order_by("code")
    )


def _workers(grids: Iterable[Grid], draw: random.Random, taken: set[int]) -> None:
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
                MatterLine("APPEAL.FACILITY", "公共设施小故障", True),
                MatterLine("APPEAL.ENVIRONMENT", "环境卫生问题", True),
                MatterLine("HAZARD", "各类安全隐患", False),
            ),
        ),
        reason="演示数据",
    )
