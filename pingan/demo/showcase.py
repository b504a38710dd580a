"""About forty incidents of the last days, walked through the services, so that every state and feature is there.

What needs a past (overdue, returned, closed last week) is seeded by COPY first; what people then do to it
goes through the same verbs as a page's click.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from grids.models import Incident
from grids.services.incidents import Reporter, ReportInput, report_incident
from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from pingan.accounts.models import User
from pingan.demo.pictures import photo_of
from pingan.demo.seeding import Wish, seed_wishes
from pingan.demo.stories import Place
from pingan.matters.machine import machine_for
from pingan.matters.services import perform

#: Prefix of the accounts of a township -> its division.
PREFIXES = {"ds": "360703001", "zf": "360703203", "jf": "360702001"}
_SEED = 14
_PHONE = "13907970000"
#: Seeded for every township's inbox: class, age in hours, state. Some red, some yellow, some green.
_TODAY: tuple[tuple[str, float, str], ...] = (
    ("APPEAL.FACILITY.LAMP", 0.4, "reported"),
    ("HAZARD.FIRE.EXIT", 20, "reported"),
    ("DISPUTE.NEIGHBOUR", 75, "reported"),
    ("APPEAL.ENVIRONMENT.WASTE", 3, "accepted"),
    ("DISPUTE.WAGES", 100, "accepted"),
    ("APPEAL.FACILITY.ROAD", 26, "dispatched"),
    ("HAZARD.FIRE.EBIKE", 30, "dispatched"),
    ("APPEAL.FACILITY.LIFT", 60, "signed"),
    ("HAZARD.BUILDING", 30 * 24, "signed"),
    ("APPEAL.ENVIRONMENT.NOISE", 50, "handled"),
    ("HAZARD.ELECTRICITY", 130, "handled"),
    ("DISPUTE.PROPERTY", 70, "verified"),
    ("APPEAL.LIVELIHOOD", 90, "answered"),
    ("DISPUTE.HOUSING", 45, "suspended"),
    ("HAZARD.TRAFFIC", 18, "returned"),
    ("DISPUTE.CONTRACT", 40, "rejected"),
)


@dataclass(frozen=True)
class _Stage:
    """The cast and the ground of the showcase."""

    cast: dict[str, Actor]
    grounds: dict[str, list[Place]]

    def actor(self, username: str) -> Actor:
        return self.cast[username]

    def do(self, pk: int, action: str, username: str, **values: Any) -> Incident:
        spec = machine_for("incident").action(action)
        if spec is None:
            raise AssertionError(f"no action {action}")
        done = perform(
            actor=self.actor(username),
            kind="incident",
            matter_id=pk,
            action=action,
            data=spec.input(**values),
        )
        detail: Incident = done.detail
        return detail

    def report(self, username: str, category: str, text: str, *, near: int = 0, **values: Any) -> Incident:
        """Report at a grid of the account's own village; ``near`` shifts the point by some metres."""
        place = self.grounds[username[:2]][0]
        west, south, east, north = place.bounds
        at = {"longitude": (west + east) / 2 + near * 1e-5, "latitude": (south + north) / 2}
        data = {"grid": place.grid_id, "severity": "04", "place_text": "文化广场", **at, **values}
        return report_incident(
            actor=self.actor(username), data=ReportInput(category=category, description=text, **data)
        )

    def photo(self, username: str, seed: int) -> int:
        return photo_of(self.actor(username), seed)


def show_everything(places: Sequence[Place], *, until: datetime) -> None:
    """Seed a working day for every demo account, and walk each feature once."""
    stage = _Stage(cast_of_demo(), grounds_of(places))
    _working_day(stage, until)
    for tell in (
        _resolved_on_the_spot, _duplicates, _disputed, _determined, _emergencies, _extensions, _called,
        _supervised, _unhappy, _odds_and_ends,
    ):  # fmt: skip
        tell(stage, until)


def cast_of_demo() -> dict[str, Actor]:
    """Return the accounts that can sign in, by user name."""
    users = User.objects.filter(is_demo=True).exclude(password__startswith="!")  # noqa: S106 - no password at all
    return {user.username: actor for user in users if (actor := actor_for(user)) is not None}


def grounds_of(places: Sequence[Place]) -> dict[str, list[Place]]:
    """Return the places of each township with accounts, by their prefix."""
    return {prefix: _ground(places, code) for prefix, code in PREFIXES.items()}


def _ground(places: Sequence[Place], code: str) -> list[Place]:
    """Return the township's places, those with a demo account's worker first, one per village to begin with."""
    rows = [place for place in places if place.region_code.startswith(code)]
    named = set(User.objects.filter(username__contains="_wgy", is_demo=True).values_list("pk", flat=True))
    return sorted(rows, key=lambda place: (place.worker[0] not in named, place.region_code, place.grid_id))


