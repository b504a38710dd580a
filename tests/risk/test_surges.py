"""The improved Farrington algorithm against statsmodels, hand-made series and its own promises."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from risk.rules import surges
from risk.rules.regression import Fit
from risk.rules.surges import SurgeSettings, baseline_weeks, false_discoveries, judge, season_part, tail

USUAL = SurgeSettings()
WEEKS = 313


def given_series(mean: float, *, rows: int = 1, weeks: int = WEEKS, seed: int = 1) -> np.ndarray:
    """Poisson counts with a yearly wave."""
    wave = 0.3 * np.cos(2 * np.pi * np.arange(weeks) / surges.WEEKS_OF_YEAR)
    return np.random.default_rng(seed).poisson(mean * np.exp(wave), size=(rows, weeks)).astype(float)


def test_the_regression_is_that_of_statsmodels() -> None:
    counts = given_series(5, rows=4)
    baseline = baseline_weeks(WEEKS, USUAL)
    design, _today = surges._design(WEEKS - 1, baseline, USUAL, None)
    past = counts[:, baseline]
    weights = np.random.default_rng(2).uniform(0.2, 2, past.shape)
    ours = Fit.of(past, design, weights)
    for row in range(4):
        theirs = sm.GLM(past[row], design, family=sm.families.Poisson(), var_weights=weights[row]).fit(
            scale="X2", tol=1e-12
        )
        assert np.allclose(ours.beta[row], theirs.params, atol=1e-6)
        assert np.isclose(ours.dispersion(past)[row], max(theirs.scale, 1.0), rtol=1e-6)
        assert np.allclose(ours.leverage[row], theirs.get_influence().hat_matrix_diag, atol=1e-6)


def test_anscombe_residuals_are_those_of_statsmodels() -> None:
    counts = given_series(20, seed=7) * 2  # variance twice the mean
    design = np.ones((WEEKS, 1))
    ours = Fit.of(counts, design, np.ones_like(counts))
    theirs = sm.GLM(counts[0], design, family=sm.families.Poisson()).fit(scale="X2")
    expected = theirs.resid_anscombe_unscaled / np.sqrt(
        theirs.scale * (1 - theirs.get_influence().hat_matrix_diag)
    )
    assert np.allclose(ours.anscombe(counts)[0], expected, atol=1e-4)


def test_a_week_far_above_its_past_is_a_surge_and_a_usual_one_is_not() -> None:
    counts = given_series(5, rows=2)
    counts[:, -1] = [6, 25]
    found = judge(counts, USUAL)
    assert found.is_tested.all()
    assert found.p_value[0] > 0.05 and counts[0, -1] <= found.upper[0]
    assert found.p_value[1] < 1e-6 and counts[1, -1] > found.upper[1]


def test_a_surge_of_the_past_does_not_hide_the_next_one() -> None:
    counts = given_series(5, seed=3)
    before = judge(counts, USUAL)
    counts[0, 150:154] += 60
    after = judge(counts, USUAL)
    without = judge(counts, replace(USUAL, outlier_above=1e9))
    assert after.upper[0] - before.upper[0] < (without.upper[0] - before.upper[0]) / 3


def test_holidays_explain_an_empty_week() -> None:
    """In weeks of long holidays offices are shut; the week after them is not to be judged by those."""
    rng = np.random.default_rng(4)
    holidays = np.zeros(WEEKS)
    holidays[[7, 59, 111, 163, 215, 267, WEEKS - 1]] = 5
    counts = rng.poisson(np.where(holidays > 0, 2, 20), size=(1, WEEKS)).astype(float)
    counts[0, -1] = 8
    known, unknown = judge(counts, USUAL, holidays), judge(counts, USUAL)
    assert known.expected[0] < 5 < unknown.expected[0]
    assert known.p_value[0] < 0.01 < unknown.p_value[0]


def test_few_cases_lately_are_never_tested() -> None:
    counts = np.zeros((1, WEEKS))
    counts[0, -1] = USUAL.least_in_four_weeks - 1
    found = judge(counts, USUAL)
    assert not found.is_tested[0] and found.p_value[0] == 1.0


def test_a_short_past_is_judged_by_its_latest_weeks() -> None:
    counts = np.full((2, 20), 2.0)
    counts[:, -1] = [3, 15]
    found = judge(counts, USUAL)
    assert found.is_tested.all() and found.p_value[0] > 0.05 and found.p_value[1] < 1e-4
    # 19 weeks before the one judged, the last two left out: 17 of two cases, and one case more than was seen.
    assert found.expected[0] == pytest.approx((17 * 2 + 1) / 17)


def test_the_first_cases_ever_are_judged_and_not_infinitely_unlikely() -> None:
    counts = np.zeros((1, WEEKS))
    counts[0, -1] = 6
    found = judge(counts, USUAL)
    assert found.is_tested[0] and 0 < found.p_value[0] < 1e-6


def test_no_past_at_all_is_no_ground_for_an_alarm() -> None:
    found = judge(np.array([[9.0, 9.0, 9.0]]), USUAL)
    assert not found.is_tested[0] and found.p_value[0] == 1.0


@pytest.mark.parametrize("wrong", [np.array([1.0]), np.array([[-1.0]]), np.array([[np.nan]])])
def test_what_is_no_matrix_of_counts_is_refused(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match="counts"):
        judge(wrong, USUAL)


def test_the_year_is_divided_around_the_week_judged() -> None:
    back = np.arange(0, 261, dtype=float)
    parts = season_part(back, USUAL)
    assert set(parts) == set(range(10))
    assert [int(week) for week in back[parts == 0][:4]] == [0, 1, 2, 3]
    assert {49, 52, 55} <= {int(week) for week in back[parts == 0]}
    assert {26, 78} & {int(week) for week in back[parts == 0]} == set()


def test_the_baseline_leaves_the_latest_half_year_out() -> None:
    baseline = baseline_weeks(WEEKS, USUAL)
    assert baseline[-1] == WEEKS - 1 - 26 - 1 and baseline[0] == WEEKS - 1 - 261 - 3
    assert baseline_weeks(10, USUAL).size == 0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.floats(0.05, 40), st.floats(1, 8))
def test_the_tail_is_that_of_the_negative_binomial(count: int, mean: float, dispersion: float) -> None:
    found = float(tail(np.array(float(count)), np.array(mean), np.array(dispersion)))
    size = mean / max(dispersion - 1, 1e-9)
    expected = stats.nbinom(size, 1 / max(dispersion, 1 + 1e-9)).sf(count - 1)
    assert found == pytest.approx(float(expected), rel=1e-4, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=40))
def test_false_discoveries_keep_order_and_never_fall_below_the_p_value(values: list[float]) -> None:
    p_values = np.array(values)
    found = false_discoveries(p_values)
    assert (found >= p_values - 1e-12).all() and (found <= 1).all()
    assert (np.diff(found[np.argsort(p_values, kind="stable")]) >= -1e-12).all()


def test_false_discoveries_by_hand() -> None:
    """0.01, 0.02, 0.03, 1 of four: 4 × 0.01 / 1, 4 × 0.02 / 2, 4 × 0.03 / 3, 1, each at most its successor."""
    assert false_discoveries(np.array([0.02, 1, 0.01, 0.03])) == pytest.approx([0.04, 1, 0.04, 0.04])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_more_cases_are_never_less_of_a_surge(seed: int) -> None:
    counts = given_series(4, seed=seed)
    counts[0, -4:] = [2, 2, 2, 5]
    fewer = judge(counts, USUAL)
    counts[0, -1] = 9
    assert judge(counts, USUAL).p_value[0] <= fewer.p_value[0]
