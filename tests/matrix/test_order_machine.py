"""Every state × every action × every role of orders and instruments, through ``perform``; who may is written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.machine.instruments import INSTRUMENTS
from assessment.machine.orders import ORDERS
from assessment.models import Instrument, RectificationOrder
from pingan.access.rules import Actor, system_actor
from tests.factories.orders import (
    INSTRUMENT_WALKS,
    ORDER_WALKS,
    act_instrument,
    act_order,
    evidence,
    given_instrument,
    given_order,
    instrument_values,
    let_pass,
    on,
    order_values,
    step_instrument,
)
from tests.factories.world import LEVELS, Place, given_world
from tests.matrix.every_action import Trial, check_reach

pytestmark = pytest.mark.django_db
_OFFICE, _LEADER, _UNIT = {"body_office"}, {"leader"}, {"unit_handler"}
#: Who carries out what on an order of the own county (Article 62; docs/orders.md): by hand, not from the policy.
ORDER_TRUTH = {
    "edit": _OFFICE, "approve": _LEADER, "send_back": _LEADER, "issue": _OFFICE, "sign_for": _UNIT,
    "reply": _UNIT, "review": _OFFICE, "extend": _OFFICE, "order_again": _OFFICE, "refuse": _OFFICE,
    "suggest": _OFFICE, "record_answer": _OFFICE, "suggest_staff": _OFFICE, "record_staff_answer": _OFFICE,
    "close": _OFFICE, "remind": _OFFICE, "revoke": _OFFICE, "withdraw": _OFFICE,
    "comment": _OFFICE | _UNIT,
}  # fmt: skip
INSTRUMENT_TRUTH = {
    "assign": _OFFICE, "acknowledge": _OFFICE | _UNIT, "add_measure": _OFFICE | _UNIT,
    "finish_measure": _OFFICE | _UNIT, "reply": _UNIT, "accept": _OFFICE, "send_back": _OFFICE,
    "state_inaction": _OFFICE, "remind": _OFFICE, "withdraw": _OFFICE, "comment": _OFFICE | _UNIT,
}  # fmt: skip


def people(here: Place) -> dict[str, Actor]:
    return {role: here.actor(role) for role in (*LEVELS, "unit_handler_2")} | {"system": system_actor()}


def test_every_state_action_and_role_of_orders() -> None:
    here = given_world().here
    situations: dict[str, RectificationOrder] = {state: given_order(here, state) for state in ORDER_WALKS}
    late = given_order(here, "issued")
    let_pass(late.pk)
    situations["late"] = late
    office = here.actor("body_office")
    handed = given_order(here, "failed")
    situations["staff handed over"] = act_order(
        here, handed, "suggest_staff", office, **order_values(here, "suggest_staff", office)
    )
    recorded = given_order(here, "issued")
    situations["recorded by the office"] = act_order(
        here, recorded, "reply", office, text="代录", files=evidence(office)
    )

    def sound_input(order: RectificationOrder, action: str) -> Any:
        spec = ORDERS.action(action)
        assert spec is not None
        # Whoever performs it, the file was sent by the unit: other people's files are refused, and that is a rule.
        return spec.input(**order_values(here, action, here.actor("unit_handler")))

    tried = Trial(ORDERS, sound_input)
    assert not tried.faults(situations, people(here))
    assert tried.doers == ORDER_TRUTH
    assert tried.outside == set(tried.actions)


def test_every_state_action_and_role_of_instruments() -> None:
    here = given_world().here
    situations: dict[str, Instrument] = {state: given_instrument(here, state) for state in INSTRUMENT_WALKS}
    situations["sealed"] = given_instrument(here, kind="counter_espionage_notice", content="")
    late = given_instrument(here, "assigned")
    let_pass(late.pk)
    situations["late"] = late
    measured = given_instrument(here, "assigned")
    step_instrument(here, measured, "add_measure")
    situations["with a measure"] = measured
    office = here.actor("body_office")
    recorded = given_instrument(here, "assigned", kind="police_reminder", reply_by=on(9))
    values = {**instrument_values("reply", office, recorded), "files": evidence(office)}
    situations["recorded by the office"] = act_instrument(here, recorded, "reply", office, **values)

    def sound_input(instrument: Instrument, action: str) -> Any:
        spec = INSTRUMENTS.action(action)
        assert spec is not None
        return spec.input(**instrument_values(action, here.actor("unit_handler"), instrument))

    tried = Trial(INSTRUMENTS, sound_input)
    assert not tried.faults(situations, people(here))
    assert tried.doers == INSTRUMENT_TRUTH
    assert tried.outside == set(tried.actions)


@pytest.mark.parametrize("machine", [ORDERS, INSTRUMENTS], ids=lambda machine: machine.kind)
def test_every_state_is_reached_and_every_open_one_can_be_left(machine: Any) -> None:
    check_reach(machine)
