"""What must hold for every term, whatever the calendar, the pauses and the time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from pingan.calendars.rules import (
    SHANGHAI,
    Span,
    Term,
    TermUnit,
    WorkingTime,
    corresponding_day,
    due_at,
    merge_spans,
    warn_at,
    working_days_between,
)
from tests.factories.calendars import reference_time

TIME = reference_time()
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
MINUTES = 2 * 365 * 24 * 60

moments = st.integers(0, MINUTES).map(lambda n: BEGIN + timedelta(minutes=n))
day_units: st.SearchStrategy[TermUnit] = st.sampled_from(["working_days", "natural_days"])
hour_units: st.SearchStrategy[TermUnit] = st.sampled_from(["hours", "minutes"])
counted_days = st.builds(Term, st.integers(1, 40), day_units)
month_terms = st.builds(Term, st.integers(1, 14), st.just("months"))
year_terms = st.builds(Term, st.integers(1, 2), st.just("years"))
same_day = st.builds(Term, st.just(1), st.just("same_day"))
calendar_terms = month_terms | year_terms
day_terms = counted_days | calendar_terms
hour_terms = st.builds(Term, st.integers(1, 2000), hour_units)
terms = day_terms | same_day | hour_terms
zones = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))


@st.composite
def starts_and_pauses(draw: st.DrawFn) -> tuple[datetime, list[Span]]:
    """Draw a start and closed pauses around it, from before it until long after."""
    start = draw(moments)
    edges = st.integers(-5 * 1440, 60 * 1440)
    pairs = draw(st.lists(st.tuples(edges, st.integers(0, 15 * 1440)), max_size=5))
    pauses = [
        Span(start + timedelta(minutes=a), start + timedelta(minutes=a + length)) for a, length in pairs
    ]
    return start, pauses


def close(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, 30, tzinfo=SHANGHAI)


def lost_days(pauses: list[Span]) -> set[date]:
    lost = set()
    for pause in pauses:
        assert pause.end is not None
        day, end = pause.start.astimezone(SHANGHAI).date(), pause.end.astimezone(SHANGHAI).date()
        while day < end:
            day += timedelta(days=1)
            lost.add(day)
    return lost


def naive_length(first: date, term: Term) -> int:
    """Turn the leaves of the calendar: into the last month, then on to the day or to the month's end."""
    months = term.amount * (12 if term.unit == "years" else 1)
    day = first
    for _ in range(months):
        day = day.replace(day=1) + timedelta(days=32)
    last = day.replace(day=1)
    while last.day < first.day and (last + timedelta(days=1)).month == last.month:
        last += timedelta(days=1)
    return (last - first).days


def naive_due(start: datetime, term: Term, time: WorkingTime, pauses: list[Span]) -> datetime:
    """Walk one day after the other over plain sets; slow and obvious."""
    first = start.astimezone(SHANGHAI).date()
    lost = lost_days(pauses)
    used = 0
    wanted = term.amount if term.unit in {"working_days", "natural_days"} else naive_length(first, term)
    day = first
    while True:
        day += timedelta(days=1)
        is_worked = day in time.workdays or (day.isoweekday() <= 5 and day not in time.holidays)
        if term.unit != "working_days" or is_worked:
            used += day not in lost
        if used < wanted or not is_worked:
            continue
        if not any(p.start < close(day) <= p.end for p in pauses if p.end is not None):
            return close(day)


@given(starts_and_pauses(), day_terms)
def test_day_terms_agree_with_a_walk_day_by_day(case: tuple[datetime, list[Span]], term: Term) -> None:
    start, pauses = case
    found = due_at(start=start, term=term, working_time=TIME, pauses=pauses)
    assert found.at == naive_due(start, term, TIME, pauses)
    assert not found.is_standing


