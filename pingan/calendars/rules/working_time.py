"""Which days are worked, and when the office closes on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

#: The one zone of the province; it has had no daylight saving time since 1991.
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")

#: Statutory days with a fixed date (全国年节及纪念日放假办法 §2: 元旦, 劳动节, 国庆节), as (month, day).
#: They hold in a year whose notice is not out yet; lunar days and make-up workdays of such a year are still
#: unknown.
FIXED_STATUTORY_DAYS: Final = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})

#: Where no office hours are known the last day ends at its end (民法典 §203 ¶2, 二十四时). One second
#: earlier, so that the moment still carries the date of the last day.
END_OF_DAY: Final = time(23, 59, 59)

_ONE_DAY: Final = timedelta(days=1)
# A run of days off longer than this is a broken calendar, not a holiday.
_LONGEST_BREAK: Final = 60


@dataclass(frozen=True)
class Hours:
    """Office hours of an area during a period, for every working day alike.

    ``effective_to`` None means still in force; the day itself no longer belongs to the period. The season is
    a pair of ``"MM-DD"`` days, both included, and may run over New Year; blank means the whole year.
    """

    effective_from: date
    morning_opens: time
    morning_closes: time
    afternoon_opens: time
    afternoon_closes: time
    effective_to: date | None = None
    season_from: str = ""
    season_to: str = ""

    def applies_on(self, day: date) -> bool:
        """Say whether these hours hold on ``day``."""
        if day < self.effective_from or (self.effective_to is not None and day >= self.effective_to):
            return False
        if not self.season_from:
            return True
        mark = f"{day:%m-%d}"
        if self.season_from <= self.season_to:
            return self.season_from <= mark <= self.season_to
        return mark >= self.season_from or mark <= self.season_to


@dataclass(frozen=True)
class WorkingTime:
    """The calendar of one area, as far as it is known.

    ``holidays`` are days off by notice, weekends inside the break included; ``workdays`` are weekend days
    worked in exchange (调休). ``final_years`` are the years whose notice has been entered. ``hours`` stand
    in order of precedence: the first that applies on a day holds. ``version`` names the state of the tables
    it was read from; blank for one built by hand.
    """

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    final_years: frozenset[int] = frozenset()
    hours: tuple[Hours, ...] = ()
    version: str = ""

    def is_working_day(self, day: date) -> bool:
        """Say whether ``day`` is worked: first the notice, then fixed statutory days, then the weekday."""
        if day in self.workdays:
            return True
        if day in self.holidays:
            return False
        if day.year not in self.final_years and (day.month, day.day) in FIXED_STATUTORY_DAYS:
            return False
        return day.weekday() < 5

    def is_final(self, first: date, last: date) -> bool:
        """Say whether every year from ``first`` to ``last`` has its final calendar."""
        return all(year in self.final_years for year in range(first.year, last.year + 1))

    def hours_on(self, day: date) -> Hours | None:
        """Return the office hours of ``day`` if it is worked; None where none are known."""
        return next((hours for hours in self.hours if hours.applies_on(day)), None)

    def close_of(self, day: date) -> datetime:
        """Return the moment at which a term that ends on ``day`` runs out (民法典 §203 ¶2)."""
        hours = self.hours_on(day)
        return datetime.combine(day, hours.afternoon_closes if hours else END_OF_DAY, tzinfo=SHANGHAI)

    def on_or_after(self, day: date) -> date:
        """Return ``day`` itself if it is worked, otherwise the next working day."""
        for _ in range(_LONGEST_BREAK):
            if self.is_working_day(day):
                return day
            day += _ONE_DAY
        raise ValueError(f"no working day within {_LONGEST_BREAK} days before {day}")

    def after(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after ``day``; ``day`` itself when ``count`` is 0."""
        for _ in range(count):
            day = self.on_or_after(day + _ONE_DAY)
        return day

    def before(self, day: date, count: int) -> date:
        """Return the ``count``-th working day before ``day``; ``day`` itself when ``count`` is 0."""
        for _ in range(count):
            day = self._last_before(day)
        return day

    def _last_before(self, day: date) -> date:
        for _ in range(_LONGEST_BREAK):
            day -= _ONE_DAY
            if self.is_working_day(day):
                return day
        raise ValueError(f"no working day within {_LONGEST_BREAK} days after {day}")


class _EveryDay(WorkingTime):
    """The calendar of terms that no holiday and no office hours touch; it is known for all years."""

    def is_working_day(self, day: date) -> bool:
        return True

    def is_final(self, first: date, last: date) -> bool:
        return True


EVERY_DAY: Final[WorkingTime] = _EveryDay()


def working_days_between(first: date, last: date, *, working_time: WorkingTime) -> int:
    """Count the working days after ``first`` up to and including ``last``; 0 where ``last`` is not later.

    The first day is left out because a period does not count the day it starts on (民法典 §201).
    """
    days = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
    return sum(working_time.is_working_day(day) for day in days)
