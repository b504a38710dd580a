"""Registers of readiness under way in the demo county: plans due and overdue, a drill, what it showed, a weekly order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from pingan.access.queries import actor_for, region_for
from pingan.access.rules import Actor, system_actor
from pingan.accounts.models import User
from pingan.org.models import Organ
from pingan.registers.models import RegisterDefinition, RegisterReport
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.entries import add_entry
from pingan.registers.services.listing import list_units
from pingan.registers.services.recurring import open_recurring
from pingan.registers.services.reports import save_report
from pingan.registers.services.rounds import RoundInput, draft_round, move_round
from pingan.registers.services.schedules import ScheduleInput, order_schedule

#: Units whose registers show something, and days until the review of each one's plan.
_PLANS: tuple[tuple[str, str, str, int], ...] = (
    ("应急管理局", "城市内涝应急预案", "natural", -12),
    ("卫生健康委员会", "突发公共卫生事件应急预案", "health", 18),
    ("教育", "校园突发事件应急预案", "social", 140),
    ("城市管理局", "燃气管网泄漏应急预案", "accident", 260),
)
_REGISTERS = ("emergency_plans", "drills", "drill_improvements", "responsibility_lists")
_WEEKLY = "hazard_screening"
TOLD = "（演示）"


def show_readiness() -> int:
    """Open the registers of readiness for the demo county and fill some; return how many entries. 0: it has no office."""
    user = User.objects.filter(username="nk_pinganban").first()
    office = actor_for(user) if user is not None else None
    today = timezone.localdate()
    known = {row.code: row for row in RegisterDefinition.objects.in_force(today)}
    if office is None or not {*_REGISTERS, _WEEKLY} <= set(known):
        return 0
    rounds = {code: opened(office, known[code], today) for code in _REGISTERS}
    entries = 0
    for part, name, kind, days in _PLANS:
        organ = Organ.objects.filter(region__code=office.region_code, name__contains=part).first()
        if organ is not None:
            reports = {
                code: RegisterReport.objects.filter(round_id=pk, organ=organ).first()
                for code, pk in rounds.items()
            }
            entries += _kept(reports, name, kind, today, days)
    _weekly(office, known[_WEEKLY], today)
    return entries


def opened(office: Actor, definition: RegisterDefinition, today: date, due_on: date | None = None) -> int:
    """Give an order of the demo county for this year and list its units; return its key. ``due_on`` None: a register."""
    row = draft_round(
        actor=office,
        definition_id=definition.pk,
        region=region_for(office, ""),
        data=RoundInput(
            title=f"{definition.name}{TOLD}",
            period_from=today.replace(month=1, day=1),
            period_to=today.replace(month=12, day=31),
            opens_on=today,
            due_on=due_on,
        ),
    )
    move_round(actor=office, round_id=row.pk, action="open")
    list_units(round_id=row.pk)
    return row.pk


def _kept(reports: Mapping[str, RegisterReport | None], name: str, kind: str, today: date, days: int) -> int:
    """Let one unit keep its plan, and, where that is not overdue, a drill and what it showed."""
    entries: list[tuple[str, dict[str, Any]]] = [("emergency_plans", _plan(name, kind, today, days))]
    if days > 0:
        entries += [("drills", _drill(name, today)), ("drill_improvements", _item(name, today, days))]
    done = 0
    for code, values in entries:
        report = reports[code]
        if report is not None:
            add_entry(actor=system_actor(), report_id=report.pk, values=values)
            done += 1
    published = reports["responsibility_lists"]
    if days > 100 and published is not None:
        said = {"is_published": True, "published_on": today, "published_in": "政务公开栏"}
        save_report(actor=system_actor(), report_id=published.pk, data=ReportInput(said))
    return done


def _plan(name: str, kind: str, today: date, days: int) -> dict[str, Any]:
    return {
        "name": name + TOLD,
        "kind": kind,
        "responsible_unit": "应急科",
        "edition": "第二版",
        "approved_on": today - timedelta(days=365 - days),
        "review_on": today + timedelta(days=days),
        "kept_at": "值班室一号柜",
        "drills_per_year": 2,
    }


def _drill(name: str, today: date) -> dict[str, Any]:
    return {
        "plan": name,
        "held_on": max(today - timedelta(days=40), today.replace(month=1, day=1)),
        "form": "field",
        "is_joint": True,
        "participants": 46,
        "result": "partly",
        "evaluation": "通信联络顺畅，物资调运偏慢",
    }


def _item(name: str, today: date, days: int) -> dict[str, Any]:
    return {
        "item": "补齐应急物资并明确调运路线",
        "drill": f"{name}演练",
        "owner_unit": "应急科",
        "due_on": today + timedelta(days=-5 if days < 100 else 25),
    }


def _weekly(office: Actor, definition: RegisterDefinition, today: date) -> None:
    order_schedule(
        actor=office,
        definition_id=definition.pk,
        region=region_for(office, ""),
        data=ScheduleInput(f"{definition.name}{TOLD}", today),
    )
    open_recurring(today)
