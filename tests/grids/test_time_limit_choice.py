"""Which rule holds: the most specific, on that day, with its reason. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from grids.rules.choices import (
    choose_number,
    choose_route,
    choose_time_limit,
    holds_on,
    makes_cycle,
    path_of,
)

DAY = date(2026, 5, 1)
PATH = ("HAZARD", "HAZARD.FIRE")
PLACE = "360703203200"


@dataclass(frozen=True)
class Row:
    stage: str = "accept"
    category_code: str = ""
    urgency: str = ""
    severity: str = ""
    region_code: str = "36"
    effective_from: date = date(2023, 1, 1)
    effective_to: date | None = None
    priority: int = 1


def choose(*rows: Row, urgency: str = "normal", on: date = DAY):
    return choose_time_limit(
        rows,
        stage="accept",
        category_path=PATH,
        urgency=urgency,
        severity="04",
        region_code=PLACE,
        on=on,
    )


def test_a_counties_term_for_a_class_does_not_silence_the_half_hour_for_the_extremely_urgent():
    urgent = Row(urgency="critical")
    county = Row(category_code="HAZARD.FIRE", region_code="360703")
    assert choose(county, urgent, urgency="critical").rule is urgent
    assert choose(county, urgent, urgency="normal").rule is county


def test_a_deeper_class_goes_before_a_smaller_area_and_the_area_decides_between_equals():
    fire, hazard_here = Row(category_code="HAZARD.FIRE"), Row(category_code="HAZARD", region_code="360703203")
    fire_county = Row(category_code="HAZARD.FIRE", region_code="360703")
    assert choose(hazard_here, fire).rule is fire
    assert choose(hazard_here, fire, fire_county).rule is fire_county


def test_the_reason_names_every_aspect_and_the_beaten_rules_stay_in_sight():
    general, fire = Row(), Row(category_code="HAZARD.FIRE")
    choice = choose(general, fire)
    assert {part.aspect: part.value for part in choice.reason} == {
        "urgency": "",
        "severity": "",
        "category": "HAZARD.FIRE",
        "area": "36",
    }
    assert choice.beaten == (general,)


def test_nothing_fits_means_no_limit():
    assert choose() is None
    assert choose(Row(stage="sign"), Row(category_code="APPEAL"), Row(region_code="3601")) is None


def test_the_day_of_the_change_belongs_to_the_new_version():
    old = Row(effective_to=DAY)
    new = Row(effective_from=DAY)
    assert choose(old, new, on=DAY).rule is new
    assert choose(old, new, on=date(2026, 4, 30)).rule is old


def rows() -> st.SearchStrategy[Row]:
    day = st.dates(date(2025, 1, 1), date(2027, 1, 1))
    return st.builds(
        Row,
        stage=st.sampled_from(["accept", "sign"]),
        category_code=st.sampled_from(["", "HAZARD", "HAZARD.FIRE", "APPEAL"]),
        urgency=st.sampled_from(["", "normal", "critical"]),
        severity=st.sampled_from(["", "04", "01"]),
        region_code=st.sampled_from(["36", "3607", "360703", "360703203", "360703203200", "3601"]),
        effective_from=day,
        effective_to=st.none() | day,
    )


def beats(a: Row, b: Row) -> bool:
    """The order in words: an aspect that is set goes before one that is not, strongest aspect first."""
    depth = {code: place for place, code in enumerate(("", *PATH))}
    for left, right in (
        (a.urgency != "", b.urgency != ""),
        (a.severity != "", b.severity != ""),
        (depth[a.category_code], depth[b.category_code]),
        (len(a.region_code), len(b.region_code)),
    ):
        if left != right:
            return left > right
    return False


@given(st.lists(rows(), max_size=12))
def test_the_chosen_rule_fits_and_no_fitting_rule_beats_it(candidates):
    choice = choose(*candidates)
    fitting = [
        row
        for row in candidates
        if row.stage == "accept"
        and row.effective_from <= DAY
        and (row.effective_to is None or row.effective_to > DAY)
        and row.category_code in {"", *PATH}
        and row.urgency in {"", "normal"}
        and row.severity in {"", "04"}
        and PLACE.startswith(row.region_code)
    ]
    if not fitting:
        assert choice is None
        return
    assert choice is not None
    assert choice.rule in fitting
    assert not any(beats(row, choice.rule) for row in fitting)
    assert len(choice.beaten) == len(fitting) - 1


@given(st.lists(rows(), max_size=12), st.randoms(use_true_random=False))
def test_the_choice_between_unequal_rules_does_not_depend_on_their_order(candidates, shuffler):
    shuffled = list(candidates)
    shuffler.shuffle(shuffled)
    first, second = choose(*candidates), choose(*shuffled)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert not beats(first.rule, second.rule)
        assert not beats(second.rule, first.rule)


def test_a_route_goes_by_class_then_area_then_priority():
    general = Row(region_code="360703")
    fire = Row(category_code="HAZARD.FIRE", region_code="3607")
    second = Row(category_code="HAZARD.FIRE", region_code="3607", priority=2)
    choice = choose_route([second, general, fire], category_path=PATH, region_code=PLACE, on=DAY)
    assert choice is not None
    assert choice.rule is fire
    assert choice.beaten == (second, general)
    assert choose_route([general], category_path=PATH, region_code="360704", on=DAY) is None


def test_the_number_of_the_smallest_area_holds():
    province, county = Row(), Row(region_code="360703")
    assert choose_number([province, county], region_code=PLACE, on=DAY) is county
    assert choose_number([province, county], region_code="360704", on=DAY) is province


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["", *"abcdef"])))
def test_a_path_ends_even_where_the_data_runs_in_a_circle(parents):
    for code in "abcdef":
        path = path_of(code, parents)
        assert path[-1] == code
        assert len(path) == len(set(path))


def test_hanging_a_class_under_its_own_descendant_is_a_circle():
    parents = {"a": "", "b": "a", "c": "b"}
    assert makes_cycle("a", "c", parents)
    assert makes_cycle("a", "a", parents)
    assert not makes_cycle("c", "a", parents)
    assert not makes_cycle("a", "", parents)


def test_a_period_that_ends_on_its_first_day_never_holds():
    assert not holds_on(Row(effective_from=DAY, effective_to=DAY), DAY)
