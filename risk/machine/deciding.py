"""Guards and effects of the decision itself, its filings, and what follows (Article 24)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.models import Clock, Matter, MatterLink
from risk.machine import decision_inputs as inputs
from risk.machine.assignments import drop_open_tasks
from risk.machine.consulting import keep_files
from risk.machine.filing import FILING_STAGES, unfiled_record
from risk.models import Assessment, DecisionRecord
from risk.models.decision_choices import FilingKind
from risk.queries.assignments import open_tasks
from risk.queries.decisions import approved_assessment, standing_assessment, standing_record
from risk.queries.terms import start
from risk.rules.days import lies_too_far
from risk.rules.scoring import DEFER, is_made, may_be_made


def _is_open(outcome: str, found: Assessment | None) -> bool:
    level, conclusion = (found.level_final, found.conclusion) if found is not None else (None, "")
    return may_be_made(outcome, level=level, conclusion=conclusion)


def _is_early(outcome: str, day: date, found: Assessment | None) -> bool:
    """Say whether it was carried out before the assessment was approved that would allow it."""
    approved = found.approved_at if found is not None else None
    return approved is not None and is_made(outcome) and day < timezone.localdate(approved)


def decide_guard(move: Move) -> None:
    """Guard: the gate. What no approved assessment allows needs the reason of an exception.

    The database asks the same (``decision_gate``), for whoever comes another way.
    """
    data: inputs.Decide = move.data
    day = timezone.localdate(data.decided_on)
    problems: dict[str, str] = {}
    if day > timezone.localdate(move.now):
        problems["decided_on"] = _("This lies in the future.")
    elif lies_too_far(day, timezone.localdate(move.now)):
        problems["decided_on"] = _("This day lies too far away.")
    found = approved_assessment(move.detail)
    is_early = _is_early(data.outcome, day, found)
    is_open = _is_open(data.outcome, found) and not is_early
    if is_early and not data.exception_reason:
        problems["decided_on"] = _(
            "This day lies before the approval of the assessment: whatever was decided then was decided without it."
        )
    elif not is_open and not data.exception_reason:
        problems["outcome"] = (
            _("No approved assessment stands: the decision cannot be made before it (Article 24).")
            if found is None
            else _("The assessment does not allow this outcome: put it off, give it up or assess it anew.")
        )
    if is_open and data.exception_reason:
        problems["exception_reason"] = _("No exception is needed: leave this empty.")
    if problems:
        raise Invalid(problems)


def decide_effect(move: Move) -> None:
    """Effect: the record, and where it leads: carried out, put off, given up."""
    data: inputs.Decide = move.data
    _set_record_aside(move)
    record = DecisionRecord(
        decision=move.detail,
        assessment=approved_assessment(move.detail),
        outcome=data.outcome,
        decided_on=timezone.localdate(data.decided_on),
        meeting=data.meeting,
        document_number=data.document_number,
        exception_reason=data.exception_reason,
        note=data.note,
        recorded_by_id=move.actor.user_id,
        recorded_at=move.now,
    )
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError as error:
        if "decision_gate" in str(error):
            raise Invalid(
                {"outcome": _("No approved assessment stands: the decision cannot be made.")}
            ) from error
        raise
    if not is_made(data.outcome):
        drop_open_tasks(move, data.note or _("Not carried out."))
    keep_files(move)
    move.to = "decided" if is_made(data.outcome) else "deferred" if data.outcome == DEFER else "abandoned"
    move.public.update(outcome=data.outcome, is_exception=bool(data.exception_reason))
    move.note = "\n".join(part for part in (data.exception_reason, data.note) if part)


def decide_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: a review ends without a verdict; the decision is to be filed. The report's filing runs on."""
    running = Clock.objects.filter(matter=move.matter, stopped_at=None)
    ended = running.exclude(stage=FILING_STAGES[FilingKind.REPORT]).values_list("stage", flat=True).distinct()
    stops = [StopClock(stage, every_organ=True, has_verdict=False) for stage in ended]
    return [*stops, *start(move.matter, FILING_STAGES[FilingKind.DECISION])]


def _set_record_aside(move: Move) -> None:
    record = standing_record(move.detail)
    if record is not None:
        record.superseded_at = move.now
        record.save(update_fields=["superseded_at"])


def reassess_effect(move: Move) -> None:
    """Effect: circumstances changed; what stood is set aside, nothing is deleted."""
    found = standing_assessment(move.detail)
    if found is not None:
        found.superseded_at = move.now
        found.save(update_fields=["superseded_at"])
    _set_record_aside(move)
    move.note = move.data.note


def close_offered(actor: Actor, decision: Any) -> Any:
    """Only where the decision is filed and no measure is open."""
    if unfiled_record(decision) is not None:
        return _("The decision has not been filed yet.")
    return _("A task is still open.") if open_tasks(decision.pk).exists() else None


def _linked(move: Move) -> Matter:
    found = (
        visible_to(Matter, move.actor)
        .filter(
            kind__in=["dispute", "incident"], number=move.data.number.strip().upper(), is_restricted=False
        )
        .first()
    )
    if found is None:
        raise Invalid({"number": _("There is no such dispute or incident in your area.")})
    return found


def link_guard(move: Move) -> None:
    """Guard: a dispute or incident that the actor sees and that is not linked yet."""
    found = _linked(move)
    if MatterLink.objects.filter(source=move.matter, target=found, ended_at=None).exists():
        raise Invalid({"number": _("It is linked already.")})


def link_effect(move: Move) -> None:
    """Effect: both belong together."""
    found = _linked(move)
    MatterLink.objects.create(
        source=move.matter, target=found, kind=MatterLink.Kind.RELATED,
        reason=move.data.note[:200], created_by_id=move.actor.user_id,
    )  # fmt: skip
    move.public["target"] = found.number
    move.note = move.data.note
