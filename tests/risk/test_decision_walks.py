"""Random actions by random roles on a major decision: none is made before an approved assessment, whatever is tried."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pingan.access.rules import Actor
from pingan.common.errors import DomainError
from pingan.matters.machine import Action
from pingan.matters.models import Matter
from pingan.matters.queries import chain_faults
from pingan.matters.services import perform
from risk.machine.decisions import DECISIONS
from risk.models import Assessment, DecisionExpert, DecisionRecord, ExpertScore, MajorDecision, RiskTask
from tests.factories.decision_inputs import sound_input
from tests.factories.decisions import WALKS, day, given_decision
from tests.factories.disputes import given_dispute
from tests.factories.world import LEVELS, Place, World
from tests.risk.walking import clocks_of, replayed

pytestmark = pytest.mark.django_db
ROLES = (*LEVELS, "unit_handler_2", "unit_handler_b")
#: Who usually does what; everything else the responsible unit.
USUAL = {
    "score": "expert", "approve": "county_government", "return_report": "county_government",
    "decide": "county_government", "receive_filing": "body_office", "send_back_filing": "body_office",
    "remind": "body_office", "finish_task": "unit_handler_2",
}  # fmt: skip
STEPS = 20
MADE = {"implement", "implement_phased"}
#: Which clocks may run in a state besides those of the filings.
CLOCKS = {"reviewing": {"decision_review"}}
FILINGS = {"decision_report_filing", "decision_record_filing"}
#: What an action may do to clocks; all others leave them alone.
MOVING = {
    "hand_in", "approve", "return_report", "decide", "file_report", "file_decision", "send_back_filing", "reassess",
    "close",
}  # fmt: skip
SPOILT = {
    "weight": "NaN", "probability": "1.5", "impact": "-0", "reached": -1, "due_on": day(-3), "decided_on": day(9),
    "factor": 0, "filing": 0, "expert": 0, "number": "JC0", "meeting": " ",
}  # fmt: skip


def _input(here: Place, decision: MajorDecision, action: Action, number: str, rng: random.Random) -> Any:
    """Return plausible input; now and then it is senseless, and must be refused then."""
    made = sound_input(here, decision, action.name, number)
    if action.name == "decide":
        outcome = rng.choice(["implement", "implement", "implement_phased", "defer", "abandon"])
        reason = "抢险在先" if rng.random() < 0.05 else ""
        made = replace(made, outcome=outcome, exception_reason=reason, decided_on=day(-rng.randrange(3)))
    if action.name == "score":
        shares = {name: f"0.{rng.randrange(100):02}" for name in ("probability", "impact")}
        made = replace(made, phase=rng.choice(["before", "after"]), **shares)
    if action.name == "add_factor":
        made = replace(made, title=f"风险点{rng.randrange(3)}", weight=rng.choice(["1", "0.5", "0.3"]))
    if action.name == "hand_in":
        level = rng.choice(["low", "medium", "high"])
        made = replace(
            made, level=level, level_reason="群众意见集中", conclusion=rng.choice(["implement", "implement_phased", "defer"])
        )  # fmt: skip
    if rng.random() < 0.15:
        made = replace(made, **{name: value for name, value in SPOILT.items() if hasattr(made, name)})
    return made


def _try(decision: MajorDecision, action: Action, actor: Actor, data: Any) -> None:
    before, version = clocks_of(decision.pk), Matter.objects.get(pk=decision.pk).version
    try:
        done = perform(actor=actor, kind="decision", matter_id=decision.pk, action=action.name, data=data)
    except DomainError:
        assert (clocks_of(decision.pk), Matter.objects.get(pk=decision.pk).version) == (before, version)
        return
    assert done.entry.to_state in action.ends_from(done.entry.from_state)
    assert action.name in MOVING or clocks_of(decision.pk) == before, f"{action.name} moved a clock"


def _holds(decision: MajorDecision) -> MajorDecision:
    row = MajorDecision.objects.select_related("matter", "catalogue__organ").get(pk=decision.pk)
    state = row.matter.state
    for record in DecisionRecord.objects.filter(decision=row).select_related("assessment"):
        if record.outcome in MADE and not record.exception_reason:
            _allows(record)
    standing = DecisionRecord.objects.filter(decision=row, superseded_at=None).first()
    assert (standing is not None) == (state in {"decided", "following", "closed", "deferred", "abandoned"}), (
        state
    )
    if state in {"decided", "following"}:
        assert standing is not None and standing.outcome in MADE
    live = list(Assessment.objects.filter(decision=row, returned_at=None, superseded_at=None))
    assert len(live) <= 1
    assert state not in {"assessing", "returned", "reassess", "planned", "listed"} or not live
    assert state != "assessed" or live[0].approved_at is not None
    assert state != "reviewing" or live[0].approved_at is None
    filed = list(row.filings.filter(sent_back_at=None).values_list("kind", "assessment_id", "record_id"))
    assert len(filed) == len(set(filed)), "filed twice"
    called = set(DecisionExpert.objects.filter(decision=row).values_list("user_id", flat=True))
    assert set(ExpertScore.objects.filter(factor__decision=row).values_list("expert_id", flat=True)) <= called
    tasks = RiskTask.objects.filter(matter=row.matter, state="open")
    assert not tasks.exists() or state not in {"closed", "abandoned"}
    running = [stage for stage, _due, stopped in clocks_of(row.pk) if stopped is None]
    assert len(running) == len(set(running))
    assert set(running) - FILINGS == CLOCKS.get(state, set()), state
    owed = {
        "decision_report_filing": any(one.approved_at and not _is_filed(one) for one in live),
        "decision_record_filing": standing is not None and not _is_filed(standing),
    }
    assert set(running) & FILINGS == {stage for stage in owed if owed[stage] and state != "closed"}, state
    assert replayed(row.pk) == state
    return row


def _is_filed(row: Assessment | DecisionRecord) -> bool:
    return row.filings.filter(sent_back_at=None).exists()


def _allows(record: DecisionRecord) -> None:
    """A decision that is carried out rests on a report that another approved, no later than it was made."""
    found = record.assessment
    assert found is not None and found.approved_at is not None
    assert found.reviewed_by_id not in {None, found.author_id}
    assert found.level_final != "high" and found.conclusion in MADE
    assert record.decided_on >= timezone.localdate(found.approved_at)
    assert found.superseded_at is None or found.superseded_at >= record.recorded_at


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_no_walk_of_a_decision_leads_anywhere_forbidden(world: World, seed: int) -> None:
    rng = random.Random(seed)
    here = world.here
    people = {role: here.actor(role) for role in ROLES}
    with transaction.atomic():
        number = given_dispute(here).matter.number
        decision = given_decision(here, rng.choice([state for state in WALKS if state != "closed"]))
        for _step in range(STEPS):
            row = _holds(decision)
            likely = [action for action in DECISIONS.all_actions() if row.matter.state in action.from_]
            forward = [action for action in likely if action.tone == "primary" or action.name == "decide"]
            action = rng.choice(
                forward if forward and rng.random() < 0.7 else likely or DECISIONS.all_actions()
            )
            usual = USUAL.get(action.name, rng.choice(["unit_handler", "unit_handler_b"]))
            who = people[usual if rng.random() < 0.8 else rng.choice(ROLES)]
            _try(row, action, who, _input(here, row, action, number, rng))
        _holds(decision)
        assert not list(chain_faults(first_id=decision.pk - 1))
        transaction.set_rollback(True)
