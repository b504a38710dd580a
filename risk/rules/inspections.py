"""When a place is to be inspected next. Pure."""

from __future__ import annotations

from datetime import date, timedelta


def next_inspection(last: date | None, first: date, days: int) -> date:
    """Return by when the next round is due: ``days`` after the last one, else after the day it began to be watched.

    Raises:
        ValueError: an interval that is no whole number of days above 0.

    """
    if days < 1:
        raise ValueError("an interval has at least one day")
    return (last or first) + timedelta(days=days)
