"""What happens to one invented incident: who does what when, by the ratios of domain.md §10. No database."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pingan.demo.seeding import Place

Actor = tuple[int | None, int | None, str]
Category = tuple[int, str, str, str]
#: Shares of kinds of incident (domain.md §10).
KINDS = {"APPEAL": 40, "HAZARD": 25, "DISPUTE": 17, "ORDER": 9, "INFO": 6, "EMERGENCY": 1}
STATES_OF_OPEN = (
    "reported", "reported", "accepted", "dispatched", "signed", "signed", "returned", "handled", "verified",
    "answered", "suspended",
)  # fmt: skip
PATH = ("report", "accept", "dispatch", "sign", "handle", "verify", "answer", "close")
REACHED = {
    "report": "reported", "accept": "accepted", "dispatch": "dispatched", "sign": "signed", "handle": "handled",
    "verify": "verified", "answer": "answered", "close": "closed",
}  # fmt: skip
#: stage -> (action that starts it, action that ends it)
STAGES = {
    "accept": ("report", "accept"), "dispatch": ("accept", "dispatch"), "sign": ("dispatch", "sign"),
    "handle": ("sign", "handle"), "verify": ("handle", "verify"), "answer": ("verify", "answer"),
}  # fmt: skip
WORDS = {
    "APPEAL": (
        "村口路灯不亮，夜间出行不便",
        "小区电梯经常停运，老人上下楼困难",
        "垃圾清运不及时，气味难闻",
        "主干道路面破损积水",
        "夜间施工噪声扰民",
        "自来水压力不足",
    ),
    "HAZARD": (
        "楼道堆放杂物堵塞疏散通道",
        "电动自行车飞线充电",
        "燃气软管老化未更换",
        "沿街广告牌松动有坠落风险",
        "水塘边缺少防护栏",
        "家具厂粉尘未及时清理",
    ),
    "DISPUTE": (
        "邻里因排水沟发生争执",
        "宅基地边界有争议",
        "物业费收取标准引发争议",
        "工资结算出现分歧",
        "相邻店铺因占道摆放争吵",
    ),
    "ORDER": ("巡查发现公共座椅损坏", "夜间有人聚集喧哗", "监控杆被车辆撞斜"),
    "INFO": ("更新网格常住人口数据", "开展防溺水宣传", "走访重点场所并登记"),
    "EMERGENCY": ("仓库冒烟，已通知消防", "暴雨导致道路中断", "多人出现腹泻症状"),
}
PLACES = (
    "村委会旁",
    "小学门口",
    "农贸市场南侧",
    "家具产业园3号楼",
    "幸福小区2栋",
    "老街22号",
    "桥头",
    "文化广场",
)
RESULTS = (
    "已现场处理完毕",
    "已更换损坏部件并试运行",
    "已组织双方协商一致",
    "已清理并安排专人巡查",
    "已设置警示标志并列入整改计划",
)
FAMILY, GIVEN = "王李张刘陈杨黄赵", ("先生", "女士")


@dataclass
class Step:
    """One entry of the timeline."""

    action: str
    from_state: str
    to_state: str
    actor: Actor
    at: datetime
    note: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass
class Run:
    """One clock: ``stopped_at`` None still runs."""

    stage: str
    organ_id: int | None
    started_at: datetime
    stopped_at: datetime | None
    has_verdict: bool = True


@dataclass
class Task:
    """One unit's part."""

    organ_id: int
    part: str
    state: str
    dispatched_at: datetime
    user_id: int
    signed_at: datetime | None = None
    done_at: datetime | None = None
    ended_reason: str = ""


