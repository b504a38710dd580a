"""The statutory table: units as rows, fields as columns, sums at the foot; exactly the rows of the list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.access.rules import Actor
from pingan.registers.models import RegisterReport, ReportState
from pingan.registers.pages.report_forms import language
from pingan.registers.queries.reports import FILTERS, ORDER, report_rows
from pingan.registers.queries.rounds import fields_of_definition, rounds_visible
from pingan.registers.rules import FieldSpec, below, is_small, shown_value
from pingan.web.exports import ExportColumn, ListExport, Row, register_export_family
from pingan.web.pages_exports import ExportListPage

#: Exports by definition: its fields are the columns.
FAMILY = "register-reports"
#: Reports of several definitions have no field in common.
ALL = 0


def _state(row: Row) -> str:
    return str(ReportState(row["state"]).label)


def value_of(spec: FieldSpec) -> Any:
    """Return what a column of a field shows of a row."""

    def value(row: Row) -> Any:
        kept = row["values"].get(spec.code)
        if kept is None:
            return None
        if is_small(spec, kept):
            return below(spec)
        if spec.type == "whole":
            return kept
        return Decimal(kept) if spec.type == "amount" else shown_value(spec, kept, language())

    return value


def label_of(spec: FieldSpec) -> str:
    """Return the head of a column of a field."""
    unit = spec.unit_in(language())
    return f"{spec.label_in(language())}（{unit}）" if unit else spec.label_in(language())


def _columns(specs: tuple[FieldSpec, ...]) -> tuple[ExportColumn, ...]:
    fixed = (
        ExportColumn("unit", _("Reporting unit"), ("unit_name",), width=28),
        ExportColumn("code", pgettext_lazy("register", "Code"), ("unit_code",), width=18),
        ExportColumn("round", _("Order"), ("round__title",), width=28),
        ExportColumn("state", _("State"), ("state",), _state),
        ExportColumn("nothing", _("Nothing found"), ("is_nothing_found",)),
        ExportColumn("findings", _("Findings"), ("finding_count",), width=10, is_summed=True),
        ExportColumn("submitted", _("Handed in at"), ("submitted_at",), width=18),
    )
    own = tuple(
        ExportColumn(
            f"v_{spec.code}",
            label_of(spec),
            ("values",),
            value_of(spec),
            # A sum of everything beside all but one of its parts would tell the one that is not told.
            is_summed=spec.aggregation == "sum" and spec.small_cells is None,
        )
        for spec in specs
        if spec.is_asked_for
    )
    return (*fixed, *own)


def _export(key: str) -> ListExport:
    definition_id = int(key)

    def rows(actor: Actor, query: QueryDict) -> QuerySet[Any]:
        found: QuerySet[RegisterReport] = report_rows(actor, query)
        if definition_id != ALL:
            found = found.filter(round__definition_id=definition_id)
        return found.order_by(*ORDER)

    columns = _columns(fields_of_definition(definition_id))
    return ListExport(f"{FAMILY}:{key}", _("Reports"), "registers.export", columns, rows, FILTERS)


def register_exports() -> None:
    """Make the exports known, from ``AppConfig.ready()``."""
    register_export_family(FAMILY, _export)


class ReportExport(ExportListPage):
    """Export of the list; of one order's list with the fields of its definition as columns."""

    back_url = reverse_lazy("registers:report_list")  # type: ignore[assignment]
    duty = "registers.export"

    def _admit(self, request: HttpRequest) -> None:
        self.export_name = f"{FAMILY}:{self._definition_of(request)}"  # type: ignore[misc]
        super()._admit(request)

    def _definition_of(self, request: HttpRequest) -> int:
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        text = request.GET.get("round", "")
        if actor is None or not (text.isascii() and text.isdigit() and len(text) < 19):
            return ALL
        row = rounds_visible(actor).filter(pk=int(text)).first()
        return row.definition_id if row is not None else ALL


urlpatterns = [path("registers/reports/export/", ReportExport.as_view(), name="report_export")]
