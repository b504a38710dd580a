"""Every state × every action × every role of the warning, through ``perform``; who may do what is written down by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from pingan.access.rules import system_actor
from pingan.org.models import Organ
from risk.machine.warnings import WARNINGS
from risk.models import RiskTask, RiskWarning
from risk.queries.warnings import last_issue, open_receipts
from risk.services.warnings import draft_warning
from tests.factories.org import given_organ
from tests.factories.warnings import WALKS, act, given_warning, new_warning
from tests.factories.world import LEVELS, Place, given_world
from tests.matrix.every_action import Trial, check_reach

pytestmark = pytest.mark.django_db
ROLES = (*LEVELS, "unit_handler_2", "system")
_DESKS = {"township_desk", "county_dispatcher", "body_office"}
_READERS = {*_DESKS, "community_staff", "unit_handler"}
#: Who carries out what on a warning of the own county or township (突发事件应对法 §63, 64, 70; docs/warnings.md). By hand, not from the policy.
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
    """Return warnings in every state, and others in a situation that an action needs: each reader has one addressed to him."""
    found = {state: given_warning(here, state) for state in WALKS}
    found["for the public"] = given_warning(here, "approved", channel="public_release")
    released = given_warning(here, "approved", channel="public_release")
    found["public"] = act(here, released, "release", authority="县政府办〔2026〕8号")
    unit = given_warning(here, "issued", regions=(), organs=(here.units["city_management"].pk,))
    task = {"title": "转移", "organ": here.units["housing"].pk, "owner": "科长", "due_on": _in(48)}
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


def _in(hours: int) -> Any:
    return timezone.now() + timedelta(hours=hours)


def sound_input(here: Place, warning: RiskWarning, action: str) -> Any:
    """Return input that no rule refuses, where the situation allows it at all."""
    issue = last_issue(warning)
    task = RiskTask.objects.filter(matter=warning.matter, state="open").first()
    receipt = open_receipts(warning).first()
    wording = {"level": "orange", "starts_at": _in(4), "watch": "低洼积水", "measures": "转移群众"}
    values: dict[str, dict[str, Any]] = {
        "edit": {
            **wording, "title": "强降雨", "category": "natural", "channel": "internal_notice", "basis": "气象局预警",
            "regions": tuple(str(one.region_id) for one in warning.addressees.exclude(region=None)),
            "organs": tuple(one.organ_id for one in warning.addressees.exclude(organ=None)),
        },
        "release": {"authority": "县政府办〔2026〕8号"},
        "read": {"receipt": _key(receipt)},
        "report": {"receipt": _key(receipt), "measures": "已巡查"},
        "add_task": {"title": "排查", "organ": here.units["housing"].pk, "owner": "科长", "due_on": _in(48)},
        "finish_task": {"task": _key(task), "result": "已转移"},
        "drop_task": {"task": _key(task), "note": "不再需要"},
        "adjust": {**wording, "note": "雨势减弱"},
        "adjust_public": {**wording, "note": "雨势减弱"},
        "escalate": {"issue": _key(issue)},
        **{name: {"note": "说明"} for name in ("send_back", "lift", "withdraw", "comment")},
    }  # fmt: skip
    return WARNINGS.actions[action].input(**values.get(action, {}))


def _key(row: Any) -> int:
    return 0 if row is None else row.pk


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
