"""The number of a document (GB/T 9704-2012, 发文字号)."""

from __future__ import annotations

from pingan.documents.rules.kinds import KINDS


def number_text(*, document_code: str, kind: str, year: int, serial: int) -> str:
    """Return e.g. ``余平安办督〔2026〕1号``: hexagonal brackets, no 第, no leading zeros.

    Raises:
        ValueError: a serial below 1, or a year that has not four digits.

    """
    if serial < 1 or not 1000 <= year <= 9999:
        raise ValueError("a register counts from 1 within a four-digit year")
    return f"{document_code}{KINDS[kind].mark}〔{year}〕{serial}号"
