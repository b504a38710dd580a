"""Which days a brief covers: ISO weeks (Monday to Sunday), months, quarters of the year. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from pingan.common.periods import Period
from pingan.office.rules.spans import month_period, next_month
from pingan.office.rules.trends import Step

WEEKLY: Final = "weekly"
MONTHLY: Final = "monthly"
QUARTERLY: Final = "quarterly"
CADENCES: Final = (WEEKLY, MONTHLY, QUARTERLY)
_NUMERALS = ("一", "二", "三", "四")


def period_of(cadence: str, day: date) -> Period:
    """Return the week, month or quarter in which a day lies.

    Raises:
        ValueError: an unknown cadence.

    """
    if cadence == WEEKLY:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    if cadence == MONTHLY:
        return month_period(day)
    if cadence == QUARTERLY:
        first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        return Period(first, next_month(next_month(next_month(first))) - timedelta(days=1))
    raise ValueError(f"no such cadence: {cadence}")


def last_ended(cadence: str, today: date) -> Period:
    """Return the last period that is over: the one that ended before today."""
    return period_of(cadence, period_of(cadence, today).since - timedelta(days=1))


def quarter_of(day: date) -> int:
    """Return the quarter of the year, from 1."""
    return (day.month - 1) // 3 + 1


def period_words(cadence: str, since: date) -> str:
    """Return what a paper calls the period. A week belongs to the year in which its Thursday lies (GB/T 7408, ISO 8601)."""
    if cadence == WEEKLY:
        year, week, _weekday = since.isocalendar()
        return f"{year}年第{week}周"
    if cadence == MONTHLY:
        return f"{since.year}年{since.month}月"
    return f"{since.year}年第{_NUMERALS[quarter_of(since) - 1]}季度"


def cut_steps(steps: Sequence[Period], step: Step) -> str:
    """Return in words which weeks of a line the period has cut short; "": none, or days and months, which it never cuts."""
    if step is not Step.WEEK or not steps:
        return ""
    cut = [
        name
        for name, period in (("首", steps[0]), ("末", steps[-1]))
        if (period.until - period.since).days < 6
    ]
    return f"按周统计，{'、'.join(cut)}周不足7天" if cut else "按周统计"
