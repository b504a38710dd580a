"""Orders and reports for tests, made by the services that people use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

import pingan.notify.tasks
import pingan.registers.tasks  # noqa: F401 - registers the jobs that are delivered here
from pingan.access.rules import Actor, system_actor
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.common.slots import register_findings
from pingan.org.models import Region
from pingan.registers.models import RegisterDefinition, RegisterReport, RegisterRound
from pingan.registers.rules import FindingTarget
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.definitions import DefinitionInput, load_definitions, save_definition
from pingan.registers.services.reports import submit_report
from pingan.registers.services.rounds import RoundInput, draft_round, move_round
from tests.factories.world import Place

SCREENING = "dispute_screening"
#: What a grid worker types on a usual day.
VALUES = {"households_visited": 30, "disputes_found": 2, "resolved_on_the_spot": 1}
FINDING = {
    "type": "neighbour",
    "place": "新屋组水渠边",
    "people": 4,
    "description": "因排水发生争执",
    "is_resolved": False,
}
FIELDS = [
    {
        "code": "visits",
        "label": "走访数",
        "label_en": "Visits",
        "type": "whole",
        "required": True,
        "aggregation": "sum",
        "purpose": "测试",
    },
    {
        "code": "spent",
        "label": "支出",
        "label_en": "Spent",
        "type": "amount",
        "unit": "元",
        "aggregation": "sum",
        "purpose": "测试",
    },
]


def given_definition(code: str = SCREENING) -> RegisterDefinition:
    """Return a definition of the product."""
    load_definitions()
    return RegisterDefinition.objects.filter(code=code).latest("version")


def definition_input(code: str = "test_report", **changes: Any) -> DefinitionInput:
    """Return what an office states for a small definition of its own."""
    usual: dict[str, Any] = {
        "code": code,
        "kind": "round",
        "name": "测试排查",
        "name_en": "Test screening",
        "purpose": "测试",
        "source": "测试文件",
        "confidence": "L",
        "unit_kind": "grid",
        "order_levels": [1, 2, 3, 4],
        "order_roles": ["body_office", "county_dispatcher", "township_desk"],
        "retention_years": 10,
        "retention_source": "测试",
        "due_working_days": 5,
        "fields": FIELDS,
    }
    return DefinitionInput(**(usual | changes))


def given_own_definition(code: str = "test_report", **changes: Any) -> RegisterDefinition:
    """Return a definition made for a test, in force since long ago."""
    data = definition_input(code, **({"effective_from": date(2024, 1, 1)} | changes))
    return save_definition(actor=system_actor(), data=data, reason="测试")


def round_input(**changes: Any) -> RoundInput:
    """Return an order that opens today and is due in ten days."""
    today = timezone.localdate()
    usual: dict[str, Any] = {
        "title": "国庆前集中排查",
        "period_from": today - timedelta(days=7),
        "period_to": today + timedelta(days=7),
        "opens_on": today,
        "due_on": today + timedelta(days=10),
    }
    return RoundInput(**(usual | changes))


def given_draft(
    actor: Actor, region: Region, definition: RegisterDefinition | None = None, **changes: Any
) -> RegisterRound:
    """Return an order that nobody has opened yet."""
    definition = definition or given_definition()
    return draft_round(actor=actor, definition_id=definition.pk, region=region, data=round_input(**changes))


def given_round(
    actor: Actor, region: Region, definition: RegisterDefinition | None = None, **changes: Any
) -> RegisterRound:
    """Return an order under way, its units listed."""
    draft = given_draft(actor, region, definition, **changes)
    move_round(actor=actor, round_id=draft.pk, action="open")
    do_jobs("registers.list_units")
    draft.refresh_from_db()
    return draft


def do_jobs(*names: str) -> int:
    """Do what the worker does with these jobs, those of the night included; return how many were done."""
    rows = OutboxEntry.objects.filter(done_at=None, job__in=names).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    for key in keys:
        assert deliver(key), OutboxEntry.objects.get(pk=key).last_error
    return len(keys)


def report_of(row: RegisterRound, place: Place) -> RegisterReport:
    """Return the report of the place's grid in a round."""
    return RegisterReport.objects.select_related("round__definition").get(round=row, unit_id=place.grid.pk)


def given_submitted(
    row: RegisterRound,
    place: Place,
    *,
    nothing: bool = False,
    finding: dict[str, Any] = FINDING,
    **changes: Any,
) -> RegisterReport:
    """Return the report of the place's grid, handed in by its worker."""
    report = report_of(row, place)
    data = ReportInput(is_nothing_found=True) if nothing else ReportInput(VALUES, (finding,))
    return submit_report(actor=place.actor("grid_worker"), report_id=report.pk, data=data, **changes)


@contextmanager
def finding_target(make: Any, *, key: str = "dispute", duty: str = "incident.report") -> Iterator[None]:
    """Fill the slot for findings as a higher app would, and empty it again."""
    before = register_findings.get(key)
    register_findings.fill(
        key, FindingTarget(key, "纠纷", duty, lambda actor, finding, given: make(actor, finding))
    )
    try:
        yield
    finally:
        register_findings._entries.pop(key)
        if before is not None:
            register_findings.fill(key, before)
