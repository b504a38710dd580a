"""Guards and effects of the decision itself, its filings, and what follows (Article 24)."""

from __future__ import annotations

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
from risk.models import Assessment, DecisionRecord, Filing
from risk.models.decision_choices import FilingKind
from risk.queries.assignments import open_tasks
from risk.queries.decision_people import office_for
from risk.queries.decisions import approved_assessment, filings_here, standing_assessment, standing_record
from risk.queries.terms import start
from risk.rules.scoring import DEFER, is_made, may_be_made

FILING_STAGES = {FilingKind.REPORT: "decision_report_filing", FilingKind.DECISION: "decision_record_filing"}


def _is_open(outcome: str, found: Assessment | None) -> bool:
    level, conclusion = (found.level_final, found.conclusion) if found is not None else (None, "")
    return may_be_made(outcome, level=level, conclusion=conclusion)


def decide_guard(move: Move) -> None:
    """Guard: the gate. What no approved assessment allows needs the reason of an exception.

    The database asks the same (``decision_gate``), for whoever comes another way.
    """
    data: inputs.Decide = move.data
    day = timezone.localdate(data.decided_on)
    problems: dict[str, str] = {}
    if day > timezone.localdate(move.now):
        problems["decided_on"] = _("This lies in the future.")
    found = approved_assessment(move.detail)
    is_open = _is_open(data.outcome, found)
    if not is_open and not data.exception_reason:
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


def _unfiled_report(decision: Any) -> Assessment | None:
    """Return the approved report where it was not filed yet, or was sent back."""
    found = approved_assessment(decision)
    return None if found is None or found.filings.filter(sent_back_at=None).exists() else found


def _unfiled_record(decision: Any) -> DecisionRecord | None:
    """Return the record that stands where it was not filed yet, or was sent back."""
    found = standing_record(decision)
    return None if found is None or found.filings.filter(sent_back_at=None).exists() else found


def report_offered(actor: Actor, decision: Any) -> Any:
    """Only where an approved report has not been filed."""
    if _unfiled_report(decision) is None:
        return _("No approved report waits to be filed.")
    return None


def record_offered(actor: Actor, decision: Any) -> Any:
    """Only where a decision has not been filed."""
    if _unfiled_record(decision) is None:
        return _("The decision has been filed already.")
    return None


def file_guard(move: Move) -> None:
    """Guard: there is an office of the coordinating body at this level."""
    if office_for(move.detail) is None:
        raise Invalid({"": _("No office of a coordinating body is recorded at this level.")})


def _file(move: Move, kind: FilingKind) -> None:
    office = office_for(move.detail)
    if office is None:
        raise AssertionError(f"decision {move.matter.pk} filed without an office")
    clock = Clock.objects.filter(matter=move.matter, stage=FILING_STAGES[kind], stopped_at=None).first()
    Filing.objects.create(
        decision=move.detail,
        kind=kind,
        organ=office,
        assessment=_unfiled_report(move.detail) if kind == FilingKind.REPORT else None,
        record=_unfiled_record(move.detail) if kind == FilingKind.DECISION else None,
        due_at=clock.due_at if clock is not None else None,
        sent_at=move.now,
        sent_by_id=move.actor.user_id,
        note=move.data.note,
    )
    move.public.update(filing=str(kind), office=str(office))
    move.note = move.data.note


def file_report_effect(move: Move) -> None:
    """Effect: the first filing."""
    _file(move, FilingKind.REPORT)


def file_decision_effect(move: Move) -> None:
    """Effect: the second filing."""
    _file(move, FilingKind.DECISION)


def file_report_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: filed."""
    return [StopClock(FILING_STAGES[FilingKind.REPORT])]


def file_decision_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: filed."""
    return [StopClock(FILING_STAGES[FilingKind.DECISION])]


def receive_offered(actor: Actor, decision: Any) -> Any:
    """Only where something waits at the actor's own office."""
    return None if filings_here(actor, decision).exists() else _("Nothing waits for your office's receipt.")


def _filing(move: Move) -> Filing:
    found = filings_here(move.actor, move.detail).filter(pk=move.data.filing).first()
    if found is None:
        raise Invalid({"filing": _("Choose a filing that waits for your receipt.")})
    return found


def filing_guard(move: Move) -> None:
    """Guard: one that waits here."""
    _filing(move)


def receive_effect(move: Move) -> None:
    """Effect: the receipt."""
    row = _filing(move)
    row.received_at, row.received_by_id = move.now, move.actor.user_id
    row.receipt_number, row.comment = move.data.receipt_number, move.data.comment
    row.save()
    move.public.update(filing=row.kind, receipt=row.receipt_number)
    move.note = row.comment


def send_back_effect(move: Move) -> None:
    """Effect: it has to be filed anew; whoever sends it back is not the one who decides."""
    row = _filing(move)
    row.sent_back_at, row.comment = move.now, move.data.comment
    row.save()
    move.public["filing"] = row.kind
    move.note = row.comment


def send_back_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the filing is due again."""
    return start(move.matter, FILING_STAGES[FilingKind(move.public["filing"])])


def close_offered(actor: Actor, decision: Any) -> Any:
    """Only where the decision is filed and no measure is open."""
    if _unfiled_record(decision) is not None:
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