def _seed(
    places: Sequence[Place], until: datetime, *lines: tuple[str, float, str], seed: int = 0
) -> list[int]:
    return seed_wishes(
        [
            Wish(places[row % min(3, len(places))], code, timedelta(hours=hours), state)
            for row, (code, hours, state) in enumerate(lines)
        ],
        seed=_SEED + seed,
        until=until,
    )


def _working_day(stage: _Stage, until: datetime) -> None:
    for number, ground in enumerate(stage.grounds.values()):
        _seed(ground, until, *_TODAY, seed=number)


def _resolved_on_the_spot(stage: _Stage, until: datetime) -> None:
    first = stage.report(
        "ds_wgy1", "HAZARD.FIRE.EXIT", "楼道纸箱堵塞通道", resolution="当场劝导住户搬离，通道已畅通"
    )
    stage.report("zf_wgy1", "APPEAL.ENVIRONMENT", "村口散落垃圾", resolution="当场清理完毕")
    stage.do(first.pk, "verify", "ds_cun1", solved="yes", note="查看照片和现场，属实")


def _duplicates(stage: _Stage, until: datetime) -> None:
    """One real duplicate merged, one merged by mistake and taken apart, one still to be noticed."""
    words = "文化广场两盏路灯不亮，晚上看不清路"
    photos = (stage.photo("ds_wgy1", 1), stage.photo("ds_wgy1", 2))
    original = stage.report("ds_wgy1", "APPEAL.FACILITY.LAMP", words, attachments=photos)
    again = stage.report("ds_cun1", "APPEAL.FACILITY.LAMP", "广场路灯坏了两盏", near=2, source="walk_in",
                         reporter=Reporter("王女士", _PHONE))  # fmt: skip
    other = stage.report("ds_wgy1", "APPEAL.FACILITY.ROAD", "广场入口地砖松动", near=4)
    stage.report("ds_wgy1", "APPEAL.FACILITY.LAMP", "文化广场路灯不亮", near=3)
    number = original.matter.number
    stage.do(again.pk, "merge", "ds_zongzhi", target=number, note="同一处路灯")
    stage.do(other.pk, "merge", "ds_zongzhi", target=number, note="同一地点")
    stage.do(other.pk, "unmerge", "ds_zongzhi", note="地砖与路灯不是同一事项，撤销合并")


def _return_twice(stage: _Stage, prefix: str, until: datetime, seed: int) -> int:
    """From the city administration to housing and back again: only the county may decide now."""
    (pk,) = _seed(stage.grounds[prefix][1:2], until, ("APPEAL.FACILITY", 6, "dispatched"), seed=seed)
    stage.do(pk, "return", "nk_chengguan", note="该设施由小区物业建设，不属我局管护范围")
    housing = stage.actor("nk_zhujian").organ_id
    stage.do(pk, "dispatch", f"{prefix}_zongzhi", organ=housing, note="请按物业监管职责办理")
    stage.do(pk, "return", "nk_zhujian", note="公共区域设施不属我局职责，建议区政府确定")
    return pk


def _disputed(stage: _Stage, until: datetime) -> None:
    _return_twice(stage, "ds", until, 21)
    _return_twice(stage, "zf", until, 22)


def _determined(stage: _Stage, until: datetime) -> None:
    pk = _return_twice(stage, "ds", until, 23)
    stage.do(pk, "determine", "nk_zhengfu", organ=stage.actor("nk_chengguan").organ_id,
             document="康府办字〔2026〕88号（演示）", note="依据属地管理责任清单，由城市管理局负责")  # fmt: skip
    stage.do(pk, "sign", "nk_chengguan")


def _emergencies(stage: _Stage, until: datetime) -> None:
    """One under control with its chain, one whose first report nobody has acknowledged yet."""
    fire = stage.report("ds_wgy1", "EMERGENCY.ACCIDENT", "家具产业园3号楼车间冒烟，人员已疏散", severity="03",
                        people_involved=12, attachments=(stage.photo("ds_wgy1", 3),))  # fmt: skip
    stage.do(fire.pk, "accept", "ds_zongzhi")
    stage.do(
        fire.pk,
        "emergency_report",
        "ds_zongzhi",
        kind="first",
        content="家具产业园3号楼车间起火，人员已疏散，无伤亡",
    )
    first = fire.emergency_reports.get()
    stage.do(fire.pk, "acknowledge", "nk_diaodu", report=first.pk, note="请持续报告，消防已出动")
    stage.do(fire.pk, "dispatch", "ds_zongzhi", organ=stage.actor("nk_xiaofang").organ_id,
             co_handlers=(stage.actor("nk_yingji").organ_id,), note="立即处置")  # fmt: skip
    stage.do(fire.pk, "sign", "nk_xiaofang")
    stage.do(
        fire.pk,
        "emergency_report",
        "ds_zongzhi",
        kind="follow_up",
        channel="written",
        content="明火已扑灭，正在清理",
    )
    rain = stage.report("zf_cun1", "EMERGENCY.NATURAL", "强降雨，低洼处两户需转移", severity="04", grid=None,
                        longitude=None, latitude=None)  # fmt: skip
    stage.do(
        rain.pk,
        "emergency_report",
        "zf_zongzhi",
        kind="first",
        content="两户五人正在转移，道路积水约四十厘米",
    )


