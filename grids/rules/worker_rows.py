"""Rows of a file of assignments as typed values: who has which duty in which grid, from when to when."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

from django.utils.translation import gettext as _

from grids.models import DutyRole, Employment
from pingan.imports.rules.cells import choice_in, day_in, names_of_choices, typed
from pingan.imports.rules.faults import Fault, Line
from pingan.imports.rules.reading import Column

#: Accounts are opened by the system administrator alone: a row names one that exists, and the name proves it is meant.
COLUMNS: Final = (
    Column("grid", ("网格编码", "网格代码"), is_needed=True, is_digits=True),
    Column("account", ("账号", "用户名"), is_needed=True),
    Column("name", ("姓名",), is_needed=True),
    Column("duty", ("职责", "岗位"), is_needed=True),
    Column("employment", ("专职兼职", "专兼职"), is_needed=True),
    Column("from", ("任职开始日期", "开始日期")),
    Column("to", ("任职结束日期", "结束日期")),
    Column("phone", ("公开电话",), is_free=True, is_digits=True),
)
EXAMPLE: Final = (
    "360703203200001", "wanggeyuan01", "某某", "worker", "full_time", "2026-01-01", "", "0797-6600000",
)  # fmt: skip
_PHONE = re.compile(r"[0-9+() \-]{5,30}")


@dataclass(frozen=True)
class WorkerRow:
    """One assignment as a file has it. ``given`` are the columns that the file has; a day that is None: left open."""

    line: int
    grid: str
    account: str
    name: str
    duty: str
    employment: str
    start: date | None = None
    end: date | None = None
    phone: str = ""
    given: frozenset[str] = field(default_factory=frozenset)


@cache
def duty_names() -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Return what people call duties and employments in either language."""
    return names_of_choices(DutyRole.choices), names_of_choices(Employment.choices)


def worker_row(line: Line, columns: frozenset[str]) -> tuple[WorkerRow, list[Fault]]:
    """Return a row as typed values, and what is wrong with it; a value that is wrong is None or blank."""
    cells = line.cells
    duties, employments = duty_names()
    readers: dict[str, Any] = {
        "duty": lambda word: choice_in(word, duties),
        "employment": lambda word: choice_in(word, employments),
        "from": day_in,
        "to": day_in,
    }
    values, bad = typed(cells, readers)
    for name in ("grid", "account", "name"):
        if not cells.get(name):
            bad[name] = _("Fill this in.")
    for name in ("duty", "employment"):
        if not values[name] and name not in bad:
            bad[name] = _("Choose one of the listed values.")
    start, end, phone = values["from"], values["to"], cells.get("phone", "")
    if start and end and end <= start:
        bad["to"] = _("The end lies after the beginning.")
    if phone and not _PHONE.fullmatch(phone):
        bad["phone"] = _("Give a telephone number of digits.")
    row = WorkerRow(
        line=line.number,
        grid=cells.get("grid", ""),
        account=cells.get("account", ""),
        name=cells.get("name", ""),
        duty=values["duty"] or "",
        employment=values["employment"] or "",
        start=start,
        end=end,
        phone=phone,
        given=columns,
    )
    return row, [Fault(line.number, column, words, column) for column, words in bad.items()]
