"""When a patrol is due, what became of it, when a walk took place: arithmetic, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids.models import PatrolPeriod
from grids.rules.patrols import (
    LATEST,
    LONGEST_WALK,
    WalkReference,
    moments_of,
    occasion_on,
    standing_of,
    walk_reference,
)
from pingan.calendars.rules import WorkingTime
from pingan.registers.rules import PERIODS

NOW = datetime(2026, 9, 20, 6, 0, tzinfo=UTC)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def calendar(*holidays: date) -> WorkingTime:
    return WorkingTime(
        holidays=frozenset(holidays),
        workdays=frozenset(),
        final_years=frozenset({2025, 2026, 2027}),
        hours=(),
        version="t",
    )


def test_the_periods_are_those_that_orders_repeat_in() -> None:
    assert set(PatrolPeriod.values) <= set(PERIODS)


@given(st.sampled_from(PatrolPeriod.values), DAYS, DAYS)
def test_a_day_lies_in_the_period_that_is_due_on_it(period: str, starts_on: date, day: date) -> None:
    found = occasion_on(period, starts_on=starts_on, ends_on=None, day=day, working_time=calendar())
    if day < starts_on:
        assert found is None
    elif found is not None:
        assert found.period_from <= day <= found.period_to
        # Whatever day of the period asks, it is the same one: a second run opens nothing new.
        last = occasion_on(
            period, starts_on=starts_on, ends_on=None, day=found.period_to, working_time=calendar()
        )
        assert last == found


def test_nothing_is_due_after_the_last_day_nor_in_a_week_without_a_working_day() -> None:
    monday = date(2026, 10, 5)
    week = [monday + timedelta(days=place) for place in range(5)]
    asked = {"starts_on": date(2026, 9, 1), "day": monday + timedelta(days=2)}
    assert occasion_on("week", ends_on=None, working_time=calendar(), **asked) is not None
    assert occasion_on("week", ends_on=None, working_time=calendar(*week), **asked) is None
    assert occasion_on("week", ends_on=date(2026, 10, 6), working_time=calendar(), **asked) is None


@pytest.mark.parametrize(
    ("done", "days_left", "is_called_off", "expected"),
    [
        (0, 0, False, "open"),
        (1, 0, False, "open"),
        (2, -1, False, "done"),
        (3, 5, False, "done"),
        (1, -1, False, "missed"),
        (1, -1, True, "called_off"),
    ],
)
def test_what_became_of_a_period(done: int, days_left: int, is_called_off: bool, expected: str) -> None:
    today = date(2026, 9, 20)
    end = today + timedelta(days=days_left)
    found = standing_of(times=2, done=done, period_to=end, is_called_off=is_called_off, today=today)
    assert found == expected


@given(
    st.none() | st.timedeltas(-timedelta(days=3), timedelta(days=3)),
    st.none() | st.timedeltas(-timedelta(days=3), timedelta(days=3)),
)
def test_a_walk_never_ends_in_the_future_nor_before_it_began(
    begun: timedelta | None, ended: timedelta | None
) -> None:
    found = moments_of(None if begun is None else NOW + begun, None if ended is None else NOW + ended, NOW)
    assert found.ended_at <= NOW
    if found.started_at is not None:
        assert timedelta() <= found.ended_at - found.started_at <= LONGEST_WALK


def test_a_walk_that_comes_much_too_late_is_refused() -> None:
    assert moments_of(None, NOW - LATEST, NOW).ended_at == NOW - LATEST
    with pytest.raises(ValueError, match="late"):
        moments_of(None, NOW - LATEST - timedelta(seconds=1), NOW)


KEY = "0190b5c2-7c1e-4c1e-9c1e-0190b5c27c1e"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (KEY, WalkReference(UUID(KEY))),
        (f"{KEY}.17", WalkReference(UUID(KEY), 17)),
        (f"{KEY}.x", WalkReference(UUID(KEY))),
        (f"{KEY}.{'9' * 30}", WalkReference(UUID(KEY))),
        ("", None),
        ("17", None),
        ("x" * 36, None),
    ],
)
def test_what_names_a_walk(text: str, expected: WalkReference | None) -> None:
    assert walk_reference(text) == expected


@given(st.text(max_size=60))
def test_no_text_is_an_error_in_place_of_a_walk(text: str) -> None:
    walk_reference(text)
