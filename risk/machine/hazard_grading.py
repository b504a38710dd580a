"""Guards and effects before the order: grade, another grade, what was registered wrongly, not accepted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.amounts import amount_in
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock
from risk.machine import hazard_inputs as inputs
from risk.machine.hazard_words import composed_title, place_of_title
from risk.models import Hazard
from risk.queries.grades import grade_of
from risk.queries.places import places_near
from risk.queries.recurrences import earlier_at, spot_of
from risk.queries.terms import start
from risk.rules.grades import SEVERITIES


def refresh_grade(hazard: Hazard) -> None:
    """Compute the grade anew; one that was set by hand stays, and the computed one is kept beside it."""
    found, reasons = grade_of(hazard)
    hazard.grade_computed = found
    hazard.grade_reasons = [reason.as_data() for reason in reasons]
    if not hazard.grade_override_reason:
        hazard.grade = found
    hazard.matter.severity = SEVERITIES[hazard.grade]


def note_recurrence(hazard: Hazard) -> None:
    """Recognise whether the same was cleared here before, and how often."""
    earlier = earlier_at(spot_of(hazard), hazard.matter.opened_at, but=hazard.pk)
    hazard.recurs_from = earlier[0] if earlier else None
    hazard.recurrences = len(earlier)


def grade_guard(move: Move) -> None:
    """Guard: a cost that is an amount."""
    amount_in(move.data.cost, "cost")


def grade_effect(move: Move) -> None:
    """Effect: the facts, and the grade that the rules make of them."""
    data: inputs.GradeHazard = move.data
    hazard: Hazard = move.detail
    before = hazard.grade
    hazard.needs_stop = data.needs_stop == "yes"
    hazard.is_beyond_unit = data.is_beyond_unit == "yes"
    hazard.exposed, hazard.days_needed = data.exposed, data.days_needed
    hazard.cost_yuan = amount_in(data.cost, "cost")
    refresh_grade(hazard)
    move.public["grade"] = {"before": before, "after": hazard.grade}
    move.note = data.note


def grade_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: it is graded; the order is due."""
    return [StopClock("hazard_grade"), *start(move.matter, "hazard_order")]


def set_grade_guard(move: Move) -> None:
    """Guard: another grade than the present one."""
    if move.data.grade == move.detail.grade:
        raise Invalid({"grade": _("It has this grade already.")})


def set_grade_effect(move: Move) -> None:
    """Effect: the grade by hand; back to what the rules say, it needs no reason any more."""
    hazard: Hazard = move.detail
    before = hazard.grade
    hazard.grade = move.data.grade
    hazard.grade_override_reason = "" if hazard.grade == hazard.grade_computed else move.data.note
    move.matter.severity = SEVERITIES[hazard.grade]
    move.public["grade"] = {"before": before, "after": hazard.grade}
    move.note = move.data.note


def correct_guard(move: Move) -> None:
    """Guard: something changes, and the key place is one of this township."""
    data: inputs.Correct = move.data
    if not (data.domain or data.place or data.place_text.strip()):
        raise Invalid({"domain": _("Say what is to be corrected.")})
    if data.place is not None and not places_near(move.matter).filter(pk=data.place).exists():
        raise Invalid({"place": _("Choose a key place of this township.")})


def correct_effect(move: Move) -> None:
    """Effect: other domain or place, with title, recurrence and grade computed anew."""
    data: inputs.Correct = move.data
    hazard: Hazard = move.detail
    if data.domain:
        move.public["domain"] = {"before": hazard.domain, "after": data.domain}
        hazard.domain = move.matter.class_code = data.domain
    if data.place is not None:
        hazard.place = places_near(move.matter).get(pk=data.place)
    if data.place_text.strip():
        hazard.place_text = data.place_text.strip()
    move.matter.title = composed_title(hazard.domain, place_of_title(hazard))
    note_recurrence(hazard)
    if hazard.grade:
        refresh_grade(hazard)
    move.note = data.note


def reject_effect(move: Move) -> None:
    """Effect: keep the reason."""
    move.detail.reject_reason = move.note = move.data.reason


def ungraded_offered(actor: Actor, hazard: Any) -> Any:
    """Only where there is a grade to overrule."""
    return None if hazard.grade else _("It is not graded yet.")
