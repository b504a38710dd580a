"""The number of a document (GB/T 9704-2012, 发文字号) and of a mediation case (domain.md §4.9)."""

from __future__ import annotations

import re

from pingan.documents.rules.kinds import KINDS
from pingan.documents.rules.shapes import Layout

_CASE_MARK = "人调"
#: No longer than its column of 50 characters: the organ's document code has at most 20.
_CASE = re.compile(rf"（([1-9]\d{{3}})）\S{{1,20}}{_CASE_MARK}字第([1-9]\d{{0,8}})号", re.ASCII)


def _check(*, year: int, serial: int) -> None:
    if serial < 1 or not 1000 <= year <= 9999:
        raise ValueError("a register counts from 1 within a four-digit year")


def number_text(*, document_code: str, kind: str, year: int, serial: int) -> str:
    """Return e.g. ``余平安办督〔2026〕1号``: hexagonal brackets, no 第, no leading zeros.

    A paper of mediation that belongs to no numbered case: ``（2026）龙华人调协字第1号``.

    Raises:
        ValueError: a serial below 1, or a year that has not four digits.

    """
    _check(year=year, serial=serial)
    rule = KINDS[kind]
    if rule.layout is Layout.CASE:
        return f"（{year}）{document_code}{rule.mark}字第{serial}号"
    return f"{document_code}{rule.mark}〔{year}〕{serial}号"


def case_number_text(*, document_code: str, year: int, serial: int) -> str:
    """Return the number of a mediation case, e.g. ``（2026）龙华人调字第3号``.

    Raises:
        ValueError: a serial below 1, or a year that has not four digits.

    """
    _check(year=year, serial=serial)
    return f"（{year}）{document_code}{_CASE_MARK}字第{serial}号"


def year_of_case(case_number: str) -> int | None:
    """Return the year in the number of a case; None where the text is no such number."""
    found = _CASE.fullmatch(case_number)
    return int(found[1]) if found else None


def paper_number_text(*, case_number: str, serial: int) -> str:
    """Return the number of one paper of a case: the case's number and its own tail, ``…第3号之2``."""
    if serial < 1:
        raise ValueError("papers of a case are counted from 1")
    return f"{case_number}之{serial}"