@dataclass
class Story:
    """Everything about one incident."""

    place: Place
    category: Category
    opened_at: datetime
    text: str
    place_text: str
    severity: str
    urgency: str
    source: str
    longitude: float
    latitude: float
    reporter: Actor
    contact: tuple[str, str]
    state: str = "reported"
    steps: list[Step] = field(default_factory=list)
    clocks: list[Run] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    organ_id: int | None = None
    closed_at: datetime | None = None
    is_emergency: bool = False
    is_self_resolved: bool = False
    returned_count: int = 0
    reject_reason: str = ""
    resume_state: str = ""
    is_solved: bool | None = None
    verified_by: int | None = None
    answered_at: datetime | None = None
    answer_channel: str = ""
    evaluated_at: datetime | None = None
    evaluated_solved: bool | None = None
    satisfaction: str = ""


def draw_story(
    draw: random.Random,
    places: Sequence[Place],
    categories: Sequence[Category],
    *,
    opened_at: datetime,
    until: datetime,
) -> Story:
    """Invent one incident that began at ``opened_at`` and stands where it would stand at ``until``."""
    place = places[draw.randrange(len(places))]
    kind = draw.choices(list(KINDS), weights=list(KINDS.values()))[0]
    category = draw.choice([row for row in categories if row[3] == kind])
    west, south, east, north = place.bounds
    story = Story(
        place=place,
        category=category,
        opened_at=opened_at,
        text=draw.choice(WORDS[kind]),
        place_text=draw.choice(PLACES),
        severity=draw.choices(("04", "03", "02"), weights=(90, 9, 1))[0],
        urgency="critical" if kind == "EMERGENCY" else draw.choices(("normal", "urgent"), weights=(9, 1))[0],
        source=draw.choices(("grid_worker", "walk_in", "phone", "hotline"), weights=(70, 10, 8, 12))[0],
        longitude=round(west + (east - west) * (0.35 + 0.3 * draw.random()), 6),
        latitude=round(south + (north - south) * (0.35 + 0.3 * draw.random()), 6),
        reporter=place.worker,
        contact=_contact(draw),
        is_emergency=kind == "EMERGENCY",
    )
    if story.source != "grid_worker":
        story.reporter = place.desk
    _live(draw, story, _fate(draw, until - opened_at), until)
    return story


def _contact(draw: random.Random) -> tuple[str, str]:
    if draw.random() < 0.6:
        return "", ""
    return draw.choice(FAMILY) + draw.choice(GIVEN), f"139{draw.randrange(10**8):08d}"


def _fate(draw: random.Random, age: timedelta) -> str:
    """Old ones are closed but for a few; the last fortnight is in every state."""
    if draw.random() < 0.02:
        return "rejected"
    if age > timedelta(days=14):
        return "closed" if draw.random() < 0.985 else draw.choice(STATES_OF_OPEN)
    return draw.choice((*STATES_OF_OPEN, "closed", "closed"))


def _live(draw: random.Random, story: Story, fate: str, until: datetime) -> None:
    if fate == "closed" and draw.random() < 0.15 and not story.is_emergency:
        story.is_self_resolved = True
    target = {"returned": "dispatched", "suspended": "accepted", "rejected": "reported"}.get(fate, fate)
    organ_id, organ_name, handler = draw.choice(story.place.units)
    at = story.opened_at
    for action in PATH:
        if story.is_self_resolved and action in {"accept", "dispatch", "sign", "handle"}:
            continue
        if action != "report":
            at += timedelta(minutes=draw.randrange(5, 600 if action != "handle" else 4 * 1440))
            if at >= until:
                break
        _step(draw, story, action, at, organ_id, organ_name, handler)
        if story.state == target:
            break
    _turn(draw, story, fate, at + timedelta(minutes=20), organ_name, handler, until)
    _clocks(story, organ_id)


