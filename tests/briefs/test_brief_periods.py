"""Which days a brief covers: every day in exactly one week, month and quarter; the last one that is over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingan.office.rules.brief_periods import CADENCES, last_ended, period_of, period_words

DAYS = st.dates(date(2023, 1, 1), date(2100, 12, 31))
CADENCE = st.sampled_from(CADENCES)


@given(cadence=CADENCE, day=DAYS)
def test_every_day_lies_in_one_period_and_periods_follow_one_another(cadence: str, day: date) -> None:
    period = period_of(cadence, day)
    assert period.since <= day <= period.until
    assert period_of(cadence, period.since) == period_of(cadence, period.until) == period
    assert period_of(cadence, period.until + timedelta(days=1)).since == period.until + timedelta(days=1)
    assert period_of(cadence, period.since - timedelta(days=1)).until == period.since - timedelta(days=1)


@given(day=DAYS)
def test_a_week_is_the_iso_week(day: date) -> None:
    period = period_of("weekly", day)
    assert (period.since.isoweekday(), period.until.isoweekday()) == (1, 7)
    year, week, _day = day.isocalendar()
    assert period_words("weekly", period.since) == f"{year}年第{week}周"


@given(day=DAYS)
def test_a_quarter_is_three_whole_months_of_one_year(day: date) -> None:
    period = period_of("quarterly", day)
    assert period.since.month in {1, 4, 7, 10} and period.since.day == 1
    assert (period.until + timedelta(days=1)).day == 1
    assert period.until.month == period.since.month + 2 and period.until.year == period.since.year


@given(cadence=CADENCE, today=DAYS)
def test_the_last_period_is_over_and_the_next_one_is_not(cadence: str, today: date) -> None:
    period = last_ended(cadence, today)
    assert period.until < today
    assert period_of(cadence, period.until + timedelta(days=1)).until >= today


@given(cadence=CADENCE, one=DAYS, other=DAYS)
def test_two_periods_of_a_kind_never_share_a_name(cadence: str, one: date, other: date) -> None:
    first, second = period_of(cadence, one).since, period_of(cadence, other).since
    assert (period_words(cadence, first) == period_words(cadence, second)) == (first == second)


@pytest.mark.parametrize(
    ("cadence", "day", "since", "until", "words"),
    [
        # The first days of January belong to the last week of the year before, and the other way round.
        ("weekly", date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3), "2026年第53周"),
        ("weekly", date(2024, 12, 31), date(2024, 12, 30), date(2025, 1, 5), "2025年第1周"),
        ("monthly", date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29), "2028年2月"),
        ("quarterly", date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度"),
        ("quarterly", date(2027, 1, 1), date(2027, 1, 1), date(2027, 3, 31), "2027年第一季度"),
    ],
)
def test_the_ends_of_years(cadence: str, day: date, since: date, until: date, words: str) -> None:
    period = period_of(cadence, day)
    assert (period.since, period.until) == (since, until)
    assert period_words(cadence, period.since) == words


def test_an_unknown_cadence_is_refused() -> None:
    with pytest.raises(ValueError, match="daily"):
        period_of("daily", date(2026, 1, 1))
