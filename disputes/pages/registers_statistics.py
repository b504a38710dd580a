"""Statistical tables of disputes (人民调解统计报表): by type and area, a period beside the one before, and in Excel."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.pages.registers import register_url
from disputes.pages.registers_asked import BY, Asked, asked, beside
from disputes.pages.registers_workbook import head_of, title_of, write_statistics
from disputes.queries.columns import TABLE_COLUMNS, TABLES
from disputes.queries.statistics import ELSEWHERE, HIDDEN, Cell, Line, Statistics
from disputes.rules.periods import Period, period_holding
from pingan.audit.services import log
from pingan.common.errors import Forbidden
from pingan.web.export_writers import MEDIA_TYPES, mark_of
from pingan.web.pages import Page
from pingan.web.pages_exports import file_name

KINDS = (
    ("month", gettext_lazy("month")),
    ("quarter", gettext_lazy("quarter")),
    ("half", gettext_lazy("half-year")),
    ("year", gettext_lazy("year")),
)
_BY_LABELS = (("type", gettext_lazy("by type")), ("area", gettext_lazy("by area")))


@dataclass(frozen=True)
class ShownCell:
    """One number with its register."""

    text: str
    before: str
    url: str


def text_of(cell: Cell | None, unit: str) -> str:
    """Return a number as people read it: thousands, the share in per cent behind it. None: nothing is told here."""
    if cell is None:
        return ""
    if unit != "disputes":
        return "—" if cell.amount is None else f"{cell.amount:,}"
    text = f"{cell.count:,}"
    if cell.of:
        text += f" ({cell.count / cell.of * 100:.1f} %)"
    return text


def _cells(line: Line, found: Statistics) -> list[ShownCell]:
    period = {"since": found.period.since.isoformat(), "until": found.period.until.isoformat()}
    here = {"region": found.region.code, **line.filters, **period}
    shown = []
    for code in found.form.columns:
        figure, cell = TABLE_COLUMNS[code], line.cells.get(code)
        is_listed = cell is not None and cell.count > 0 and line.code not in {ELSEWHERE, HIDDEN}
        url = register_url({**here, "figure": code}) if is_listed else ""
        text, before = (text_of(one, figure.unit) for one in (cell, line.before.get(code)))
        # Nothing now and nothing before: a second nought would only be in the way.
        shown.append(ShownCell(text, "" if text == before == "0" else before, url))
    return shown


def period_label(period: Period) -> str:
    """Return the period in words."""
    words = {
        "year": _("%(year)s"), "half": _("%(year)s, half-year %(number)s"),
        "quarter": _("%(year)s, quarter %(number)s"), "month": _("%(year)s-%(number)s"),
    }  # fmt: skip
    return words[period.kind] % {"year": period.year, "number": period.number}


class DisputeStatistics(Page):
    duty = "dispute.statistics"
    template_name = "disputes/registers/statistics.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = asked(request)
        found = BY[wanted.by](self.actor, table=wanted.table, code=wanted.region, period=wanted.period)
        lines = [
            {
                "label": head_of(line),
                "url": wanted.url(region=line.code) if line.is_open else "",
                "cells": _cells(line, found),
            }
            for line in found.lines
        ]
        return self.render(
            {
                "found": found,
                "period": wanted.period,
                "period_label": period_label(wanted.period),
                "before_label": period_label(wanted.period.moved(-1)),
                "columns": [TABLE_COLUMNS[code].label for code in found.form.columns],
                "lines": lines,
                "total": _cells(found.total, found),
                "crumbs": [{"label": step.name, "url": wanted.url(region=step.code)} for step in found.path],
                "tabs": [
                    {
                        "label": form.label,
                        "url": wanted.url(table=form.code),
                        "is_current": form is found.form,
                    }
                    for form in TABLES.values()
                ],
                "cuts": [
                    {"label": label, "url": wanted.url(by=key), "is_current": key == wanted.by}
                    for key, label in _BY_LABELS
                ],
                "kinds": [_kind(wanted, kind, label) for kind, label in KINDS],
                "previous_url": beside(wanted, -1),
                "next_url": beside(wanted, 1),
                "refusal": wanted.refusal,
                "export_url": wanted.url("disputes:statistics_export") if self._may_export() else "",
                "is_by_area": wanted.by == "area",
            }
        )

    def _may_export(self) -> bool:
        return self.actor.has("dispute.export")


def _kind(wanted: Asked, kind: str, label: Any) -> dict[str, Any]:
    """Return the switch to another length of period, around the same days."""
    today = timezone.localdate()
    is_present = wanted.period.since <= today <= wanted.period.until
    period = period_holding(today if is_present else wanted.period.since, kind)
    return {"label": label, "url": wanted.url(period=period.code), "is_current": kind == wanted.period.kind}


class PurposeForm(forms.Form):
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        max_length=200,
        min_length=2,
        help_text=gettext_lazy("Stands in the security log and at the end of the file, with your name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class StatisticsExport(Page):
    """Asks what the table is taken away for, then gives the workbook."""

    duty = "dispute.statistics"
    template_name = "disputes/registers/statistics_export.html"

    def _admit(self, request: HttpRequest) -> None:
        super()._admit(request)
        if not self.actor.has("dispute.export"):
            raise Forbidden()

    def _show(self, wanted: Asked, form: PurposeForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "back_url": wanted.url(), "label": TABLES[wanted.table].label}
        return self.render({**context, "period_label": period_label(wanted.period)}, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(asked(request), PurposeForm())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        wanted, form = asked(request), PurposeForm(request.POST)
        if wanted.refusal:
            form.add_error(None, wanted.refusal)
        if not form.is_valid():
            return self._show(wanted, form, 422)
        found = BY[wanted.by](self.actor, table=wanted.table, code=wanted.region, period=wanted.period)
        purpose = form.cleaned_data["purpose"].strip()
        log(
            actor=self.actor,
            action="export.xlsx",
            object_type="dispute_statistics",
            reason=purpose,
            data={
                "table": wanted.table,
                "by": wanted.by,
                "period": wanted.period.code,
                "rows": len(found.lines),
            },
            region_code=found.region.code,
        )
        file = io.BytesIO()
        mark = mark_of(self.actor, purpose, timezone.now())
        write_statistics(file, found, period_label(wanted.period), mark=mark)
        file.seek(0)
        answer = FileResponse(
            file,
            as_attachment=True,
            filename=file_name(f"{title_of(found)}-{period_label(wanted.period)}", "xlsx"),
            content_type=MEDIA_TYPES["xlsx"],
        )
        answer["Cache-Control"] = "no-store"
        return answer


urlpatterns = [
    path("disputes/statistics/", DisputeStatistics.as_view(), name="dispute_statistics"),
    path("disputes/statistics/export/", StatisticsExport.as_view(), name="statistics_export"),
]
