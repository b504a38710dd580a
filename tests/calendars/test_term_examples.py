"""Examples computed by hand from the State Council notices for 2025 and 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from pingan.calendars.rules import Due, Hours, Span, Term, WorkingTime, due_at, working_days_between
from tests.factories.calendars import PROVINCE_HOURS, at, reference_time

TIME = reference_time()
SEVEN = Term(7, "working_days")
FIVE = Term(5, "working_days")


def due(start: str, term: Term, *pauses: Span, extension: int = 0) -> str:
    found = due_at(start=at(start), term=term, working_time=TIME, pauses=pauses, extension=extension)
    return f"{found.at:%Y-%m-%d %H:%M}"


def span(start: str, end: str | None) -> Span:
    return Span(at(start), at(end) if end else None)


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2025-09-30 17:00", 7, "2025-10-16"),  # 1-8 off, Sat 11 worked: 9 10 11 13 14 15 16
        ("2026-09-30 09:00", 5, "2026-10-13"),  # 1-7 off, Sat 10 worked: 8 9 10 12 13
        ("2026-09-20 09:00", 1, "2026-09-21"),  # the Sunday is worked, yet the start day is not counted
        ("2026-09-19 09:00", 1, "2026-09-20"),  # from a Saturday off the worked Sunday is the first day
        ("2025-10-03 09:00", 1, "2025-10-09"),  # reported in the middle of the holiday
        ("2026-02-13 16:00", 3, "2026-02-25"),  # Sat 14 worked, 15-23 off: 14 24 25
        ("2026-02-13 16:00", 6, "2026-02-28"),  # 14 24 25 26 27 and Saturday 28, worked
    ],
)
def test_working_days_pass_over_holidays_and_use_make_up_days(start: str, days: int, last: str) -> None:
    assert due(start, Term(days, "working_days")) == f"{last} 17:30"


def test_a_term_into_a_year_without_notice_is_provisional_and_keeps_new_year_free() -> None:
    found = due_at(start=at("2026-12-30 10:00"), term=Term(3, "working_days"), working_time=TIME)
    # Thu 31, Fri 1 January off, Mon 4, Tue 5
    assert found == Due(at("2027-01-05 17:30"), is_provisional=True)
    inside = due_at(start=at("2026-12-30 10:00"), term=Term(1, "working_days"), working_time=TIME)
    assert inside == Due(at("2026-12-31 17:30"), is_provisional=False)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (6, Due(at("2026-12-31 17:30"))),  # the last day lies in 2026
        (7, Due(at("2027-01-04 17:30"), is_provisional=True)),  # a Friday, New Year's Day: rolls to Monday
    ],
)
def test_natural_days_are_provisional_by_their_last_day(amount: int, expected: Due) -> None:
    start = at("2026-12-25 10:00")
    assert due_at(start=start, term=Term(amount, "natural_days"), working_time=TIME) == expected


def test_hours_never_depend_on_the_calendar() -> None:
    found = due_at(start=at("2026-12-31 10:00"), term=Term(48, "hours"), working_time=TIME)
    assert found == Due(at("2027-01-02 10:00"), is_provisional=False)


def test_natural_days_that_end_on_a_day_off_roll_forward() -> None:
    assert due("2025-09-26 09:00", Term(5, "natural_days")) == "2025-10-09 17:30"  # 1 October -> 9 October
    assert due("2025-09-18 09:00", Term(10, "natural_days")) == "2025-09-28 17:30"  # a worked Sunday stays
    assert due("2025-11-10 09:00", Term(5, "natural_days")) == "2025-11-17 17:30"  # Saturday -> Monday


@pytest.mark.parametrize(
    ("start", "term", "last"),
    [
        ("2025-11-05 09:00", Term(1, "months"), "2025-12-05"),  # a Friday: the corresponding day
        ("2026-01-31 09:00", Term(1, "months"), "2026-02-28"),  # no 31st: the last, a worked Saturday
        ("2025-12-31 09:00", Term(6, "months"), "2026-06-30"),  # no 31st of June: Tuesday 30
        ("2025-07-03 09:00", Term(3, "months"), "2025-10-09"),  # 3 October is off until 8: Thursday 9
        ("2026-06-30 09:00", Term(3, "months"), "2026-09-30"),  # not the 31st: the day corresponds
        ("2025-12-17 09:00", Term(2, "months"), "2026-02-24"),  # Spring Festival 15-23: Tuesday 24
        ("2025-12-14 09:00", Term(2, "months"), "2026-02-14"),  # the Saturday before it is worked
        ("2025-12-31 23:59", Term(1, "months"), "2026-02-02"),  # 31 January is a Saturday: Monday
        ("2025-01-01 00:00", Term(1, "years"), "2026-01-04"),  # 1-3 off, Sunday 4 worked
        ("2024-02-29 10:00", Term(1, "years"), "2025-02-28"),  # no 29 February: Friday 28
    ],
)
def test_months_and_years_end_on_the_corresponding_day(start: str, term: Term, last: str) -> None:
    assert due(start, term) == f"{last} 17:30"


def test_months_are_added_together_before_a_missing_day_is_replaced() -> None:
    # 31 January + 1 + 1 is 31 March, not 28 March
    assert due("2026-01-31 09:00", Term(1, "months"), extension=1) == "2026-03-31 17:30"


def test_a_pause_adds_the_days_that_it_took_to_a_month() -> None:
    assert due("2025-11-03 09:00", Term(1, "months")) == "2025-12-03 17:30"
    # paused on the 10th, resumed on the 17th: seven days more, Wednesday 10 December
    assert due("2025-11-03 09:00", Term(1, "months"), span("2025-11-10 10:00", "2025-11-17 09:00")) == (
        "2025-12-10 17:30"
    )
    # three days more would be Saturday the 6th: Monday 8
    assert due("2025-11-03 09:00", Term(1, "months"), span("2025-11-10 10:00", "2025-11-13 09:00")) == (
        "2025-12-08 17:30"
    )


def test_months_are_provisional_by_their_last_day() -> None:
    start = at("2026-11-30 10:00")
    assert due_at(start=start, term=Term(1, "months"), working_time=TIME) == Due(at("2026-12-30 17:30"))
    # 28 February 2027 is a Sunday
    assert due_at(start=start, term=Term(3, "months"), working_time=TIME) == Due(
        at("2027-03-01 17:30"), is_provisional=True
    )
    leap = due_at(start=at("2026-02-28 10:00"), term=Term(2, "years"), working_time=TIME)
    assert leap == Due(at("2028-02-28 17:30"), is_provisional=True)  # a Monday; the 29th does not correspond


@pytest.mark.parametrize(
    "start",
    [
        "2025-11-03 09:00",  # a Monday
        "2025-11-08 22:00",  # a Saturday, after hours
        "2025-10-01 00:00",  # National Day, from its first moment
        "2026-02-17 13:00",  # the first day of the Spring Festival
        "2027-05-01 13:00",  # a year without notice
    ],
)
def test_the_same_day_ends_at_midnight_whatever_day_it_is(start: str) -> None:
    found = due_at(start=at(start), term=Term(1, "same_day"), working_time=TIME)
    assert found == Due(at(f"{start[:10]} 23:59:59"), is_provisional=False)


def test_the_same_day_is_that_of_shanghai_and_never_over_before_it_began() -> None:
    late = datetime(2025, 9, 29, 16, 30, tzinfo=UTC)  # already 30 September, 00:30
    assert due_at(start=late, term=Term(1, "same_day"), working_time=TIME).at == at("2025-09-30 23:59:59")
    last = at("2025-09-30 23:59:59") + timedelta(milliseconds=300)
    assert due_at(start=last, term=Term(1, "same_day"), working_time=TIME).at == last


def test_a_paused_same_day_ends_with_the_day_of_resuming_and_an_extension_adds_days() -> None:
    one = Term(1, "same_day")
    night = span("2025-11-07 20:00", "2025-11-09 10:00")  # Friday evening to Sunday
    assert due("2025-11-07 09:00", one, night) == "2025-11-09 23:59"
    assert due("2025-11-07 09:00", one, span("2025-11-07 10:00", "2025-11-07 20:00")) == "2025-11-07 23:59"
    assert due("2025-11-07 09:00", one, extension=1) == "2025-11-08 23:59"
    standing = due_at(
        start=at("2025-11-07 09:00"),
        term=one,
        working_time=TIME,
        pauses=[span("2025-11-07 10:00", None)],
    )
    assert standing == Due(at("2025-11-07 23:59:59"), is_standing=True)


def test_pausing_three_working_days_moves_the_end_by_exactly_three() -> None:
    assert due("2025-11-03 09:00", FIVE) == "2025-11-10 17:30"
    # paused on Tuesday 4, resumed on Friday 7: Wednesday, Thursday and Friday are added
    assert due("2025-11-03 09:00", FIVE, span("2025-11-04 10:00", "2025-11-07 09:00")) == "2025-11-13 17:30"


def test_a_pause_over_the_national_day_adds_only_working_days() -> None:
    # Tue 30 September to Sat 11 October (worked): 9, 10 and 11 are added to the 16th: 17 20 21
    pause = span("2025-09-30 17:10", "2025-10-11 09:00")
    assert due("2025-09-30 17:00", SEVEN, pause) == "2025-10-21 17:30"


def test_a_pause_within_one_day_adds_nothing_to_a_day_term() -> None:
    assert due("2025-11-03 09:00", FIVE, span("2025-11-04 10:00", "2025-11-04 16:00")) == "2025-11-10 17:30"


def test_overlapping_pauses_count_once() -> None:
    one = span("2025-11-04 10:00", "2025-11-06 09:00")
    two = span("2025-11-05 10:00", "2025-11-07 09:00")
    assert due("2025-11-03 09:00", FIVE, two, one, one) == "2025-11-13 17:30"


def test_a_pause_of_an_hour_term_adds_its_length() -> None:
    pauses = [span("2025-11-03 10:00", "2025-11-03 10:20"), span("2025-11-03 10:10", "2025-11-03 10:40")]
    assert due("2025-11-03 09:50", Term(30, "minutes"), *pauses) == "2025-11-03 11:00"
    assert due("2025-11-03 09:00", Term(2, "hours"), span("2025-11-03 23:00", "2025-11-04 08:00")) == (
        "2025-11-03 11:00"
    )


def test_a_pause_begun_on_the_last_day_leaves_that_day_to_be_used_after_resuming() -> None:
    # the last day is Monday 10; resumed on a Saturday, Monday 17 takes its place
    assert due("2025-11-03 09:00", FIVE, span("2025-11-10 10:00", "2025-11-15 09:00")) == "2025-11-17 17:30"
    # resumed on Thursday after the office has closed: Friday
    assert due("2025-11-03 09:00", FIVE, span("2025-11-10 10:00", "2025-11-13 18:00")) == "2025-11-14 17:30"
    assert due("2025-11-03 09:00", FIVE, span("2025-11-10 10:00", "2025-11-13 16:00")) == "2025-11-13 17:30"


def test_two_pauses_in_a_row_move_the_end_no_further_than_one_long_pause() -> None:
    apart = [span("2025-11-10 10:00", "2025-11-13 18:00"), span("2025-11-13 20:00", "2025-11-14 09:00")]
    assert due("2025-11-03 09:00", FIVE, *apart) == "2025-11-14 17:30"
    assert due("2025-11-03 09:00", FIVE, span("2025-11-10 10:00", "2025-11-14 09:00")) == "2025-11-14 17:30"


def test_a_pause_after_the_end_revives_nothing() -> None:
    assert due("2025-11-03 09:00", FIVE, span("2025-11-10 17:31", "2025-11-14 09:00")) == "2025-11-10 17:30"


def test_an_open_pause_makes_the_clock_stand_unless_the_term_had_run_out() -> None:
    before = due_at(
        start=at("2025-11-03 09:00"), term=FIVE, working_time=TIME, pauses=[span("2025-11-05 09:00", None)]
    )
    assert before == Due(at("2025-11-10 17:30"), is_standing=True)
    after = due_at(
        start=at("2025-11-03 09:00"), term=FIVE, working_time=TIME, pauses=[span("2025-11-11 09:00", None)]
    )
    assert after == Due(at("2025-11-10 17:30"), is_standing=False)
    hours = due_at(
        start=at("2025-11-03 09:00"),
        term=Term(2, "hours"),
        working_time=TIME,
        pauses=[span("2025-11-03 09:30", "2025-11-03 10:00"), span("2025-11-03 11:00", None)],
    )
    assert hours == Due(at("2025-11-03 11:30"), is_standing=True)


def test_an_extension_counts_in_the_unit_of_the_term() -> None:
    assert due("2025-09-26 10:00", FIVE) == "2025-10-10 17:30"  # Sun 28 worked: 28 29 30 9 10
    assert due("2025-09-26 10:00", FIVE, extension=5) == "2025-10-16 17:30"  # Sat 11 worked: 11 13 14 15 16
    assert due("2025-11-10 09:00", Term(5, "natural_days"), extension=5) == "2025-11-20 17:30"
    assert due("2025-11-10 09:00", Term(30, "minutes"), extension=30) == "2025-11-10 10:00"


def test_a_term_changed_half_way_runs_from_its_start_and_keeps_the_pause() -> None:
    pause = span("2025-11-04 10:00", "2025-11-07 09:00")
    assert due("2025-11-03 09:00", FIVE, pause) == "2025-11-13 17:30"
    # fifteen days from the original start are Monday 24 November; the three paused days stay added
    assert due("2025-11-03 09:00", Term(15, "working_days"), pause) == "2025-11-27 17:30"
    # shortened below what has already passed: it has run out, nothing is hidden
    assert due("2025-11-03 09:00", Term(1, "working_days"), pause) == "2025-11-07 17:30"


def test_the_start_day_is_the_day_in_shanghai() -> None:
    late = datetime(2025, 9, 29, 16, 30, tzinfo=UTC)  # already 30 September, 00:30
    early = datetime(2025, 9, 29, 15, 59, tzinfo=UTC)  # still the 29th, 23:59
    assert due_at(start=late, term=Term(1, "working_days"), working_time=TIME).at == at("2025-10-09 17:30")
    assert due_at(start=early, term=Term(1, "working_days"), working_time=TIME).at == at("2025-09-30 17:30")
    assert due_at(start=late, term=SEVEN, working_time=TIME).at.utcoffset() == timedelta(hours=8)


def test_a_day_term_ends_with_the_day_where_no_office_hours_are_known() -> None:
    found = due_at(start=at("2025-11-03 09:00"), term=FIVE, working_time=reference_time(hours=()))
    assert found.at == at("2025-11-10 23:59:59")


def test_summer_hours_hold_in_their_season_and_a_changed_rule_from_its_day() -> None:
    summer = Hours(
        date(2025, 1, 1), time(8), time(12), time(15), time(18), season_from="06-01", season_to="09-30"
    )
    winter = Hours(
        date(2025, 1, 1), time(9), time(12), time(13), time(17), season_from="12-01", season_to="02-28"
    )
    time_with = reference_time(hours=(summer, winter, PROVINCE_HOURS))
    closing = {day: f"{time_with.close_of(date.fromisoformat(day)):%H:%M}" for day in (
        "2024-07-01", "2025-05-31", "2025-06-01", "2025-09-30", "2025-12-01", "2026-01-15", "2026-03-01"
    )}  # fmt: skip
    assert closing == {
        "2024-07-01": "17:30",
        "2025-05-31": "17:30",
        "2025-06-01": "18:00",
        "2025-09-30": "18:00",
        "2025-12-01": "17:00",
        "2026-01-15": "17:00",
        "2026-03-01": "17:30",
    }
    ended = Hours(date(2024, 1, 1), time(8), time(12), time(14), time(17), effective_to=date(2025, 7, 1))
    assert ended.applies_on(date(2025, 6, 30))
    assert not ended.applies_on(date(2025, 7, 1))


def test_working_days_between_leaves_out_the_first_day() -> None:
    assert working_days_between(date(2025, 9, 30), date(2025, 10, 16), working_time=TIME) == 7
    assert working_days_between(date(2025, 10, 16), date(2025, 10, 16), working_time=TIME) == 0
    assert working_days_between(date(2025, 10, 16), date(2025, 9, 30), working_time=TIME) == 0


def test_naive_moments_and_impossible_terms_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        due_at(start=datetime(2025, 9, 30), term=FIVE, working_time=TIME)
    with pytest.raises(ValueError, match="aware"):
        Span(datetime(2025, 9, 30))
    with pytest.raises(ValueError, match="before it starts"):
        span("2025-11-04 10:00", "2025-11-04 09:00")
    with pytest.raises(ValueError, match="at least one"):
        Term(0, "hours")
    with pytest.raises(ValueError, match="unknown unit"):
        Term(1, "weeks")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="working days have no fixed length"):
        FIVE.duration()
    with pytest.raises(ValueError, match="months have no fixed length"):
        Term(1, "months").duration()
    with pytest.raises(ValueError, match="negative"):
        due("2025-11-03 09:00", FIVE, extension=-1)


def test_a_calendar_that_is_all_holiday_says_so_instead_of_looping() -> None:
    start = date(2030, 1, 1)
    broken = WorkingTime(holidays=frozenset(start + timedelta(days=n) for n in range(400)))
    with pytest.raises(ValueError, match="no working day"):
        due_at(start=at("2030-01-01 09:00"), term=FIVE, working_time=broken)
