"""Key places of several kinds in two townships, with their rounds: some in time, some overdue, one no longer watched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from pingan.demo.mediation.travelling import days_ago
from pingan.demo.risk.stage import RiskStage, point_of
from risk.models import KeyPlace
from risk.services.place_data import PlaceData, data_of
from risk.services.places import add_place, edit_place, record_inspection

_SINCE = 150
_GUARDS: dict[str, Any] = {
    "guards": "保安两名，早晚高峰各增一名",
    "barriers": "出入口硬质隔离，消防设施齐全",
    "technology": "视频监控全覆盖，一键报警接入派出所",
}


@dataclass(frozen=True)
class _Watched:
    """A place to be: its name, kind and domain, in which grid of which township, who goes round, which unit answers.

    ``rounds``: how many days ago each round was made, and by whom.
    """

    name: str
    kind: str
    domain: str
    at: tuple[str, int]
    inspector: str
    unit: str
    rounds: tuple[tuple[int, str], ...] = ()
    operator: str = ""
    has_plan: bool = True


_PLACES = (
    _Watched("示例第一小学", "school", "school", ("zf", 0), "grid", "教育体育局",
             ((17, "zf_wgy1"), (10, "zf_wgy1"), (3, "zf_wgy1"))),
    _Watched("示例家具产业园", "industrial_park", "fire", ("zf", 1), "township", "消防救援大队",
             ((70, "zf_zongzhi"), (41, "zf_zongzhi")), "示例园区管理有限公司"),
    _Watched("示例乡中心卫生院", "hospital", "health", ("zf", 2), "village", "卫生健康委员会", ((12, "zf_zongzhi"),)),
    _Watched("示例城中村片区", "urban_village", "fire", ("zf", 3), "grid", "消防救援大队", (), has_plan=False),
    _Watched("示例幸福幼儿园", "kindergarten", "school", ("ds", 0), "grid", "教育体育局",
             ((15, "ds_wgy1"), (8, "ds_wgy1"), (1, "ds_wgy1"))),
    _Watched("示例购物中心", "mall", "fire", ("ds", 1), "township", "消防救援大队",
             ((33, "ds_zongzhi"), (5, "ds_zongzhi")), "示例商业运营有限公司"),
    _Watched("示例客运站", "station", "traffic", ("ds", 2), "county", "交通运输局", ((60, "nk_diaodu"),),
             "示例客运有限公司"),
    _Watched("示例夕阳红养老院", "care_home", "fire", ("ds", 3), "village", "民政局", ((40, "ds_zongzhi"),)),
    _Watched("示例油品仓储点（储存液化石油气、汽油、柴油等危险物品）", "dangerous_goods", "dangerous_goods", ("ds", 4),
             "county", "应急管理局", ((20, "nk_diaodu"),), "示例能源储运有限责任公司南康分公司"),
    _Watched("示例滨河公园", "park", "other", ("ds", 5), "township", "城市管理局"),
)  # fmt: skip


def show_places(stage: RiskStage) -> dict[str, KeyPlace]:
    """Begin to watch them half a year ago and go round; return them by name."""
    with days_ago(_SINCE):
        found = {one.name: _begin(stage, one) for one in _PLACES}
    rounds = [(days, name, place) for place in _PLACES for days, name in place.rounds]
    for days, username, place in sorted(rounds, key=lambda line: -line[0]):
        with days_ago(days, hour=10):
            record_inspection(
                actor=stage.cast[username],
                place_id=found[place.name].pk,
                made_on=timezone.localdate(),
                result="消防设施、出入口值守和应急预案均正常，已口头提醒保持通道畅通",
            )
    park = found["示例滨河公园"]
    closing = replace(data_of(park), is_closed=True)
    with days_ago(30):
        edit_place(actor=stage.cast["ds_zongzhi"], place_id=park.pk, data=closing)
    return found


def _begin(stage: RiskStage, one: _Watched) -> KeyPlace:
    prefix, at = one.at
    ground = stage.ground(prefix, at)
    drilled_on = timezone.localdate() - timedelta(days=30) if one.has_plan else None
    more: dict[str, Any] = {"drilled_on": drilled_on, **_GUARDS, **point_of(ground, 0.3)}
    data = PlaceData(
        name=one.name, kind=one.kind, domain=one.domain, inspector=one.inspector, grid=ground.grid_id,
        place_text=f"{ground.region_name}内", organ=stage.unit(one.unit), operator=one.operator,
        has_plan=one.has_plan, **more,
    )  # fmt: skip
    return add_place(actor=stage.cast[f"{prefix}_zongzhi"], data=data)
