"""Exports that equal the screen: declared columns, CSV and Excel, safe in a spreadsheet, one snapshot.

A list declares its export once; the same rows serve the page and the file. Rows are read through a cursor of
the database and written as they come, so that memory stays flat whatever the length.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.rules import Actor

#: Longer exports are made in the background.
AT_ONCE = 5_000
#: A sheet of Excel holds 1,048,576 rows; head and foot need some.
MOST_IN_SHEET = 1_000_000
_MOST_IN_CELL = 32_767
_CHUNK = 2_000
#: What makes a spreadsheet compute instead of show (OWASP, CSV injection), full-width forms included.
_DANGEROUS = frozenset("=+-@\t\r|＝＋－＠")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class ExportColumn:
    """One column: what is read (paths of the query) and how it becomes a value.

    ``value`` returns text, number, moment, day, yes/no or None. No column may hold an unmasked contact.
    """

    key: str
    label: Any
    paths: tuple[str, ...]
    value: Callable[[Row], Any] | None = None
    width: int = 16

    def of(self, row: Row) -> Any:
        """Return the value of one row; without ``value`` the first path as it is."""
        return self.value(row) if self.value else row[self.paths[0]]


@dataclass(frozen=True)
class ListExport:
    """What a list gives away. ``rows`` takes the filter as it stands in the list's address."""

    name: str
    label: Any
    duty: str
    columns: tuple[ExportColumn, ...]
    rows: Callable[[Actor, QueryDict], QuerySet[Any]]
    filters: tuple[str, ...]

    def chosen(self, keys: Iterable[str]) -> list[ExportColumn]:
        """Return the columns with these keys in their order; all of them where none is known."""
        by_key = {column.key: column for column in self.columns}
        return [by_key[key] for key in dict.fromkeys(keys) if key in by_key] or list(self.columns)


_exports: dict[str, ListExport] = {}


def register_export(export: ListExport) -> None:
    """Make a list's export known by its name, from ``AppConfig.ready()``."""
    _exports[export.name] = export


def export_for(name: str) -> ListExport:
    """Return a list's export; KeyError for one that nobody registered."""
    return _exports[name]


@contextmanager
def snapshot() -> Iterator[None]:
    """Let everything inside see one state of the database (REPEATABLE READ).

    Inside somebody else's transaction the level cannot change any more; there the rows still come from one
    statement, which sees one state by itself.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read")
        yield


def rows_of(rows: QuerySet[Any], columns: Sequence[ExportColumn]) -> Iterator[Row]:
    """Read the rows through a server-side cursor, only the columns that are needed."""
    paths = dict.fromkeys(path for column in columns for path in column.paths)
    values: Iterator[Row] = rows.values(*paths).iterator(chunk_size=_CHUNK)
    return values


def safe_text(value: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe before a dangerous beginning."""
    start = value.lstrip(" \u00a0\u3000\n")[:1]
    return f"'{value}" if start in _DANGEROUS and start else value


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, int | float | date):
        return value
    return str(value).replace("\0", "")


def _csv_cell(value: Any) -> Any:
    value = _plain(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return safe_text(value) if isinstance(value, str) else value


def mark_of(actor: Actor, purpose: str, at: datetime) -> str:
    """Return the watermark line: who exported, in which post, when, what for."""
    return _("Exported by %(name)s (%(post)s) on %(at)s. Purpose: %(purpose)s") % {
        "name": actor.name,
        "post": actor.post_label,
        "at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}",
        "purpose": purpose,
    }


Progress = Callable[[int], None]


def _no_progress(count: int) -> None:
    return None


def write_csv(
    target: IO[bytes],
    rows: Iterable[Row],
    columns: Sequence[ExportColumn],
    *,
    mark: str,
    progress: Progress = _no_progress,
) -> int:
    """Write UTF-8 with a byte-order mark (Excel needs it for Chinese) and return the number of rows.

    An empty line and the watermark stand at the end.
    """
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe_text(str(column.label)) for column in columns])
    count = 0
    for row in rows:
        writer.writerow([_csv_cell(column.of(row)) for column in columns])
        count += 1
        if count % _CHUNK == 0:
            progress(count)
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
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bottom": 1})
    moments: dict[type, Any] = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    sheet.set_footer("&L" + mark.replace("&", "&&")[:240])
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, str(column.label), head)
    count = 0
    for row in rows:
        count += 1
        for place, column in enumerate(columns):
            _write_cell(sheet, count, place, _plain(column.of(row)), moments)
        if count % _CHUNK == 0:
            progress(count)
    sheet.write_string(count + 2, 0, mark)
    book.close()
    return count


def _write_cell(sheet: Any, row: int, place: int, value: Any, moments: Mapping[type, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(
            row, place, value if len(value) <= _MOST_IN_CELL else value[: _MOST_IN_CELL - 1] + "…"
        )
    elif isinstance(value, datetime | date):
        sheet.write_datetime(row, place, value, moments[type(value)])
    else:
        sheet.write_number(row, place, value)


WRITERS = {"csv": write_csv, "xlsx": write_xlsx}
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
