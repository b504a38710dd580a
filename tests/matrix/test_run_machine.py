"""Every state × every action × every role of the run, through ``perform``; who may do what is written down by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from assessment.machine.runs import RUNS
from assessment.models import AssessedUnit, AssessmentRun
from assessment.services import run_computing
from pingan.access.rules import system_actor
from tests.factories.runs import counting_toys, given_run, sound_input
from tests.factories.world import LEVELS, Place, given_world
from tests.matrix.every_action import Trial, check_reach

pytestmark = pytest.mark.django_db
ROLES = (*LEVELS, "unit_handler_2", "system")
OFFICE = {"body_office"}
#: Who carries out what on a run of the own county (Article 57; docs/assessment.md): by hand, not from the policy.
TRUTH = {
    "edit": OFFICE,
    "open": OFFICE,
    "extend": OFFICE,
    "lock": OFFICE,
    "restart": OFFICE,
    "computed": {"system"},
    "announce": OFFICE,
    "finalise": {"leader"},
    "cancel": OFFICE,
    "comment": {"body_office", "leader"},
}


@pytest.fixture(autouse=True)
def _toys() -> Iterator[None]:
    with counting_toys():
        yield


def given_every_state(here: Place) -> dict[str, AssessmentRun]:
    """Return runs in every state, one whose units are all computed, and one whose term for objections is over."""
    found = {state: given_run(here, state) for state in RUNS.states}
    ready = given_run(here, "computing")
    run_computing.freeze(ready.pk)
    for pk in AssessedUnit.objects.filter(run=ready).values_list("pk", flat=True):
        run_computing.compute_units(ready.pk, [pk])
    with time_machine.travel(timezone.now() - timedelta(days=90), tick=False):
        over = given_run(here, "preliminary")
    return {**found, "all are computed": ready, "the term is over": over}


def test_every_state_action_and_role() -> None:
    here = given_world().here
    situations = given_every_state(here)
    tried = Trial(RUNS, sound_input)
    people = {role: here.actor(role) for role in ROLES if role != "system"} | {"system": system_actor()}
    assert not tried.faults(situations, people)
    assert tried.doers == TRUTH
    assert tried.outside == set(tried.actions)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    check_reach(RUNS)


@pytest.mark.parametrize("state", sorted(set(RUNS.states) - {"preliminary"}))
def test_nothing_is_final_that_was_not_announced(state: str) -> None:
    ways = [
        a.name for a in RUNS.all_actions() if state in a.from_ and "final" in a.ends_from(state) - {state}
    ]
    assert ways == []
