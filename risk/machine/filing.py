"""Guards and effects of the two filings with the coordinating body of the same level (Article 24)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.models import Clock
from risk.machine.project_areas import link_first
from risk.machine.report_paper import write_report
from risk.models import Assessment, DecisionRecord, Filing
from risk.models.decision_choices import FilingKind
from risk.queries.decision_people import office_for
from risk.queries.decisions import approved_assessment, filings_here, standing_record
from risk.queries.terms import start

FILING_STAGES = {FilingKind.REPORT: "decision_report_filing", FilingKind.DECISION: "decision_record_filing"}


def _unfiled_report(decision: Any) -> Assessment | None:
    """Return the approved report where it was not filed yet, or was sent back."""
    found = approved_assessment(decision)
    return None if found is None or found.filings.filter(sent_back_at=None).exists() else found


def unfiled_record(decision: Any) -> DecisionRecord | None:
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
    if unfiled_record(decision) is None:
        return _("The decision has been filed already.")
    return None


def file_guard(move: Move) -> None:
    """Guard: there is an office of the coordinating body at this level."""
    if office_for(move.detail) is None:
        raise Invalid({"": _("No office of a coordinating body is recorded at this level.")})


def _file(move: Move, kind: FilingKind) -> Filing:
    office = office_for(move.detail)
    if office is None:
        raise AssertionError(f"decision {move.matter.pk} filed without an office")
    clock = Clock.objects.filter(matter=move.matter, stage=FILING_STAGES[kind], stopped_at=None).first()
    filed = Filing.objects.create(
        decision=move.detail,
        kind=kind,
        organ=office,
        assessment=_unfiled_report(move.detail) if kind == FilingKind.REPORT else None,
        record=unfiled_record(move.detail) if kind == FilingKind.DECISION else None,
        due_at=clock.due_at if clock is not None else None,
        sent_at=move.now,
        sent_by_id=move.actor.user_id,
        note=move.data.note,
    )
    move.public.update(filing=str(kind), office=str(office))
    move.note = move.data.note
    return filed


def file_report_effect(move: Move) -> None:
    """Effect: the first filing, and the report as an official document of the responsible unit."""
    link_first(move)
    filed = _file(move, FilingKind.REPORT)
    if filed.assessment is not None:
        write_report(move, filed.assessment, filed.organ)


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
    """Clocks: the filing is due again, unless what was filed has been set aside since: nobody files that anew."""
    row = Filing.objects.get(pk=move.data.filing)
    is_report = row.kind == FilingKind.REPORT
    waits = _unfiled_report(move.detail) if is_report else unfiled_record(move.detail)
    if waits is None or waits.pk != (row.assessment_id if is_report else row.record_id):
        return []
    return start(move.matter, FILING_STAGES[FilingKind(row.kind)])
