"""Every state × every action × every role of the survey, through ``perform``; who may do what is written down by hand."""

from __future__ import annotations

import pytest

from assessment.machine.surveys import SURVEYS
from assessment.models import Survey
from pingan.access.rules import system_actor
from tests.factories.surveys import WALKS, Body, act, county, given_survey, put_answers, sound_input
from tests.factories.world import LEVELS, given_world
from tests.matrix.every_action import Trial, check_reach

pytestmark = pytest.mark.django_db
ROLES = (*LEVELS, "unit_handler_2", "system")
_OFFICE, _LEADER = {"body_office"}, {"leader"}
#: Who carries out what on a survey of the own county (Article 59; docs/surveys.md): by hand, not from the policy.
TRUTH = {
    **dict.fromkeys(("edit", "add_question", "drop_question", "field", "close"), _OFFICE),
    "publish": _LEADER,
    **dict.fromkeys(("withdraw", "comment"), _OFFICE | _LEADER),
}


def given_every_state(body: Body) -> dict[str, Survey]:
    """Return surveys in every state, and others that an action needs or that stand in its way."""
    found = {state: given_survey(body, state) for state in WALKS}
    found["answered"] = given_survey(body, "fielded")
    put_answers(body, found["answered"])
    found["closed and withdrawn"] = act(body, given_survey(body, "closed"), "withdraw")
    return found


def test_every_state_action_and_role() -> None:
    here = given_world().here
    tried = Trial(SURVEYS, sound_input)
    people = {role: here.actor(role) for role in ROLES if role != "system"} | {"system": system_actor()}
    assert not tried.faults(given_every_state(county(here)), people)
    assert tried.doers == TRUTH
    assert tried.outside == set(tried.actions)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    check_reach(SURVEYS)


@pytest.mark.parametrize("state", sorted(set(SURVEYS.states) - {"closed"}))
def test_nothing_is_published_that_was_not_counted(state: str) -> None:
    ways = [
        action.name
        for action in SURVEYS.all_actions()
        if state in action.from_ and "published" in action.ends_from(state) - {state}
    ]
    assert ways == []
