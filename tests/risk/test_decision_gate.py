"""Invariant 12: no decision is made before an approved assessment lets it, whichever way somebody tries."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from pingan.common.errors import IllegalAction, Invalid
from pingan.matters.models import Matter
from risk.models import Assessment, DecisionRecord, MajorDecision
from risk.models.decision_choices import DecisionOutcome, RiskLevel
from risk.rules.scoring import may_be_made
from tests.factories.decisions import REPORT, act, day, given_decision, step
from tests.factories.incidents import given_report
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
MADE = {"outcome": "implement", "decided_on": day(), "meeting": "区政府第12次常务会议"}
BEFORE = ("listed", "planned", "consulting", "assessing", "reviewing", "returned", "reassess")


def assessed_as(here: Place, level: str, conclusion: str) -> MajorDecision:
    """Return a decision whose approved assessment has this level after measures and this conclusion."""
    decision = given_decision(here, "assessing")
    for name in ("add_factor", "score:before", "score:after"):
        decision = step(here, decision, name)
    values = {**REPORT, "level": level, "level_reason": "群众反对意见集中", "conclusion": conclusion}
    act(here, decision, "hand_in", "unit_handler", **values)
    return step(here, decision, "approve")


def refused(write: Any, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


def record(decision: MajorDecision, **values: Any) -> DecisionRecord:
    """Return a record that nobody's service wrote."""
    given = {"outcome": "implement", "decided_on": date(2026, 9, 1), "meeting": "常务会议", **values}
    return DecisionRecord(decision=decision, recorded_at=timezone.now(), **given)


@pytest.mark.parametrize("state", BEFORE)
def test_nothing_is_carried_out_before_an_approved_assessment(here: Place, state: str) -> None:
    decision = given_decision(here, state)
    with pytest.raises(Invalid) as refusal:
        act(here, decision, "decide", "county_government", **MADE)
    assert "outcome" in refusal.value.fields
    assert not DecisionRecord.objects.filter(decision=decision).exists()
    assert Matter.objects.get(pk=decision.pk).state == state


def test_an_approved_assessment_opens_the_gate_once(here: Place) -> None:
    decision = step(here, given_decision(here, "assessed"), "decide")
    assert decision.matter.state == "decided"
    assert DecisionRecord.objects.get(decision=decision).exception_reason == ""
    with pytest.raises(IllegalAction):
        act(here, decision, "decide", "county_government", **MADE)


@pytest.mark.parametrize("outcome", ["implement", "implement_phased"])
def test_a_level_still_high_allows_only_to_wait_to_give_up_or_to_assess_anew(
    here: Place, outcome: str
) -> None:
    decision = assessed_as(here, "high", "defer")
    with pytest.raises(Invalid) as refusal:
        act(here, decision, "decide", "county_government", **{**MADE, "outcome": outcome})
    assert "outcome" in refusal.value.fields
    assert act(here, decision, "reassess", "unit_handler", note="调整方案后再评").matter.state == "reassess"


def test_a_high_level_cannot_be_concluded_to_be_carried_out(here: Place) -> None:
    with pytest.raises(Invalid) as refusal:
        assessed_as(here, "high", "implement")
    assert "conclusion" in refusal.value.fields


def test_a_report_that_was_set_aside_opens_nothing(here: Place) -> None:
    decision = given_decision(here, "reassess")
    stale = Assessment.objects.get(decision=decision)
    assert stale.approved_at is not None
    refused(record(decision, assessment=stale).save, "decision_gate")


def test_an_exception_needs_its_reason_and_is_told(here: Place) -> None:
    decision = given_decision(here, "planned")
    done = act(
        here, decision, "decide", "county_government", **MADE, exception_reason="汛期抢险已先行拆除危房"
    )
    assert done.matter.state == "decided"
    entry = done.matter.timeline.latest("seq")
    assert entry.data["is_exception"] is True


def test_a_day_before_the_approval_was_decided_without_it(here: Place) -> None:
    decision = given_decision(here, "assessed")
    early = {**MADE, "decided_on": day(-1)}
    with pytest.raises(Invalid) as refusal:
        act(here, decision, "decide", "county_government", **early)
    assert set(refusal.value.fields) == {"decided_on"}
    done = act(here, decision, "decide", "county_government", **early, exception_reason="会议先于评审召开")
    assert done.matter.timeline.latest("seq").data["is_exception"] is True


@pytest.mark.parametrize("reason", ["", " ", "\n\t "])
def test_a_reason_in_which_nothing_stands_is_none_to_the_database(here: Place, reason: str) -> None:
    refused(record(given_decision(here), exception_reason=reason).save, "decision_gate")


def test_a_direct_save_is_refused(here: Place) -> None:
    refused(record(given_decision(here, "reviewing")).save, "decision_gate")


def test_a_bulk_insert_is_refused(here: Place) -> None:
    rows = [record(given_decision(here))]
    refused(lambda: DecisionRecord.objects.bulk_create(rows), "decision_gate")


