"""Every state × every action × every role of the major decision, through ``perform``."""

from __future__ import annotations

import pytest

from pingan.access.rules import system_actor
from risk.machine.decisions import DECISIONS
from risk.models import MajorDecision
from risk.services.project_areas import link_area
from tests.factories.decision_inputs import sound_input
from tests.factories.decisions import WALKS, act, day, given_decision, step
from tests.factories.disputes import given_dispute
from tests.factories.questionnaires import given_in_every_state
from tests.factories.world import LEVELS, Place, given_world
from tests.matrix.every_action import Trial, check_reach

pytestmark = pytest.mark.django_db
ROLES = (*LEVELS, "unit_handler_2", "system")


@pytest.fixture
def here() -> Place:
    return given_world().here


def given_every_state(here: Place) -> dict[str, MajorDecision]:
    """Return decisions in every state, some of them in a situation that an action needs."""
    found = {state: given_decision(here, state) for state in WALKS}
    heard = given_decision(here, "consulting")
    said = {"consultation": heard.consultations.get().pk, "text": "过渡费偏低", "position": "conditional"}
    found["heard"] = act(here, heard, "add_opinion", "unit_handler", **said)
    ready = given_decision(here, "assessing")
    for name in ("add_factor", "score:before", "score:after"):
        ready = step(here, ready, name)
    task = {"title": "公示补偿方案", "organ": here.units["housing"].pk, "owner": "征收科", "due_on": day(20)}
    found["ready"] = act(here, ready, "add_task", "unit_handler", **task)
    filed = given_decision(here, "decided")
    for name in ("file_report", "file_decision"):
        filed = step(here, filed, name)
    found["filed"] = filed
    found["linked"] = given_decision(here)
    found["asked"] = given_in_every_state(here, given_decision(here, "planned"))
    return found


def test_every_state_action_and_role(here: Place) -> None:
    situations = given_every_state(here)
    number = given_dispute(here).matter.number
    assert link_area(situations["linked"].pk)
    tried = Trial(DECISIONS, lambda decision, action: sound_input(here, decision, action, number))
    people = {role: here.actor(role) for role in ROLES if role != "system"} | {"system": system_actor()}
    assert not tried.faults(situations, people)
    left = {action.name for action in DECISIONS.all_actions()} - tried.done
    assert not left, f"never carried out: {sorted(left)}"
    assert tried.outside == set(tried.actions)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    check_reach(DECISIONS)


@pytest.mark.parametrize("state", sorted(set(DECISIONS.states) - {"following", "abandoned"}))
def test_nothing_closes_but_what_was_followed_or_given_up(state: str) -> None:
    ways = [
        a.name
        for a in DECISIONS.all_actions()
        if state in a.from_ and "closed" in a.ends_from(state) - {state}
    ]
    assert ways == []
