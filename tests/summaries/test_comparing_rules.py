"""Periods are put together without a gap, and comparisons say nothing where nothing can be said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingan.common.figures import Tally
from pingan.common.periods import Period
from pingan.office.rules.comparing import (
    FEWEST,
    change_of,
    period_before,
    period_of_last_year,
    ranks,
    silence_of,
)
from pingan.office.rules.spans import month_period, spans_of

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(DAYS, st.integers(0, 900))
def test_months_and_days_cover_each_day_once(since: date, length: int) -> None:
    period = Period(since, since + timedelta(days=length))
    spans = spans_of(period)
    covered = [
        day
        for first, last in (*((m.since, m.until) for m in map(month_period, spans.months)), *spans.days)
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    ]
    assert sorted(covered) == [since + timedelta(days=n) for n in range(length + 1)]


@given(DAYS, st.integers(0, 900))
def test_the_period_before_ends_the_day_before(since: date, length: int) -> None:
    period = Period(since, since + timedelta(days=length))
    before = period_before(period)
    assert before.until == since - timedelta(days=1)
    is_months = period.since.day == 1 and (period.until + timedelta(days=1)).day == 1
    assert is_months or before.until - before.since == period.until - period.since


def test_a_month_is_compared_with_the_month_before() -> None:
    assert period_before(Period(date(2026, 3, 1), date(2026, 3, 31))) == Period(
        date(2026, 2, 1), date(2026, 2, 28)
    )
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert period_before(year) == Period(date(2025, 1, 1), date(2025, 12, 31))


def test_a_leap_day_has_a_day_in_the_year_before() -> None:
    leap = Period(date(2024, 2, 29), date(2024, 3, 31))
    assert period_of_last_year(leap) == Period(date(2023, 2, 28), date(2023, 3, 31))


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        (Tally(60, None), Tally(40, None), 50.0),
        (Tally(20, None), Tally(40, None), -50.0),
        (Tally(500, None), Tally(FEWEST - 1, None), None),
        (Tally(45, 50), Tally(40, 50), 10.0),
        (Tally(29, FEWEST - 1), Tally(40, 50), None),
        (Tally(0, 0), Tally(40, 50), None),
    ],
)
def test_a_change_is_told_where_it_says_something(now: Tally, then: Tally, said: float | None) -> None:
    assert change_of(now, then) == said
    assert (silence_of(now, then) is None) == (said is not None)


@pytest.mark.parametrize(
    ("now", "then", "why"),
    [
        (Tally(500, None), Tally(0, None), "then_none"),
        (Tally(500, None), Tally(29, None), "then_few"),
        (Tally(40, 50), Tally(0, 0), "then_none"),
        (Tally(40, 50), Tally(1, 29), "then_few"),
        (Tally(1, 29), Tally(40, 50), "now_few"),
        (Tally(0, 0), Tally(0, 0), "now_few"),
        (Tally(0, None), Tally(40, None), None),
    ],
)
def test_why_a_change_is_not_told(now: Tally, then: Tally, why: str | None) -> None:
    assert silence_of(now, then) == why


def test_few_cases_have_no_rank_and_equal_shares_have_one() -> None:
    shares = {1: Tally(45, 50), 2: Tally(1, 1), 3: Tally(90, 100), 4: Tally(30, 60)}
    assert ranks(shares) == {1: 1, 3: 1, 4: 3}
    assert ranks({1: shares[1]}) == {}, "the first of one says nothing"
