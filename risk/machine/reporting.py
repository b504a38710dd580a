"""Guards and effects of the report and its review (domain.md §5: 报告 → 评审)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock
from risk.machine import decision_inputs as inputs
from risk.machine.consulting import keep_files
from risk.models import Assessment
from risk.models.decision_choices import Phase
from risk.queries.decisions import method_in_force, outcome_in, scored_factors, standing_assessment
from risk.queries.terms import start
from risk.rules.scoring import CONCLUSIONS, SEVERITIES, Outcome


def hand_in_offered(actor: Actor, decision: Any) -> Any:
    """Only where every risk point is weighed and scored before and after the measures."""
    return None if _outcomes(decision) is not None else _missing(decision)


def _missing(decision: Any) -> str:
    scored = scored_factors(decision)
    total = sum((one.factor.weight for one in scored), Decimal(0))
    if total != 1:
        return _("The weights of the risk points make %(sum)s and not 1.") % {"sum": f"{total.normalize():f}"}
    missing = [one.factor.title for one in scored if not one.before or not one.after]
    return _("Not scored before and after measures yet: %(factors)s.") % {"factors": _(", ").join(missing)}


def _outcomes(decision: Any) -> tuple[Outcome, Outcome] | None:
    method = method_in_force()
    if method is None:
        return None
    scored = scored_factors(decision)
    before, after = (outcome_in(scored, phase, method) for phase in (Phase.BEFORE, Phase.AFTER))
    return None if before is None or after is None else (before, after)


def hand_in_guard(move: Move) -> None:
    """Guard: another level than the computed one with its reason, a conclusion that the level allows."""
    data: inputs.HandIn = move.data
    outcomes = _outcomes(move.detail)
    if outcomes is None:
        raise Invalid({"": _missing(move.detail)})
    problems = {}
    if data.level != outcomes[1].level and not data.level_reason:
        problems["level_reason"] = _("Say why the level differs from the computed one.")
    if data.conclusion not in CONCLUSIONS[data.level]:
        problems["conclusion"] = _("The level after measures does not allow this conclusion.")
    if problems:
        raise Invalid(problems)


def hand_in_effect(move: Move) -> None:
    """Effect: the report with what its scores came to under the method of today."""
    data: inputs.HandIn = move.data
    outcomes, method = _outcomes(move.detail), method_in_force()
    if outcomes is None or method is None:
        raise AssertionError(f"decision {move.matter.pk} handed in without scores")
    before, after = outcomes
    Assessment.objects.create(
        decision=move.detail,
        round=move.detail.round,
        method=method,
        total_before=round(before.total, 4),
        total_after=round(after.total, 4),
        level_before=before.level,
        level_after=after.level,
        level_final=data.level,
        level_reason=data.level_reason if data.level != after.level else "",
        conclusion=data.conclusion,
        legality=data.legality,
        rationality=data.rationality,
        feasibility=data.feasibility,
        controllability=data.controllability,
        summary=data.summary,
        author_id=move.actor.person,
        handed_in_at=move.now,
    )
    keep_files(move)
    move.matter.severity = SEVERITIES[data.level]
    move.public.update(
        level={"before": before.level, "after": data.level}, computed=after.level, conclusion=data.conclusion
    )
    move.note = data.level_reason


def hand_in_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the review has its term."""
    return start(move.matter, "decision_review")


def review_offered(actor: Actor, decision: Any) -> Any:
    """Reviewed by others than the author."""
    found = standing_assessment(decision)
    if found is not None and found.author_id == actor.user_id:
        return _("Whoever wrote the report does not review it.")
    return None


def _reviewed(move: Move) -> Assessment:
    found = standing_assessment(move.detail)
    if found is None:
        raise AssertionError(f"decision {move.matter.pk} in review without a report")
    found.reviewed_by_id = move.actor.user_id
    found.review_note = move.data.note
    return found


def approve_effect(move: Move) -> None:
    """Effect: the gate may open, as far as level and conclusion allow."""
    row = _reviewed(move)
    row.approved_at = move.now
    row.save()
    move.public.update(conclusion=row.conclusion, round=row.round)
    move.note = move.data.note


def approve_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the review is done; the report is to be filed."""
    return [StopClock("decision_review"), *start(move.matter, "decision_report_filing")]


def return_effect(move: Move) -> None:
    """Effect: back to its author with the reason."""
    row = _reviewed(move)
    row.returned_at = move.now
    row.save()
    move.note = move.data.note


def return_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the review is done."""
    return [StopClock("decision_review")]