@given(moments, st.integers(1, 40))
def test_a_working_day_term_spans_exactly_its_number_of_working_days(start: datetime, amount: int) -> None:
    found = due_at(start=start, term=Term(amount, "working_days"), working_time=TIME)
    first = start.astimezone(SHANGHAI).date()
    assert TIME.is_working_day(found.at.date())
    assert working_days_between(first, found.at.date(), working_time=TIME) == amount


@given(moments, moments, terms, st.integers(0, 10))
def test_later_starts_and_longer_terms_never_end_earlier(
    one: datetime, other: datetime, term: Term, more: int
) -> None:
    early, late = sorted([one, other])
    base = due_at(start=early, term=term, working_time=TIME).at
    assert due_at(start=late, term=term, working_time=TIME).at >= base
    longer = due_at(start=early, term=Term(term.amount + more, term.unit), working_time=TIME).at
    assert longer >= base
    assert longer == due_at(start=early, term=term, working_time=TIME, extension=more).at


@given(starts_and_pauses(), terms)
def test_a_pause_never_shortens_and_the_union_counts_once(
    case: tuple[datetime, list[Span]], term: Term
) -> None:
    start, pauses = case
    paused = due_at(start=start, term=term, working_time=TIME, pauses=pauses).at
    assert paused >= due_at(start=start, term=term, working_time=TIME).at
    union = merge_spans(pauses, not_before=start)
    for same in (pauses + pauses, pauses[::-1], union):
        assert due_at(start=start, term=term, working_time=TIME, pauses=same).at == paused
    for one, two in pairwise(union):
        assert one.end is not None
        assert one.end < two.start


@given(starts_and_pauses(), terms)
def test_one_pause_more_never_moves_the_end_forward_in_time(
    case: tuple[datetime, list[Span]], term: Term
) -> None:
    start, pauses = case
    whole = due_at(start=start, term=term, working_time=TIME, pauses=pauses).at
    assert due_at(start=start, term=term, working_time=TIME, pauses=pauses[1:]).at <= whole


@given(moments, st.integers(2, 30), st.integers(0, 28), st.integers(0, 20))
def test_pausing_some_working_days_adds_exactly_as_many(
    start: datetime, amount: int, after: int, length: int
) -> None:
    assume(after < amount - 1)
    first = start.astimezone(SHANGHAI).date()
    paused_on = TIME.after(first, after + 1)
    resumed_on = TIME.after(paused_on, length)
    pause = Span(
        datetime(paused_on.year, paused_on.month, paused_on.day, 10, tzinfo=SHANGHAI),
        datetime(resumed_on.year, resumed_on.month, resumed_on.day, 11, tzinfo=SHANGHAI),
    )
    term = Term(amount, "working_days")
    found = due_at(start=start, term=term, working_time=TIME, pauses=[pause])
    assert found == due_at(start=start, term=term, working_time=TIME, extension=length)


@given(starts_and_pauses(), hour_terms)
def test_an_hour_term_runs_exactly_its_length_outside_the_pauses(
    case: tuple[datetime, list[Span]], term: Term
) -> None:
    start, pauses = case
    end = due_at(start=start, term=term, working_time=TIME, pauses=pauses).at
    stood = timedelta()
    for span in merge_spans(pauses, not_before=start):
        assert span.end is not None
        stood += max(min(span.end, end) - span.start, timedelta())
    assert end - start - stood == term.duration()


@given(starts_and_pauses(), terms, zones)
def test_the_zone_of_the_input_makes_no_difference(
    case: tuple[datetime, list[Span]], term: Term, zone: timezone
) -> None:
    start, pauses = case
    moved = [Span(p.start.astimezone(zone), p.end.astimezone(zone) if p.end else None) for p in pauses]
    here = due_at(start=start, term=term, working_time=TIME, pauses=pauses)
    there = due_at(start=start.astimezone(zone), term=term, working_time=TIME, pauses=moved)
    assert here == there
    assert there.at.tzinfo is SHANGHAI


