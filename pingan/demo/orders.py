"""Orders and instruments of the demo county: each step by the account whose it is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from assessment.machine.instruments import INSTRUMENTS
from assessment.machine.orders import ORDERS
from assessment.queries.orders import body_of_actor
from assessment.services.instruments import NewInstrument, register_instrument
from assessment.services.orders import NewOrder, draft_order
from pingan.access.rules import Actor
from pingan.demo.pictures import photo_of
from pingan.demo.showcase import cast_of_demo
from pingan.matters.machine import Machine
from pingan.matters.services import perform

_OFFICE, _LEADER, _UNIT = "nk_pinganban", "nk_lingdao", "nk_chengguan"


def _on(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _at(days: int) -> datetime:
    return datetime.combine(_on(days), time.min, timezone.get_default_timezone())


def _act(machine: Machine, actor: Actor, pk: int, name: str, **values: Any) -> None:
    action = machine.actions[name]
    perform(actor=actor, kind=machine.kind, matter_id=pk, action=name, data=action.input(**values))


def show_orders() -> None:
    """Draw up orders: one waits for its approval, one for its unit, one for its review, one is at the authority."""
    cast = cast_of_demo()
    office, leader, unit = cast[_OFFICE], cast[_LEADER], cast[_UNIT]
    if body_of_actor(office) is None or unit.organ_id is None:
        return
    told = (
        ("夜市周边占道经营反复出现，群众多次反映，未按职责落实巡查。", "drafted"),
        ("三处公厕化粪池井盖缺失，整改交办后逾期未修复。", "issued"),
        ("户外广告牌年检台账缺失，两处存在脱落风险。", "replied"),
        ("建筑垃圾消纳点围挡缺失，周边居民安全受影响。", "escalated"),
    )
    for seed, (facts, state) in enumerate(told, start=1):
        order = draft_order(
            actor=office,
            data=NewOrder(
                organ=unit.organ_id,
                facts=facts,
                basis="区平安建设领导小组成员单位职责清单：市容环境与公共设施安全管理",
                demands="立即消除现场隐患\n建立巡查台账，专人负责\n书面报送整改情况",
                due_on=_on(15),
            ),
        )
        if state == "drafted":
            continue
        _act(ORDERS, leader, order.pk, "approve")
        _act(ORDERS, office, order.pk, "issue")
        if state == "issued":
            continue
        evidence = (photo_of(unit, 8_800 + seed),)
        _act(ORDERS, unit, order.pk, "sign_for")
        _act(ORDERS, unit, order.pk, "reply", text="已逐项整改，台账和照片附后。", files=evidence)
        if state == "escalated":
            _act(ORDERS, office, order.pk, "review", unmet=("1",), note="现场复查，围挡仍未恢复。")
            reason = "经责令限期整改，复查仍不符合要求，相关路段群众出行安全受影响。"
            _act(ORDERS, office, order.pk, "suggest", authority="南康区纪委监委", reason=reason)


def show_instruments() -> None:
    """Register what was received: one to assign, one in hand, one that nobody answered in time, one sealed."""
    cast = cast_of_demo()
    office, unit = cast[_OFFICE], cast[_UNIT]
    if unit.organ_id is None:
        return
    court = (
        "judicial_suggestion",
        "南康区人民法院",
        "（2026）赣0703司建3号",
        -2,
        None,
        "建议完善占道经营执法告知程序。",
    )
    inspector = (
        "procuratorial_suggestion",
        "南康区人民检察院",
        "康检建〔2026〕12号",
        -20,
        None,
        "建议排查窨井盖漏洞。",
    )
    police = (
        "police_reminder",
        "赣州市公安局南康分局",
        "康公提〔2026〕7号",
        -30,
        -6,
        "提示夜市疏散通道被占用的治安风险。",
    )
    sealed = ("counter_espionage_notice", "赣州市国家安全局", "赣国安提〔2026〕2号", -1, None, "")
    for kind, issuer, number, received, reply_by, content in (court, inspector, police, sealed):
        instrument = register_instrument(
            actor=office,
            data=NewInstrument(
                kind=kind,
                issuer=issuer,
                document_number=number,
                received_on=_on(received),
                organ=unit.organ_id,
                content=content,
                reply_by=None if reply_by is None else _on(reply_by),
            ),
        )
        if kind in {"procuratorial_suggestion", "police_reminder"}:
            _act(INSTRUMENTS, office, instrument.pk, "assign")
        if kind == "procuratorial_suggestion":
            measure = {"title": "全区窨井盖普查建档", "owner": "市政设施科", "due_on": _at(12)}
            _act(INSTRUMENTS, unit, instrument.pk, "add_measure", **measure)
