"""A run as a workbook: summary with live sums, detail, trace, records, changes, rules. All text is text, never a formula."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from assessment.models import AssessmentRun
from assessment.pages.run_exports.words import facts_of, moment, notes_of, rule_of, stage_of
from assessment.queries.run_books import (
    MOST_RECORDS,
    RunBook,
    cell_digest,
    cells_in,
    changes_in,
    count_of_records,
    records_in,
    scores_in,
)
from pingan.web.exports import Making

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_POINTS, _WHOLE = "0.0000", "#,##0"
#: Columns of the summary before the points of the indicators.
_LEAD = 6
_MOST_IN_CELL = 32_000


class _Sheet:
    """A sheet that is filled row by row."""

    def __init__(self, book: Any, name: str, widths: Sequence[int]) -> None:
        self.sheet = book.add_worksheet(name)
        self.bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.points = book.add_format({"num_format": _POINTS})
        self.whole = book.add_format({"num_format": _WHOLE})
        self.row = 0
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)

    def heads(self, names: Iterable[Any]) -> None:
        """Write the heads of the columns, and keep them in sight."""
        for place, name in enumerate(names):
            self.sheet.write_string(self.row, place, str(name), self.bold)
        self.row += 1
        self.sheet.freeze_panes(self.row, 2)

    def add(self, values: Iterable[Any]) -> None:
        """Write one row. Whole numbers and decimals become numbers, None stays empty."""
        for place, value in enumerate(values):
            if value is None or value == "":
                continue
            if isinstance(value, bool):
                self.sheet.write_string(self.row, place, _("Yes") if value else _("No"))
            elif isinstance(value, int):
                self.sheet.write_number(self.row, place, value, self.whole)
            elif isinstance(value, Decimal):
                self.sheet.write_number(self.row, place, value, self.points)
            else:
                self.sheet.write_string(self.row, place, str(value)[:_MOST_IN_CELL])
        self.row += 1


def workbook(run: AssessmentRun, book: RunBook, making: Making, mark: str, code: str) -> bytes:
    """Return the workbook. ``mark`` says who took it for what, ``code`` is that by which it is checked."""
    with tempfile.TemporaryFile() as file:
        made = xlsxwriter.Workbook(file, _OPTIONS)
        _summary(made, run, book, facts_of(run, mark, code))
        making.told(len(book.units))
        _details(made, run)
        _trace(made, run)
        _records(made, run)
        _changes(made, run)
        _rules(made, book)
        made.close()
        file.seek(0)
        return file.read()


def _summary(made: Any, run: AssessmentRun, book: RunBook, facts: Sequence[tuple[str, str]]) -> None:
    sheet = _Sheet(made, _("Summary"), [16, 8, 16, 26, 10, 12, *[11] * len(book.indicators)])
    for name, value in facts:
        sheet.add([name, value])
    sheet.row += 1
    own = [f"{one.code} {one.name}" for one in book.indicators]
    sheet.heads(
        [_("Peer group"), pgettext("ranking", "Place"), _("Code"), _("Unit"), _("Grade"), _("Total"), *own]
    )
    first = sheet.row
    last_column = xl_col_to_name(_LEAD + max(len(own), 1) - 1)
    for unit in book.units:
        row, points = sheet.row, book.points_of(unit)
        sheet.add([unit.peer_group, unit.place, unit.code, unit.name, book.grade_of(unit), None, *points])
        # The total is a live sum: who changes a cell sees it move, and the verification code no longer fits.
        formula = f"=SUM({xl_col_to_name(_LEAD)}{row + 1}:{last_column}{row + 1})"
        sheet.sheet.write_formula(row, _LEAD - 1, formula, sheet.points, unit.total or 0)
    if not book.units:
        return
    means = [
        _mean([points[place] for points in map(book.points_of, book.units)]) for place in range(len(own))
    ]
    totals = _mean([unit.total for unit in book.units])
    sheet.sheet.write_string(sheet.row, 3, _("Mean"), sheet.bold)
    for place, mean in enumerate([totals, *means], start=_LEAD - 1):
        if mean is None:
            continue  # Nobody has data for it: a mean of nothing would be an error in the cell.
        area = f"{xl_rowcol_to_cell(first, place)}:{xl_rowcol_to_cell(sheet.row - 1, place)}"
        sheet.sheet.write_formula(sheet.row, place, f"=AVERAGE({area})", sheet.points, mean)


def _mean(values: Sequence[Decimal | None]) -> Decimal | None:
    given = [value for value in values if value is not None]
    return sum(given, Decimal(0)) / len(given) if given else None


def _details(made: Any, run: AssessmentRun) -> None:
    sheet = _Sheet(made, _("Detail"), [16, 26, 10, 30, 14, 14, 14, 12, 12, 12, 40])
    sheet.heads(
        [
            _("Code"),
            _("Unit"),
            _("Indicator"),
            pgettext("thing", "Name"),
            _("Value"),
            _("Numerator"),
            _("Denominator"),
            _("Weight"),
            _("Points as computed"),
            _("Points"),
            _("Remarks"),
        ]
    )
    for score in scores_in(run):
        unit, indicator = score.unit, score.indicator
        sheet.add(
            [
                unit.code,
                unit.name,
                indicator.code,
                indicator.name,
                score.value,
                score.part,
                score.whole,
                score.weight,
                score.computed,
                score.points,
                notes_of(score),
            ]
        )


def _trace(made: Any, run: AssessmentRun) -> None:
    sheet = _Sheet(made, _("Trace"), [24, 34, 16, 12, 12, 12, 66])
    sheet.heads(
        [
            _("Figure"),
            pgettext("thing", "Name"),
            _("Key"),
            _("Numerator"),
            _("Denominator"),
            _("Records"),
            _("Digest (SHA-256)"),
        ]
    )
    for cell in cells_in(run):
        label = run.figures.get(cell.figure, {}).get("label", "")
        held = len(cell.ids_in) + len(cell.ids_out)
        sheet.add([cell.figure, label, cell.key, cell.part, cell.whole, held, cell_digest(cell)])


def _records(made: Any, run: AssessmentRun) -> None:
    sheet = _Sheet(made, _("Records"), [24, 16, 26, 12, 66, 60])
    count = count_of_records(run)
    if count > MOST_RECORDS:
        told = {"count": f"{count:,}", "most": f"{MOST_RECORDS:,}"}
        sheet.add(
            [
                _("%(count)s lines, more than the %(most)s that a file holds: see the page of each score.")
                % told
            ]
        )
        return
    sheet.heads(
        [_("Figure"), _("Key"), _("Record"), _("In the numerator"), _("Digest (SHA-256)"), _("As it stood")]
    )
    for line in records_in(run):
        stood = _("; ").join(f"{name}={value}" for name, value in line.facts.items())
        sheet.add([line.figure, line.key, line.number, line.is_part, line.digest, stood])


def _changes(made: Any, run: AssessmentRun) -> None:
    sheet = _Sheet(made, _("Changes"), [18, 16, 26, 10, 12, 12, 12, 60, 18])
    sheet.heads(
        [
            _("When"),
            _("Code"),
            _("Unit"),
            _("Indicator"),
            _("Stage"),
            _("From"),
            _("To"),
            _("Reason"),
            _("By"),
        ]
    )
    for change in changes_in(run):
        unit, indicator = change.score.unit, change.score.indicator
        sheet.add(
            [
                moment(change.changed_at),
                unit.code,
                unit.name,
                indicator.code,
                stage_of(change),
                change.from_points,
                change.to_points,
                change.reason,
                change.changed_by.name,
            ]
        )


def _rules(made: Any, book: RunBook) -> None:
    sheet = _Sheet(made, _("Rules"), [10, 30, 10, 60, 24, 40, 10])
    sheet.heads(
        [
            _("Indicator"),
            pgettext("thing", "Name"),
            _("Weight"),
            _("Rule"),
            _("Which day decides"),
            _("Source of the numbers"),
            _("Confidence"),
        ]
    )
    for one in book.indicators:
        sheet.add([one.code, one.name, one.weight, rule_of(one), one.date_rule, one.basis, one.confidence])