@given(starts_and_pauses(), terms, st.integers(-2, 30))
def test_a_clock_that_stands_ends_no_earlier_once_it_is_resumed(
    case: tuple[datetime, list[Span]], term: Term, offset: int
) -> None:
    start, pauses = case
    opened = start + timedelta(days=offset)
    standing = due_at(start=start, term=term, working_time=TIME, pauses=[*pauses, Span(opened)])
    for days in (0, 1, 9):
        closed = Span(opened, opened + timedelta(days=days))
        resumed = due_at(start=start, term=term, working_time=TIME, pauses=[*pauses, closed])
        if standing.is_standing:
            assert resumed.at >= standing.at
        else:
            assert resumed.at == standing.at


@given(moments, calendar_terms)
def test_a_month_ends_on_the_corresponding_day_or_on_the_last_of_a_shorter_month(
    start: datetime, term: Term
) -> None:
    first = start.astimezone(SHANGHAI).date()
    months = term.amount * (12 if term.unit == "years" else 1)
    last = corresponding_day(first, months)
    assert (last.year * 12 + last.month) - (first.year * 12 + first.month) == months
    if last.day != first.day:
        assert last.day < first.day
        assert (last + timedelta(days=1)).day == 1
    end = due_at(start=start, term=term, working_time=TIME).at
    assert end.date() == TIME.on_or_after(last)
    assert term.duration_from(first) == last - first


@given(moments, st.integers(1, 3))
def test_a_year_is_twelve_months(start: datetime, years: int) -> None:
    year, months = Term(years, "years"), Term(12 * years, "months")
    assert due_at(start=start, term=year, working_time=TIME) == due_at(
        start=start, term=months, working_time=TIME
    )


@given(starts_and_pauses(), calendar_terms)
def test_a_pause_adds_to_months_the_days_that_it_took(case: tuple[datetime, list[Span]], term: Term) -> None:
    start, pauses = case
    days = Term(term.duration_from(start.astimezone(SHANGHAI).date()).days, "natural_days")
    found = due_at(start=start, term=term, working_time=TIME, pauses=pauses)
    assert found == due_at(start=start, term=days, working_time=TIME, pauses=pauses)


@given(starts_and_pauses(), st.integers(0, 10))
def test_a_term_of_the_same_day_ends_at_midnight_whatever_day_that_is(
    case: tuple[datetime, list[Span]], more: int
) -> None:
    start, pauses = case
    term, first = Term(1, "same_day"), start.astimezone(SHANGHAI).date()
    found = due_at(start=start, term=term, working_time=TIME, extension=more)
    assert f"{found.at:%H:%M:%S}" == "23:59:59"
    assert found.at.date() == first + timedelta(days=more)
    assert not found.is_provisional
    anywhere = due_at(start=start, term=term, working_time=WorkingTime(), extension=more, pauses=pauses)
    assert anywhere == due_at(start=start, term=term, working_time=TIME, extension=more, pauses=pauses)
    # Without an extension a pause moves the end to the day on which it ended, no further.
    paused = due_at(start=start, term=term, working_time=TIME, pauses=pauses).at
    resumed = {span.end.astimezone(SHANGHAI).date() for span in pauses if span.end is not None}
    assert paused.date() in {first, *resumed, *(day + timedelta(days=1) for day in resumed)}


@given(starts_and_pauses(), terms)
def test_a_light_turns_yellow_within_the_term(case: tuple[datetime, list[Span]], term: Term) -> None:
    start, pauses = case
    due = due_at(start=start, term=term, working_time=TIME, pauses=pauses).at
    assert start <= warn_at(start=start, due=due, term=term, working_time=TIME) <= due


@given(moments.map(lambda moment: moment + timedelta(days=500)), day_terms)
def test_provisional_says_whether_a_year_without_notice_is_touched(start: datetime, term: Term) -> None:
    found = due_at(start=start, term=term, working_time=TIME)
    first = start.astimezone(SHANGHAI).date() + timedelta(days=1)
    rests_on = first if term.unit == "working_days" else found.at.date()
    assert found.is_provisional == (max(rests_on, found.at.date()).year > 2026)
