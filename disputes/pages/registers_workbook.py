"""A statistical table as the field reports it: official heading, sums and shares as live formulas."""

from __future__ import annotations

from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from disputes.queries.columns import TABLE_COLUMNS
from disputes.queries.statistics import ELSEWHERE, HIDDEN, Cell, Line, Statistics
from pingan.common.workbooks import page_foot
from pingan.web.export_writers import safe_text

#: Rows above the numbers: title, unit and period, heads of groups, heads.
_FIRST = 4


def write_statistics(target: IO[bytes], found: Statistics, period: str, *, mark: str) -> None:
    """Write the table as a workbook of one sheet; every sum is a formula, averages are numbers."""
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(str(found.form.label)[:31])
    styles = _styles(book)
    wide = sum(1 + TABLE_COLUMNS[code].is_share for code in found.form.columns)
    sheet.merge_range(0, 0, 0, wide, title_of(found), styles["title"])
    sheet.write_string(1, 0, _("Reporting unit: %(name)s") % {"name": found.region.name})
    sheet.write_string(1, max(wide - 3, 1), _("Period: %(period)s") % {"period": period})
    _heads(sheet, found, styles)
    for place, line in enumerate(found.lines):
        _line(sheet, _FIRST + place, line, found, styles)
    _sums(sheet, found, styles)
    foot = _FIRST + len(found.lines) + 2
    sheet.write_string(foot, 0, _explained(found.below), styles["note"])
    today = f"{timezone.localdate():%Y-%m-%d}"
    signing = _("Head of unit:                Filled in by:                Reported on: %(day)s") % {
        "day": today
    }
    sheet.write_string(foot + 1, 0, signing)
    sheet.write_string(foot + 2, 0, safe_text(mark), styles["note"])
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, wide, 11)
    sheet.freeze_panes(_FIRST, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2, 3)
    sheet.set_footer(page_foot(mark))
    book.close()


def title_of(found: Statistics) -> str:
    """Return the title of one of the tables: each has its own."""
    title = _("Statistics of the resolution of disputes")
    return _("%(title)s: %(table)s") % {"title": title, "table": found.form.label}


def head_of(line: Line) -> str:
    """Return the head of a line in words."""
    words = {
        ELSEWHERE: _("without a division below"),
        HIDDEN: _("restricted to named persons, not told apart"),
    }
    return words.get(line.code, str(line.label))


def _explained(below: int) -> str:
    return _(
        "Disputes registered in the period, as they stand now; joined and not accepted ones are not counted. "
        "Restricted ones are in the number of disputes alone, and told apart only among %(below)s others or more."
    ) % {"below": below}


def _styles(book: Any) -> dict[str, Any]:
    box = {"border": 1, "align": "center", "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "head": book.add_format({**box, "bold": True, "text_wrap": True}),
        "name": book.add_format({**box, "align": "left"}),
        "count": book.add_format({**box, "num_format": "#,##0"}),
        "yuan": book.add_format({**box, "num_format": "#,##0.00"}),
        "days": book.add_format({**box, "num_format": "0.0"}),
        "share": book.add_format({**box, "num_format": "0.0%"}),
        "note": book.add_format({"font_size": 9}),
    }


def _places(found: Statistics) -> list[tuple[str, int]]:
    """Return each figure with its column; a share takes one more behind it."""
    places, column = [], 1
    for code in found.form.columns:
        places.append((code, column))
        column += 1 + TABLE_COLUMNS[code].is_share
    return places


def _heads(sheet: Any, found: Statistics, styles: dict[str, Any]) -> None:
    sheet.merge_range(2, 0, 3, 0, _("Item"), styles["head"])
    places = _places(found)
    start = 0
    for label, width in found.form.heads:
        group = places[start : start + width]
        start += width
        first, last = group[0][1], group[-1][1] + TABLE_COLUMNS[group[-1][0]].is_share
        if label and last > first:
            sheet.merge_range(2, first, 2, last, str(label), styles["head"])
        for code, column in group:
            _head(sheet, code, column, is_alone=not label, style=styles["head"])


def _head(sheet: Any, code: str, column: int, *, is_alone: bool, style: Any) -> None:
    figure = TABLE_COLUMNS[code]
    units = {"yuan": _("yuan"), "days": _("days")}  # figures of persons say so in their label
    label = f"{figure.label} ({units[figure.unit]})" if figure.unit in units else str(figure.label)
    if is_alone:
        sheet.merge_range(2, column, 3, column, label, style)
    else:
        sheet.write_string(3, column, label, style)
    if figure.is_share:
        sheet.write_string(3, column + 1, _("success rate"), style)


def _style_of(code: str) -> str:
    return {"yuan": "yuan", "days": "days"}.get(TABLE_COLUMNS[code].unit, "count")


def _line(sheet: Any, row: int, line: Line, found: Statistics, styles: dict[str, Any]) -> None:
    sheet.write_string(row, 0, safe_text(head_of(line)), styles["name"])
    columns = dict(_places(found))
    for code, column in columns.items():
        style = styles[_style_of(code)]
        if code in line.cells:
            is_average = TABLE_COLUMNS[code].per == code
            _value(sheet, row, column, line.cells[code], style, is_average=is_average)
            _share(sheet, row, line, code, columns, styles)
        else:
            sheet.write_blank(row, column, None, style)


def _value(sheet: Any, row: int, column: int, cell: Cell, style: Any, *, is_average: bool) -> None:
    if is_average and cell.amount is None:
        sheet.write_blank(row, column, None, style)
    elif cell.amount is not None:
        sheet.write_number(row, column, float(cell.amount), style)
    else:
        sheet.write_number(row, column, cell.count, style)


def _share(
    sheet: Any, row: int, line: Line, code: str, columns: dict[str, int], styles: dict[str, Any]
) -> None:
    """Write the share of another column, as a formula that stays blank where there is nothing to divide."""
    figure, cell = TABLE_COLUMNS[code], line.cells[code]
    if not figure.is_share:
        return
    part, whole = (xl_rowcol_to_cell(row, columns[name]) for name in (code, figure.per))
    # Kept beside the formula for readers that do not compute.
    value = cell.count / cell.of if cell.of else ""
    sheet.write_formula(row, columns[code] + 1, f'=IFERROR({part}/{whole},"")', styles["share"], value)


def _sums(sheet: Any, found: Statistics, styles: dict[str, Any]) -> None:
    row = _FIRST + len(found.lines)
    sheet.write_string(row, 0, _("Total"), styles["head"])
    columns = dict(_places(found))
    for code, column in columns.items():
        cell, style = found.total.cells[code], styles[_style_of(code)]
        is_average = TABLE_COLUMNS[code].per == code
        if found.lines and not is_average:
            name = xl_col_to_name(column)
            value = cell.count if cell.amount is None else float(cell.amount)
            sheet.write_formula(row, column, f"=SUM({name}{_FIRST + 1}:{name}{row})", style, value)
        else:
            _value(sheet, row, column, cell, style, is_average=is_average)
        _share(sheet, row, found.total, code, columns, styles)
