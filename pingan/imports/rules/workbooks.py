"""Workbooks (.xlsx): the first sheet, row by row, and the cells that no import takes: merged ones and formulas."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from pingan.common.errors import Invalid
from pingan.files.rules.limits import LIMITS
from pingan.files.rules.packages import check_package
from pingan.imports.rules.faults import Fault

#: What the reader of workbooks meets in one that is damaged, or made to harm: the parts are read as they come.
_UNREADABLE: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, InvalidFileException, ParseError, KeyError, ValueError, IndexError,
    TypeError, AttributeError, OSError,
)  # fmt: skip
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
#: The container of Office before 2007, and of what Office protects by a password; inside, names are UTF-16.
_COMPOUND: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_PROTECTED: Final = "EncryptedPackage".encode("utf-16-le")
_OLD: Final = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*>\s*<(?:\w+:)?f\b')


def _refused(error: Exception) -> Invalid:
    refusal = Invalid({"file": _("This workbook cannot be read.")})
    refusal.__cause__ = error
    return refusal


def is_compound(content: bytes) -> bool:
    """Say whether the bytes are an old workbook (.xls) or a protected one, whatever the file is called."""
    return content.startswith(_COMPOUND)


def _compound_refusal(content: bytes) -> str:
    if _PROTECTED in content:
        return _("The document is protected by a password. Save it without one.")
    if any(name in content for name in _OLD):
        return _("This is a workbook of the old kind (.xls). Save it as .xlsx and send that.")
    return _(
        "This workbook is protected by a password, or of the old kind (.xls). Save it as .xlsx without one."
    )


def rows_of_workbook(content: bytes, *, most_rows: int, most_columns: int) -> Iterator[Sequence[Any]]:
    """Yield the rows of the first sheet as the cells' values, of a formula what Excel last computed.

    Raises:
        Invalid: damaged, a bomb, protected, with macros, or no workbook.

    """
    if is_compound(content):
        raise Invalid({"file": _compound_refusal(content)})
    check_package(content, limits=LIMITS)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        yield from sheet.iter_rows(max_row=most_rows, max_col=most_columns, values_only=True)
    except _UNREADABLE as error:
        raise _refused(error) from error


def marked_cells(content: bytes) -> list[Fault]:
    """Return a fault for every merged range and every formula of the first sheet.

    A merged cell holds its value once: the rows below would come in without it. A formula holds what some computer
    once computed, perhaps of another file.

    Raises:
        Invalid: as ``rows_of_workbook``.

    """
    try:
        book = load_workbook(BytesIO(content), read_only=True)
        path = str(getattr(book.worksheets[0], "_worksheet_path"))  # noqa: B009 - the stubs do not know it
        with zipfile.ZipFile(BytesIO(content)) as package:
            sheet = package.read(path.lstrip("/"))
    except _UNREADABLE as error:
        raise _refused(error) from error
    faults = []
    for west, north, east, south in _MERGED.findall(sheet):
        cells = f"{west.decode()}{int(north)}:{east.decode()}{int(south)}"
        words = _("The cells %(cells)s are merged. Divide them and fill in each.") % {"cells": cells}
        faults.append(Fault(int(north), west.decode(), words, "merged"))
    for column, row in _FORMULA.findall(sheet):
        words = _("A formula stands here. Put its value instead (paste as values).")
        faults.append(Fault(int(row), column.decode(), words, "formula"))
    return sorted(faults, key=lambda fault: fault.line)
