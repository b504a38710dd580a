"""The ladder of measures and its days, for all inputs (domain.md §8.3)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.models.case_choices import OUTSIDE, Measure
from assessment.rules.measures import (
    LADDER,
    MeasureRule,
    articles_in_words,
    is_skip,
    months_on,
    suggested_after,
    usual_rule,
)

DAYS = st.dates(date(2023, 1, 1), date(2060, 12, 31))
MEASURES = st.sampled_from(Measure.values)


@given(MEASURES)
def test_the_suggested_rung_is_never_milder_and_never_a_skip(previous: str) -> None:
    found = suggested_after(previous)
    assert found in LADDER
    assert not is_skip(previous, found)
    assert found == "veto" or Measure.values.index(found) > Measure.values.index(previous)


def test_the_ladder_climbs_one_rung_at_a_time() -> None:
    assert [suggested_after(one) for one in ("", "circular", "talk", "listed_supervision")] == [
        "circular", "talk", "listed_supervision", "veto",
    ]  # fmt: skip
    assert is_skip("", "veto")
    assert is_skip("talk", "yellow_card")
    assert not is_skip("listed_supervision", "yellow_card")


@given(DAYS, st.integers(1, 36))
def test_months_lead_to_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    found = months_on(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and months_on(found, 0).day == found.day)
    assert found > day


@given(DAYS, DAYS, st.integers(1, 36))
def test_a_later_day_never_ends_earlier(one: date, other: date, months: int) -> None:
    first, last = sorted((one, other))
    assert months_on(first, months) <= months_on(last, months)


@pytest.mark.parametrize("measure", Measure.values)
def test_no_township_decides_a_veto_and_no_body_a_removal(measure: str) -> None:
    rule = usual_rule(measure)
    assert not rule.may_be_decided_at(4)
    assert rule.may_be_decided_at(3) == (measure not in OUTSIDE)
    open_rule = MeasureRule(measure, 5, None, "accepted", "")
    assert open_rule.may_be_decided_at(4) == (measure not in OUTSIDE)


def test_items_are_written_as_the_law_writes_them() -> None:
    assert articles_in_words([5, 2]) == "第（二）项、第（五）项"
