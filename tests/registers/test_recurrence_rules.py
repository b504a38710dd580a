"""When an order repeats: weeks, months, the days before holidays; over a holiday as the calendar of the kernel has it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingan.calendars.rules import WorkingTime
from pingan.registers.rules import PERIODS, Recurrence, Watched, entry_reminder
from pingan.registers.rules.recurrence import occasion_of

#: The first week of October off, Saturday the 10th worked in exchange.
NATIONAL = WorkingTime(
    holidays=frozenset(date(2026, 10, day) for day in range(1, 9)),
    workdays=frozenset({date(2026, 10, 10)}),
    final_years=frozenset({2026}),
)
START = date(2026, 9, 1)
WEEKLY = Recurrence("week", 5, START)


def test_each_week_opens_on_its_first_working_day() -> None:
    (found,) = Recurrence("week", 0, START).due_now(date(2026, 9, 23), NATIONAL)
    assert (found.key, found.opens_on, found.due_on) == (
        "week-2026-09-21", date(2026, 9, 21), date(2026, 9, 25),
    )  # fmt: skip


def test_the_week_of_a_holiday_opens_after_it_and_before_it_comes_a_round_of_its_own() -> None:
    assert [one.opens_on for one in WEEKLY.due_now(date(2026, 10, 6), NATIONAL)] == []
    (after,) = WEEKLY.due_now(date(2026, 10, 9), NATIONAL)
    assert (after.key, after.opens_on, after.due_on) == (
        "week-2026-10-05", date(2026, 10, 9), date(2026, 10, 10),
    )  # fmt: skip
    before = [one for one in WEEKLY.due_now(date(2026, 9, 24), NATIONAL) if one.is_before_holiday]
    (one,) = before
    assert (one.key, one.opens_on, one.due_on) == (
        "holiday-2026-10-01", date(2026, 9, 24), date(2026, 9, 30),
    )  # fmt: skip
    assert not [one for one in WEEKLY.due_now(date(2026, 9, 23), NATIONAL) if one.is_before_holiday]


def test_a_week_without_a_working_day_has_none() -> None:
    closed = WorkingTime(holidays=frozenset(date(2026, 2, 16) + timedelta(days=n) for n in range(7)))
    assert occasion_of("week", starts_on=START, day=date(2026, 9, 3), working_time=closed) is not None
    days = (date(2026, 2, 16) + timedelta(days=n) for n in range(7))
    assert not any(
        occasion_of("week", starts_on=date(2026, 1, 1), day=day, working_time=closed) for day in days
    )


def test_a_year_without_its_notice_has_the_holidays_that_are_fixed() -> None:
    ahead = Recurrence("", 3, date(2027, 4, 1)).upcoming(date(2027, 4, 1), NATIONAL, 2)
    assert [one.key for one in ahead] == ["holiday-2027-05-01", "holiday-2027-10-01"]


@given(
    period=st.sampled_from(sorted(PERIODS)),
    start=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    days=st.lists(st.integers(0, 500), min_size=1, max_size=6),
)
def test_periods_tile_and_none_has_two_keys(period: str, start: date, days: list[int]) -> None:
    """Whenever the job runs, what it opens is of the period of that day, once, and no earlier than ordered."""
    keys: dict[tuple[date, date], str] = {}
    for offset in days:
        day = start + timedelta(days=offset)
        one = occasion_of(period, starts_on=start, day=day, working_time=NATIONAL)
        if one is None:
            continue
        assert one.period_from <= day <= one.period_to
        assert max(one.period_from, start) <= one.opens_on <= one.due_on <= one.period_to
        assert NATIONAL.is_working_day(one.opens_on) and NATIONAL.is_working_day(one.due_on)
        assert keys.setdefault((one.period_from, one.period_to), one.key) == one.key
    spans = sorted(keys)
    assert all(first[1] < second[0] for first, second in pairwise(spans))


def test_what_ends_opens_nothing_more() -> None:
    ended = Recurrence("week", 0, START, date(2026, 9, 22))
    assert ended.due_now(date(2026, 9, 22), NATIONAL) and not ended.due_now(date(2026, 9, 28), NATIONAL)
    assert ended.upcoming(date(2026, 9, 22), NATIONAL, 5) == []


@pytest.mark.parametrize(
    ("day", "sent", "wanted"),
    [
        (date(2026, 3, 1), "", ""), (date(2026, 3, 2), "", "warn"), (date(2026, 4, 1), "", "warn"),
        (date(2026, 4, 1), "warn", ""), (date(2026, 4, 2), "warn", "due"), (date(2026, 4, 2), "", "due"),
        (date(2026, 5, 1), "due", ""),
    ],
)  # fmt: skip
def test_a_watched_day_is_reminded_of_once_before_and_once_after(day: date, sent: str, wanted: str) -> None:
    assert entry_reminder(today=day, watched=Watched(date(2026, 4, 1), date(2026, 3, 2)), sent=sent) == wanted
