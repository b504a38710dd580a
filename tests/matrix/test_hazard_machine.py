"""Every state × every action × every role of the hazard, through ``perform``."""

from __future__ import annotations

from typing import Any

import pytest

from pingan.access.rules import system_actor
from risk.machine.hazards import HAZARDS
from risk.models import Hazard
from tests.factories.hazards import WALKS, act, given_hazard, past_due, sound_values, step
from tests.factories.org import given_body
from tests.factories.world import LEVELS, Place, given_world
from tests.matrix.every_action import Trial, check_reach

pytestmark = pytest.mark.django_db
ROLES = (*LEVELS, "unit_handler_2", "system")


@pytest.fixture
def here() -> Place:
    here = given_world().here
    given_body(here.county)
    return here


def given_every_state(here: Place) -> dict[str, Hazard]:
    """Return hazards in every state, some of them in a situation that an action needs."""
    found = {state: given_hazard(here, state) for state in WALKS}
    # Of another domain: what was cleared above would make these major by itself.
    found["major"] = step(here, given_hazard(here, "graded", domain="flood"), "set_grade")
    listed = step(here, given_hazard(here, "graded", domain="flood"), "set_grade")
    found["listed"] = step(here, listed, "list")
    late = given_hazard(here, "rectifying")
    past_due(late)
    found["late"] = late
    desk = here.actor("township_desk")
    reported = given_hazard(here, "rectifying")
    found["reported by the desk"] = act(
        here, reported, "report_done", desk, **sound_values(here, "report_done", desk)
    )
    return found


def sound_input(here: Place, hazard: Hazard, action: str) -> Any:
    """Return input that no rule refuses, where the situation allows it at all.

    Whoever performs it, the photo was sent by the worker: other people's files are refused, and that is a rule.
    """
    spec = HAZARDS.action(action)
    assert spec is not None
    sender = {"report_done": "unit_handler"}.get(action, "grid_worker")
    return spec.input(**sound_values(here, action, here.actor(sender)))


def test_every_state_action_and_role(here: Place) -> None:
    situations = given_every_state(here)
    tried = Trial(HAZARDS, lambda hazard, action: sound_input(here, hazard, action))
    people = {role: here.actor(role) for role in ROLES if role != "system"} | {"system": system_actor()}
    assert not tried.faults(situations, people)
    left = {action.name for action in HAZARDS.all_actions()} - tried.done
    assert not left, f"never carried out: {sorted(left)}"
    assert tried.outside == set(tried.actions)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    check_reach(HAZARDS)


@pytest.mark.parametrize("state", sorted(set(HAZARDS.states) - {"cleared"}))
def test_nothing_closes_but_what_was_cleared(state: str) -> None:
    ways = [
        action.name
        for action in HAZARDS.all_actions()
        if state in action.from_ and "closed" in action.ends_from(state) - {state}
    ]
    assert ways == []


@pytest.mark.parametrize("state", sorted(set(HAZARDS.states) - {"rectified"}))
def test_nothing_is_cleared_but_by_a_re_inspection(state: str) -> None:
    ways = [
        action.name
        for action in HAZARDS.all_actions()
        if state in action.from_ and "cleared" in action.ends_from(state) - {state}
    ]
    assert ways == []
