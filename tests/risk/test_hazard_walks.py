"""Random actions by random roles: no forbidden state, every clearing inspected by another, the timeline replays."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pingan.common.errors import DomainError
from pingan.matters.machine import Action
from pingan.matters.models import Clock, Matter, TimelineEntry
from pingan.matters.queries import chain_faults
from pingan.matters.services import perform
from risk.machine.hazards import HAZARDS
from risk.models import Hazard, Reinspection
from tests.factories.hazards import coming, given_registered, past_due, sound_values
from tests.factories.world import LEVELS, Place, World

pytestmark = pytest.mark.django_db
ROLES = (*LEVELS, "unit_handler_2", "township_desk_b")
WORKING = (
    "township_desk",
    "township_desk_b",
    "unit_handler",
    "grid_worker",
    "body_office",
    "county_dispatcher",
)
STEPS = 30
#: Which clocks may run in a state besides that of a listing.
CLOCKS = {
    "registered": {"hazard_grade"},
    "graded": {"hazard_order"},
    "rectifying": {"hazard_rectify"},
    "handed_over": {"hazard_rectify"},
    "rectified": {"hazard_reinspect"},
    "cleared": {"hazard_look_back"},
    "closed": set(),
    "rejected": set(),
}


def _input(here: Place, action: Action, role: str, rng: random.Random) -> dict[str, Any]:
    """Return plausible input; now and then it is senseless, and must be refused then."""
    values = sound_values(here, action.name, here.actor(role), is_good=rng.random() < 0.6)
    if rng.random() < 0.2:
        broken = {"money": "负数", "due_on": coming(-5), "files": (), "cost": "很多", "organ": 0}
        values |= {name: value for name, value in broken.items() if name in values}
    return values


def _try(here: Place, hazard: Hazard, action: Action, role: str, rng: random.Random) -> None:
    made = _input(here, action, role, rng)
    before = (Matter.objects.get(pk=hazard.pk).version, Clock.objects.filter(matter_id=hazard.pk).count())
    try:
        done = perform(
            actor=here.actor(role), kind="hazard", matter_id=hazard.pk, action=action.name,
            data=action.input(**made),
        )  # fmt: skip
    except DomainError:
        after = (Matter.objects.get(pk=hazard.pk).version, Clock.objects.filter(matter_id=hazard.pk).count())
        assert before == after, f"{action.name} left a trace"
        return
    assert done.entry.action == action.name
    assert done.entry.to_state in action.ends_from(done.entry.from_state)


def _holds(hazard: Hazard) -> None:
    row = Hazard.objects.select_related("matter").get(pk=hazard.pk)
    state = row.matter.state
    rounds = list(row.rectifications.order_by("round"))
    assert [one.round for one in rounds] == list(range(1, len(rounds) + 1))
    for one in rounds:
        assert one.measures and one.owner and one.plan and one.money_yuan >= 0
    seen = Reinspection.objects.filter(rectification__hazard=row).select_related("rectification")
    for look in seen:
        assert look.made_by_id != look.rectification.done_by_id
        assert look.rectification.done_at is not None and look.photo_at > look.rectification.done_at
    if state in {"cleared", "closed"}:
        assert rounds[-1].state == "passed" and row.cleared_at is not None
    else:
        assert row.cleared_at is None
    assert {"rectifying": "open", "handed_over": "open", "rectified": "done"}.get(state, "") in {
        "",
        rounds[-1].state if rounds else "-",
    }
    running = set(Clock.objects.filter(matter_id=row.pk, stopped_at=None).values_list("stage", flat=True))
    assert running - {"hazard_listing"} == CLOCKS[state], state
    assert ("hazard_listing" in running) == (row.listed_at is not None)
    replayed = ""
    for entry in TimelineEntry.objects.filter(matter_id=row.pk).order_by("seq"):
        assert entry.from_state == replayed or entry.action == "register"
        replayed = entry.to_state
    assert replayed == state


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_no_walk_leads_anywhere_forbidden(world: World, seed: int) -> None:
    rng = random.Random(seed)
    here = world.here
    with transaction.atomic():
        hazard = given_registered(here)
        for _step in range(STEPS):
            state = Matter.objects.get(pk=hazard.pk).state
            likely = [action for action in HAZARDS.all_actions() if state in action.from_]
            action = rng.choice(likely if likely and rng.random() < 0.85 else HAZARDS.all_actions())
            if rng.random() < 0.1:
                past_due(hazard)
            _try(here, hazard, action, rng.choice(WORKING if rng.random() < 0.7 else ROLES), rng)
            _holds(hazard)
        assert not list(chain_faults(first_id=hazard.pk - 1))
        transaction.set_rollback(True)
