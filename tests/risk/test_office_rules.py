"""Rules of the office by themselves: what meets one, and what it would have found."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.rules.findings import common_area, continued, seeded
from risk.rules.office_rules import Record, Terms, days_read, episodes, firings
from risk.rules.surges import false_discoveries

NIGHT = date(2026, 11, 19)


def opened(*days_back: int, **values: object) -> list[Record]:
    return [
        Record(id=number, grid_id=7, class_code="LAMP", opened_on=NIGHT - timedelta(days=back), **values)  # type: ignore[arg-type]
        for number, back in enumerate(days_back, start=1)
    ]


def met(terms: Terms, records: list[Record], night: date = NIGHT) -> list[tuple[int, ...]]:
    return [one.matters for one in firings(terms, records, night)]


def test_three_of_a_class_within_seven_days_meet_the_rule_and_the_eighth_day_does_not_count() -> None:
    terms = Terms("same_class", least=3, days=7)
    assert met(terms, opened(0, 3, 6)) == [(1, 2, 3)]
    assert met(terms, opened(0, 3, 7)) == []


def test_what_was_opened_after_the_night_does_not_count() -> None:
    assert met(Terms("same_class", least=1, days=7), opened(-1)) == []


def test_two_grids_or_two_classes_are_never_added_up() -> None:
    here, there = opened(0)[0], Record(2, 8, "LAMP", NIGHT)
    other = Record(3, 7, "ROAD", NIGHT)
    assert met(Terms("same_class", least=2, days=7), [here, there, other]) == []


def test_a_rule_of_one_class_passes_the_others_over() -> None:
    rows = [*opened(0), Record(2, 7, "ROAD", NIGHT)]
    assert met(Terms("same_class", least=1, days=7, class_code="ROAD"), rows) == [(2,)]


def test_a_group_is_as_many_people_as_the_rule_says() -> None:
    terms = Terms("group", least=1, days=7, people=5)
    assert met(terms, opened(0, people=4)) == []
    assert met(terms, opened(0, people=5)) == [(1,)]


def test_only_matters_that_came_back_are_repeated() -> None:
    terms = Terms("repeated", least=1, days=7)
    assert met(terms, opened(0, 1, returned=0)) == []
    assert met(terms, opened(0, returned=1)) == [(1,)]


@pytest.mark.parametrize(
    ("back", "ended", "is_met"), [(2, None, True), (1, None, False), (9, 0, False), (9, -1, True)]
)
def test_a_term_counts_when_it_has_been_over_for_the_days_and_still_is(
    back: int,
    ended: int | None,
    is_met: bool,
) -> None:
    over = NIGHT - timedelta(days=back)
    done = None if ended is None else NIGHT - timedelta(days=ended)
    rows = opened(30, overdue=((over, done),))
    assert bool(met(Terms("overdue", least=1, days=3), rows)) is is_met


def test_again_after_it_was_closed_is_a_recurrence_and_still_open_is_not() -> None:
    terms = Terms("recurrence", least=1, days=10)
    before = Record(1, 7, "LAMP", NIGHT - timedelta(days=15), closed_on=NIGHT - timedelta(days=9))
    again = Record(2, 7, "LAMP", NIGHT)
    assert met(terms, [before, again]) == [(2,)]
    assert met(terms, [Record(1, 7, "LAMP", before.opened_on), again]) == []
    assert met(Terms("recurrence", least=1, days=8), [before, again]) == []


def test_a_hazard_at_its_place_again_is_a_recurrence_before_the_earlier_one_is_closed() -> None:
    rows = [Record(1, 7, "fire", NIGHT - timedelta(days=30)), Record(2, 7, "fire", NIGHT, back_after=10)]
    assert met(Terms("recurrence", least=1, days=10), rows) == [(2,)]
    assert met(Terms("recurrence", least=1, days=9), rows) == []


def test_nights_in_a_row_are_one_signal_and_a_long_pause_makes_another() -> None:
    terms = Terms("same_class", least=1, days=2)
    since = NIGHT - timedelta(days=30)
    found = episodes(terms, opened(25, 20, 3), since, NIGHT, ends_after=7)
    assert [(one.matters, (NIGHT - one.first).days, (NIGHT - one.last).days) for one in found] == [
        ((1, 2), 25, 19),
        ((3,), 3, 2),
    ]


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 3)), max_size=25),
    st.integers(1, 4),
    st.integers(1, 10),
)
def test_episodes_hold_exactly_what_the_nights_would_have_found(
    rows: list[tuple[int, int]], least: int, days: int
) -> None:
    terms = Terms("same_class", least=least, days=days)
    records = [
        Record(number, grid, "LAMP", NIGHT - timedelta(days=back)) for number, (back, grid) in enumerate(rows)
    ]
    since = NIGHT - timedelta(days=20)
    nightly: dict[int, set[int]] = {}
    for back in range(21):
        for one in firings(terms, records, NIGHT - timedelta(days=back)):
            nightly.setdefault(one.grid_id, set()).update(one.matters)
    found: dict[int, set[int]] = {}
    for one in episodes(terms, records, since, NIGHT, ends_after=3):
        assert len(one.matters) >= least
        found.setdefault(one.grid_id, set()).update(one.matters)
    assert found == nightly


@given(st.sampled_from(["same_class", "group", "repeated", "recurrence"]), st.integers(1, 30), st.data())
def test_what_was_opened_before_the_days_that_are_read_changes_nothing(
    kind: str, days: int, data: st.DataObject
) -> None:
    terms = Terms(kind, least=1, days=days, people=1)
    late = opened(*data.draw(st.lists(st.integers(0, 60), max_size=8)), people=1, returned=1)
    old = NIGHT - timedelta(days=days_read(terms) + 1)
    early = [Record(900, 7, "LAMP", old, closed_on=old, people=9, returned=9)]
    assert met(terms, early + late) == met(terms, late)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.floats(0.001, 0.5))
def test_taking_shares_up_to_a_bound_is_the_step_up_procedure(p_values: list[float], bound: float) -> None:
    """Benjamini and Hochberg 1995: reject the k smallest, k the largest rank with p(k) <= k × bound / m."""
    ordered, many = sorted(p_values), len(p_values)
    ranks = [rank for rank in range(1, many + 1) if ordered[rank - 1] * many / rank <= bound]
    rejected = [p <= ordered[ranks[-1] - 1] if ranks else False for p in p_values]
    shares = false_discoveries(np.array(p_values))
    assert list(shares <= bound) == rejected


def test_a_seed_is_that_of_its_county_night_and_class() -> None:
    draws = {
        (county, night, code): seeded(county, night, "incident", code).random()
        for county in ("360703000000", "360702000000")
        for night in (NIGHT, NIGHT - timedelta(days=1))
        for code in ("A", "B")
    }
    assert len(set(draws.values())) == len(draws)
    assert seeded("360703000000", NIGHT, "incident", "A").random() == draws["360703000000", NIGHT, "A"]


def test_a_cluster_goes_on_with_the_one_that_it_shares_most_grids_with() -> None:
    live = {"a": [1, 2, 3], "b": [3, 4, 5, 6], "c": [9]}
    assert continued([3, 4, 5], live) == "b"
    assert continued([2, 3], live) == "a"
    assert continued([7, 8], live) is None


def test_the_smallest_division_that_holds_all_is_found_from_the_village_upwards() -> None:
    assert common_area(["360703203200"]) == "360703203200"
    assert common_area(["360703203200", "360703203201"]) == "360703203"
    assert common_area(["360703203200", "360703204200"]) == "360703"
