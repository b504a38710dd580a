"""When a round is due, and when those who have not reported are reminded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from pingan.calendars.rules import SHANGHAI, Term, WorkingTime, due_at

#: Automatic reminders, in their order; each is sent once per round.
REMINDERS: Final = ("warn", "due")


def due_reminder(*, now: datetime, due: datetime | None, warn_hours: int, sent: str) -> str:
    """Return the reminder that is due now and was not sent; blank: none. A standing register has none."""
    if due is None or sent == "due":
        return ""
    if now > due:
        return "due"
    return "warn" if now >= due - timedelta(hours=warn_hours) and not sent else ""


def due_after(opens_on: date, working_days: int, working_time: WorkingTime) -> datetime:
    """Return the close of office on the last of so many working days; the day it opens is not counted (民法典 §201)."""
    start = datetime.combine(opens_on, time(), SHANGHAI)
    return due_at(start=start, term=Term(working_days, "working_days"), working_time=working_time).at
