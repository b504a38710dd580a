"""Calendars for tests: the reference file as pure working time, and a user who edits."""

from __future__ import annotations

import csv
from datetime import date, datetime, time
from pathlib import Path

from pingan.calendars.rules import SHANGHAI, Hours, WorkingTime

REFERENCE = Path("pingan/calendars/reference/cn_holidays_2024_2026.csv")

PROVINCE_HOURS = Hours(
    effective_from=date(2024, 1, 1),
    morning_opens=time(8, 30),
    morning_closes=time(12),
    afternoon_opens=time(14),
    afternoon_closes=time(17, 30),
)


def reference_time(*, hours: tuple[Hours, ...] = (PROVINCE_HOURS,)) -> WorkingTime:
    """Return the calendar of 2024-2026 straight from the file, without a database."""
    root = Path(__file__).resolve().parents[2]
    with (root / REFERENCE).open(encoding="utf-8") as file:
        rows = [(date.fromisoformat(row["date"]), row["kind"]) for row in csv.DictReader(file)]
    return WorkingTime(
        holidays=frozenset(day for day, kind in rows if kind == "holiday"),
        workdays=frozenset(day for day, kind in rows if kind == "workday"),
        final_years=frozenset({2024, 2025, 2026}),
        hours=hours,
    )


def at(text: str) -> datetime:
    """Return a moment in Shanghai from ``2025-09-30 17:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
