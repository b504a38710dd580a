"""Guards and effects after a decision: service, rectification, re-check, lifting, the next rung, objections."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.machine import case_inputs as inputs
from assessment.machine.case_deciding import day_of, term_problems
from assessment.machine.case_opening import CaseData, open_case_matter
from assessment.models import AccountabilityCase
from assessment.models.case_choices import LiftRule
from assessment.queries.cases import expiring, recipients_of
from pingan.access.rules import Actor
from pingan.calendars.rules import term_of_day
from pingan.common.errors import Invalid
from pingan.documents.models import ServiceReceipt
from pingan.documents.services import serve
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.models import Matter, MatterFile, MatterLink
from pingan.matters.services.attaching import attach_files
from risk.queries.terms import start

#: A re-check is announced so many days before the term ends (our own choice; the law names none).
DAYS_BEFORE = 3


def serve_guard(move: Move) -> None:
    """Guard: a unit of the assessed; handed over, somebody signed for it."""
    data: inputs.Serve = move.data
    problems: dict[str, str] = {}
    if data.recipient not in {str(organ.pk) for organ in recipients_of(move.detail)}:
        problems["recipient"] = _("Choose a unit of the assessed.")
    if data.method not in ServiceReceipt.Method.values:
        problems["method"] = _("There is no such way of service.")
    elif data.method == ServiceReceipt.Method.IN_PERSON and not data.received_by.strip():
        problems["received_by"] = _("Enter who signed for it.")
    if problems:
        raise Invalid(problems)


def serve_effect(move: Move) -> None:
    """Effect: the proof of service; handed over against a signature, it has been received herewith."""
    data: inputs.Serve = move.data
    case: AccountabilityCase = move.detail
    if case.document_id is not None:
        serve(
            actor=move.actor,
            document_id=case.document_id,
            recipient_id=int(data.recipient),
            method=data.method,
            received_by_name=data.received_by,
            is_authorised=True,
        )
    case.served_at = move.now
    case.save(update_fields=["served_at"])
    move.to = "rectifying" if data.method == ServiceReceipt.Method.IN_PERSON else "served"
    move.public["method"] = data.method


def note_effect(move: Move) -> None:
    """Effect: nothing but the remark."""
    move.note = move.data.note


def report_effect(move: Move) -> None:
    """Effect: what was put right; the term has been kept or missed, the re-check is due."""
    data: inputs.Report = move.data
    case: AccountabilityCase = move.detail
    case.rectification, case.rectified_at = data.rectification, move.now
    case.rectified_by_id = move.actor.user_id
    case.save(update_fields=["rectification", "rectified_at", "rectified_by"])
    attach_files(move.matter, move.actor, data.files, MatterFile.Purpose.HANDLING)
    move.public["files"] = len(data.files)
    move.note = data.rectification


def report_offered(actor: Actor, case: Any) -> Any:
    """Once per term; a measure that ends by time asks for no report."""
    if case.lift_rule != LiftRule.ACCEPTED:
        return _("This measure ends when its time is over.")
    return None if case.rectified_at is None else _("The report waits for its re-check.")


def report_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the re-check."""
    return start(move.matter, "case_recheck")


def recheck_over(move: Move) -> list[ClockOperation]:
    """Clocks: the re-check has been made."""
    return [StopClock("case_recheck")]


def accept_offered(actor: Actor, case: Any) -> Any:
    """Only what was reported, and by somebody else."""
    if case.lift_rule != LiftRule.ACCEPTED:
        return _("This measure ends when its time is over.")
    if case.rectified_at is None:
        return _("Nothing has been reported to be put right yet.")
    if case.rectified_by_id == actor.user_id:
        return _("Another person than who reported must accept it.")
    return None


def lift(case: AccountabilityCase, day: date) -> None:
    """End what a measure forbids, on a day; what is over already stays as it was."""
    held = case.restrictions.filter(ended_on=None, to_on__gt=day)
    held.update(ended_on=Least(F("to_on"), day))
    case.lifted_on = day


def accept_effect(move: Move) -> None:
    """Effect: accepted and lifted (摘牌)."""
    lift(move.detail, timezone.localdate(move.now))
    move.detail.ending = move.data.note
    move.note = move.data.note


def unmet_offered(actor: Actor, case: Any) -> Any:
    """Only after a report, or when its term is over."""
    if case.lift_rule != LiftRule.ACCEPTED:
        return _("This measure ends when its time is over.")
    is_late = case.term_on is not None and case.term_on < timezone.localdate()
    return None if case.rectified_at is not None or is_late else _("The term is still running.")


def more_time_guard(move: Move) -> None:
    """Guard: a later day."""
    if problems := term_problems(move.data.due_on, timezone.localdate(move.now)):
        raise Invalid(problems)


def more_time_effect(move: Move) -> None:
    """Effect: not accepted yet; a new term."""
    case: AccountabilityCase = move.detail
    case.term_on = day_of(move.data.due_on)
    case.rectified_at = case.rectified_by_id = None
    case.save(update_fields=["term_on", "rectified_at", "rectified_by"])
    move.public["due_on"] = case.term_on.isoformat() if case.term_on else ""
    move.note = move.data.note


def escalate_effect(move: Move) -> None:
    """Effect: the term was missed: a new case with the next rung as its suggestion; a person decides it."""
    case: AccountabilityCase = move.detail
    case.ending = move.data.note
    later = open_case_matter(
        actor=move.actor,
        action="open_next",
        data=CaseData(
            body=move.matter.region,
            circumstances=tuple(case.circumstances),
            event_on=case.event_on,
            facts=f"{case.facts}\n{move.data.note}",
            region=case.region,
            organ=case.organ,
            previous_id=case.pk,
        ),
    )
    MatterLink.objects.create(
        source=move.matter,
        target=later.matter,
        kind=MatterLink.Kind.REFERRED,
        created_by_id=move.actor.user_id,
    )
    move.public["number"] = later.matter.number
    move.note = move.data.note


def expire_guard(move: Move) -> None:
    """Guard: its time is over."""
    if move.detail.pk not in expiring(timezone.localdate(move.now)):
        raise Invalid({"": _("The time of this measure is not over.")})


def expire_effect(move: Move) -> None:
    """Effect: over by the passing of time."""
    move.detail.lifted_on = timezone.localdate(move.now)


def term_duties(matter: Matter) -> list[Any]:
    """Return until when the assessed are to put right what was demanded; none once it was reported."""
    if matter.state not in {"decided", "served", "rectifying"}:
        return []
    case = AccountabilityCase.objects.filter(pk=matter.pk).only("term_on", "rectified_at").first()
    if case is None or case.term_on is None or case.rectified_at is not None:
        return []
    return [term_of_day(case.term_on, DAYS_BEFORE)]
