"""Tables: CSV and the first sheet of a workbook, as rows of cells, and as lines by the names of their columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _

from pingan.common.errors import Invalid
from pingan.files.rules.packages import is_package
from pingan.imports.rules.encodings import decode
from pingan.imports.rules.faults import Fault, Limits, Line, too_many
from pingan.imports.rules.workbooks import rows_of_workbook


@dataclass(frozen=True)
class Table:
    """Rows of cells as they come, the first row of the file first. ``faults``: rows in another encoding."""

    format: str
    rows: Iterator[Sequence[Any]]
    encoding: str = ""
    faults: tuple[Fault, ...] = ()


def open_table(content: bytes, limits: Limits) -> Table:
    """Open a workbook or a CSV file; the rows are read as they are asked for, two more than are taken.

    Raises:
        Invalid: no table that can be read, at once or while the rows are read.

    """
    if is_package(content):
        rows = rows_of_workbook(content, most_rows=limits.rows + 2, most_columns=limits.columns)
        return Table("xlsx", rows)
    decoded = decode(content)
    return Table("csv", _csv(decoded.text), decoded.encoding, decoded.faults)


def _csv(text: str) -> Iterator[Sequence[Any]]:
    reader = csv.reader(StringIO(text, newline=""))
    number = 0
    try:
        for row in reader:
            number += 1
            yield row
    except csv.Error as error:
        words = _("Row %(row)d: a cell is too long or a quotation mark is missing.") % {"row": number + 1}
        raise Invalid({"file": words}) from error


def word_of(cell: Any, longest: int) -> str:
    """Return a cell as text: whole numbers without a point, a day without its midnight, nothing as ""."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return str(cell).strip()[:longest]


def heads_of(cells: Sequence[Any]) -> list[str]:
    """Return the names of the columns in lower case, without the empty ones at the end."""
    heads = [str(cell or "").strip().lower() for cell in cells]
    while heads and not heads[-1]:
        heads.pop()
    return heads


def head_faults(
    heads: Sequence[str],
    *,
    known: Collection[str],
    needed: Sequence[str],
    line: int = 1,
    refusal: Callable[[str], str] | None = None,
) -> list[Fault]:
    """Return what is wrong with the row that names the columns.

    ``refusal`` says in its own words why an unknown column may not come in; "" where it knows nothing against it.
    """
    if not heads:
        return [Fault(line, "", _("The first row names the columns; this file has none."), "heads")]
    unknown = [head for head in heads if head not in known]
    refused = [(head, refusal(head)) for head in unknown] if refusal else []
    faults = [Fault(line, head, words, "column_refused") for head, words in refused if words]
    words = _("Nobody knows the column “%(column)s”. Take it out, or name it as the template does.")
    faults += [Fault(line, head, words % {"column": head[:40]}, "column_unknown") for head in unknown]
    if len(set(heads)) < len(heads):
        faults.append(Fault(line, "", _("The same column stands there twice."), "column_twice"))
    words = _("The column “%(column)s” is missing.")
    missing = [name for name in needed if name not in heads]
    faults += [Fault(line, name, words % {"column": name}, "column_missing") for name in missing]
    return faults


def lines_of(
    rows: Iterator[Sequence[Any]], heads: Sequence[str], limits: Limits, *, first: int = 2
) -> Iterator[Line]:
    """Yield the rows as text by column, blank ones left out. ``first`` is the number of the next row.

    Raises:
        Invalid: more rows than are taken.

    """
    count = 0
    for number, cells in enumerate(rows, start=first):
        words = {
            head: word_of(cell, limits.characters) for head, cell in zip(heads, cells, strict=False) if head
        }
        if not any(words.values()):
            continue
        count += 1
        if count > limits.rows:
            raise Invalid({"file": too_many(limits.rows)})
        yield Line(number, words)
