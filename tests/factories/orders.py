"""Rectification orders and instruments of Article 60, brought to a state by walking their machines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from assessment.machine.instruments import INSTRUMENTS
from assessment.machine.orders import ORDERS
from assessment.models import Instrument, RectificationOrder
from assessment.services.instruments import NewInstrument, register_instrument
from assessment.services.orders import NewOrder, draft_order
from pingan.access.rules import Actor
from pingan.matters.models import Clock
from pingan.matters.services import perform
from pingan.org.models import CoordinatingBody
from tests.factories.files import given_file
from tests.factories.hazards import coming
from tests.factories.org import given_body
from tests.factories.world import Place

ORDER_WALKS: dict[str, Sequence[str]] = {
    "drafted": [],
    "withdrawn": ["withdraw"],
    "approved": ["approve"],
    "issued": ["approve", "issue"],
    "revoked": ["approve", "issue", "revoke"],
    "replied": ["approve", "issue", "reply"],
    "closed": ["approve", "issue", "reply", "review"],
    "failed": ["approve", "issue", "reply", "review:no"],
    "refused": ["approve", "issue", "late", "refuse"],
    "escalated": ["approve", "issue", "late", "refuse", "suggest"],
    "answered": ["approve", "issue", "late", "refuse", "suggest", "record_answer"],
}
INSTRUMENT_WALKS: dict[str, Sequence[str]] = {
    "registered": [],
    "withdrawn": ["withdraw"],
    "assigned": ["assign"],
    "replied": ["assign", "reply"],
    "accepted": ["assign", "reply", "accept"],
    "acknowledged": ["acknowledge"],
}
#: Who usually takes a step; all others are the office's.
ROLES = {"approve": "leader", "send_back": "leader", "sign_for": "unit_handler", "reply": "unit_handler"}
UNIT_STEPS = {"add_measure", "finish_measure", "reply"}
_seeds = count(52_000)
_numbers = count(1)


def evidence(actor: Actor) -> tuple[int, ...]:
    """A file of the actor's own."""
    return (given_file(actor, seed=next(_seeds)).pk,)


def on(days: int) -> date:
    """A day so many days from today."""
    return timezone.localdate() + timedelta(days=days)


def day(days: int) -> datetime:
    """The first moment of a day so many days from today."""
    return coming(days)


def body_of(here: Place) -> CoordinatingBody:
    """The coordinating body of the place's county."""
    return CoordinatingBody.objects.filter(region=here.county).first() or given_body(here.county)


def new_order(here: Place, **values: Any) -> NewOrder:
    """What an order to the county's first unit says."""
    data: dict[str, Any] = {
        "organ": here.units["city_management"].pk,
        "facts": "辖区三处占道经营点反复出现，未落实巡查。",
        "basis": "成员单位职责清单第三项",
        "demands": "取缔占道经营\n落实每日巡查",
        "due_on": on(20),
        **values,
    }
    return NewOrder(**data)


def given_order(here: Place, state: str = "drafted", **values: Any) -> RectificationOrder:
    """Draw up an order of the county and walk it to a state."""
    body_of(here)
    order = draft_order(actor=here.actor("body_office"), data=new_order(here, **values))
    for name in ORDER_WALKS[state]:
        step_order(here, order, name)
    return RectificationOrder.objects.select_related("matter", "body", "organ").get(pk=order.pk)


def step_order(here: Place, order: RectificationOrder, name: str) -> None:
    """Take a step of the usual path; ``late``: the unit's time passes; ``review:no``: a point is not met."""
    action, _colon, answer = name.partition(":")
    if action == "late":
        let_pass(order.pk)
        return
    actor = here.actor(ROLES.get(action, "body_office"))
    act_order(here, order, action, actor, **order_values(here, action, actor, is_good=answer != "no"))


def act_order(
    here: Place, order: RectificationOrder, action: str, role: str | Actor = "body_office", **values: Any
) -> RectificationOrder:
    """Perform one action on an order."""
    spec = ORDERS.action(action)
    assert spec is not None
    actor = here.actor(role) if isinstance(role, str) else role
    done = perform(actor=actor, kind="order", matter_id=order.pk, action=action, data=spec.input(**values))
    detail: RectificationOrder = done.detail
    return detail


