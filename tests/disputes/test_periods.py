"""Periods and weeks as they stand in an address."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disputes.rules.periods import Period, days_of_week, monday_of, period_holding, period_of, week_of

days = st.dates(date(2001, 1, 1), date(2098, 12, 31))
kinds = st.sampled_from(["month", "quarter", "half", "year"])


@given(days, kinds)
def test_a_period_holds_its_day_and_meets_its_neighbours(day, kind):
    period = period_holding(day, kind)
    assert period.since <= day <= period.until
    assert period_of(period.code) == period
    assert period.moved(-1).until + timedelta(days=1) == period.since
    assert period.moved(5).moved(-5) == period


@given(days)
def test_a_week_begins_on_its_monday(day):
    monday = monday_of(week_of(day))
    assert monday is not None
    assert monday.weekday() == 0
    assert day in days_of_week(monday)


@pytest.mark.parametrize(
    "code", ["", "1999", "2026-13", "2026-Q5", "2026-H3", "2026-00", "26-01", "2026-Q1 "]
)
def test_what_is_no_period_is_none(code):
    assert period_of(code) is None


@pytest.mark.parametrize("code", ["", "2026-W54", "2026-W00", "2026W01", "2025-W53"])
def test_what_is_no_week_is_none(code):
    assert monday_of(code) is None


def test_periods_by_name():
    assert (Period("half", 2026, 2).since, Period("half", 2026, 2).until) == (
        date(2026, 7, 1),
        date(2026, 12, 31),
    )
    assert Period("month", 2028, 2).until == date(2028, 2, 29)
    assert Period("quarter", 2026, 1).moved(-1).code == "2025-Q4"