def _extensions(stage: _Stage, until: datetime) -> None:
    """One request to decide, one allowed."""
    lines = (("APPEAL.FACILITY.LIFT", 40, "signed"), ("APPEAL.FACILITY", 60, "signed"))
    open_pk, allowed_pk = _seed(stage.grounds["ds"], until, *lines, seed=31)
    stage.do(open_pk, "request_extension", "nk_chengguan", amount=3, reason="电梯配件需从外地调运")
    incident = stage.do(allowed_pk, "request_extension", "nk_chengguan", amount=2, reason="连日降雨无法施工")
    request = incident.extension_requests.get()
    stage.do(allowed_pk, "allow_extension", "ds_zongzhi", request=request.pk, note="同意，请抓紧")


def _called(stage: _Stage, until: datetime) -> None:
    """吹哨报到: one unit has come, the other is on its way."""
    (pk,) = _seed(stage.grounds["ds"], until, ("ORDER.NUISANCE", 4, "accepted"), seed=41)
    police = stage.actor("ds_paichusuo").organ_id
    stage.do(pk, "call_units", "ds_zongzhi", organs=(police, stage.actor("nk_chengguan").organ_id),
             note="现场多人聚集，请到场协同处置")  # fmt: skip
    stage.do(pk, "arrive", "ds_paichusuo", note="民警两名已到场")


def _supervised(stage: _Stage, until: datetime) -> None:
    """The whole ladder on one, its first step on another."""
    lines = (("APPEAL.FACILITY.WATER", 40 * 24, "signed"), ("HAZARD.CONSTRUCTION", 20 * 24, "signed"))
    pk, other = _seed(stage.grounds["zf"], until, *lines, seed=51)
    stage.do(pk, "remind", "nk_pinganban", note="已逾期，请说明原因并抓紧办理")
    due_at = until + timedelta(days=3)
    stage.do(pk, "supervise", "nk_pinganban", demand="请于三日内办结并书面反馈", due_at=due_at)
    stage.do(
        pk,
        "propose_accountability",
        "nk_pinganban",
        circumstance="58-6",
        note="群众反映强烈，长期未采取有效措施",
    )
    stage.do(other, "remind", "zf_zongzhi", note="请尽快处理")


def _unhappy(stage: _Stage, until: datetime) -> None:
    """Dissatisfied, dissatisfied and reopened, not solved at verification."""
    lines = (("APPEAL.ENVIRONMENT.NOISE", 9 * 24, "closed"), ("APPEAL.FACILITY.ROAD", 12 * 24, "closed"),
             ("APPEAL.ENVIRONMENT.SEWAGE", 55, "handled"))  # fmt: skip
    quiet, road, sewage = _seed(stage.grounds["zf"], until, *lines, seed=61)
    stage.do(quiet, "evaluate", "zf_zongzhi", satisfaction="dissatisfied", solved="no", note="仍有夜间施工")
    stage.do(road, "evaluate", "zf_zongzhi", satisfaction="dissatisfied", solved="no", note="补的地方又塌了")
    stage.do(road, "reopen", "zf_zongzhi", note="回访发现路面再次塌陷")
    incident = Incident.objects.select_related("matter").get(pk=sewage)
    worker = _worker_of(stage, incident)
    stage.do(sewage, "verify", worker, solved="no", note="现场仍有外溢", files=(stage.photo(worker, 4),))


def _worker_of(stage: _Stage, incident: Incident) -> str:
    grid = incident.matter.grid_id
    return next(name for name, actor in stage.cast.items() if grid in actor.scopes.get("own_grids", ()))


def _odds_and_ends(stage: _Stage, until: datetime) -> None:
    """Escalated, reclassified, suspended and resumed, two units with a photo of the result, a remark."""
    lines = (("DISPUTE.LAND", 30, "accepted"), ("APPEAL.FACILITY", 10, "accepted"), ("DISPUTE.HOUSING", 50, "accepted"),
             ("APPEAL.FACILITY.LAMP", 30, "signed"))  # fmt: skip
    land, facility, housing, lamp = _seed(stage.grounds["ds"], until, *lines, seed=71)
    stage.do(land, "escalate", "ds_zongzhi", note="涉及两个乡镇，请区级协调")
    stage.do(facility, "reclassify", "ds_zongzhi", category="HAZARD.ELECTRICITY", severity="03", urgency="urgent",
             note="核实为用电安全隐患")  # fmt: skip
    stage.do(housing, "suspend", "ds_zongzhi", note="等待房屋鉴定结果")
    stage.do(housing, "resume", "ds_zongzhi", note="鉴定报告已出")
    photo = stage.photo("nk_chengguan", 5)
    stage.do(lamp, "handle", "nk_chengguan", result="已更换灯头两个并试亮", files=(photo,))
    stage.do(lamp, "comment", "ds_zongzhi2", note="请网格员今晚现场核查亮灯情况")
