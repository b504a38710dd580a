"""Reports as a workbook: a form to fill in, and its reading with every fault named before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

import xlsxwriter
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import DomainError, Invalid
from pingan.imports.rules.workbooks import rows_of_workbook
from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.queries.reports import UNREPORTED
from pingan.registers.rules import FieldSpec, specs_from
from pingan.registers.rules.references import references
from pingan.registers.rules.values import is_blank
from pingan.registers.services.answers import ReportInput, checked
from pingan.registers.services.reports import submit_report

#: Units in one workbook; a county has fewer villages, and a preview of more is read by nobody.
MOST_UNITS: Final = 2_000
#: Names of the columns that are no fields.
UNIT, NAME, NOTHING = "unit_code", "unit_name", "is_nothing_found"
#: Rows above the data: words, then codes.
_HEAD = 2


def sheet_specs(row: RegisterRound) -> tuple[FieldSpec, ...]:
    """Return the fields that a workbook can hold: all but files."""
    specs = specs_from(row.definition.fields)
    return tuple(spec for spec in specs if spec.type != "file" and spec.is_asked_for)


def reports_to_fill(actor: Actor, row: RegisterRound) -> list[RegisterReport]:
    """Return the reports of a round that this actor may still write, by code."""
    rows = visible_to(RegisterReport, actor, "report").filter(UNREPORTED, round=row)
    return list(rows.select_related("round__definition").order_by("unit_code", "pk")[:MOST_UNITS])


def template_of(actor: Actor, row: RegisterRound) -> bytes:
    """Return the workbook to fill in: one row per unit, answers offered where there are choices."""
    language = get_language() or "zh-hans"
    specs, reports = sheet_specs(row), reports_to_fill(actor, row)
    target = BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Report"))
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    small = book.add_format({"font_color": "#667085", "font_size": 8})
    heads = [(UNIT, _("Unit code")), (NAME, _("Reporting unit")), (NOTHING, _("Nothing found"))]
    heads += [(spec.code, _head_of(spec, language)) for spec in specs]
    # A number as 12-3 would become a day in March.
    words = book.add_format({"num_format": "@"})
    named = {spec.code for spec in references(specs)}
    for place, (code, label) in enumerate(heads):
        sheet.set_column(place, place, 18 if place < 2 else 14, words if code in named else None)
        sheet.write_string(0, place, label, head)
        sheet.write_string(1, place, code, small)
    for number, report in enumerate(reports):
        sheet.write_string(number + _HEAD, 0, report.unit_code)
        sheet.write_string(number + _HEAD, 1, report.unit_name)
    last = _HEAD + max(len(reports), 1) - 1
    offer = {"validate": "list", "source": [_("Yes"), _("No")]}
    sheet.data_validation(_HEAD, 2, last, 2, offer)
    for place, spec in enumerate(specs, start=3):
        rule = _validation(spec, language)
        if rule:
            sheet.data_validation(_HEAD, place, last, place, rule)
    sheet.freeze_panes(_HEAD, 2)
    book.close()
    return target.getvalue()


def _head_of(spec: FieldSpec, language: str) -> str:
    unit = spec.unit_in(language)
    return f"{spec.label_in(language)}{f'（{unit}）' if unit else ''}{' *' if spec.is_required else ''}"


def _validation(spec: FieldSpec, language: str) -> dict[str, Any]:
    if spec.type == "yes_no":
        return {"validate": "list", "source": [_("Yes"), _("No")]}
    labels = [spec.choice_label(choice.code, language) for choice in spec.choices]
    if spec.type == "choice" and len(",".join(labels)) <= 255:  # what Excel takes
        return {"validate": "list", "source": labels}
    if spec.is_number:
        kind = "integer" if spec.type == "whole" else "decimal"
        low, high = spec.minimum, spec.maximum
        if low is not None and high is not None:
            return {"validate": kind, "criteria": "between", "minimum": float(low), "maximum": float(high)}
        if low is not None:
            return {"validate": kind, "criteria": ">=", "value": float(low)}
    return {"validate": "date", "criteria": ">", "value": "=DATE(1900,1,1)"} if spec.type == "date" else {}


@dataclass(frozen=True)
class SheetRow:
    """One row of a workbook: its number there, the unit, and what is wrong with it, by head of the column."""

    number: int
    unit_code: str
    report: RegisterReport | None
    input: ReportInput
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Reading:
    """A workbook as it was read; rows without any answer are counted and left alone."""

    rows: tuple[SheetRow, ...] = ()
    blank: int = 0
    is_truncated: bool = False
    columns: tuple[FieldSpec, ...] = field(default=())

    @property
    def is_good(self) -> bool:
        """Say whether every row can be handed in, and there is one."""
        return bool(self.rows) and not any(row.faults for row in self.rows)

    @property
    def faulty(self) -> int:
        """Return how many rows cannot be handed in."""
        return sum(bool(row.faults) for row in self.rows)


def read_sheet(*, actor: Actor, row: RegisterRound, content: bytes) -> Reading:
    """Read a filled-in workbook and judge every row; nothing is written.

    Raises:
        Invalid: no workbook, or not the form of this order.

    """
    lines = rows_of_workbook(content, most_rows=_HEAD + MOST_UNITS + 1, most_columns=100)
    next(lines, ())
    codes = [str(cell or "").strip() for cell in next(lines, ())]
    specs = sheet_specs(row)
    if UNIT not in codes or not {spec.code for spec in specs if spec.is_required} <= set(codes):
        raise Invalid(
            {"file": _("The second row does not name the fields of this order. Take the form offered here.")}
        )
    known = {report.unit_code: report for report in reports_to_fill(actor, row)}
    finding_fields = specs_from(row.definition.finding_fields)
    read, blank, seen = [], 0, set[str]()
    for number, cells in enumerate(lines, start=_HEAD + 1):
        given = {code: cell for code, cell in zip(codes, cells, strict=False) if code}
        code = str(given.pop(UNIT, "") or "").strip()
        given.pop(NAME, None)
        if all(is_blank(value) for value in given.values()):
            blank += bool(code)
            continue
        line = _judged(number, code, given, known, specs, finding_fields, is_twice=code in seen)
        seen.add(code)
        read.append(line)
    return Reading(tuple(read), blank, len(read) > MOST_UNITS, specs)


def _judged(
    number: int,
    code: str,
    given: dict[str, Any],
    known: Mapping[str, RegisterReport],
    specs: Sequence[FieldSpec],
    finding_fields: Sequence[FieldSpec],
    *,
    is_twice: bool,
) -> SheetRow:
    nothing = str(given.pop(NOTHING, "") or "").strip().lower() in {
        "是",
        "有",
        "yes",
        "true",
        "1",
        str(_("Yes")).lower(),
    }
    names = {spec.code for spec in specs}
    data = ReportInput(
        {name: value for name, value in given.items() if name in names}, is_nothing_found=nothing
    )
    faults: list[tuple[str, str]] = []
    if code not in known:
        faults.append((_("Unit code"), _("This unit is not yours to report, or has reported already.")))
    if is_twice:
        faults.append((_("Unit code"), _("This unit stands in the workbook twice.")))
    labels = {f"values.{spec.code}": spec.label_in(get_language() or "zh-hans") for spec in specs}
    try:
        checked(specs, finding_fields, data, is_draft=False)
    except Invalid as error:
        for at, sentences in error.fields.items():
            faults += [(labels.get(at, _("Nothing found")), str(sentence)) for sentence in sentences]
    return SheetRow(number, code, known.get(code), data, tuple(faults))


@transaction.atomic
def hand_in_sheet(*, actor: Actor, row: RegisterRound, content: bytes) -> int:
    """Hand in every row of a workbook, or none; return how many.

    Raises:
        Invalid: some row cannot be handed in.

    """
    reading = read_sheet(actor=actor, row=row, content=content)
    if not reading.is_good:
        raise Invalid({"file": _("Some rows cannot be handed in; nothing was written.")})
    for line in reading.rows:
        report = line.report
        if report is None:
            continue
        try:
            submit_report(actor=actor, report_id=report.pk, data=line.input, seen_version=report.version)
        except DomainError as error:
            words = _("Row %(number)d: %(why)s Nothing was written.") % {
                "number": line.number,
                "why": error.message,
            }
            raise Invalid({"file": words}) from error
    return len(reading.rows)
