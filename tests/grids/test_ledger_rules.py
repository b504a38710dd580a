"""Months, kinds of work and sums of ledger and monthly tables, whatever the dates and counts."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids.models import CategoryKind
from grids.rules.ledger import (
    MOST_DAYS,
    WORK_OF_CLASS,
    WORKS,
    LedgerEntry,
    Span,
    asked_span,
    month_of,
    months_until,
    sections_of,
)
from grids.rules.monthly import RESULT_OF_STATE, RESULTS, Counts, counts_of, result_of, shown_classes, sum_of

DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))
CELLS = st.dictionaries(
    st.tuples(st.sampled_from(["APPEAL", "HAZARD", "OLD"]), st.sampled_from(sorted(RESULTS))),
    st.integers(1, 50),
)


@given(DAYS)
def test_a_month_holds_its_day_and_begins_and_ends_where_the_calendar_says(day: date) -> None:
    month = month_of(day)
    assert month.since <= day <= month.until
    assert month.since.day == 1
    assert (month.until + timedelta(days=1)).day == 1
    assert 28 <= month.days <= 31
    assert month.is_month


@given(DAYS, st.integers(1, 30))
def test_the_last_months_follow_each_other_without_a_gap(day: date, count: int) -> None:
    months = months_until(max(day, date(2004, 1, 1)), count)
    assert len(months) == count
    for later, earlier in pairwise(months):
        assert earlier.until + timedelta(days=1) == later.since


@given(DAYS, st.integers(0, MOST_DAYS + 3), st.integers(0, 3))
def test_a_span_is_refused_when_it_is_turned_round_or_too_long(day: date, length: int, back: int) -> None:
    until = day + timedelta(days=length)
    if length < MOST_DAYS:
        assert Span(day, until).days == length + 1
    else:
        with pytest.raises(ValueError, match=str(day)):
            Span(day, until)
    if back:
        with pytest.raises(ValueError, match=str(day)):
            Span(day, day - timedelta(days=back))


@given(DAYS, DAYS)
def test_one_day_alone_stands_for_its_month_and_none_for_this_one(day: date, today: date) -> None:
    assert asked_span(day, None, today) == asked_span(None, day, today) == month_of(day)
    assert asked_span(None, None, today) == month_of(today)


def test_every_class_of_level_one_is_one_of_the_five_kinds_of_work() -> None:
    assert set(WORK_OF_CLASS) == set(CategoryKind.values)
    assert set(WORK_OF_CLASS.values()) == set(WORKS)
    assert len(WORKS) == 5  # Article 15, last paragraph


@given(st.lists(st.tuples(st.sampled_from(sorted(WORKS)), DAYS, st.integers(1, 99)), max_size=30))
def test_no_entry_is_lost_and_each_kind_of_work_is_in_order(made: list[tuple[str, date, int]]) -> None:
    entries = [LedgerEntry(work, on, f"{number:03}", "", "", "", "") for work, on, number in made]
    sections = sections_of(entries)
    assert [section.work for section in sections] == list(WORKS)
    assert sum(len(section.entries) for section in sections) == len(entries)
    for section in sections:
        keys = [(entry.on, entry.number) for entry in section.entries]
        assert keys == sorted(keys)
        assert all(entry.work == section.work for entry in section.entries)


@given(CELLS)
def test_results_and_classes_both_come_to_what_came_in(cells: dict[tuple[str, str], int]) -> None:
    counts = Counts(cells)
    assert sum(counts.of(result=result) for result in RESULTS) == counts.of() == sum(cells.values())
    lines = shown_classes({"APPEAL": "a", "HAZARD": "h"}, counts, always=("APPEAL",))
    assert sum(counts.of(classes=code) for code, _label in lines) == counts.of()
    assert "APPEAL" in dict(lines)


@given(st.lists(CELLS, max_size=6), CELLS)
def test_the_rest_is_what_the_places_do_not_hold(
    places: list[dict[tuple[str, str], int]], rest: dict[tuple[str, str], int]
) -> None:
    parts = [Counts(cells) for cells in places]
    whole = sum_of([*parts, Counts(rest)])
    assert (whole - sum_of(parts)).of() == sum(rest.values())
    with pytest.raises(ValueError, match="more than the whole"):
        sum_of(parts) - (whole + Counts({("APPEAL", "done"): 1}))


def test_a_record_has_exactly_one_result() -> None:
    assert result_of("closed", is_closed=False) == "under_way"
    assert {result_of(state, is_closed=True) for state in RESULT_OF_STATE} == set(RESULTS) - {"under_way"}
    with pytest.raises(KeyError):
        result_of("signed", is_closed=True)
    assert counts_of([("A", "done", 2), ("A", "done", 3)]).of(classes="A") == 5
