from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingan.calendars.rules import (
    SHANGHAI,
    Light,
    Term,
    WarningRule,
    due_at,
    light,
    next_office_moment,
    warn_at,
)
from tests.factories.calendars import at, reference_time

TIME = reference_time()
USUAL = WarningRule()


def warning(start: str, term: Term, *, extension: int = 0, rule: WarningRule = USUAL) -> str:
    due = due_at(start=at(start), term=term, working_time=TIME, extension=extension)
    found = warn_at(start=at(start), due=due.at, term=term, working_time=TIME, rule=rule, extension=extension)
    return f"{found:%Y-%m-%d %H:%M}"


def test_the_share_of_working_days_is_counted_back_in_working_days() -> None:
    # due Monday 10 November: 24 hours before would be Sunday, a fifth of five days is Friday
    assert warning("2025-11-03 09:00", Term(5, "working_days")) == "2025-11-07 17:30"
    # due 2025-10-09, the first day after the holiday: the day before is 30 September
    assert warning("2025-09-26 09:00", Term(4, "working_days")) == "2025-09-30 17:30"
    # a fifth of 15 is exactly 3, a fifth of 16 is begun with the fourth
    assert warning("2025-11-03 09:00", Term(15, "working_days")) == "2025-11-19 17:30"
    assert warning("2025-11-03 09:00", Term(16, "working_days")) == "2025-11-19 17:30"


def test_the_earlier_of_share_and_hours_warns() -> None:
    assert warning("2025-11-03 09:00", Term(10, "hours")) == "2025-11-03 09:00"  # never before the start
    assert warning("2025-11-03 09:00", Term(100, "hours")) == "2025-11-06 13:00"  # 24 h before 20 h
    assert warning("2025-11-03 09:00", Term(200, "hours")) == "2025-11-10 01:00"  # 40 h before
    assert warning("2025-11-03 09:00", Term(10, "natural_days")) == "2025-11-11 17:30"


def test_the_share_of_months_is_that_of_their_days() -> None:
    # due 2025-12-03 after the 30 days of November: six days before
    assert warning("2025-11-03 09:00", Term(1, "months")) == "2025-11-27 17:30"
    # due 2026-11-03 after 365 days: 73 days before
    assert warning("2025-11-03 09:00", Term(1, "years")) == "2026-08-22 17:30"
    # two months, one of them added: 61 days, 12.2 before Sunday 2026-01-04, which is worked
    assert warning("2025-11-03 09:00", Term(1, "months"), extension=1) == "2025-12-23 12:42"


def test_what_is_due_the_same_day_is_yellow_from_its_start() -> None:
    assert warning("2025-11-03 09:00", Term(1, "same_day")) == "2025-11-03 09:00"
    # unless the office lowers the hours: a fifth of a day
    assert warning("2025-11-03 09:00", Term(1, "same_day"), rule=WarningRule(share=0.2, hours=2)) == (
        "2025-11-03 19:11"
    )


def test_the_office_sets_its_own_warning() -> None:
    rule = WarningRule(share=0.1, hours=2)
    assert warning("2025-11-03 09:00", Term(30, "minutes"), rule=WarningRule(share=0.2, hours=0)) == (
        "2025-11-03 09:24"
    )
    assert warning("2025-11-03 09:00", Term(100, "hours"), rule=rule) == "2025-11-07 03:00"


def test_an_extension_lengthens_the_share() -> None:
    # due 2025-11-17 with ten days in all: two working days before
    assert warning("2025-11-03 09:00", Term(5, "working_days"), extension=5) == "2025-11-13 17:30"


@pytest.mark.parametrize(("share", "hours"), [(-0.1, 24), (1.1, 24), (0.2, -1)])
def test_an_impossible_warning_rule_is_refused(share: float, hours: float) -> None:
    with pytest.raises(ValueError, match="share"):
        WarningRule(share=share, hours=hours)


WARN, DUE = at("2025-11-07 17:30"), at("2025-11-10 17:30")
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "stopped", "paused", "expected"),
    [
        (WARN - SECOND, None, False, "green"),
        (WARN, None, False, "yellow"),
        (DUE, None, False, "yellow"),
        (DUE + SECOND, None, False, "red"),
        (WARN, None, True, "grey"),
        (DUE + SECOND, None, True, "grey"),
        (DUE + SECOND, DUE, False, "green"),
        (DUE + SECOND, DUE + SECOND, False, "red"),
        (DUE + SECOND, DUE - SECOND, True, "green"),
    ],
)
def test_the_light_follows_from_the_stored_columns(
    now: datetime, stopped: datetime | None, paused: bool, expected: Light
) -> None:
    for moment in (now, now.astimezone(UTC)):
        assert light(now=moment, warn_at=WARN, due_at=DUE, stopped_at=stopped, is_paused=paused) == expected


def test_without_a_running_clock_the_light_is_grey_and_without_a_warning_never_yellow() -> None:
    assert light(now=DUE, warn_at=None, due_at=None, stopped_at=None, is_paused=False) == "grey"
    assert light(now=DUE, warn_at=None, due_at=DUE, stopped_at=None, is_paused=False) == "green"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2025-11-10 08:29", "2025-11-10 08:30"),
        ("2025-11-10 08:30", "2025-11-10 08:30"),
        ("2025-11-10 17:59", "2025-11-10 17:59"),
        ("2025-11-10 18:00", "2025-11-11 08:30"),
        ("2025-12-31 23:59", "2026-01-01 08:30"),
        ("2025-11-10 00:00", "2025-11-10 08:30"),
    ],
)
def test_people_are_disturbed_by_day_only(now: str, expected: str) -> None:
    assert next_office_moment(at(now).astimezone(UTC)) == at(expected)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))
def test_the_next_moment_is_by_day_soon_and_stays_where_it_is(now: datetime) -> None:
    found = next_office_moment(now)
    local = found.astimezone(SHANGHAI)
    assert (8, 30) <= (local.hour, local.minute) < (18, 0)
    assert timedelta() <= found - now <= timedelta(hours=14, minutes=30)
    assert next_office_moment(found) == found
