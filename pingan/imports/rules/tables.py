"""Tables: CSV and the first sheet of a workbook, as rows of cells, and as lines by the names of their columns."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import StringIO
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from pingan.common.errors import Invalid
from pingan.common.text import plain_text, storable_text
from pingan.files.rules.packages import is_package
from pingan.imports.rules.encodings import decode
from pingan.imports.rules.faults import Fault, Limits, Line, too_many
from pingan.imports.rules.workbooks import is_compound, rows_of_workbook

_LONGEST_NAME = 200


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
    if is_package(content) or is_compound(content):
        rows = rows_of_workbook(content, most_rows=limits.rows + 2, most_columns=limits.columns)
        return Table("xlsx", rows)
    decoded = decode(content)
    return Table("csv", _csv(decoded.text), decoded.encoding, decoded.faults)


def _csv(text: str) -> Iterator[Sequence[Any]]:
    """Yield the rows; strictly, for a mark that is missing would let one cell swallow the rows below it."""
    number = 0
    try:
        for row in csv.reader(StringIO(text, newline=""), strict=True):
            number += 1
            yield row
    except csv.Error as error:
        words = _("Row %(row)d: a quotation mark opens here and is not closed where the cell ends.")
        if len(text) > csv.field_size_limit() and "limit" in str(error):
            words = _("Row %(row)d: a cell is too long or a quotation mark is missing.")
        raise Invalid({"file": words % {"row": number + 1}}) from error


def word_of(cell: Any, longest: int) -> str:
    """Return a cell as text: whole numbers without a point, a day without its midnight, nothing as "".

    What shows nothing is left out here, before anything is compared or judged: behind it a formula or a second name
    that looks like the first would hide. What no column can hold leaves the sign of a lost letter. One letter more
    than ``longest`` is returned of a longer cell, so that it is seen to be too long.
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    text = str(cell)
    if not (text.isascii() and text.isprintable()):
        text = plain_text(storable_text(text))
    return text.strip()[: longest + 1]


def name_of(cell: Any) -> str:
    """Return the name of a column as it is written."""
    return word_of(cell, _LONGEST_NAME)


def names_of(cells: Sequence[Any]) -> list[str]:
    """Return the names of the columns as they are written, without the empty ones at the end."""
    names = [*map(name_of, cells)]
    while names and not names[-1]:
        names.pop()
    return names


def heads_of(cells: Sequence[Any]) -> list[str]:
    """Return the names of the columns in lower case, by which they are known."""
    return [name.lower() for name in names_of(cells)]


def head_faults(
    heads: Sequence[str],
    *,
    known: Collection[str],
    needed: Sequence[str],
    line: int = 1,
    refusal: Callable[[str], str] | None = None,
    names: Mapping[str, str] | None = None,
) -> list[Fault]:
    """Return what is wrong with the row that names the columns.

    ``refusal`` says in its own words why an unknown column may not come in; "" where it knows nothing against it.
    ``names`` are what columns are called where that is not their head.
    """
    names = names or {}
    if not heads:
        return [Fault(line, "", _("The first row names the columns; this file has none."), "heads")]
    unknown = [head for head in heads if head not in known]
    refused = [(head, refusal(head)) for head in unknown] if refusal else []
    faults = [Fault(line, head, words, "column_refused") for head, words in refused if words]
    words = _("Nobody knows the column “%(column)s”. Take it out, or name it as the template does.")
    faults += [
        Fault(line, head, words % {"column": names.get(head, head)[:40]}, "column_unknown")
        for head in unknown
    ]
    if len(set(heads)) < len(heads):
        faults.append(Fault(line, "", _("The same column stands there twice."), "column_twice"))
    words = _("The column “%(column)s” is missing.")
    missing = [name for name in needed if name not in heads]
    faults += [
        Fault(line, name, words % {"column": names.get(name, name)}, "column_missing") for name in missing
    ]
    return faults


def lines_of(
    rows: Iterator[Sequence[Any]], heads: Sequence[str], limits: Limits, *, first: int = 2
) -> Iterator[Line]:
    """Yield the rows as text by column, blank ones left out, the cells that a short row lacks empty.

    ``first`` is the number of the next row.

    Raises:
        Invalid: more rows than are taken.

    """
    count = 0
    for number, cells in enumerate(rows, start=first):
        words = {
            head: word_of(cell, limits.characters)
            for head, cell in zip_longest(heads, cells[: len(heads)], fillvalue=None)
            if head
        }
        is_longer = any(word_of(cell, 1) for cell in cells[len(heads) :])
        if not is_longer and not any(words.values()):
            continue
        count += 1
        if count > limits.rows:
            raise Invalid({"file": too_many(limits.rows)})
        yield Line(number, words, is_longer=is_longer)
