"""Every state × every action × every role of the signal, through ``perform``; who may do what is written down by hand."""

from __future__ import annotations

import pytest

from pingan.access.rules import system_actor
from risk.machine.signals import SIGNALS
from tests.factories.signals import WALKS, given_signal, sound_input
from tests.factories.world import LEVELS, given_world
from tests.matrix.every_action import Trial, check_reach

pytestmark = pytest.mark.django_db
ROLES = (*LEVELS, "unit_handler_2", "system")
_REVIEWERS = {"township_desk", "county_dispatcher", "body_office"}
#: Who carries out what on a signal of the own township (docs/screening.md). By hand, not from the policy.
TRUTH = {
    **dict.fromkeys(
        ("confirm_task", "confirm_warning", "watch", "dismiss", "reconsider", "add_task", "drop_task"), _REVIEWERS
    ),
    "finish_task": {*_REVIEWERS, "unit_handler_2"},
    "comment": {*_REVIEWERS, "unit_handler_2"},
    "end": {"system"},
}  # fmt: skip


def test_every_state_action_and_role() -> None:
    here = given_world().here
    situations = {state: given_signal(here, state) for state in WALKS}
    tried = Trial(SIGNALS, lambda signal, action: sound_input(here, signal, action))
    people = {role: here.actor(role) for role in ROLES if role != "system"} | {"system": system_actor()}
    assert not tried.faults(situations, people)
    assert tried.doers == TRUTH
    assert tried.outside == set(tried.actions)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    check_reach(SIGNALS)


@pytest.mark.parametrize("state", sorted(set(SIGNALS.states) - {"new", "watched"}))
def test_nothing_is_confirmed_but_what_somebody_has_yet_to_judge(state: str) -> None:
    ways = [
        action.name
        for action in SIGNALS.all_actions()
        if state in action.from_ and "confirmed" in action.ends_from(state) - {state}
    ]
    assert ways == []
