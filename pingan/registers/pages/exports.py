"""The statutory table: units as rows, fields as columns, sums at the foot; exactly the rows of the list."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.access.rules import Actor
from pingan.common.errors import NotFound
from pingan.registers.models import RegisterReport, ReportState
from pingan.registers.pages.report_forms import language
from pingan.registers.queries.reports import FILTERS, ORDER, report_rows
from pingan.registers.queries.rounds import fields_of_definition, rounds_visible
from pingan.registers.rules import FieldSpec, shown_value
from pingan.web.exports import ExportColumn, ListExport, Row, register_export_family
from pingan.web.pages_exports import ExportListPage

#: Exports by definition: its fields are the columns.
FAMILY = "register-reports"


def _state(row: Row) -> str:
    return str(ReportState(row["state"]).label)


def _cell(spec: FieldSpec) -> Any:
    def value(row: Row) -> Any:
        kept = row["values"].get(spec.code)
        if kept is None:
            return None
        if spec.type == "whole":
            return kept
        return float(kept) if spec.type == "amount" else shown_value(spec, kept, language())

    return value


def _label(spec: FieldSpec) -> str:
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
            f"v_{spec.code}", _label(spec), ("values",), _cell(spec), is_summed=spec.aggregation == "sum"
        )
        for spec in specs
    )
    return (*fixed, *own)


def _export(key: str) -> ListExport:
    def rows(actor: Actor, query: QueryDict) -> QuerySet[Any]:
        found: QuerySet[RegisterReport] = report_rows(actor, query)
        return found.filter(round__definition_id=int(key)).order_by(*ORDER)

    specs = fields_of_definition(int(key))
    return ListExport(f"{FAMILY}:{key}", _("Reports"), "registers.export", _columns(specs), rows, FILTERS)


def register_exports() -> None:
    """Make the exports known, from ``AppConfig.ready()``."""
    register_export_family(FAMILY, _export)


class ReportExport(ExportListPage):
    """Export of one order's list: the fields of its definition are the columns."""

    back_url = reverse_lazy("registers:report_list")  # type: ignore[assignment]
    duty = "registers.export"

    def _admit(self, request: HttpRequest) -> None:
        self.export_name = f"{FAMILY}:0"  # type: ignore[misc]
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        text = request.GET.get("round", "")
        if actor is not None and actor.has(self.duty):
            is_key = text.isascii() and text.isdigit() and len(text) < 19
            row = rounds_visible(actor).filter(pk=int(text)).first() if is_key else None
            if row is None:
                raise NotFound()
            self.export_name = f"{FAMILY}:{row.definition_id}"  # type: ignore[misc]
        super()._admit(request)


urlpatterns = [path("registers/reports/export/", ReportExport.as_view(), name="report_export")]
