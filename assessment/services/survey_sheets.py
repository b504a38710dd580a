"""Reading the tables that a survey takes: the plan's populations, and the rows of a third party. Nothing is kept of a file.

Only known columns are taken. One that looks like a person is refused by name, before a single row is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _

from pingan.common.errors import Invalid
from pingan.imports.rules.faults import Fault, Limits, Line
from pingan.imports.rules.tables import head_faults, heads_of, lines_of, open_table

__all__ = ["MOST_BYTES", "MOST_FAULTS", "MOST_ROWS", "Fault", "Line", "looks_personal", "read_lines"]
#: Rows of one file; a wave of a province is about 40,000 calls (domain.md §7.5), ten waves fit.
MOST_ROWS: Final = 500_000
#: A file of a wave of 400,000 sheets is about this large.
MOST_BYTES: Final = 40 * 1024 * 1024
#: Faults that are shown; more are counted.
MOST_FAULTS: Final = 100
_PERSONAL = re.compile(
    r"name|phone|mobile|tel|email|mail|address|addr|id_?card|identity|passport|wechat|weixin|openid|imei|imsi|device|"
    r"\bip\b|^ip_|birth|姓名|名字|电话|手机|号码|邮箱|住址|地址|身份证|证件|微信|设备|出生|签名|被访者|受访者",
    re.IGNORECASE,
)


def looks_personal(column: str) -> bool:
    """Say whether the head of a column sounds like something that leads to a person."""
    return bool(_PERSONAL.search(column))


def _refusal(column: str) -> str:
    if not looks_personal(column):
        return ""
    return _(
        "The column “%(column)s” looks like a person. Take it out: a survey holds no names, numbers or addresses."
    ) % {"column": column[:40]}


def read_lines(content: bytes, *, known: Sequence[str], needed: Sequence[str]) -> Iterator[Line]:
    """Return the rows of a CSV file (UTF-8 or GB 18030) or the first sheet of a workbook, blank ones left out.

    Raises:
        Invalid: no such file, a column that looks like a person or that nobody knows, a needed one that is missing, a
            row in another encoding, or more rows than are taken.

    """
    limits = Limits(MOST_ROWS)
    table = open_table(content, limits)
    heads = heads_of(next(table.rows, ()))
    faults = [*head_faults(heads, known=known, needed=needed, refusal=_refusal), *table.faults]
    if faults:
        words = faults[0].message
        if faults[0].line > 1:
            words = _("Row %(row)d: %(why)s") % {"row": faults[0].line, "why": words}
        raise Invalid({"file": words})
    return lines_of(table.rows, heads, limits)
