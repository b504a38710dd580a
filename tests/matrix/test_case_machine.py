"""Every state × every action × every role of cases and commendations; who may do what is written down by hand."""

from __future__ import annotations

import pytest

from assessment.machine.cases import CASES
from assessment.machine.commendations import COMMENDATIONS
from assessment.models import AccountabilityCase, Commendation
from pingan.access.rules import system_actor
from tests.factories.cases import (
    CASE_WALKS,
    COMMENDATION_WALKS,
    act,
    end_publicity,
    end_term,
    given_case,
    given_commendation,
    honour,
    honour_input,
    sound_input,
)
from tests.factories.world import LEVELS, Place, given_world
from tests.matrix.every_action import Trial, check_reach

pytestmark = pytest.mark.django_db
ROLES = (*LEVELS, "unit_handler_2", "system")
_OFFICE, _LEADER, _UNIT = {"body_office"}, {"leader"}, {"unit_handler"}
#: Who carries out what on a case about the first unit of the county (docs/accountability.md): by hand, not from the policy.
TRUTH = {
    **dict.fromkeys(
        ("verify", "establish", "hear", "waive", "serve", "record", "accept", "escalate", "record_receipt"),
        _OFFICE,
    ),
    **dict.fromkeys(("hold_deletion", "end_hold"), _OFFICE),
    **dict.fromkeys(("decide", "suggest", "more_time", "answer"), _LEADER),
    **dict.fromkeys(("state", "acknowledge", "report", "object"), _UNIT),
    **dict.fromkeys(("dismiss", "comment"), _OFFICE | _LEADER),
}
COMMENDATION_TRUTH = {
    **dict.fromkeys(("check", "ask_override", "publicize", "publish", "hold_deletion", "end_hold"), _OFFICE),
    **dict.fromkeys(("allow_override", "decide", "refuse"), _LEADER),
    "withdraw": {"body_office", "unit_handler_2"},
    "comment": _OFFICE | _LEADER,
}


def given_cases(here: Place) -> dict[str, AccountabilityCase]:
    """Return cases in every state, and others that an action needs."""
    found = {state: given_case(here, state) for state in CASE_WALKS}
    found["established"] = act(here, given_case(here, "verifying"), "establish")
    found["silent"] = given_case(here, "hearing")
    end_term(found["silent"], "case_statement")
    found["reported"] = act(here, given_case(here, "rectifying"), "report")
    found["objected"] = act(here, given_case(here, "served"), "object")
    found["held"] = act(here, given_case(here, "closed"), "hold_deletion")
    return found


def test_every_state_action_and_role_of_a_case() -> None:
    here = given_world().here
    tried = Trial(CASES, sound_input)
    people = {role: here.actor(role) for role in ROLES if role != "system"} | {"system": system_actor()}
    assert not tried.faults(given_cases(here), people)
    # A county has nobody to propose a veto to, and no measure here ends by time: test_case_life.py has both.
    assert tried.doers == TRUTH
    assert tried.outside == set(tried.actions)


def given_commendations(here: Place) -> dict[str, Commendation]:
    """Return commendations in every state, and others that an action needs."""
    found = {state: given_commendation(here, state) for state in COMMENDATION_WALKS}
    end_publicity(found["publicized"])
    given_case(here, "verifying")
    blocked = given_commendation(here, "nominated", "unit_handler", organ=here.units["city_management"].pk)
    found["blocked"] = blocked
    asked = given_commendation(here, "nominated", "unit_handler", organ=here.units["city_management"].pk)
    found["asked"] = honour(here, asked, "ask_override")
    found["held"] = honour(here, given_commendation(here, "refused"), "hold_deletion")
    return found


def test_every_state_action_and_role_of_a_commendation() -> None:
    here = given_world().here
    tried = Trial(COMMENDATIONS, lambda row, action: honour_input(action))
    people = {role: here.actor(role) for role in ROLES if role != "system"} | {"system": system_actor()}
    assert not tried.faults(given_commendations(here), people)
    assert tried.doers == {
        **COMMENDATION_TRUTH,
        "withdraw": {*COMMENDATION_TRUTH["withdraw"], "unit_handler"},
    }
    assert tried.outside == set(tried.actions)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    check_reach(CASES)
    check_reach(COMMENDATIONS)


@pytest.mark.parametrize("state", sorted(set(CASES.states) - {"heard"}))
def test_nothing_is_decided_but_what_was_heard(state: str) -> None:
    ways = [
        action.name
        for action in CASES.all_actions()
        if state in action.from_ and "decided" in action.ends_from(state) - {state}
    ]
    assert ways == []
