"""The demo's organisation: bodies, offices, centres and units of real divisions. Everything says that it is demo."""

from __future__ import annotations

from datetime import date

from grids.models import RoutingRule
from pingan.common.text import pinyin_key
from pingan.org.models import (
    CenterChecklistItem,
    CoordinatingBody,
    CoordinatingOffice,
    GovernanceCenter,
    LeaderResponsibility,
    MemberUnit,
    Organ,
    Region,
    ResidentAgency,
    SpecialGroup,
)
from pingan.org.queries.reference import checklist_lines

SINCE = date(2024, 1, 1)
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
#: Departments whose papers the demo writes, with what their documents are called by.
_PAPERS = {"城市管理局": "城管", "住房和城乡建设局": "住建"}


def region_of(code: str) -> Region:
    """Return the division that holds this code today."""
    return Region.objects.get(code=code, valid_to=None)


def new_organ(region: Region, name: str, kind: str, **extra: str) -> Organ:
    """Create a unit of a division."""
    return Organ.objects.create(
        region=region, name=name, name_pinyin=pinyin_key(name), kind=kind, valid_from=SINCE, **extra
    )


def load_organisation(region: Region) -> None:
    """Create body, office, government and centre of a division."""
    short = (
        region.name.removesuffix("省").removesuffix("市").removesuffix("区")
        if region.level < 4
        else region.name
    )
    office = new_organ(
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
    new_organ(
        region,
        f"{region.name}人民政府"
        if region.level < 4 or not region.name.endswith("街道")
        else f"{region.name}办事处",
        "government",
    )
    center_organ = new_organ(
        region, f"{region.name}社会治安综合治理中心", "governance_center",
        document_code=f"{region.name}综治",
    )  # fmt: skip
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


def load_county_units(county: Region) -> None:
    """Create a county's departments, its member units and the rules that route classes to them."""
    body = CoordinatingBody.objects.get(region=county, valid_to=None)
    center = GovernanceCenter.objects.get(region=county, valid_to=None)
    for place, (suffix, kind, classes) in enumerate(DEPARTMENTS):
        code = _PAPERS.get(suffix)
        organ = new_organ(
            county, f"{county.name}{suffix}", kind, short_name=f"{county.name[:2]}{suffix}"[:40],
            document_code=f"{county.name[:2]}{code}" if code else "",
        )  # fmt: skip
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


def load_township_units(township: Region) -> None:
    """Create a township's own units and its villages' committees."""
    for suffix, kind in (
        ("派出所", "dispatched_agency"),
        ("司法所", "dispatched_agency"),
        ("综合行政执法队", "department"),
    ):
        new_organ(township, f"{township.name}{suffix}", kind)
    for village in Region.objects.filter(parent=township, valid_to=None, is_virtual=False):
        name = village.name if village.name.endswith("委会") else f"{village.name}委员会"
        new_organ(village, name, "village_committee")
