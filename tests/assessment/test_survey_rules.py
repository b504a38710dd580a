"""Samples, weights, intervals, suppression and quality of surveys: arithmetic that must hold whatever the numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from assessment.rules.survey_intervals import Interval, is_told_apart, standings, wilson
from assessment.rules.survey_quality import SOUND, SPEEDER, STRAIGHT, flag_of, kept_seconds
from assessment.rules.survey_results import Asked, CellKey, Found, Tallies, Tally, areas_of, results
from assessment.rules.survey_samples import Z95, allocate, sample_size
from assessment.rules.survey_suppression import hidden_cells
from assessment.rules.survey_weights import Cell, coverage, design_effect, weights

CELLS = st.dictionaries(
    st.integers(0, 40), st.builds(Cell, st.integers(0, 500_000), st.integers(0, 400)), min_size=1, max_size=20
)
CAPS = st.floats(1, 8)


def test_the_usual_sizes_are_those_of_the_guide_rounded_up() -> None:
    assert [sample_size(margin=5), sample_size(margin=3)] == [385, 1068]
    assert [math.floor(Z95**2 * 0.25 / e**2) for e in (0.05, 0.03)] == [384, 1067]


def _margin(number: int, people: int, part: float, deff: float) -> float:
    """Return the margin that so many answers out of so many people have, in percentage points."""
    return 100 * Z95 * math.sqrt(part * (1 - part) * deff / number * (people - number) / (people - 1))


@given(st.floats(0.2, 20), st.floats(1, 99), st.floats(1, 4), st.integers(0, 10_000_000))
def test_a_sample_keeps_its_margin_and_never_exceeds_its_people(
    margin: float, share: float, deff: float, people: int
) -> None:
    size = sample_size(margin=margin, share=share, deff=deff, population=people)
    assert 0 <= size <= people
    if 1 < size < people:
        wide = [_margin(number, people, share / 100, deff) for number in (size, size - 1)]
        assert wide[0] <= margin * (1 + 1e-9)
        assert wide[1] > margin * (1 - 1e-9)
    assert size <= sample_size(margin=margin, share=share, deff=deff)


@pytest.mark.parametrize("bad", [{"margin": 0}, {"margin": 3, "share": 101}, {"margin": 3, "deff": 0.5}])
def test_an_impossible_sample_is_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="no sample"):
        sample_size(**bad)


@given(st.integers(0, 5000), st.dictionaries(st.integers(), st.integers(0, 100_000), max_size=25))
def test_an_allocation_adds_up_and_keeps_proportion(total: int, people: dict[int, int]) -> None:
    parts = allocate(total, people)
    everybody = sum(people.values())
    assert sum(parts.values()) == min(total, everybody)
    for key, part in parts.items():
        assert 0 <= part <= people[key]
        assert everybody == 0 or abs(part - min(total, everybody) * people[key] / everybody) < 1


@given(CELLS, CAPS)
def test_weights_keep_the_mean_and_the_cap(cells: dict[int, Cell], cap: float) -> None:
    found = weights(cells, cap)
    answers = sum(cells[key].answers for key in found)
    assert all(0 < weight <= cap + 1e-9 for weight in found.values())
    assert math.isclose(
        sum(cells[key].answers * weight for key, weight in found.items()), answers, rel_tol=1e-9
    )
    assert 0 <= coverage(cells) <= 100


@given(CELLS)
def test_weights_without_a_binding_cap_restore_the_population(cells: dict[int, Cell]) -> None:
    found = weights(cells, 1e12)
    answers = sum(cells[key].answers for key in found)
    people = sum(cells[key].population for key in found)
    for key, weight in found.items():
        assert math.isclose(
            weight * cells[key].answers / answers, cells[key].population / people, rel_tol=1e-9
        )


@given(st.lists(st.tuples(st.floats(0.05, 8), st.integers(1, 300)), min_size=1, max_size=20))
def test_the_design_effect_is_one_plus_the_squared_variation(pairs: list[tuple[float, int]]) -> None:
    values = [weight for weight, number in pairs for _each in range(number)]
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / len(values)
    assert math.isclose(design_effect(pairs), 1 + variance / mean**2, rel_tol=1e-9)


def test_equal_weights_cost_nothing() -> None:
    assert design_effect([(1.0, 400)]) == 1
    assert design_effect([]) == 1


@given(st.integers(1, 3000), st.data())
def test_bounds_are_those_of_scipy(count: int, data: st.DataObject) -> None:
    good = data.draw(st.integers(0, count))
    ours = wilson(100 * good / count, count)
    theirs = stats.binomtest(good, count).proportion_ci(0.95, method="wilson")
    assert math.isclose(ours.low, 100 * theirs.low, abs_tol=1e-7)
    assert math.isclose(ours.high, 100 * theirs.high, abs_tol=1e-7)


@given(st.floats(0, 100), st.floats(0, 50_000))
def test_an_interval_holds_its_index_within_bounds(index: float, effective: float) -> None:
    found = wilson(index, effective)
    assert 0 <= found.low <= index <= found.high <= 100
    assert (
        wilson(index, effective * 4).high - wilson(index, effective * 4).low <= found.high - found.low + 1e-9
    )


def test_the_examples_of_the_guide() -> None:
    county, province = wilson(98.945, 400), wilson(98.945, 40_000)
    assert [round(county.low, 1), round(county.high, 1)] == [97.4, 99.6]
    assert [round(province.low, 2), round(province.high, 2)] == [98.84, 99.04]


@pytest.mark.parametrize(("share", "count"), [(0.9, 60), (0.97, 200), (0.98945, 400), (0.6, 45)])
def test_intervals_hold_the_truth_about_95_times_of_100(share: float, count: int) -> None:
    """Exactly, over all outcomes: no draw of lots."""
    held = sum(
        stats.binom.pmf(good, count, share)
        for good in range(count + 1)
        if (one := wilson(100 * good / count, count)).low <= 100 * share <= one.high
    )
    assert 0.92 < held < 0.995


INTERVALS = st.builds(wilson, st.floats(50, 100), st.floats(30, 5000))


@given(st.lists(INTERVALS, min_size=1, max_size=15))
def test_official_places_lie_within_what_can_be_told(found: list[Interval]) -> None:
    for one, where in zip(found, standings(found), strict=True):
        assert 1 <= where.best <= where.place <= where.worst <= len(found)
        assert where.place == 1 + sum(other.index > one.index for other in found)
    bands = sorted({where.band for where in standings(found)})
    assert bands == list(range(1, len(bands) + 1))


def test_neighbours_of_a_hundred_counties_cannot_be_told_apart() -> None:
    close, far = wilson(98.945, 400), wilson(90.0, 400)
    assert not is_told_apart(close, wilson(98.2, 400))
    assert is_told_apart(close, far)
    assert is_told_apart(far, close)
    assert [one.band for one in standings([close, wilson(98.2, 400), far])] == [1, 1, 2]


TABLES = st.dictionaries(
    st.tuples(st.integers(0, 6), st.sampled_from("abcde")), st.integers(0, 120), min_size=1, max_size=30
)


@given(TABLES)
def test_nothing_hidden_can_be_found_by_subtraction(counts: dict[tuple[int, str], int]) -> None:
    hidden = hidden_cells(counts, 30)
    assert {key for key, count in counts.items() if count < 30} <= hidden
    for axis in (0, 1):
        for name in {key[axis] for key in counts}:
            line = [key for key in counts if key[axis] == name]
            gone = [key for key in line if key in hidden]
            if gone and len(gone) < len(line):
                assert len(gone) > 1
                assert sum(counts[key] for key in gone) >= 30


def test_a_table_of_many_hides_nothing() -> None:
    assert not hidden_cells({(row, column): 30 for row in range(3) for column in "ab"}, 30)


def test_full_marks_alone_are_no_straight_line() -> None:
    def judged(marks: list[int], turned: set[int], seconds: int | None = None) -> str:
        return flag_of(marks, frozenset(turned), seconds, least_seconds=20, straight_from=5)

    assert judged([5] * 6, set()) == SOUND
    assert judged([5] * 6, {3}) == STRAIGHT
    assert judged([5, 5, 5, 1, 5, 5], {3}) == SOUND
    assert judged([3] * 6, {3}) == SOUND
    assert judged([5, 5, 5, 5, 0, 0], {3}) == SOUND
    assert judged([5, 5, 4, 1, 5, 5], {3}, 19) == SPEEDER
    assert judged([5, 5, 4, 1, 5, 5], {3}, 20) == SOUND


ASKED = (Asked(0, "safety"), Asked(1, "safety", is_reversed=True), Asked(2, "courts"), Asked(3, "police"))
TOP_TWO = (100, 100, 0, 0, 0)


def _tallies(answers: dict[CellKey, list[tuple[int, int, int, int]]], people: dict[CellKey, int]) -> Tallies:
    found = {}
    for key, count in people.items():
        sheets = answers.get(key, [])
        marks = {at: [sum(sheet[at] == mark for sheet in sheets) for mark in range(1, 6)] for at in range(4)}
        found[key] = Tally(count, len(sheets), marks)
    return found


REGIONS = ("360102000000", "360103000000", "360702000000", "360703000000")
KEYS = st.builds(
    CellKey,
    st.sampled_from(REGIONS),
    st.sampled_from(["male", "female"]),
    st.sampled_from(["16_29", "60_up"]),
    st.just("urban"),
)
SHEETS = st.tuples(*[st.integers(0, 5)] * 4)


def _whole(tallies: Tallies, points: tuple[int, ...] = TOP_TWO, least: int = 30) -> list[Found]:
    areas = areas_of("360000000000", {code: f"{code[:4]}00000000" for code in REGIONS})
    return results(areas, tallies, ASKED, points=points, cap=5, least=least)


@settings(max_examples=40)
@given(
    st.dictionaries(KEYS, st.lists(SHEETS, max_size=25), min_size=1),
    st.dictionaries(KEYS, st.integers(1, 10_000), min_size=1),
)
def test_what_is_shown_is_bounded_and_enough(
    answers: dict[CellKey, list[tuple[int, int, int, int]]], people: dict[CellKey, int]
) -> None:
    for one in _whole(_tallies(answers, {**dict.fromkeys(answers, 1), **people})):
        if one.estimate is not None:
            assert one.answers >= 30
            assert (
                0
                <= one.estimate.interval.low
                <= one.estimate.interval.index
                <= one.estimate.interval.high
                <= 100
            )
            assert 0 < one.estimate.effective <= one.answers + 1e-9


def test_a_hand_counted_survey_gives_the_hand_counted_index() -> None:
    young, old = (CellKey(REGIONS[0], "male", age, "urban") for age in ("16_29", "60_up"))
    # Eight of ten people are old, half of the sheets: an old sheet counts 1.6, a young one 0.4.
    sheets = {young: [(5, 1, 5, 5)] * 50, old: [(5, 1, 5, 1)] * 25 + [(1, 5, 4, 1)] * 25}
    found = {
        (one.code, one.section): one
        for one in _whole(_tallies(sheets, {young: 2000, old: 8000}))
        if not one.dimension
    }
    safety = found[REGIONS[0], "safety"].estimate
    assert safety is not None
    assert safety.interval.index == pytest.approx(20 + 80 * 0.5)
    assert safety.effective == pytest.approx(100 / ((0.4**2 * 50 + 1.6**2 * 50) / 100))
    satisfied = found[REGIONS[0], "satisfaction"].estimate
    assert satisfied is not None
    assert satisfied.interval.index == pytest.approx((100 + 20) / 2)


def test_the_better_answers_everywhere_never_lower_an_index() -> None:
    key = CellKey(REGIONS[0], "male", "16_29", "urban")
    graded, indexes = (100, 80, 60, 30, 0), []
    for mark in range(1, 6):
        (one,) = [
            one
            for one in _whole(_tallies({key: [(mark, 6 - mark, mark, mark)] * 40}, {key: 1000}), graded)
            if one.code == REGIONS[0] and one.section == "safety" and not one.dimension
        ]
        assert one.estimate is not None
        indexes.append(one.estimate.interval.index)
    assert indexes == [0, 30, 60, 80, 100]


def test_a_small_county_takes_another_with_it() -> None:
    sheet = (5, 1, 5, 5)
    people = {CellKey(code, "male", "16_29", "urban"): 1000 for code in REGIONS}
    numbers = dict(zip(people, (200, 12, 90, 80), strict=True))
    shown = {
        one.code
        for one in _whole(_tallies({key: [sheet] * numbers[key] for key in people}, people))
        if one.section == "safety" and not one.dimension and one.estimate is not None
    }
    # The city's total minus its one other county would tell what twelve said: two of the line are hidden.
    assert REGIONS[1] not in shown
    assert len(shown & {REGIONS[0], "360100000000"}) < 2
    assert {REGIONS[2], REGIONS[3], "360700000000"} <= shown


@given(st.integers(0, 10**9))
def test_what_is_kept_of_a_duration_picks_nobody_out(seconds: int) -> None:
    kept = kept_seconds(seconds)
    assert kept in {0, 10, 20, 30, 40, 50, *range(60, 1801, 60)}
    assert kept <= seconds
    assert seconds - kept < (10 if seconds < 60 else 60) or kept == 1800
