"""Guards and effects of objections: to the deciding body or the one above; they suspend nothing (domain.md §8.3)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.machine import case_inputs as inputs
from assessment.machine.case_following import lift
from assessment.models import CaseObjection
from assessment.models.case_choices import ObjectionTo
from assessment.queries.cases import open_objection
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.models import MatterFile
from pingan.matters.services.attaching import attach_files
from risk.queries.terms import start


def object_offered(actor: Actor, case: Any) -> Any:
    """One at a time."""
    return None if open_objection(case) is None else _("An objection waits for its answer.")


def object_guard(move: Move) -> None:
    """Guard: to the deciding body or to the one above it."""
    if move.data.to not in ObjectionTo.values:
        raise Invalid({"to": _("Choose one of the list.")})
    if move.data.to == ObjectionTo.SUPERIOR and move.matter.region.parent_id is None:
        raise Invalid({"to": _("There is no body above this one.")})


def object_effect(move: Move) -> None:
    """Effect: put down; the measure is not suspended by it."""
    data: inputs.Object = move.data
    CaseObjection.objects.create(
        case=move.detail, to=data.to, text=data.text, made_at=move.now, made_by_id=move.actor.user_id
    )
    attach_files(move.matter, move.actor, data.files, MatterFile.Purpose.HANDLING)
    move.public.update(to=data.to, files=len(data.files))
    move.note = data.text


def object_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the answer."""
    return start(move.matter, "case_objection")


def answer_offered(actor: Actor, case: Any) -> Any:
    """By the body that it was put to."""
    objection = open_objection(case)
    if objection is None:
        return _("No objection waits for an answer.")
    is_own = case.matter.region_id == actor.region_id
    if is_own != (objection.to == ObjectionTo.DECIDING):
        return _("It is answered by the body that it was put to.")
    return None


def answer_guard(move: Move) -> None:
    """Guard: one of the two results."""
    if move.data.upheld not in {"yes", "no"}:
        raise Invalid({"upheld": _("Choose one of the list.")})


def answer_effect(move: Move) -> None:
    """Effect: the answer; upheld, the measure and what it forbids end at once."""
    data: inputs.Answer = move.data
    objection = open_objection(move.detail)
    if objection is None:
        raise AssertionError("offered only while an objection waits")
    is_upheld = data.upheld == "yes"
    objection.answer, objection.answered_at = data.answer, move.now
    objection.answered_by_id, objection.is_upheld = move.actor.user_id, is_upheld
    objection.save()
    if is_upheld:
        lift(move.detail, timezone.localdate(move.now))
        move.detail.ending, move.to = data.answer, "closed"
    move.public["is_upheld"] = is_upheld
    move.note = data.answer


def answer_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: answered."""
    return [StopClock("case_objection")]
