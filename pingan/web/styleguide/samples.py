"""Made-up people, matters and numbers for the style guide; nobody in it exists."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone

TITLES: Final = (
    "滨河路与建设路交叉口路灯连续三晚不亮，夜间通行不便",
    "阳光小区 3 栋二单元楼道堆放杂物",
    "农贸市场东门早市占道经营",
    "老人反映楼上噪音扰民，已两次上门",
    "朝阳社区健身器材松动",
    "河堤护栏缺失约 2 米",
    "学校门口放学时段车辆乱停",
    "村道塌方半幅，已设警示标志",
    "雨污水管网堵塞，污水外溢至路面",
    "沿街商铺燃气管老化",
    "邻里因宅基地边界发生争执",
    "高层住宅消防通道被占用",
)
STATES: Final = (
    ("待受理", "blue"),
    ("待受理", "blue"),
    ("已分流", "blue"),
    ("办理中", "blue"),
    ("待核查", "yellow"),
    ("已退回", "red"),
)
HOURS_LEFT: Final = (-30, 2, 20, 31, 52, 75, -4, 100, 9, None, 130, 60)


@dataclass(frozen=True)
class Row:
    """One line of the sample inbox."""

    pk: int
    number: str
    title: str
    place: str
    state: str
    tone: str
    light: str
    due_at: dt.datetime | None
    reported_at: dt.datetime


def _light(hours: int | None) -> str:
    if hours is None:
        return "grey"
    return "red" if hours < 0 else "yellow" if hours <= 24 else "green"


def rows() -> list[Row]:
    """Twelve matters in different states and lights."""
    now = timezone.now()
    return [
        Row(
            pk=index + 1,
            number=f"SJ-360703-2026-{1042 - index:06d}",
            title=title,
            place=("滨河社区第 3 网格", "阳光社区第 1 网格", "朱坊村第 2 网格")[index % 3],
            state=STATES[index % len(STATES)][0],
            tone=STATES[index % len(STATES)][1],
            light=_light(hours),
            due_at=None if hours is None else now + dt.timedelta(hours=hours, minutes=5),
            reported_at=now - dt.timedelta(hours=3 * index, minutes=12),
        )
        for index, (title, hours) in enumerate(zip(TITLES, HOURS_LEFT, strict=True))
    ]


def timeline() -> list[dict[str, Any]]:
    """The course of one matter, newest first."""
    now = timezone.now()
    wait = "需更换整段电缆，配件 9 月 24 日到货。"
    units = "主办：城市管理局；协办：供电公司。"
    desk, unit, grid = "朱坊镇综治中心", "城市管理局 · 经办人", "滨河社区第 3 网格"
    entries = [
        ("申请延期", "陈明", unit, 2, wait, "yellow", "clock", "", ""),
        ("签收", "陈明", unit, 20, "", "blue", "sign", "已分流", "已签收"),
        ("分流", "李燕", desk, 22, units, "blue", "dispatch", "已受理", "已分流"),
        ("受理", "李燕", desk, 23, "", "green", "check", "已上报", "已受理"),
        ("上报", "王建国", grid, 26, "连续三晚不亮，附近有学校。", "grey", "report", "", "已上报"),
    ]
    names = [
        "action_label",
        "actor_name",
        "actor_post",
        "hours",
        "note",
        "tone",
        "icon",
        "from_label",
        "to_label",
    ]
    listed = [dict(zip(names, entry, strict=True)) for entry in entries]
    return [{**entry, "at": now - dt.timedelta(hours=int(str(entry["hours"])))} for entry in listed]


def steps() -> list[dict[str, str]]:
    """The way of a matter with the present place on it."""
    labels = ("上报", "受理", "分流", "签收", "办理", "核查", "反馈", "办结")
    return [
        {"label": label, "state": "done" if index < 4 else "current" if index == 4 else ""}
        for index, label in enumerate(labels)
    ]


def grids() -> dict[str, Any]:
    """Three neighbouring grids and four matters as GeoJSON."""
    boxes = ((114.930, 25.850), (114.942, 25.851), (114.935, 25.841))
    areas = [
        {
            "type": "Feature",
            "properties": {"label": f"第 {index + 1} 网格", "is_current": index == 0},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[x, y], [x + 0.011, y + 0.001], [x + 0.0115, y + 0.009], [x + 0.001, y + 0.0085], [x, y]]
                ],
            },
        }
        for index, (x, y) in enumerate(boxes)
    ]
    points = [
        {
            "type": "Feature",
            "properties": {"label": label, "tone": tone},
            "geometry": {"type": "Point", "coordinates": [x, y]},
        }
        for label, tone, x, y in (
            ("路灯损坏", "red", 114.934, 25.854),
            ("占道经营", "yellow", 114.946, 25.856),
            ("噪音扰民", "green", 114.940, 25.845),
        )
    ]
    return {"type": "FeatureCollection", "features": [*areas, *points]}


def photo(hue: int, caption: str) -> dict[str, str]:
    """A drawn photo as a data address, so that the guide needs no files."""
    svg = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 160 120'>"
        f"<rect width='160' height='120' fill='hsl({hue},25%,62%)'/>"
        f"<path d='M0 90 50 50 90 84 120 62 160 96V120H0z' fill='hsl({hue},28%,38%)'/></svg>"
    )
    return {"url": "data:image/svg+xml," + svg.replace("#", "%23").replace("%,", "%25,"), "caption": caption}


def navigation(current: str) -> list[dict[str, Any]]:
    """The side navigation of a township desk."""
    entries = (
        ("首页", "home", "/styleguide/worker/", 0),
        ("收件箱", "inbox", "/styleguide/triage/", 12),
        ("事项", "incident", "/styleguide/incident/", 0),
        ("网格", "grid", "#", 0),
        ("督办", "flag", "#", 3),
        ("统计", "chart", "#", 0),
        ("组织机构", "building", "#", 0),
        ("组件", "columns", "/styleguide/", 0),
    )
    return [
        {"label": label, "icon": icon, "url": url, "badge": badge or None, "is_current": label == current}
        for label, icon, url, badge in entries
    ]


def actor(*, role: str = "township") -> dict[str, Any]:
    """Who is signed in: a township clerk with two posts, or a grid worker with one."""
    if role == "worker":
        return {
            "name": "王建国",
            "role_label": "网格员",
            "post_label": "滨河社区第 3 网格 · 网格员",
            "post_id": 3,
            "posts": (),
        }
    return {
        "name": "李燕",
        "role_label": "乡镇综治中心",
        "post_label": "朱坊镇综治中心 · 分流岗",
        "post_id": 1,
        "posts": ((1, "朱坊镇综治中心 · 分流岗"), (2, "滨河社区 · 社区干部")),
    }
