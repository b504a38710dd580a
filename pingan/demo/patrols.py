"""Patrols under way in the demo county: plans of a township's grids, some walked, one late; registers for quick records."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta

from django.utils import timezone

from grids.models import DutyRole, Grid, GridAssignment, NotVisited, PatrolPlan
from grids.rules.patrols import VISITED, WALK
from grids.services.patrol_opening import opened_on
from grids.services.patrol_plans import PlanInput, PointInput, make_plans
from grids.services.patrols import PatrolInput, record_patrol
from pingan.access.queries import actor_for, region_for
from pingan.access.rules import Actor, system_actor
from pingan.accounts.models import User
from pingan.registers.models import RegisterDefinition, RegisterReport
from pingan.registers.services.entries import add_entry
from pingan.registers.services.listing import list_units
from pingan.registers.services.rounds import RoundInput, draft_round, move_round

_SEED = 15
_TOLD = "（演示）"
#: Grids of the township that get a plan, and how many of them were walked when somebody first looks.
_PLANNED, _WALKED = 8, 5
_WEEKS = 3
_POINTS = (
    ("祠堂和老屋", "消防器材、用电线路"),
    ("水渠和涵洞", "护栏、警示牌"),
    ("家具作坊一条街", "动火作业、堆放物"),
    ("学校周边", "车辆停放、摊点"),
)
_RECORDS = ("publicity_activities", "grid_base_changes", "household_visits")


def show_patrols() -> int:
    """Plan patrols for a township of the demo county and let some be walked; return how many. 0: it has no desk."""
    user = User.objects.filter(username="zf_zongzhi").first()
    desk = actor_for(user) if user is not None else None
    if desk is None:
        return 0
    grids = _grids(desk)
    draw = random.Random(_SEED)
    walked = 0
    for place, grid in enumerate(grids[:_PLANNED]):
        plan = _planned(desk, grid)
        walker = _worker(grid)
        if walker is not None and place < _WALKED:
            walked += sum(_walk(plan, walker, week, draw) for week in range(_WEEKS))
    _registers(desk)
    return walked


def _grids(desk: Actor) -> list[Grid]:
    """Return the township's grids, those of the accounts that people try first."""
    tried = GridAssignment.objects.filter(user__username__contains="_wgy", user__is_demo=True, valid_to=None)
    first = set(tried.values_list("grid_id", flat=True))
    rows = Grid.objects.filter(region__code__startswith=desk.areas[0], valid_to=None).order_by("code")
    return sorted(rows.select_related("region").defer("bbox"), key=lambda grid: grid.pk not in first)


def _planned(desk: Actor, grid: Grid) -> PatrolPlan:
    middle = _middle(grid)
    points = []
    for place, (name, look_at) in enumerate(_POINTS):
        at = (middle[0] + 0.0004 * place, middle[1] + 0.0003 * place) if middle else (None, None)
        points.append(PointInput(name, look_at, *at))
    begun = timezone.localdate() - timedelta(days=7 * _WEEKS)
    data = PlanInput(
        title=f"每周安全巡查{_TOLD}",
        instructions="沿主路走一圈，看用电、用火、护栏和积水。",
        starts_on=max(begun, grid.valid_from),
        points=points,
    )
    return make_plans(actor=desk, grid_ids=[grid.pk], data=data)[0]


def _middle(grid: Grid) -> tuple[float, float] | None:
    if grid.west is None or grid.east is None or grid.south is None or grid.north is None:
        return None
    return (grid.west + grid.east) / 2, (grid.south + grid.north) / 2


def _worker(grid: Grid) -> Actor | None:
    held = GridAssignment.objects.filter(
        grid=grid, valid_to=None, duty_role=DutyRole.WORKER, user__is_active=True
    )
    row = held.select_related("user").order_by("pk").first()
    actor = actor_for(row.user) if row is not None else None
    return actor if actor is not None and actor.has(WALK) else None


def _walk(plan: PatrolPlan, walker: Actor, weeks_ago: int, draw: random.Random) -> int:
    """Walk a plan in one of the weeks gone by; the week that runs stays due, and one now and then was missed."""
    if weeks_ago == 0:
        return 0
    if draw.random() < 0.2:
        opened_on(plan, timezone.localdate() - timedelta(days=7 * weeks_ago))
        return 0
    ended = timezone.now() - timedelta(days=7 * weeks_ago, hours=draw.randrange(1, 5))
    reasons = [NotVisited.LOCKED.value, NotVisited.WEATHER.value]
    answers = {
        point.pk: VISITED if draw.random() < 0.85 else draw.choice(reasons) for point in plan.points.all()
    }
    key = uuid.UUID(int=draw.getrandbits(128), version=4)
    data = PatrolInput(
        plan_id=plan.pk,
        key=key,
        started_at=ended - timedelta(minutes=draw.randrange(30, 80)),
        ended_at=ended,
        answers=answers,
    )
    record_patrol(actor=walker, data=data)
    return 1


def _registers(desk: Actor) -> None:
    """Open the registers for quick records in the township, with an entry or two of a grid."""
    today = timezone.localdate()
    known = {row.code: row for row in RegisterDefinition.objects.in_force(today)}
    for code in _RECORDS:
        if code not in known:
            continue
        row = draft_round(
            actor=desk,
            definition_id=known[code].pk,
            region=region_for(desk, ""),
            data=RoundInput(
                title=f"{today.year}年{known[code].name}{_TOLD}",
                period_from=today.replace(month=1, day=1),
                period_to=today.replace(month=12, day=31),
                opens_on=today,
            ),
        )
        move_round(actor=desk, round_id=row.pk, action="open")
        list_units(round_id=row.pk)
        report = RegisterReport.objects.filter(round=row).order_by("unit_code").first()
        if report is not None:
            add_entry(actor=system_actor(), report_id=report.pk, values=_entry(code))


def _entry(code: str) -> dict[str, object]:
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    return {
        "publicity_activities": {
            "held_on": day, "theme": "fraud", "form": "lecture", "people": 35, "materials": 60, "place": "村民活动中心",
        },
        "grid_base_changes": {"changed_on": day, "what": "shops", "before": 12, "after": 13},
        "household_visits": {
            "visited_on": day, "kind": "daily", "households": 14, "asked": ["safety", "facilities"],
        },
    }[code]  # fmt: skip
