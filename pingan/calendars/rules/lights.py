"""Warnings, lights, and when people may be disturbed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

from django.utils.translation import gettext_lazy as _

from pingan.calendars.rules.terms import Term
from pingan.calendars.rules.working_time import SHANGHAI, WorkingTime

Light = Literal["green", "yellow", "red", "grey"]
#: The same as choices, the most pressing first.
LIGHTS: Final = (("red", _("red")), ("yellow", _("yellow")), ("green", _("green")), ("grey", _("grey")))

DELIVERY_OPENS: Final = time(8, 30)
DELIVERY_CLOSES: Final = time(18, 0)


@dataclass(frozen=True)
class WarningRule:
    """When a light turns yellow: at most ``share`` of the term, or at most ``hours``, is left.

    The defaults are the product's own (domain rule 3, low confidence); the office keeps its values with the
    time-limit rule and passes them in.
    """

    share: float = 0.2
    hours: float = 24

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1 or self.hours < 0:
            raise ValueError("the share lies between 0 and 1, the hours are not negative")


DEFAULT_WARNING: Final = WarningRule()


def warn_at(
    *,
    start: datetime,
    due: datetime,
    term: Term,
    working_time: WorkingTime,
    rule: WarningRule = DEFAULT_WARNING,
    extension: int = 0,
) -> datetime:
    """Return when the light turns yellow: the earlier of the two marks of ``rule``, never before ``start``.

    The share of a working-day term is rounded up to whole working days and counted back from the last day, so
    that a weekend before the last day does not swallow the warning. Shares of other terms are plain time; a
    month or a year has the days that it has from ``start`` on. ``extension`` is the one already contained in
    ``due``.
    """
    begun, whole = start.astimezone(SHANGHAI), term.extended(extension)
    hours_mark = _minus(due, timedelta(hours=rule.hours))
    return max(begun, min(hours_mark, _share_mark(begun.date(), due, whole, working_time, rule)))


def _share_mark(
    first: date, due: datetime, term: Term, working_time: WorkingTime, rule: WarningRule
) -> datetime:
    if term.unit != "working_days":
        return _minus(due, term.duration_from(first) * rule.share)
    # Rounded first: 0.2 * 15 must not become 4 days because of a binary fraction.
    days_left = math.ceil(round(term.amount * rule.share, 6))
    local = due.astimezone(SHANGHAI)
    return datetime.combine(working_time.before(local.date(), days_left), local.time(), tzinfo=SHANGHAI)


def _minus(moment: datetime, length: timedelta) -> datetime:
    return (moment.astimezone(UTC) - length).astimezone(SHANGHAI)


def light(
    *,
    now: datetime,
    warn_at: datetime | None,
    due_at: datetime | None,
    stopped_at: datetime | None,
    is_paused: bool,
) -> Light:
    """Return the light of a clock from its stored columns; SQL compares the same columns the same way.

    A stopped clock shows what became of it: green if it was met, red if it was missed. Grey: it stands
    still, or (``due_at`` None) nothing is running. For ``is_paused`` pass ``Due.is_standing``: a clock that
    ran out before somebody paused it stays red. ``warn_at`` None means no warning before the end. On the
    very second of ``due_at`` the term is still kept.
    """
    if due_at is None:
        return "grey"
    if stopped_at is not None:
        return "green" if stopped_at <= due_at else "red"
    if is_paused:
        return "grey"
    if now > due_at:
        return "red"
    return "yellow" if warn_at is not None and now >= warn_at else "green"


def next_office_moment(
    now: datetime, *, opens: time = DELIVERY_OPENS, closes: time = DELIVERY_CLOSES
) -> datetime:
    """Return ``now`` if people may be disturbed then, otherwise the next opening, in Asia/Shanghai.

    The window is meant for every day of the week: a reminder may come on a Sunday, not at night.
    """
    local = now.astimezone(SHANGHAI)
    if opens <= local.time() < closes:
        return local
    day = local.date() if local.time() < opens else local.date() + timedelta(days=1)
    return datetime.combine(day, opens, tzinfo=SHANGHAI)
