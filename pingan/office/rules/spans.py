"""How a period is put together from whole months and single days, so that a year reads twelve rows and not 365."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pingan.common.periods import Period


@dataclass(frozen=True)
class Spans:
    """Whole months by their first days, and stretches of days (first and last, both counted) around them."""

    months: tuple[date, ...]
    days: tuple[tuple[date, date], ...]


def first_of_month(day: date) -> date:
    """Return the first day of a day's month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """Return the first day of the month after a day's."""
    return (first_of_month(day) + timedelta(days=32)).replace(day=1)


def spans_of(period: Period) -> Spans:
    """Cut a period into whole months and the days before and after them; every day lies in exactly one piece."""
    begin = period.since if period.since.day == 1 else next_month(period.since)
    after = period.until + timedelta(days=1)
    end = first_of_month(after)
    if begin >= end:
        return Spans((), ((period.since, period.until),))
    months = []
    month = begin
    while month < end:
        months.append(month)
        month = next_month(month)
    days = []
    if period.since < begin:
        days.append((period.since, begin - timedelta(days=1)))
    if end < after:
        days.append((end, period.until))
    return Spans(tuple(months), tuple(days))


def month_period(month: date) -> Period:
    """Return the days of a month."""
    return Period(first_of_month(month), next_month(month) - timedelta(days=1))
