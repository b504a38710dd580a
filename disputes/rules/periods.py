"""Periods of reports and weeks of agendas as they stand in an address. Pure."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_FORM = re.compile(r"(20\d\d)(?:-(Q[1-4]|H[12]|0[1-9]|1[0-2]))?\Z")
_WEEK = re.compile(r"(20\d\d)-W(\d\d)\Z")
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True)
class Period:
    """A month, quarter, half-year or year. ``number`` counts within the year from 1; a year is number 1."""

    kind: str
    year: int
    number: int

    @property
    def since(self) -> date:
        """Return the first day."""
        return date(self.year, (self.number - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def until(self) -> date:
        """Return the last day; it belongs to the period."""
        month = self.number * _MONTHS[self.kind]
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def code(self) -> str:
        """Return how it stands in an address: 2026, 2026-H1, 2026-Q3, 2026-11."""
        marks = {
            "year": "",
            "half": f"-H{self.number}",
            "quarter": f"-Q{self.number}",
            "month": f"-{self.number:02d}",
        }
        return f"{self.year}{marks[self.kind]}"

    def moved(self, steps: int) -> Period:
        """Return the period of the same kind so many steps later (earlier: negative)."""
        per_year = 12 // _MONTHS[self.kind]
        place = self.year * per_year + self.number - 1 + steps
        return Period(self.kind, place // per_year, place % per_year + 1)


def period_holding(day: date, kind: str) -> Period:
    """Return the period of a kind that holds a day."""
    return Period(kind, day.year, (day.month - 1) // _MONTHS[kind] + 1)


def period_of(code: str) -> Period | None:
    """Read a period out of an address; None: it is none."""
    found = _FORM.match(code)
    if found is None:
        return None
    year, part = int(found[1]), found[2] or ""
    if not part:
        return Period("year", year, 1)
    kind = {"Q": "quarter", "H": "half"}.get(part[0], "month")
    return Period(kind, year, int(part.lstrip("QH")))


def week_of(day: date) -> str:
    """Return the week of a day as it stands in an address: 2026-W48."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(code: str) -> date | None:
    """Return the Monday of a week in an address; None: there is no such week."""
    found = _WEEK.match(code)
    if found is None:
        return None
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None


def days_of_week(monday: date) -> list[date]:
    """Return the seven days."""
    return [monday + timedelta(days=place) for place in range(7)]
