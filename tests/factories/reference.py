"""What the product ships (calendars, catalogue, document templates), loaded once and then put back as rows.

The loaders take a third of a second. A transactional test empties every table, so a row set that was loaded once
per run would be gone at the first of them: the rows are kept in this process instead, and copied back wherever the
tables are empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, models

from disputes.models import DisputeType
from disputes.services.reference import load_types
from grids.models import IncidentCategory, TimeLimit, WorkflowNumber
from grids.services.catalogue import load_catalogue
from pingan.calendars.models import CalendarVersion, CalendarYear, Holiday, OfficeHours
from pingan.calendars.services.loading import load_holidays
from pingan.documents.models import DocumentTemplate
from pingan.documents.services import load_templates
from risk.models import AssessmentMethod
from risk.services.reference import load_methods

#: Parents first.
MODELS: tuple[type[models.Model], ...] = (
    CalendarVersion,
    CalendarYear,
    Holiday,
    OfficeHours,
    DocumentTemplate,
    IncidentCategory,
    TimeLimit,
    WorkflowNumber,
    DisputeType,
    AssessmentMethod,
)


@dataclass(frozen=True)
class Kept:
    """The rows of one table as the database writes them."""

    table: str
    columns: str
    rows: bytes
    sequence: str


_kept: list[Kept] = []


def load_reference() -> None:
    """Make sure that the reference rows are there. Idempotent; rows that a test changed are left to the loaders."""
    present = [model._default_manager.exists() for model in MODELS]
    if _kept and not any(present):
        _put_back()
        return
    load_holidays()
    load_catalogue()
    load_templates()
    load_types()
    load_methods()
    if not any(present):
        _kept[:] = [_keep(model) for model in MODELS]


def _keep(model: type[models.Model]) -> Kept:
    table = model._meta.db_table
    columns = ", ".join(
        f'"{field.column}"'
        for field in model._meta.local_concrete_fields
        if not isinstance(field, models.GeneratedField)
    )
    with connection.cursor() as cursor:
        with cursor.copy(f'copy (select {columns} from "{table}" order by 1) to stdout') as copy:
            rows = b"".join(bytes(block) for block in copy)
        cursor.execute("select pg_get_serial_sequence(%s, %s)", [table, model._meta.pk.column])
        sequence = cursor.fetchone()[0] or ""
    return Kept(table, columns, rows, sequence)


def _put_back() -> None:
    with connection.cursor() as cursor:
        for kept in _kept:
            with cursor.copy(f'copy "{kept.table}" ({kept.columns}) from stdin') as copy:
                copy.write(kept.rows)
            if kept.sequence:
                highest = f'greatest((select max(id) from "{kept.table}"), nextval(%s))'
                cursor.execute(f"select setval(%s, {highest})", [kept.sequence, kept.sequence])
