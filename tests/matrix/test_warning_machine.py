"""Every state × every action × every role of the warning, through ``perform``; who may do what is written down by hand."""

from __future__ import annotations

import pytest

from pingan.access.rules import system_actor
from pingan.org.models import Organ
from risk.machine.warnings import WARNINGS
from risk.models import RiskWarning
from risk.services.warnings import draft_warning
from tests.factories.org import given_organ
from tests.factories.warnings import WALKS, act, given_warning, hours_on, new_warning, sound_input
from tests.factories.world import LEVELS, Place, given_world
from tests.matrix.every_action import Trial, check_reach

pytestmark = pytest.mark.django_db
ROLES = (*LEVELS, "unit_handler_2", "system")
_DESKS = {"township_desk", "county_dispatcher", "body_office"}
_READERS = {*_DESKS, "community_staff", "unit_handler"}
#: Who carries out what on a warning of the own county or township (突发事件应对法 §63, 64, 70; docs/warnings.md): by hand,
#: not from the policy.
TRUTH = {
    "edit": _DESKS,
    "approve": {"leader"},
    "send_back": {"leader"},
    "issue": _DESKS,
    "release": {"county_government"},
    "read": _READERS,
    "report": _READERS,
    "add_task": _DESKS,
    "finish_task": {*_DESKS, "unit_handler_2"},
    "drop_task": _DESKS,
    "adjust": _DESKS,
    "adjust_public": {"county_government"},
    "remind": _DESKS,
    "lift": {*_DESKS, "county_government"},
    "withdraw": _DESKS,
    "escalate": {"system"},
    "comment": {*_READERS, "leader"},
}


def given_every_state(here: Place) -> dict[str, RiskWarning]:
    """Return warnings in every state, and others that an action needs: each kind of reader has one addressed to it."""
    found = {state: given_warning(here, state) for state in WALKS}
    found["for the public"] = given_warning(here, "approved", channel="public_release")
    released = given_warning(here, "approved", channel="public_release")
    found["public"] = act(here, released, "release", authority="县政府办〔2026〕8号")
    unit = given_warning(here, "issued", regions=(), organs=(here.units["city_management"].pk,))
    task = {"title": "转移", "organ": here.units["housing"].pk, "owner": "科长", "due_on": hours_on(48)}
    found["to a unit"] = act(here, unit, "add_task", **task)
    found["to the county itself"] = given_warning(here, "issued", regions=(str(here.county.pk),))
    given_organ(here.township, "朱坊镇综治中心", kind=Organ.Kind.GOVERNANCE_CENTER)
    found["drafted by the township"] = _of_township(here)
    found["approved for the township"] = act(here, _of_township(here), "approve")
    of_township = act(here, _of_township(here), "approve")
    of_township = act(here, of_township, "issue", "township_desk")
    found["to a village"] = act(here, of_township, "add_task", "township_desk", **task)
    return found


def _of_township(here: Place) -> RiskWarning:
    data = new_warning(here, regions=(str(here.village.pk),))
    return draft_warning(actor=here.actor("township_desk"), data=data)


def test_every_state_action_and_role() -> None:
    here = given_world().here
    situations = given_every_state(here)
    tried = Trial(WARNINGS, lambda warning, action: sound_input(here, warning, action))
    people = {role: here.actor(role) for role in ROLES if role != "system"} | {"system": system_actor()}
    assert not tried.faults(situations, people)
    assert tried.doers == TRUTH
    assert tried.outside == set(tried.actions)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    check_reach(WARNINGS)


@pytest.mark.parametrize("state", sorted(set(WARNINGS.states) - {"approved"}))
def test_nothing_comes_into_force_but_what_was_approved(state: str) -> None:
    ways = [
        action.name
        for action in WARNINGS.all_actions()
        if state in action.from_ and "issued" in action.ends_from(state) - {state}
    ]
    assert ways == []
