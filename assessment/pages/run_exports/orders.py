"""Orders of a run's files: in the background, with purpose, progress, expiry and an entry in the security log."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessment.models import AssessmentRun
from assessment.pages.run_exports.plain import csv_of, json_of
from assessment.pages.run_exports.report import pdf_of
from assessment.pages.run_exports.workbook import workbook
from assessment.queries.run_books import RunBook, book_of, run_to_export
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.web.export_files import order_file
from pingan.web.export_writers import mark_of
from pingan.web.exports import FileExport, Making, register_file_export
from pingan.web.forms import add_errors
from pingan.web.pages import Page
from pingan.web.verification import grouped

FORMATS = {
    "xlsx": _("Excel (.xlsx): summary with live sums, detail, trace, records, changes, rules"),
    "pdf": _("PDF: a report with cover, charts and tables"),
    "csv": _("CSV (UTF-8): one line per unit and indicator"),
    "json": _("JSON: everything, for programs"),
}
_LABELS = {
    "xlsx": _("Assessment: workbook"),
    "pdf": _("Assessment: report"),
    "csv": _("Assessment: scores"),
    "json": _("Assessment: data"),
}


def _run_id(query: QueryDict) -> int:
    return int(str(query["run"]))


def _title(query: QueryDict) -> str:
    return str(query["number"])


def _admit(actor: Actor, query: QueryDict) -> None:
    run_to_export(actor, _run_id(query))


def _make(format: str, making: Making) -> bytes:
    run = run_to_export(making.actor, _run_id(making.query))
    book = book_of(run)
    mark = mark_of(making.actor, str(making.query.get("purpose", "")), timezone.now())
    content = _WRITERS[format](run, book, making, mark, grouped(making.code))
    making.told(len(book.units))
    return content


def _without_progress(
    write: Callable[[AssessmentRun, RunBook, str, str], bytes],
    run: AssessmentRun,
    book: RunBook,
    making: Making,
    mark: str,
    code: str,
) -> bytes:
    return write(run, book, mark, code)


_WRITERS: dict[str, Callable[[AssessmentRun, RunBook, Making, str, str], bytes]] = {
    "xlsx": workbook,
    "pdf": partial(_without_progress, pdf_of),
    "csv": partial(_without_progress, csv_of),
    "json": partial(_without_progress, json_of),
}


def _take(actor: Actor, query: QueryDict, purpose: str) -> None:
    """Nothing more is written down: the file holds no personal data, and its making stands in the log."""


EXPORTS: dict[str, FileExport] = {
    format: FileExport(
        name=f"assessment-run-{format}",
        label=_LABELS[format],
        format=format,
        title=_title,
        admit=_admit,
        make=partial(_make, format),
        take=_take,
    )
    for format in FORMATS
}


def register_run_exports() -> None:
    """Make the files of a run known; called from ``ready()``."""
    for export in EXPORTS.values():
        register_file_export(export)


class OrderForm(forms.Form):
    """Which file, and what for."""

    format = forms.ChoiceField(
        label=_("Format"), choices=list(FORMATS.items()), widget=forms.RadioSelect, initial="xlsx"
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=200,
        min_length=2,
        help_text=_("Stands in the security log and at the end of the file, with your name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OrderRunFile(Page):
    """Asks which file is wanted and what for, and has it made."""

    template_name = "assessment/run/order_file.html"

    def _show(self, run: AssessmentRun, form: forms.Form, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {"run": run, "matter": run.matter, "form": form}
        return self.render(context, status=status)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(run_to_export(self.actor, pk), OrderForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        run, form = run_to_export(self.actor, pk), OrderForm(request.POST)
        if not form.is_valid():
            return self._show(run, form, 422)
        purpose: str = form.cleaned_data["purpose"]
        query = QueryDict(mutable=True)
        query.update({"run": str(run.pk), "number": run.matter.number, "purpose": purpose.strip()})
        export = EXPORTS[form.cleaned_data["format"]]
        try:
            job = order_file(
                actor=self.actor, export=export, query=query, purpose=purpose, parts=run.units.count()
            )
        except Invalid as error:
            add_errors(form, error)
            return self._show(run, form, 422)
        return redirect("web:export_job", pk=job.pk)


urlpatterns = [path("assessment/runs/<int:pk>/file/", OrderRunFile.as_view(), name="run_file")]
