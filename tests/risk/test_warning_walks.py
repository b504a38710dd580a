"""Random actions by random roles on a warning: nothing in force unapproved, nothing lost, every clock moved by an entry."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pingan.access.rules import Actor, system_actor
from pingan.common.errors import DomainError
from pingan.matters.machine import Action
from pingan.matters.models import Matter
from pingan.matters.queries import chain_faults
from pingan.matters.services import perform
from risk.machine.warnings import WARNINGS
from risk.models import RiskTask, RiskWarning, WarningIssue
from risk.queries.warnings import open_receipts
from tests.factories.warnings import given_warning, hours_on, sound_input
from tests.factories.world import LEVELS, Place, World
from tests.risk.walking import clocks_of, replayed

pytestmark = pytest.mark.django_db
ROLES = (*LEVELS, "unit_handler_2", "system")
#: Who usually does what; everything else the dispatcher.
USUAL = {
    "approve": ("leader",), "send_back": ("leader",), "release": ("county_government",),
    "adjust_public": ("county_government",), "read": ("township_desk", "unit_handler"),
    "report": ("township_desk", "unit_handler"), "escalate": ("system",), "lift": ("county_dispatcher", "county_government"),
}  # fmt: skip
STEPS = 25
#: Which clocks may run in a state.
CLOCKS = {
    "drafted": {"warning_approval"}, "approved": set[str](), "issued": set[str](), "lifted": set[str](),
    "withdrawn": set[str](),
}  # fmt: skip
#: What an action may do to clocks; all others leave them alone.
MOVING = {"approve", "send_back", "withdraw", "lift"}
SPOILT = {
    "receipt": 0, "task": 0, "organ": 0, "regions": ("0",), "due_on": hours_on(-72), "issue": 0, "level": "purple",
    "title": " ",
}  # fmt: skip


def _input(here: Place, warning: RiskWarning, action: Action, rng: random.Random) -> Any:
    """Return plausible input; now and then it is senseless, and must be refused then."""
    made = sound_input(here, warning, action.name)
    if hasattr(made, "receipt"):
        found = list(open_receipts(warning).values_list("pk", flat=True))
        made = replace(made, receipt=rng.choice(found or [0]))
    if hasattr(made, "level"):
        made = replace(made, level=rng.choice(["red", "orange", "blue"]))
    if rng.random() < 0.15:
        made = replace(made, **{name: value for name, value in SPOILT.items() if hasattr(made, name)})
    return made


def _try(here: Place, warning: RiskWarning, action: Action, actor: Actor, data: Any) -> None:
    before, version = clocks_of(warning.pk), Matter.objects.get(pk=warning.pk).version
    try:
        done = perform(actor=actor, kind="warning", matter_id=warning.pk, action=action.name, data=data)
    except DomainError:
        assert (clocks_of(warning.pk), Matter.objects.get(pk=warning.pk).version) == (before, version)
        return
    assert done.entry.to_state in action.ends_from(done.entry.from_state)
    assert action.name in MOVING or clocks_of(warning.pk) == before, f"{action.name} moved a clock"


def _holds(warning: RiskWarning) -> RiskWarning:
    row = RiskWarning.objects.select_related("matter").get(pk=warning.pk)
    state = row.matter.state
    if state in {"approved", "issued", "lifted"}:
        assert row.approved_by_id is not None and row.approved_by_id != row.drafted_by_id
    issues = list(WarningIssue.objects.filter(warning=row).order_by("number"))
    assert [one.number for one in issues] == list(range(1, row.issue_count + 1))
    assert bool(issues) == (state in {"issued", "lifted"}) == (row.issued_at is not None)
    assert (row.lifted_at is not None) == (state == "lifted")
    for issue in issues:
        went_to = {(one.region_id, one.organ_id) for one in issue.receipts.all()}
        assert went_to == {(one.region_id, one.organ_id) for one in row.addressees.all()}
    if issues:
        assert row.channel != "public_release" or row.authority
        assert (issues[-1].level, issues[-1].watch) == (row.level, row.watch)
    tasks = RiskTask.objects.filter(matter=row.matter, state="open")
    assert not tasks.exists() or state == "issued"
    running = {stage for stage, _due, stopped in clocks_of(row.pk) if stopped is None}
    assert running == CLOCKS[state], state
    if state != "drafted":
        is_waited_for = state == "issued" and row.level == "red" and open_receipts(row).filter(read_at=None)
        assert bool(is_waited_for or tasks.exists()) == (row.matter.next_due_at is not None)
    assert replayed(row.pk) == state
    return row


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_no_walk_of_a_warning_leads_anywhere_forbidden(world: World, seed: int) -> None:
    rng = random.Random(seed)
    here = world.here
    people = {role: here.actor(role) for role in ROLES if role != "system"} | {"system": system_actor()}
    with transaction.atomic():
        channel = rng.choice(["internal_notice", "public_release"])
        organs = rng.choice([(), (here.units["city_management"].pk,)])
        warning = given_warning(here, rng.choice(["drafted", "approved"]), channel=channel, organs=organs)
        for _step in range(STEPS):
            row = _holds(warning)
            likely = [action for action in WARNINGS.all_actions() if row.matter.state in action.from_]
            if rng.random() < 0.8:
                # The two ends come too soon by chance.
                likely = [
                    action for action in likely if action.name not in {"withdraw", "lift", "comment", "edit"}
                ] or likely
            action = rng.choice(likely if likely and rng.random() < 0.9 else list(WARNINGS.all_actions()))
            usual = rng.choice(USUAL.get(action.name, ("county_dispatcher",)))
            who = people[usual if rng.random() < 0.8 else rng.choice(ROLES)]
            _try(here, row, action, who, _input(here, row, action, rng))
        _holds(warning)
        assert not list(chain_faults(first_id=warning.pk - 1))
        transaction.set_rollback(True)