def test_another_decisions_assessment_opens_nothing(here: Place) -> None:
    other = Assessment.objects.get(decision=given_decision(here, "assessed"))
    refused(record(given_decision(here), assessment=other).save, "decision_gate")


def test_raw_sql_is_refused(here: Place) -> None:
    decision = given_decision(here)

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into risk_decisionrecord (decision_id, outcome, decided_on, meeting, document_number,"
                " exception_reason, note, recorded_at) values (%s, 'implement', now(), '会议', '', '', '', now())",
                [decision.pk],
            )

    refused(write, "decision_gate")


@pytest.mark.parametrize("before", ["listed", "assessed", "reassess", "deferred"])
def test_no_state_of_a_decision_made_is_written_without_its_record(here: Place, before: str) -> None:
    """Whoever attacks counts an entry as well, or the kernel refuses before this gate is asked."""
    matter = given_decision(here, before).matter
    # To put it off is a decision as well, and its record stands: that one may be closed.
    states = ("decided", "following") if before == "deferred" else ("decided", "following", "closed")

    def by_save(state: str) -> None:
        matter.state, matter.timeline_count = state, matter.timeline_count + 1
        matter.save()

    def by_bulk(state: str) -> None:
        matter.state, matter.timeline_count = state, matter.timeline_count + 1
        Matter.objects.bulk_update([matter], ["state", "timeline_count"])

    def by_update(state: str) -> None:
        Matter.objects.filter(pk=matter.pk).update(state=state, timeline_count=F("timeline_count") + 1)

    def by_sql(state: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "update matters_matter set state = %s, timeline_count = timeline_count + 1 where id = %s",
                [state, matter.pk],
            )

    for state in states:
        for write in (by_save, by_bulk, by_update, by_sql):
            refused(partial(write, state), "decided_with_record")


def test_no_matter_becomes_or_is_born_a_decision_made(here: Place) -> None:
    incident = Matter.objects.get(pk=given_report(here).pk)
    rows = Matter.objects.filter(pk=incident.pk)
    change = {"kind": "decision", "state": "decided", "timeline_count": 99}
    refused(lambda: rows.update(**change), "decided_with_record")
    incident.pk, incident.number, incident.kind, incident.state = None, "JC1", "decision", "decided"
    refused(lambda: incident.save(force_insert=True), "decided_with_record")


def test_what_was_recorded_is_never_rewritten(here: Place) -> None:
    decision = given_decision(here, "deferred")
    rows = DecisionRecord.objects.filter(decision=decision)
    refused(lambda: rows.update(outcome="implement"), "decision_record_stays")
    refused(lambda: rows.update(exception_reason="补记"), "decision_record_stays")
    refused(rows.delete, "decision_record_stays")


def test_what_was_approved_is_never_rewritten(here: Place) -> None:
    decision = assessed_as(here, "high", "defer")
    rows = Assessment.objects.filter(decision=decision)
    refused(lambda: rows.update(level_final="low", conclusion="implement"), "approved_assessment_stays")
    refused(lambda: rows.update(approved_at=None), "approved_assessment_stays")
    refused(rows.delete, "approved_assessment_stays")


def test_nobody_approves_the_own_report_not_in_the_database_either(here: Place) -> None:
    decision = given_decision(here, "reviewing")
    with pytest.raises(IllegalAction):
        act(here, decision, "approve", "unit_handler")
    row = Assessment.objects.get(decision=decision)
    rows = Assessment.objects.filter(pk=row.pk)
    refused(
        lambda: rows.update(approved_at=timezone.now(), reviewed_by=row.author_id),
        "assessment_reviewed_by_another",
    )
    refused(lambda: rows.update(approved_at=timezone.now()), "assessment_approved_by_somebody")
    assert act(here, decision, "approve", "unit_handler_b").matter.state == "assessed"


def test_the_database_says_what_the_rule_says(here: Place) -> None:
    decision = given_decision(here, "reviewing")
    tried = set()
    for level, conclusion, outcome in product(
        RiskLevel.values, DecisionOutcome.values, DecisionOutcome.values
    ):
        with transaction.atomic():
            # Some of these no report can say; the database is asked all the same.
            Assessment.objects.filter(decision=decision).update(
                level_final=level, level_reason="x", conclusion=conclusion,
                approved_at=timezone.now(), reviewed_by=here.users["county_government"],
            )  # fmt: skip
            try:
                with transaction.atomic():
                    record(
                        decision, outcome=outcome, assessment=Assessment.objects.get(decision=decision)
                    ).save()
                is_taken = True
            except IntegrityError as error:
                assert "decision_gate" in str(error)
                is_taken = False
            transaction.set_rollback(True)
        assert is_taken is may_be_made(outcome, level=level, conclusion=conclusion)
        tried.add(is_taken)
    assert tried == {True, False}
