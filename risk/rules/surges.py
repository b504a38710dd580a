"""Surges: more matters of a class in an area this week than its own past explains. Pure.

The improved Farrington algorithm for series with a past of years: Noufaily A. et al., "An improved algorithm for outbreak
detection in multiple surveillance systems", Statistics in Medicine 32 (2013) 1206-1222, doi 10.1002/sim.5595: a
quasi-Poisson regression on trend, ten parts of the year and working days lost to holidays; weeks that were surges themselves
count less; the latest half year does not count; the bound is a quantile of the negative binomial distribution. A series
whose past is shorter is compared with the mean of its latest weeks under the same distribution (the C2 of EARS: Hutwagner L.
et al., J Urban Health 80 (2003) i89-i96, with its two weeks of distance, but for counts instead of a normal law).

All series of a county are judged at once: rows of a matrix, one column a week of seven days that ends with the night judged.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.rules.regression import FARTHEST, Fit, Matrix

Flags = NDArray[np.bool_]

WEEKS_OF_YEAR = 365.25 / 7


@dataclass(frozen=True)
class SurgeSettings:
    """The numbers of the method; defaults are those of Noufaily et al. 2013, and of EARS for ``short_*``."""

    years: int = 5
    half_window_weeks: int = 3
    season_parts: int = 10
    weeks_left_out: int = 26
    outlier_above: float = 2.58
    alpha: float = 0.01
    least_in_four_weeks: int = 5
    least_weeks: int = 104
    """Weeks of baseline from which the regression is asked; below it the latest weeks alone are."""
    short_weeks: int = 26
    short_least_weeks: int = 7
    short_distance_weeks: int = 2
    weeks_of_year: float = WEEKS_OF_YEAR


@dataclass(frozen=True)
class Judged:
    """What each series was found to be, by row.

    ``expected``: mean for the week judged. ``dispersion``: variance over mean, at least 1. ``upper``: the largest count that
    is no surge by itself. ``p_value``: chance of so many or more; 1 where the series was not tested. ``is_tested`` False:
    too few cases lately, or too short a past.
    """

    expected: Matrix
    dispersion: Matrix
    upper: Matrix
    p_value: Matrix
    is_tested: Flags


def judge(counts: Matrix, settings: SurgeSettings, holidays: Matrix | None = None) -> Judged:
    """Judge the last week of each series by the weeks before it.

    ``counts``: series × weeks, the last column is judged. ``holidays``: per week, working days lost to public holidays.

    Raises:
        ValueError: not a matrix of numbers that are 0 or more, or holidays of another length.

    """
    counts = np.asarray(counts, dtype=np.float64)
    if counts.ndim != 2 or counts.shape[1] < 1 or (counts < 0).any() or not np.isfinite(counts).all():
        raise ValueError("counts must be a matrix of series by weeks, 0 or more")
    if holidays is not None and np.shape(holidays) != (counts.shape[1],):
        raise ValueError("one number of holidays per week")
    series, weeks = counts.shape
    judged = Judged(
        expected=np.zeros(series),
        dispersion=np.ones(series),
        upper=np.zeros(series),
        p_value=np.ones(series),
        is_tested=counts[:, -4:].sum(axis=1) >= settings.least_in_four_weeks,
    )
    baseline = baseline_weeks(weeks, settings)
    if baseline.size >= settings.least_weeks:
        _by_regression(counts, baseline, settings, holidays, judged)
    else:
        _by_latest_weeks(counts, settings, judged)
    return judged


def baseline_weeks(weeks: int, settings: SurgeSettings) -> NDArray[np.int64]:
    """Return the columns that tell what is usual: some years back, without the latest half year."""
    last = weeks - 1
    first = last - round(settings.years * settings.weeks_of_year) - settings.half_window_weeks
    return np.arange(max(first, 0), max(last - settings.weeks_left_out, 0), dtype=np.int64)


def season_part(weeks_back: Matrix, settings: SurgeSettings) -> NDArray[np.int64]:
    """Return which part of the year each week lies in, as seen from the week judged; 0: within its own window."""
    year, half = settings.weeks_of_year, settings.half_window_weeks
    position = np.mod(np.asarray(weeks_back) + half + 0.5, year)
    own = 2 * half + 1
    width = (year - own) / (settings.season_parts - 1)
    later = 1 + np.floor((position - own) / width).astype(np.int64)
    return np.where(position < own, 0, np.minimum(later, settings.season_parts - 1))


def false_discoveries(p_values: Matrix) -> Matrix:
    """Return for each p-value the share of false alarms if all that are as small are taken (Benjamini, Hochberg 1995).

    Every series counts, also those not tested (their p-value is 1): the share is of all that could have raised an alarm.
    """
    p_values = np.asarray(p_values, dtype=np.float64)
    if not p_values.size:
        return p_values
    order = np.argsort(p_values)[::-1]
    ranks = np.arange(p_values.size, 0, -1)
    adjusted = np.minimum.accumulate(p_values[order] * p_values.size / ranks)
    found = np.empty_like(adjusted)
    found[order] = np.minimum(adjusted, 1.0)
    return found


def _by_regression(
    counts: Matrix,
    baseline: NDArray[np.int64],
    settings: SurgeSettings,
    holidays: Matrix | None,
    judged: Judged,
) -> None:
    rows = np.flatnonzero(judged.is_tested & (counts[:, baseline].sum(axis=1) > 0))
    none_before = judged.is_tested & (counts[:, baseline].sum(axis=1) == 0)
    if rows.size:
        past = counts[np.ix_(rows, baseline)]
        design, today = _design(counts.shape[1] - 1, baseline, settings, holidays)
        expected, dispersion = _fitted(past, design, today, settings)
        # A trend is not carried on beyond everything ever seen (Noufaily et al. 2013, §3.2): it is left out there.
        steep = expected > past.max(axis=1)
        if steep.any():
            flat = np.delete(design, 1, axis=1), np.delete(today, 1)
            expected[steep], dispersion[steep] = _fitted(past[steep], *flat, settings)
        _write(judged, rows, counts[rows, -1], expected, dispersion, settings)
    if none_before.any():
        _by_latest_weeks(counts, settings, judged, none_before)


def _by_latest_weeks(
    counts: Matrix, settings: SurgeSettings, judged: Judged, only: Flags | None = None
) -> None:
    end = counts.shape[1] - 1 - settings.short_distance_weeks
    start = max(end - settings.short_weeks, 0)
    if end - start < settings.short_least_weeks:
        judged.is_tested[:] = False
        return
    rows = np.flatnonzero(judged.is_tested if only is None else only)
    past = counts[rows, start:end]
    # One case more than was seen: without any the mean would be 0 and the first case ever an alarm beyond all doubt.
    expected = (past.sum(axis=1) + 1) / past.shape[1]
    dispersion = np.maximum(past.var(axis=1, ddof=1) / expected, 1.0)
    _write(judged, rows, counts[rows, -1], expected, dispersion, settings)


def _write(
    judged: Judged,
    rows: NDArray[np.int64],
    now: Matrix,
    expected: Matrix,
    dispersion: Matrix,
    settings: SurgeSettings,
) -> None:
    judged.expected[rows], judged.dispersion[rows] = expected, dispersion
    judged.upper[rows] = _quantile(1 - settings.alpha, expected, dispersion)
    judged.p_value[rows] = tail(now, expected, dispersion)


def tail(count: Matrix, expected: Matrix, dispersion: Matrix) -> Matrix:
    """Return the chance of a count or more: negative binomial with variance dispersion × mean; Poisson where that is 1."""
    # A second of processor time, which only the nights need: not at the start of every process.
    from scipy import stats

    size, share = _negative_binomial(expected, dispersion)
    wide = np.asarray(stats.nbinom.sf(count - 1, size, share))
    return np.where(dispersion > 1, wide, np.asarray(stats.poisson.sf(count - 1, expected)))


def _quantile(level: float, expected: Matrix, dispersion: Matrix) -> Matrix:
    from scipy import stats  # late, as in tail

    size, share = _negative_binomial(expected, dispersion)
    wide = np.asarray(stats.nbinom.ppf(level, size, share))
    return np.where(dispersion > 1, wide, np.asarray(stats.poisson.ppf(level, expected)))


def _negative_binomial(expected: Matrix, dispersion: Matrix) -> tuple[Matrix, Matrix]:
    wide = np.maximum(dispersion, 1 + 1e-9)
    return expected / (wide - 1), 1 / wide


def _design(
    last: int, baseline: NDArray[np.int64], settings: SurgeSettings, holidays: Matrix | None
) -> tuple[Matrix, Matrix]:
    """Return the regressors of the baseline and of the week judged: 1, trend, parts of the year, holidays."""
    weeks = np.append(baseline, last)
    parts = season_part((last - weeks).astype(np.float64), settings)
    # In years, from the week judged: of the size of the other regressors.
    columns = [np.ones(weeks.size), (weeks - last) / settings.weeks_of_year]
    columns += [
        (parts == part).astype(np.float64)
        for part in range(1, settings.season_parts)
        if (parts[:-1] == part).any() and baseline.size > settings.weeks_of_year
    ]
    if holidays is not None and np.ptp(holidays[baseline]) > 0:
        columns.append(np.asarray(holidays, dtype=np.float64)[weeks])
    design = np.column_stack(columns)
    return design[:-1], design[-1]


def _fitted(past: Matrix, design: Matrix, today: Matrix, settings: SurgeSettings) -> tuple[Matrix, Matrix]:
    """Return mean and dispersion for the week judged: fitted, past surges weighted down, fitted again."""
    plain = np.ones_like(past)
    first = Fit.of(past, design, plain)
    weights = _weights(first.anscombe(past), settings.outlier_above)
    second = Fit.of(past, design, weights)
    expected = np.exp(np.clip(second.beta @ today, -FARTHEST, FARTHEST))
    return expected, second.dispersion(past)


def _weights(residuals: Matrix, above: float) -> Matrix:
    """Return weights that sum to the number of weeks; those beyond the bound fall with the square of their residual."""
    raw = np.where(residuals > above, 1 / np.maximum(residuals, above) ** 2, 1.0)
    found: Matrix = raw * (raw.shape[1] / raw.sum(axis=1, keepdims=True))
    return found