def _step(
    draw: random.Random,
    story: Story,
    action: str,
    at: datetime,
    organ_id: int,
    organ_name: str,
    handler: Actor,
) -> None:
    place = story.place
    actors = {"report": story.reporter, "sign": handler, "handle": handler}
    actor = actors.get(action, place.desk)
    if action == "verify" and not story.is_self_resolved:
        actor = place.worker
    after = "handled" if action == "report" and story.is_self_resolved else REACHED[action]
    data: dict[str, Any] = {}
    note = ""
    if action == "report":
        data, note = {"source": story.source}, RESULTS[0] if story.is_self_resolved else ""
    elif action == "dispatch":
        data = {"lead": organ_name, "co_handlers": [], "by_rule": True}
        story.organ_id = organ_id
        story.tasks.append(Task(organ_id, "lead", "pending", at, handler[0] or 0))
    elif action == "sign":
        story.tasks[-1].state, story.tasks[-1].signed_at = "signed", at
        data = {"unit": organ_name}
    elif action == "handle":
        story.tasks[-1].state, story.tasks[-1].done_at = "done", at
        data, note = {"unit": organ_name, "part": "lead", "waived": 0}, draw.choice(RESULTS)
    elif action == "verify":
        story.is_solved = True
        story.verified_by = actor[0]
        data, note = {"solved": True}, "现场核查属实"
    elif action == "answer":
        story.answered_at, story.answer_channel = at, "phone" if story.contact[1] else "in_app"
        data, note = {"channel": story.answer_channel}, "已向反映人告知结果"
    elif action == "close":
        story.closed_at = at
    story.steps.append(Step(action, story.state if action != "report" else "", after, actor, at, note, data))
    story.state = after
    if action == "close" and draw.random() < 0.7:
        _evaluate(draw, story, at)


def _evaluate(draw: random.Random, story: Story, at: datetime) -> None:
    story.satisfaction = draw.choices(
        ("satisfied", "fair", "dissatisfied", "no_answer"), weights=(90, 5, 2, 3)
    )[0]
    story.evaluated_solved = None if story.satisfaction == "no_answer" else draw.random() < 0.85
    story.evaluated_at = at
    data = {"satisfaction": story.satisfaction, "solved": story.evaluated_solved}
    story.steps.append(Step("evaluate", "closed", "closed", story.place.desk, at, "", data))


def _turn(
    draw: random.Random,
    story: Story,
    fate: str,
    at: datetime,
    organ_name: str,
    handler: Actor,
    until: datetime,
) -> None:
    """The side ways: rejected, returned, suspended."""
    at = min(at, until)
    desk = story.place.desk
    if fate == "rejected" and story.state == "reported":
        story.reject_reason, story.closed_at = "litigation", at
        story.steps.append(
            Step(
                "reject",
                "reported",
                "rejected",
                desk,
                at,
                "法院已受理，请依诉讼程序办理",
                {"reason": "litigation"},
            )
        )
        story.state = "rejected"
    elif fate == "returned" and story.state == "dispatched":
        task = story.tasks[-1]
        task.state, task.ended_reason = "returned", "不属于本单位职责"
        story.organ_id, story.returned_count = None, 1
        data = {"unit": organ_name, "part": "lead"}
        story.steps.append(Step("return", "dispatched", "returned", handler, at, "不属于本单位职责", data))
        story.state = "returned"
    elif fate == "suspended" and story.state == "accepted":
        story.resume_state = "accepted"
        story.steps.append(Step("suspend", "accepted", "suspended", desk, at, "等待鉴定结果"))
        story.state = "suspended"


def _clocks(story: Story, organ_id: int) -> None:
    at = {step.action: step.at for step in story.steps}
    for stage, (begins, ends) in STAGES.items():
        starts_at = at.get(begins)
        if story.is_self_resolved and stage == "verify":
            starts_at = story.opened_at
        elif story.is_self_resolved and stage != "answer":
            continue
        if starts_at is None:
            continue
        owner = organ_id if stage in {"sign", "handle"} else None
        stopped, verdict = at.get(ends), True
        if stopped is None and (stage == "accept" and "reject" in at):
            stopped = at["reject"]
        if stopped is None and "return" in at and stage == "sign":
            stopped, verdict = at["return"], False
        story.clocks.append(Run(stage, owner, starts_at, stopped, verdict))
    if "return" in at:
        story.clocks.append(Run("dispatch", None, at["return"], None))
