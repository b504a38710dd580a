"""Guards and effects of a decision on a case: who may decide what (Article 58; domain.md §8.3; invariants 16, 17)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assessment.machine import case_inputs as inputs
from assessment.machine.case_papers import issue_notice
from assessment.models import AccountabilityCase, Restriction
from assessment.models.case_choices import OUTSIDE, Forbids, LiftRule, Measure
from assessment.queries.case_terms import measure_rule
from assessment.queries.cases import office_organ
from assessment.rules.measures import MeasureRule, is_skip, months_on
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Move
from pingan.org.models import RegionLevel
from risk.rules.days import lies_too_far


def day_of(moment: Any) -> date | None:
    """Return the day of a field that asks for one."""
    return None if moment is None else timezone.localdate(moment)


def rule_for(move: Move, measure: str) -> MeasureRule:
    """Return the rule on a measure as it holds today where the body is."""
    return measure_rule(measure, move.matter.region_code, timezone.localdate(move.now))


def previous_measure(case: AccountabilityCase) -> str:
    """Return the measure whose term was missed; blank: none went before."""
    return case.previous.measure if case.previous is not None else ""


def decide_guard(move: Move) -> None:
    """Guard: a measure that this body may decide, its ladder, its term, and a number for the document."""
    data: inputs.Decide = move.data
    problems: dict[str, str] = {}
    if data.measure in OUTSIDE:
        problems["measure"] = _(
            "Only the competent authority decides this: propose it, then record its decision."
        )
    elif not rule_for(move, data.measure).may_be_decided_at(move.matter.region.level):
        problems["measure"] = _("A township may only propose this measure: put it to the body above.")
    elif is_skip(previous_measure(move.detail), data.measure) and not data.skip_reason.strip():
        problems["skip_reason"] = _("A rung of the ladder is left out: say why.")
    if data.measure != Measure.VETO:
        problems |= term_problems(data.due_on, timezone.localdate(move.now))
    office = office_organ(move.matter.region)
    if not data.document_number and (office is None or not office.document_code):
        problems["document_number"] = _(
            "Enter the number of the decision: the office has no document code to issue one."
        )
    if problems:
        raise Invalid(problems)


def term_problems(due_on: Any, today: date) -> dict[str, str]:
    """Return what is wrong with the day by which something is to be put right."""
    day = day_of(due_on)
    if day is None:
        return {"due_on": _("Say by which day it is to be put right.")}
    if day <= today:
        return {"due_on": _("Choose a later day.")}
    if lies_too_far(day, today):
        return {"due_on": _("This day lies too far away.")}
    return {}


def decide_effect(move: Move) -> None:
    """Effect: the measure with its rule, its notice (issued last: the register stays locked), what it forbids."""
    data: inputs.Decide = move.data
    case: AccountabilityCase = move.detail
    rule, today = rule_for(move, data.measure), timezone.localdate(move.now)
    case.measure, case.basis, case.lift_rule = data.measure, rule.basis, rule.lift
    case.demand, case.skip_reason = data.demand, data.skip_reason
    case.term_on = day_of(data.due_on) if rule.lift == LiftRule.ACCEPTED else None
    case.decided_on, case.decided_by_id = today, move.actor.user_id
    case.decided_organ = office_organ(move.matter.region)
    until = months_on(today, rule.months) if rule.months else None
    case.document_number = data.document_number.strip()
    if not case.document_number and case.decided_organ is not None:
        with translation.override(settings.LANGUAGE_CODE):
            case.document = issue_notice(move, case, case.decided_organ, until)
        case.document_number = case.document.number
    # Saved before the duties of the matter are asked for: its term is one of them.
    case.save()
    if until is not None:
        _forbid(case, today, until, rule)
    move.public.update(measure=case.measure, document=case.document_number)
    move.note = data.demand


def _forbid(case: AccountabilityCase, today: date, until: date, rule: MeasureRule) -> None:
    Restriction.objects.bulk_create(
        Restriction(
            case=case,
            region=case.region,
            organ=case.organ,
            forbids=forbids,
            from_on=today,
            to_on=until,
            basis=rule.basis or _("No source is recorded."),
        )
        for forbids in Forbids.values
    )


def suggest_guard(move: Move) -> None:
    """Guard: one of the measures that are not ours."""
    if move.data.measure not in OUTSIDE:
        raise Invalid({"measure": _("Choose one of the list.")})


def suggest_effect(move: Move) -> None:
    """Effect: proposed to the competent authority; nothing is decided herewith."""
    data: inputs.Suggest = move.data
    move.detail.proposal = data.measure
    move.public.update(proposal=data.measure, authority=data.authority)
    move.note = data.note


def record_guard(move: Move) -> None:
    """Guard: one of its measures, decided not before the event and not in the future."""
    suggest_guard(move)
    day = day_of(move.data.decided_on)
    if day is None or not move.detail.event_on <= day <= timezone.localdate(move.now):
        raise Invalid({"decided_on": _("Choose a day between the event and today.")})


def record_effect(move: Move) -> None:
    """Effect: the authority's own decision, as recorded; this body decided nothing (invariant 16)."""
    data: inputs.RecordDecision = move.data
    case: AccountabilityCase = move.detail
    case.measure, case.authority = data.measure, data.authority
    case.document_number, case.decided_on = data.document_number, day_of(data.decided_on)
    case.lift_rule, case.basis = LiftRule.EXPIRY, rule_for(move, data.measure).basis
    move.public.update(measure=data.measure, authority=data.authority, document=data.document_number)
    move.note = data.note


def upward_offered(actor: Actor, case: Any) -> Any:
    """Only a township has to ask: a county's body decides itself."""
    is_township = case.matter.region.level >= RegionLevel.TOWNSHIP
    return None if is_township and case.matter.region.parent_id else _("This body decides itself.")


def upward_effect(move: Move) -> None:
    """Effect: the veto is proposed to the body above, which runs the case from now on (1991 试行 §5, 6)."""
    case: AccountabilityCase = move.detail
    above = move.matter.region.parent
    if above is None:
        raise AssertionError("offered only below the county")
    case.proposal = Measure.VETO
    move.public.update(proposal=Measure.VETO.value, body=above.name)
    move.matter.region, move.matter.region_code = above, above.code
    move.note = move.data.note
