"""When an order that repeats opens again: at the beginning of each week, month …, and before the statutory holidays.

Article 25 asks for regular screening and names no frequency; how often is a number of the definition, with its source
(domain.md §6: grid weekly, village every two weeks, township monthly, county quarterly and before holidays).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Final

from pingan.calendars.rules import WorkingTime, corresponding_day
from pingan.calendars.rules.working_time import FIXED_STATUTORY_DAYS

_DAY: Final = timedelta(days=1)
#: Months of one period.
_MONTHS: Final[Mapping[str, int]] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_WEEKS: Final[Mapping[str, int]] = {"week": 1, "two_weeks": 2}
PERIODS: Final = frozenset(_MONTHS) | frozenset(_WEEKS)
#: How far ahead holidays are looked for: the notice for a year comes out at the end of the one before.
_AHEAD: Final = 400


@dataclass(frozen=True)
class Occasion:
    """One time at which an order opens. ``key`` names it for ever; ``due_on`` is its last day that is good for reports."""

    key: str
    period_from: date
    period_to: date
    opens_on: date
    due_on: date
    is_before_holiday: bool = False


def _span(period: str, starts_on: date, day: date) -> tuple[date, date]:
    if period in _WEEKS:
        length = 7 * _WEEKS[period]
        # Every two weeks: counted from the week in which it was ordered.
        first = starts_on - timedelta(days=starts_on.weekday())
        first += timedelta(days=(day - first).days // length * length)
        return first, first + timedelta(days=length - 1)
    months = _MONTHS[period]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, corresponding_day(first, months) - _DAY


def occasion_of(period: str, *, starts_on: date, day: date, working_time: WorkingTime) -> Occasion | None:
    """Return the occasion of the period in which ``day`` lies: it opens on the first working day of the period.

    None: no working day is left in it since the order began to run, so the week of a long holiday has none. Where the
    definition's term would end after the period, the last working day of the period is good for reporting.

    Raises:
        ValueError: an unknown period.

    """
    if period not in PERIODS:
        raise ValueError(f"unknown period {period!r}")
    first, last = _span(period, starts_on, day)
    opens = working_time.on_or_after(max(first, starts_on))
    if day < starts_on or opens > last:
        return None
    return Occasion(f"{period}-{first.isoformat()}", first, last, opens, working_time.before(last + _DAY, 1))


def _is_statutory(day: date, working_time: WorkingTime) -> bool:
    if day in working_time.holidays:
        return True
    return day.year not in working_time.final_years and (day.month, day.day) in FIXED_STATUTORY_DAYS


def holidays_after(day: date, working_time: WorkingTime) -> Iterator[date]:
    """Return the first days off of the statutory holidays that begin after ``day``, weekends before them included."""
    current, last = day + _DAY, day + timedelta(days=_AHEAD)
    while current <= last:
        if working_time.is_working_day(current) or not _is_statutory(current, working_time):
            current += _DAY
            continue
        begins = working_time.before(current, 1) + _DAY
        if begins > day:
            yield begins
        current = working_time.on_or_after(current)


def occasions_before_holidays(
    days: int, *, starts_on: date, day: date, working_time: WorkingTime
) -> Iterator[Occasion]:
    """Return the occasions ``days`` working days before each holiday that begins after ``day``.

    What is found is reported by the last working day before the holiday.
    """
    for begins in holidays_after(day, working_time):
        opens, last = working_time.before(begins, days), working_time.before(begins, 1)
        if opens >= starts_on:
            yield Occasion(f"holiday-{begins.isoformat()}", opens, last, opens, last, is_before_holiday=True)


@dataclass(frozen=True)
class Recurrence:
    """How often, as it holds today. ``period`` blank: by hand only; ``days_before_holidays`` 0: not before them."""

    period: str
    days_before_holidays: int
    starts_on: date
    ends_on: date | None = None

    def _is_within(self, occasion: Occasion) -> bool:
        return self.ends_on is None or occasion.opens_on <= self.ends_on

    def due_now(self, today: date, working_time: WorkingTime) -> list[Occasion]:
        """Return the occasions that should be open today: of the period that runs, and of the next holiday.

        What was missed is caught up while its period runs; of several that were missed that is the last.
        """
        found = []
        if self.period:
            one = occasion_of(self.period, starts_on=self.starts_on, day=today, working_time=working_time)
            found += [one] if one is not None and one.opens_on <= today else []
        if self.days_before_holidays:
            ahead = occasions_before_holidays(
                self.days_before_holidays, starts_on=self.starts_on, day=today, working_time=working_time
            )
            # Two holidays may lie so near that both are being prepared for.
            found += takewhile(lambda one: one.opens_on <= today, ahead)
        return [one for one in found if self._is_within(one)]

    def upcoming(self, today: date, working_time: WorkingTime, most: int) -> list[Occasion]:
        """Return the next occasions that open after today, in their order."""
        kinds: list[Callable[[], Iterator[Occasion]]] = []
        if self.period:
            kinds.append(lambda: self._periods(today, working_time))
        if self.days_before_holidays:
            kinds.append(
                lambda: occasions_before_holidays(
                    self.days_before_holidays, starts_on=self.starts_on, day=today, working_time=working_time
                )
            )
        found: list[Occasion] = []
        for kind in kinds:
            ahead = (one for one in kind() if one.opens_on > today and self._is_within(one))
            found += [one for one, _place in zip(ahead, range(most), strict=False)]
        return sorted(found, key=lambda one: (one.opens_on, one.key))[:most]

    def _periods(self, today: date, working_time: WorkingTime) -> Iterator[Occasion]:
        day = max(today, self.starts_on)
        while self.ends_on is None or day <= self.ends_on:
            one = occasion_of(self.period, starts_on=self.starts_on, day=day, working_time=working_time)
            if one is not None:
                yield one
            day = _span(self.period, self.starts_on, day)[1] + _DAY
