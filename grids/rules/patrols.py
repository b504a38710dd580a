"""When a patrol is due, what became of it, and when a walk took place. Pure (Articles 15, 16, 51).

Nothing here counts people: a period of a plan was walked or it was not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from pingan.calendars.rules import WorkingTime
from pingan.registers.rules import Occasion
from pingan.registers.rules.recurrence import occasion_of

#: Duties. The first is carried by everybody who has to do with patrols; the pages ask for it.
VIEW: Final = "patrol.view"
VIEW_AREA: Final = "patrol.view_area"
WALK: Final = "patrol.walk"
WALK_AREA: Final = "patrol.walk_area"
PLAN: Final = "patrol.plan"
#: Longer than that nobody walks; the clock of the device was wrong, or the form lay open. Our own choice.
LONGEST_WALK: Final = timedelta(hours=24)
#: How late a patrol may arrive from a device that was without a network. Our own choice.
LATEST: Final = timedelta(days=60)
#: The answer to a point that was seen; every other answer is a reason.
VISITED: Final = "visited"


def occasion_on(
    period: str, *, starts_on: date, ends_on: date | None, day: date, working_time: WorkingTime
) -> Occasion | None:
    """Return the period in which a day lies, as the calendar opens it; None: nothing is due on that day.

    The mechanism is that of recurring orders; a week without a working day, as in a long holiday, has none.

    Raises:
        ValueError: an unknown period.

    """
    if day < starts_on or (ends_on is not None and day > ends_on):
        return None
    found = occasion_of(period, starts_on=starts_on, day=day, working_time=working_time)
    return None if found is None or (ends_on is not None and found.opens_on > ends_on) else found


def standing_of(*, times: int, done: int, period_to: date, is_called_off: bool, today: date) -> str:
    """Return what became of a period: called_off, done, missed (over, and not done) or open (it runs).

    The conditions of lists and figures say the same in SQL; a test compares the two.
    """
    if is_called_off:
        return "called_off"
    if done >= times:
        return "done"
    return "missed" if period_to < today else "open"


@dataclass(frozen=True)
class Moments:
    """When a walk took place. ``started_at`` None: nobody said, or what was said cannot be."""

    started_at: datetime | None
    ended_at: datetime


def moments_of(started_at: datetime | None, ended_at: datetime | None, now: datetime) -> Moments:
    """Return begin and end of a walk from what a device said; a clock that runs ahead is set back to ``now``.

    Raises:
        ValueError: it ended longer ago than ``LATEST``.

    """
    ended = min(ended_at or now, now)
    if now - ended > LATEST:
        raise ValueError("too late")
    is_sound = started_at is not None and started_at <= ended and ended - started_at <= LONGEST_WALK
    return Moments(started_at if is_sound else None, ended)


@dataclass(frozen=True)
class WalkReference:
    """On which walk, and at which of its points, something was found. ``point_id`` None: between the points."""

    walk: UUID
    point_id: int | None = None


def walk_reference(text: str) -> WalkReference | None:
    """Read "<key>" or "<key>.<point>"; None: no reference. Never an error: a report is not refused for that."""
    key, dot, point = text.strip().partition(".")
    if len(key) != 36:
        return None
    try:
        walk = UUID(key)
    except ValueError:
        return None
    is_number = bool(dot) and point.isascii() and point.isdigit() and len(point) < 19
    return WalkReference(walk, int(point) if is_number else None)