def order_values(here: Place, action: str, actor: Actor, *, is_good: bool = True) -> dict[str, Any]:
    """Return input of an action that no rule refuses, where the situation allows it at all."""
    new = new_order(here)
    reason = {"note": "情况说明"}
    suggestion = {"authority": "中共南康区纪委监委", "reason": "逾期拒不整改，多次督促无效"}
    answer = {"answered_on": day(0), "number": "南纪函〔2026〕3号", "answer": "已对该单位通报批评"}
    values: dict[str, dict[str, Any]] = {
        "edit": {
            "organ": new.organ, "facts": "另一事实", "basis": new.basis, "demands": "只有一条", "due_on": day(25),
        },
        "approve": {},
        "issue": {"method": "electronic"},
        "sign_for": {},
        "reply": {"text": "三处均已取缔，巡查表附后", "files": evidence(actor) if action == "reply" else ()},
        "review": {"unmet": () if is_good else ("2",), "note": "现场查看"},
        "extend": {"due_on": day(40), "note": "等待批复"},
        "order_again": {"due_on": day(60), "note": "限期补正"},
        "suggest": suggestion,
        "suggest_staff": suggestion,
        "record_answer": answer,
        "record_staff_answer": answer,
    }  # fmt: skip
    return values.get(action, reason)


def given_instrument(here: Place, state: str = "registered", **values: Any) -> Instrument:
    """Register an instrument at the county's office and walk it to a state."""
    if state == "acknowledged":
        values = {"kind": "counter_espionage_notice", "content": "", "reply_by": None, **values}
    instrument = register_instrument(actor=here.actor("body_office"), data=new_instrument(here, **values))
    for name in INSTRUMENT_WALKS[state]:
        step_instrument(here, instrument, name)
    return Instrument.objects.select_related("matter", "organ").get(pk=instrument.pk)


def new_instrument(here: Place, **values: Any) -> NewInstrument:
    """What the registration of a court's suggestion to the county's first unit says."""
    data: dict[str, Any] = {
        "kind": "judicial_suggestion",
        "issuer": "南康区人民法院",
        "document_number": f"（2026）赣0703司建{next(_numbers)}号",
        "received_on": on(-3),
        "organ": here.units["city_management"].pk,
        "content": "建议完善占道经营的巡查机制",
        **values,
    }
    return NewInstrument(**data)


def step_instrument(here: Place, instrument: Instrument, name: str) -> None:
    """Take a step of the usual path."""
    actor = here.actor("unit_handler" if name in UNIT_STEPS else "body_office")
    act_instrument(here, instrument, name, actor, **instrument_values(name, actor, instrument))


def act_instrument(
    here: Place, instrument: Instrument, action: str, role: str | Actor = "body_office", **values: Any
) -> Instrument:
    """Perform one action on an instrument."""
    spec = INSTRUMENTS.action(action)
    assert spec is not None
    actor = here.actor(role) if isinstance(role, str) else role
    done = perform(
        actor=actor, kind="instrument", matter_id=instrument.pk, action=action, data=spec.input(**values)
    )
    detail: Instrument = done.detail
    return detail


def instrument_values(action: str, actor: Actor, instrument: Instrument) -> dict[str, Any]:
    """Return input of an action that no rule refuses, where the situation allows it at all."""
    measure = instrument.measures.filter(state="open").first()
    values: dict[str, dict[str, Any]] = {
        "assign": {},
        "acknowledge": {},
        "accept": {},
        "add_measure": {"title": "修订巡查制度", "owner": "执法科", "due_on": day(15)},
        "finish_measure": {"measure": measure.pk if measure else 0, "result": "制度已印发"},
        "reply": {
            "document_number": "南城管函〔2026〕8号", "replied_on": day(0), "text": "已逐条落实",
            "files": evidence(actor) if action == "reply" else (),
        },
    }  # fmt: skip
    return values.get(action, {"note": "情况说明"})


def let_pass(matter_id: int) -> None:
    """Let every running term of a matter have passed: time passes, the rows stay what the machine made them."""
    now = timezone.now()
    rows = Clock.objects.filter(matter_id=matter_id, stopped_at=None)
    rows.update(
        started_at=now - timedelta(days=90), warn_at=now - timedelta(days=5), due_at=now - timedelta(days=2)
    )
