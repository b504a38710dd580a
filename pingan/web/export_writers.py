"""Lists as files: CSV and Excel, written row by row, safe in a spreadsheet, marked with who took them and what for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.text import starts_formula
from pingan.common.workbooks import page_foot
from pingan.web.exports import CHUNK, ExportColumn, Heading, Row
from pingan.web.verification import grouped

_MOST_IN_CELL = 32_767
_LONGEST_SHEET = 31
_NOT_IN_SHEET = re.compile(r"[\[\]:*?/\\]")


def safe_text(value: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe before a dangerous beginning."""
    return f"'{value}" if starts_formula(value) else value


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, int | float | Decimal | date):
        return value
    return str(value).replace("\0", "")


def _csv_cell(value: Any) -> Any:
    value = _plain(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return safe_text(value) if isinstance(value, str) else value


def mark_of(actor: Actor, purpose: str, at: datetime, code: str = "") -> str:
    """Return the watermark line: who exported, in which post, when, what for, and the code by which the file is checked."""
    told = _("Exported by %(name)s (%(post)s) on %(at)s. Purpose: %(purpose)s") % {
        "name": actor.name,
        "post": actor.post_label,
        "at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
        "purpose": purpose,
    }
    coded = _("Verification code: %(code)s") % {"code": grouped(code)} if code else ""
    return f"{told} {coded}".rstrip()


@dataclass
class _Foot:
    """What the summed columns come to, row by row. ``amounts`` are the columns whose sum is shown as an amount."""

    columns: Sequence[ExportColumn]
    sums: dict[int, Decimal] = field(default_factory=dict)
    amounts: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.sums = {place: Decimal() for place, column in enumerate(self.columns) if column.is_summed}

    def add(self, values: Sequence[Any]) -> None:
        """Take one row in."""
        for place in self.sums:
            value = values[place]
            if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                self.sums[place] += Decimal(str(value))
            if isinstance(value, Decimal):
                self.amounts.add(place)

    def row(self) -> list[Any]:
        """Return the last row; empty where nothing is summed."""
        if not self.sums:
            return []
        found: list[Any] = [None] * len(self.columns)
        for place, total in self.sums.items():
            plain = int(total) if total == total.to_integral_value() else float(total)
            found[place] = total if place in self.amounts else plain
        return found if 0 in self.sums else [_("Total"), *found[1:]]


Progress = Callable[[int], None]
_NO_HEADING = Heading()


def _no_progress(count: int) -> None:
    return None


def sheet_name(title: str) -> str:
    """Return a title as Excel allows it for a sheet."""
    return _NOT_IN_SHEET.sub(" ", title)[:_LONGEST_SHEET].strip().strip("'")


def write_csv(
    target: IO[bytes],
    rows: Iterable[Row],
    columns: Sequence[ExportColumn],
    *,
    mark: str,
    heading: Heading = _NO_HEADING,
    progress: Progress = _no_progress,
) -> int:
    """Write UTF-8 with a byte-order mark (Excel needs it for Chinese) and return the number of rows.

    An empty line and the watermark stand at the end. A heading is for people: programs read heads in the first line.
    """
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe_text(str(column.label)) for column in columns])
    count = 0
    foot = _Foot(columns)
    for row in rows:
        values = [column.of(row) for column in columns]
        writer.writerow([_csv_cell(value) for value in values])
        foot.add(values)
        count += 1
        if count % CHUNK == 0:
            progress(count)
    if foot.row():
        writer.writerow([_csv_cell(value) for value in foot.row()])
    writer.writerow([])
    writer.writerow([safe_text(mark)])
    text.detach()
    return count


def write_xlsx(
    target: IO[bytes],
    rows: Iterable[Row],
    columns: Sequence[ExportColumn],
    *,
    mark: str,
    heading: Heading = _NO_HEADING,
    progress: Progress = _no_progress,
) -> int:
    """Write one sheet row by row and return their number. Text is stored as text, never as a formula."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet(sheet_name(heading.title) or None)
    above = _write_heading(book, sheet, heading)
    head = book.add_format({"bold": True, "bottom": 1})
    formats: dict[type, Any] = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        Decimal: book.add_format({"num_format": "#,##0.00"}),
    }
    sheet.set_footer(page_foot(mark))
    sheet.freeze_panes(above + 1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(above, place, str(column.label), head)
    count, foot = 0, _Foot(columns)
    for row in rows:
        count += 1
        values = [column.of(row) for column in columns]
        for place, value in enumerate(values):
            _write_cell(sheet, above + count, place, _plain(value), formats)
        foot.add(values)
        if count % CHUNK == 0:
            progress(count)
    for place, value in enumerate(foot.row()):
        _write_cell(sheet, above + count + 1, place, _plain(value), formats)
    sheet.write_string(above + (count + 3 if foot.row() else count + 2), 0, mark)
    book.close()
    return count


def _write_heading(book: Any, sheet: Any, heading: Heading) -> int:
    """Write title and facts, and return how many rows they take."""
    if not heading.facts:
        return 0
    sheet.write_string(0, 0, safe_text(heading.title), book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, safe_text("    ".join(heading.facts)))
    return 2


def _write_cell(sheet: Any, row: int, place: int, value: Any, formats: Mapping[type, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(
            row, place, value if len(value) <= _MOST_IN_CELL else value[: _MOST_IN_CELL - 1] + "…"
        )
    elif isinstance(value, datetime | date):
        sheet.write_datetime(row, place, value, formats[type(value)])
    else:
        # Amounts are exact here and floats in any workbook; 15 digits are more than a register holds.
        sheet.write_number(row, place, value, formats.get(type(value)))


WRITERS = {"csv": write_csv, "xlsx": write_xlsx}
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "json": "application/json",
    "zip": "application/zip",
}
