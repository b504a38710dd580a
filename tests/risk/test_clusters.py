"""The space-time permutation scan against a reference that lists every cylinder."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.rules import clusters
from risk.rules.clusters import ScanSettings, log_ratio, scan
from risk.rules.neighbours import Neighbours

SMALL = ScanSettings(nearest=6, days=5, least_cases=2)


def by_hand(
    near: Neighbours, grids: np.ndarray, ages: np.ndarray, small: ScanSettings
) -> tuple[float, int, float] | None:
    """Try every cylinder; return ratio, count and expectation of the best."""
    best = None
    for centre, rank, days in itertools.product(
        range(len(near.nearest)), range(near.nearest.shape[1]), range(1, small.days + 1)
    ):
        inside = np.isin(grids, near.nearest[centre, : rank + 1])
        count = int((inside & (ages < days)).sum())
        expected = inside.sum() * (ages < days).sum() / len(grids)
        if count >= small.least_cases and count > expected:
            ratio = float(log_ratio(np.array(float(count)), np.array(expected), len(grids)))
            if best is None or ratio > best[0] + 1e-12:
                best = ratio, count, float(expected)
    return best


def given_matters(
    seed: int, *, grids: int = 12, matters: int = 60
) -> tuple[Neighbours, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    near = Neighbours.of(rng.random((grids, 2)), SMALL.nearest)
    return near, rng.integers(0, grids, matters), rng.integers(0, 30, matters)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 100_000))
def test_the_best_cluster_is_that_of_the_brute_force(seed: int) -> None:
    near, grids, ages = given_matters(seed)
    wanted = by_hand(near, grids, ages, SMALL)
    found = scan(near, grids, ages, SMALL, np.random.default_rng(0))
    if wanted is None:
        assert found is None
        return
    assert found is not None
    assert (found.ratio, found.expected) == (pytest.approx(wanted[0]), pytest.approx(wanted[2]))
    assert found.count == wanted[1]
    inside = np.isin(grids, found.grids) & (ages < found.days)
    assert inside.sum() == found.count


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 100_000))
def test_a_replicate_reaches_the_value_exactly_when_its_own_best_does(seed: int) -> None:
    near, grids, ages = given_matters(seed)
    study = clusters._Study.of(near, grids, ages, SMALL)
    recent = ages[ages < SMALL.days]
    wanted = by_hand(near, grids, ages, SMALL)
    if wanted is None:
        return
    rng = np.random.default_rng(seed)
    dealt = np.stack([rng.permutation(grids)[: recent.size] for _one in range(12)])
    reached = clusters._reaching(study, dealt, recent, clusters._limits(study, wanted[0]))
    for row, is_reached in zip(dealt, reached, strict=True):
        rest = list(grids)
        for grid in row:
            rest.remove(grid)
        best = by_hand(near, np.array([*row, *rest]), np.array([*recent, *[99] * len(rest)]), SMALL)
        assert bool(is_reached) == (best is not None and best[0] >= wanted[0] - 1e-9)


def test_six_neighbouring_matters_within_five_days_stand_out() -> None:
    rng = np.random.default_rng(5)
    near = Neighbours.of(rng.random((400, 2)), 50)
    grids, ages = rng.integers(0, 400, 200), rng.integers(28, 365, 200)
    grids = np.append(grids, near.nearest[7, :6])
    found = scan(near, grids, np.append(ages, [0, 1, 1, 2, 3, 4]), ScanSettings(), rng)
    assert found is not None
    assert set(near.nearest[7, :6]) == set(found.grids) and found.days == 5 and found.count == 6
    assert found.p_value <= 0.01 and found.replicates == 999


def test_matters_spread_evenly_end_after_few_replicates() -> None:
    rng = np.random.default_rng(6)
    near = Neighbours.of(rng.random((100, 2)), 20)
    found = scan(near, rng.integers(0, 100, 300), rng.integers(0, 365, 300), ScanSettings(nearest=20), rng)
    assert found is not None and found.p_value > 0.05
    assert found.replicates < 200


def test_p_values_of_chance_are_not_smaller_than_chance() -> None:
    """Under the null at most a share of p has a p-value of at most p, within what 200 trials can tell."""
    rng = np.random.default_rng(8)
    near = Neighbours.of(rng.random((30, 2)), 8)
    quick = ScanSettings(nearest=8, days=7, replicates=99, stop_after=10, least_cases=2)
    small = trials = 0
    for _trial in range(200):
        found = scan(near, rng.integers(0, 30, 60), rng.integers(0, 90, 60), quick, rng)
        trials += 1
        small += found is not None and found.p_value <= 0.1
    assert small / trials < 0.1 + 3 * (0.1 * 0.9 / 200) ** 0.5


def test_a_grid_is_its_own_nearest_even_where_two_share_a_centre() -> None:
    points = np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 0.0]])
    assert Neighbours.of(points, 3).nearest[:, 0].tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match="its own grid"):
        Neighbours(np.array([[1, 0], [1, 0]]))


def test_a_county_of_one_grid_and_a_class_without_matters_find_nothing() -> None:
    near = Neighbours.of(np.zeros((1, 2)), 50)
    nothing = np.array([], dtype=int)
    assert scan(near, nothing, nothing, ScanSettings(), np.random.default_rng(0)) is None
    everything = np.zeros(9, dtype=int)
    assert scan(near, everything, everything, ScanSettings(), np.random.default_rng(0)) is None


def test_the_ratio_by_hand() -> None:
    """6 of 100 where 2 were expected: 6 ln 3 + 94 ln (94 / 98)."""
    found = float(log_ratio(np.array(6.0), np.array(2.0), 100))
    assert found == pytest.approx(6 * np.log(3) + 94 * np.log(94 / 98))
    assert float(log_ratio(np.array(1.0), np.array(2.0), 100)) == 0.0
