"""Reading the tables that a survey takes: the plan's populations, and the rows of a third party. Nothing is kept of a file.

Only known columns are taken. One that looks like a person is refused by name, before a single row is read.
"""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from pingan.common.errors import Invalid
from pingan.files.rules.limits import LIMITS
from pingan.files.rules.packages import check_package, is_package

#: Rows of one file; a wave of a province is about 40,000 calls (domain.md §7.5), ten waves fit.
MOST_ROWS: Final = 500_000
#: A file of a wave of 400,000 sheets is about this large.
MOST_BYTES: Final = 40 * 1024 * 1024
#: Faults that are shown; more are counted.
MOST_FAULTS: Final = 100
_UNREADABLE = (
    BadZipFile, zlib.error, EOFError, InvalidFileException, ParseError, KeyError, ValueError, IndexError, TypeError,
    AttributeError, OSError,
)  # fmt: skip
_PERSONAL = re.compile(
    r"name|phone|mobile|tel|email|mail|address|addr|id_?card|identity|passport|wechat|weixin|openid|imei|imsi|device|"
    r"\bip\b|^ip_|birth|姓名|名字|电话|手机|号码|邮箱|住址|地址|身份证|证件|微信|设备|出生|签名|被访者|受访者",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """One row of a file: its number there, and its cells as text by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """What is wrong in one line; ``column`` blank: the line as a whole."""

    line: int
    column: str
    message: str


def looks_personal(column: str) -> bool:
    """Say whether the head of a column sounds like something that leads to a person."""
    return bool(_PERSONAL.search(column))


def read_lines(content: bytes, *, known: Sequence[str], needed: Sequence[str]) -> Iterator[Line]:
    """Return the rows of a CSV file (UTF-8 or GB 18030) or the first sheet of a workbook, blank ones left out.

    Raises:
        Invalid: no such file, a column that looks like a person or that nobody knows, a needed one that is missing, or
            more rows than are taken.

    """
    rows = _workbook(content) if is_package(content) else _csv(content)
    heads = [str(cell or "").strip().lower() for cell in next(rows, ())]
    while heads and not heads[-1]:
        heads.pop()
    _check_heads(heads, known, needed)
    return _lines(rows, heads)


def _lines(rows: Iterator[Sequence[Any]], heads: Sequence[str]) -> Iterator[Line]:
    count = 0
    for number, cells in enumerate(rows, start=2):
        words = {head: _word(cell) for head, cell in zip(heads, cells, strict=False)}
        if not any(words.values()):
            continue
        count += 1
        if count > MOST_ROWS:
            raise Invalid({"file": _("At most %(most)d rows are taken at a time.") % {"most": MOST_ROWS}})
        yield Line(number, words)


def _check_heads(heads: Sequence[str], known: Sequence[str], needed: Sequence[str]) -> None:
    if not heads:
        raise Invalid({"file": _("The first row names the columns; this file has none.")})
    unknown = [head for head in heads if head not in known]
    personal = [head for head in unknown if looks_personal(head)]
    if personal:
        words = _(
            "The column “%(column)s” looks like a person. Take it out: a survey holds no names, numbers or addresses."
        )
        raise Invalid({"file": words % {"column": personal[0][:40]}})
    if unknown:
        words = _("Nobody knows the column “%(column)s”. Take it out, or name it as the template does.")
        raise Invalid({"file": words % {"column": unknown[0][:40]}})
    if len(set(heads)) < len(heads):
        raise Invalid({"file": _("The same column stands there twice.")})
    missing = [name for name in needed if name not in heads]
    if missing:
        raise Invalid({"file": _("The column “%(column)s” is missing.") % {"column": missing[0]}})


def _word(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()[:200]


def _csv(content: bytes) -> Iterator[Sequence[Any]]:
    text = None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None or "\x00" in text:
        raise Invalid({"file": _("Send a CSV file or an Excel workbook (.xlsx).")})
    try:
        yield from csv.reader(StringIO(text, newline=""))
    except csv.Error as error:
        raise Invalid({"file": _("Send a CSV file or an Excel workbook (.xlsx).")}) from error


def _workbook(content: bytes) -> Iterator[Sequence[Any]]:
    check_package(content, limits=LIMITS)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        yield from book.worksheets[0].iter_rows(max_row=MOST_ROWS + 2, max_col=60, values_only=True)
    except _UNREADABLE as error:
        raise Invalid({"file": _("This workbook cannot be read.")}) from error
