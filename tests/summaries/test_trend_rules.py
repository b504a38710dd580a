"""Lines, classes and drawings: nothing is lost between the points, and what has no number has no colour."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pingan.common.figures import Tally
from pingan.common.periods import Period
from pingan.office.rules.drawing import drawing_of
from pingan.office.rules.trends import Step, bands_of, points_of, step_of, tone_of, value_of

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(DAYS, st.integers(0, 1800), st.lists(st.tuples(st.integers(0, 1800), st.integers(0, 9)), max_size=30))
def test_the_points_of_a_line_come_to_the_period(
    since: date, length: int, counts: list[tuple[int, int]]
) -> None:
    period = Period(since, since + timedelta(days=length))
    days = [(since + timedelta(days=n), Tally(count, None)) for n, count in counts if n <= length]
    for step in Step:
        points = points_of(period, step, days, Tally(0, None))
        assert sum(point.tally.part for point in points) == sum(tally.part for _day, tally in days)
        assert points[0].period.since == since and points[-1].period.until == period.until
        for one, other in pairwise(points):
            assert other.period.since == one.period.until + timedelta(days=1)
    assert len(points_of(period, step_of(period), [], Tally(0, None))) <= 63


def test_weeks_begin_on_monday_and_are_cut_by_the_period() -> None:
    period = Period(date(2026, 11, 25), date(2026, 12, 2))  # Wednesday to Wednesday
    points = points_of(period, Step.WEEK, [], Tally(0, None))
    assert [point.period for point in points] == [
        Period(date(2026, 11, 25), date(2026, 11, 29)),
        Period(date(2026, 11, 30), date(2026, 12, 2)),
    ]


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 1000).map(float), max_size=40))
def test_every_value_has_one_of_five_classes_and_zero_its_own(values: dict[str, float]) -> None:
    bands = bands_of(values.values(), 5)
    assert len(bands) <= 5 and sum(band.places for band in bands) == len(values)
    for one, other in pairwise(bands):
        assert one.high < other.low and one.tone < other.tone
    for value in values.values():
        (band,) = [band for band in bands if band.low <= value <= band.high]
        assert tone_of(value, bands) == band.tone and 1 <= band.tone <= 5
    assert all(band.low == band.high == 0 for band in bands if band.low == 0)


def test_few_distinct_values_have_a_class_each() -> None:
    bands = bands_of([0, 0, 0, 122, 151], 5)
    assert [(band.low, band.high, band.places) for band in bands] == [(0, 0, 3), (122, 122, 1), (151, 151, 1)]
    assert [(band.low, band.high) for band in bands_of(range(1, 11), 5)] == [
        (1, 2),
        (3, 4),
        (5, 6),
        (7, 8),
        (9, 10),
    ]
    assert bands_of([], 5) == ()


def test_a_share_of_nothing_is_no_value() -> None:
    assert value_of(Tally(0, 0)) is None
    assert value_of(Tally(1, 3)) == 33.3
    assert value_of(Tally(7, None)) == 7


def test_divisions_are_drawn_north_up_and_side_by_side() -> None:
    west = [[(114.0, 25.0), (115.0, 25.0), (115.0, 26.0), (114.0, 25.0)]]
    east = [[(115.0, 25.0), (116.0, 25.0), (116.0, 26.0), (115.0, 25.0)]]
    drawing = drawing_of({"a": west, "b": east})
    assert drawing is not None and drawing.width == 1000
    assert 500 < drawing.height < 600  # a degree of longitude is shorter here than one of latitude
    assert drawing.paths["a"].startswith(f"M0 {drawing.height}L500 {drawing.height}L500 0")
    assert drawing_of({}) is None
