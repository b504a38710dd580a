"""Ledger and monthly tables as files: PDF to file, Excel to work with; ordered, made and recorded as every export is."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import xlsxwriter
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.pages.ledger_forms import span_of
from grids.pages.ledger_tables import ledger_part, monthly_parts
from grids.policy.ledger import TABLES, VIEW
from grids.queries.ledger import Ledger, ledger_grid, ledger_of
from grids.queries.monthly import monthly_table
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, NotFound
from pingan.documents.rules.reports import Part, Report, TablePart, TextPart
from pingan.documents.services import print_report
from pingan.web.export_writers import mark_of, safe_text, sheet_name
from pingan.web.exports import FileExport, Making, register_file_export
from pingan.web.verification import grouped


@dataclass(frozen=True)
class Filed:
    """What is filed: title, division, the facts of its head, its tables, and what it does not say."""

    title: str
    period: str
    organ: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[TablePart, ...]
    note: str


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def asked_grid(query: QueryDict) -> int | None:
    """Return the grid that an address names; None: none is named.

    Raises:
        NotFound: what is named can be no grid.

    """
    text = str(query.get("grid", ""))
    if text and not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound()
    return int(text) if text else None


def ledger_note() -> str:
    """Return what a reader of a ledger must know."""
    return _(
        "Made from what was entered, as it stood at the moment above; months are not frozen, and what was corrected "
        "later shows in a table made later. Matters closed to named persons do not stand here. Kinds of work: "
        "Article 15 of the Jiangxi regulation on Pingan construction."
    )


def _entries(ledger: Ledger) -> str:
    """Return how many entries there are; how many of them continue another record is said where there are such."""
    if not ledger.following:
        return str(ledger.count)
    told = _("%(count)d, of which %(following)d continue another record")
    return told % {"count": ledger.count, "following": ledger.following}


def filed_ledger(actor: Actor, query: QueryDict) -> Filed:
    """Return the ledger of a grid as it is filed.

    Raises:
        NotFound: the grid is none of this post's.
        Invalid: days that no ledger is made of, or too many entries.

    """
    grid, span = ledger_grid(actor, asked_grid(query)), span_of(query)
    ledger = ledger_of(actor, grid, span)
    where = " ".join(step.name for step in ledger.path)
    return Filed(
        title=_("Ledger of the grid"),
        period=str(span),
        organ=where,
        facts=(
            (_("Division"), where),
            (_("Grid"), f"{grid.name} {grid.code}"),
            (_("Period"), str(span)),
            (_("Drawn up at"), _moment(ledger.made_at)),
            (_("Entries"), _entries(ledger)),
        ),
        parts=(ledger_part(ledger),) if ledger.count else (),
        note=ledger_note(),
    )


def monthly_note() -> str:
    """Return what a reader of the monthly tables must know."""
    return _(
        "Records that came in during the period, as they stood at the moment above; months are not frozen, and what "
        "was corrected later shows in a table made later. Results and classes add up to what came in, places to the "
        "total. Books are not added to each other: an incident may go on as a dispute or a hazard."
    )


def filed_tables(actor: Actor, query: QueryDict) -> Filed:
    """Return the monthly tables of a division as they are filed.

    Raises:
        NotFound: the division is outside the area of the post.
        Invalid: days that no table is made of.

    """
    table = monthly_table(actor, code=str(query.get("region", ""))[:12], span=span_of(query))
    where = " ".join(step.name for step in table.path)
    return Filed(
        title=_("Monthly tables") if table.span.is_month else _("Tables of a period"),
        period=str(table.span),
        organ=table.region.name,
        facts=(
            (_("Division"), where),
            (_("Period"), str(table.span)),
            (_("Drawn up at"), _moment(table.made_at)),
        ),
        parts=tuple(monthly_parts(table)),
        note=monthly_note(),
    )


def _facts(filed: Filed, mark: str, code: str) -> list[tuple[str, str]]:
    """Return what stands on the cover: the head, what a reader must know, who took it, and the code to check it by."""
    return [
        *filed.facts,
        (_("To be noted"), filed.note),
        (_("Taken by"), mark),
        (_("Verification code"), code),
    ]


def as_pdf(filed: Filed, mark: str, code: str) -> bytes:
    """Return it as PDF/A with page numbers."""
    parts: list[Part] = list(filed.parts) or [TextPart(_("Nothing was entered in this period."))]
    facts = _facts(filed, mark, code)
    report = Report(filed.title, filed.period, filed.organ, facts, parts, mark[:60], code)
    return print_report(report).content


def as_xlsx(filed: Filed, mark: str, code: str) -> bytes:
    """Return it as a workbook: one sheet for each table, numbers as numbers, text never as a formula."""
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    bold, head = (
        book.add_format({"bold": True, "font_size": 14}),
        book.add_format({"bold": True, "bottom": 1}),
    )
    cover = book.add_worksheet(sheet_name(filed.title))
    cover.set_column(0, 0, 22)
    cover.set_column(1, 1, 80)
    cover.write_string(0, 0, safe_text(f"{filed.title} {filed.period}"), bold)
    for row, (name, value) in enumerate(_facts(filed, mark, code), start=2):
        cover.write_string(row, 0, safe_text(name))
        cover.write_string(row, 1, safe_text(value))
    for place, part in enumerate(filed.parts, start=1):
        sheet = book.add_worksheet(sheet_name(f"{place} {part.caption}"))
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, 1)
        sheet.set_footer("&C&P / &N")
        sheet.write_string(0, 0, safe_text(f"{part.caption}  {filed.organ}  {filed.period}"), bold)
        _rows(sheet, part, head)
    book.close()
    return target.getvalue()


def _rows(sheet: Any, part: TablePart, head: Any) -> None:
    for column, (name, width) in enumerate(zip(part.heads, part.widths, strict=True)):
        sheet.set_column(column, column, 5 + 5 * width)
        sheet.write_string(1, column, safe_text(name), head)
    for row, values in enumerate(part.rows, start=2):
        for column, value in enumerate(values):
            if column in part.numbers and value.isascii() and value.isdecimal():
                sheet.write_number(row, column, int(value))
            elif value:
                sheet.write_string(row, column, safe_text(value))
    sheet.freeze_panes(2, 1)


Make = Callable[[Actor, QueryDict], Filed]
_WRITERS: dict[str, Callable[[Filed, str, str], bytes]] = {"pdf": as_pdf, "xlsx": as_xlsx}


def _make(make: Make, format: str, making: Making) -> bytes:
    filed = make(making.actor, making.query)
    mark = mark_of(making.actor, str(making.query.get("purpose", "")), timezone.now())
    making.told(sum(len(part.rows) for part in filed.parts))
    return _WRITERS[format](filed, mark, grouped(making.code))


def _demand(duty: str, actor: Actor) -> None:
    if not actor.has(duty):
        raise Forbidden()


def _admit_ledger(actor: Actor, query: QueryDict) -> None:
    _demand(VIEW, actor)
    ledger_grid(actor, asked_grid(query))


def _admit_tables(actor: Actor, query: QueryDict) -> None:
    _demand(TABLES, actor)
    region_for(actor, str(query.get("region", ""))[:12])


def _title(label: Any, query: QueryDict) -> str:
    return f"{label} {query.get('from', '')}–{query.get('to', '')}"


def _take(actor: Actor, query: QueryDict, purpose: str) -> None:
    """Nothing more is written down: no contact stands in the file, and its making stands in the log."""


def _exports(name: str, label: Any, make: Make, admit: Any) -> dict[str, FileExport]:
    return {
        format: FileExport(
            name=f"{name}-{format}",
            label=label,
            format=format,
            title=partial(_title, label),
            admit=admit,
            make=partial(_make, make, format),
            take=_take,
        )
        for format in _WRITERS
    }


LEDGER_FILES = _exports("grid-ledger", gettext_lazy("Ledger of the grid"), filed_ledger, _admit_ledger)
TABLE_FILES = _exports("monthly-tables", gettext_lazy("Monthly tables"), filed_tables, _admit_tables)


def register_ledger_files() -> None:
    """Make the files known; called from ``ready()``."""
    for export in _all(LEDGER_FILES.values(), TABLE_FILES.values()):
        register_file_export(export)


def _all(*groups: Iterable[FileExport]) -> list[FileExport]:
    return [export for group in groups for export in group]
