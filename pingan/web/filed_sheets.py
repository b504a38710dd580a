"""Tables that are filed: a head of facts, the tables, what they do not say; as a workbook to work with or as PDF to keep."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from pingan.documents.rules.reports import TablePart
from pingan.web.export_writers import safe_text, sheet_name

#: A number with one decimal, as shares are written.
_SHARE = re.compile(r"[0-9]+\.[0-9]\Z")


@dataclass(frozen=True)
class Filed:
    """What is filed: title, division, the facts of its head, its tables, and what it does not say."""

    title: str
    period: str
    organ: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[TablePart, ...]
    note: str


def facts_of(filed: Filed, mark: str, code: str) -> list[tuple[str, str]]:
    """Return what stands on the cover: the head, what a reader must know, who took it, and the code to check it by."""
    return [
        *filed.facts,
        (_("To be noted"), filed.note),
        (_("Taken by"), mark),
        (_("Verification code"), code),
    ]


def as_xlsx(filed: Filed, mark: str, code: str) -> bytes:
    """Return it as a workbook: one sheet for each table, numbers as numbers, text never as a formula."""
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    bold, head, share = (
        book.add_format({"bold": True, "font_size": 14}),
        book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"}),
        book.add_format({"num_format": "0.0"}),
    )
    cover = book.add_worksheet(sheet_name(filed.title))
    cover.set_column(0, 0, 22)
    cover.set_column(1, 1, 80)
    cover.write_string(0, 0, safe_text(f"{filed.title} {filed.period}"), bold)
    for row, (name, value) in enumerate(facts_of(filed, mark, code), start=2):
        cover.write_string(row, 0, safe_text(name))
        cover.write_string(row, 1, safe_text(value))
    for place, part in enumerate(filed.parts, start=1):
        sheet = book.add_worksheet(sheet_name(f"{place} {part.caption}"))
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 1)
        sheet.set_footer("&C&P / &N")
        sheet.write_string(0, 0, safe_text(f"{part.caption}  {filed.organ}  {filed.period}"), bold)
        _rows(sheet, part, head, share)
    book.close()
    return target.getvalue()


def _rows(sheet: Any, part: TablePart, head: Any, share: Any) -> None:
    for column, (name, width) in enumerate(zip(part.heads, part.widths, strict=True)):
        sheet.set_column(column, column, 5 + 5 * width)
        sheet.write_string(1, column, safe_text(name), head)
    for row, values in enumerate(part.rows, start=2):
        for column, value in enumerate(values):
            if column in part.numbers and value.isascii() and value.isdecimal():
                sheet.write_number(row, column, int(value))
            elif column in part.numbers and _SHARE.match(value):
                sheet.write_number(row, column, float(value), share)
            elif value:
                sheet.write_string(row, column, safe_text(value))
    sheet.freeze_panes(2, 1)
