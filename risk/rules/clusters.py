"""Clusters in space and time: too many matters of a class within some neighbouring grids during the latest days. Pure.

The prospective space-time permutation scan statistic: Kulldorff M., "Prospective time periodic geographical disease
surveillance using a scan statistic", J R Stat Soc A 164 (2001) 61-72; Kulldorff M. et al., "A space-time permutation scan
statistic for disease outbreak detection", PLoS Medicine 2 (2005) e59, doi 10.1371/journal.pmed.0020059. No population is
needed: what is usual comes from the matters themselves, from how many each grid and each day have in all. A cylinder is a
grid with its nearest ones over the latest days; its p-value comes from dealing the days out to the matters anew
(Monte Carlo), with the sequential stop of Besag J., Clifford P., Biometrika 78 (1991) 301-304: a scan that is plainly
nothing needs few replicates.

Cylinders are never listed one by one where they cannot matter: a cylinder that ends between two matters has the count of the
smaller one and expects more. Nor are logarithms taken in replicates: whether a count reaches the value observed, is a
question of how much is expected, and that limit is known for each count beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.rules.neighbours import Neighbours, Real, Whole


@dataclass(frozen=True)
class ScanSettings:
    """The numbers of the method. ``stop_after``: replicates as extreme as the observed one after which a scan ends."""

    nearest: int = 50
    days: int = 28
    replicates: int = 999
    stop_after: int = 5
    least_cases: int = 3


@dataclass(frozen=True)
class Cluster:
    """The cylinder that the usual explains least: grids (rows of the neighbour table), and the days up to the last one.

    ``replicates``: how many were made; the p-value is never smaller than 1 / (replicates + 1).
    """

    grids: tuple[int, ...]
    days: int
    count: int
    expected: float
    ratio: float
    p_value: float
    replicates: int


@dataclass(frozen=True)
class _Study:
    """One class in one county: totals of zones and of latest days, and the matters of these days."""

    near: Neighbours
    grids: Whole
    ages: Whole
    zone_totals: Whole
    day_totals: Whole
    total: int
    settings: ScanSettings

    @classmethod
    def of(cls, near: Neighbours, grids: Whole, ages: Whole, settings: ScanSettings) -> _Study:
        per_grid = np.bincount(grids, minlength=len(near.nearest))
        zone_totals = per_grid[near.nearest].cumsum(axis=1)
        day_totals = np.bincount(ages[ages < settings.days], minlength=settings.days).cumsum()
        return cls(near, grids, ages, zone_totals, day_totals, len(grids), settings)


def scan(
    near: Neighbours, grids: Whole, ages: Whole, settings: ScanSettings, rng: np.random.Generator
) -> Cluster | None:
    """Return the most unlikely cluster of one class, or None where no cylinder has enough matters.

    ``grids``: the row of each matter's grid in ``near``. ``ages``: its age in whole days, 0 the last day; all matters of the
    period studied, the past included, since they tell what is usual.
    """
    study = _Study.of(near, np.asarray(grids, np.int64), np.asarray(ages, np.int64), settings)
    recent = study.ages < settings.days
    best = _best(study, study.grids[recent], study.ages[recent])
    if best is None:
        return None
    centre, rank, age, count, ratio = best
    limits = _limits(study, ratio)
    p_value, made = _p_value(study, limits, rng)
    expected = study.zone_totals[centre, rank] * study.day_totals[age] / study.total
    zone = tuple(int(grid) for grid in near.nearest[centre, : rank + 1])
    return Cluster(zone, int(age) + 1, int(count), float(expected), float(ratio), p_value, made)


def log_ratio(count: Real, expected: Real, total: float) -> Real:
    """Return the logarithm of the generalised likelihood ratio; 0 where no more were seen than expected."""
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = count * np.log(count / expected)
        outside = np.where(count < total, (total - count) * np.log((total - count) / (total - expected)), 0.0)
    found: Real = np.where(count > expected, inside + outside, 0.0)
    return found


def _best(study: _Study, grids: Whole, ages: Whole) -> tuple[int, int, int, int, float] | None:
    """Return centre, rank, age, count and ratio of the best cylinder; the smallest one among equals."""
    found: tuple[int, int, int, int, float] | None = None
    for centres, ranks, days, counts, real in _corners(study, grids[None, :], ages):
        expected = (
            study.zone_totals[centres[:, None, None], ranks[:, :, None]] * study.day_totals[days][:, None, :]
        )
        ratios = log_ratio(counts.astype(float), expected / study.total, study.total)
        ratios = np.where(real & (counts >= study.settings.least_cases), ratios, 0.0)
        place = np.unravel_index(int(np.argmax(ratios)), ratios.shape)
        ratio = float(ratios[place])
        if ratio > 0 and (found is None or ratio > found[4] + 1e-12):
            group, row, column = (int(part) for part in place)
            count = int(counts[place])
            found = int(centres[group]), int(ranks[group, row]), int(days[group, column]), count, ratio
    return found


def _limits(study: _Study, ratio: float) -> Real:
    """Return for each count the largest product of zone and day totals with which it still reaches the ratio."""
    most = int(study.day_totals[-1])
    counts = np.arange(most + 1, dtype=float)
    low, high = np.zeros(most + 1), counts.copy()
    for _halving in range(60):
        middle = (low + high) / 2
        reaches = log_ratio(counts, np.maximum(middle, 1e-300), study.total) >= ratio - 1e-9
        low, high = np.where(reaches, middle, low), np.where(reaches, high, middle)
    limits = low * study.total * (1 + 1e-12)
    limits[: study.settings.least_cases] = -1.0
    return limits


def _p_value(study: _Study, limits: Real, rng: np.random.Generator) -> tuple[float, int]:
    settings = study.settings
    ages = study.ages[study.ages < settings.days]
    extreme = made = 0
    for batch in _batches(settings.replicates, len(ages)):
        dealt = np.stack(
            [rng.choice(study.grids, len(ages), replace=False, shuffle=True) for _one in range(batch)]
        )
        for reached in _reaching(study, dealt, ages, limits):
            made += 1
            extreme += int(reached)
            if extreme >= settings.stop_after:
                return extreme / made, made
    return (extreme + 1) / (made + 1), made


def _batches(replicates: int, cases: int) -> Iterator[int]:
    """Deal out few at first, since most scans end soon, and never more than fit into some megabytes."""
    most = max(1, min(200, 20_000 // max(cases, 1)))
    size, left = min(20, most), replicates
    while left:
        yield min(size, left)
        left -= min(size, left)
        size = min(size * 2, most)


def _reaching(study: _Study, dealt: Whole, ages: Whole, limits: Real) -> NDArray[np.bool_]:
    """Say of each replicate whether any of its cylinders is as unlikely as the observed one."""
    reached = np.zeros(len(dealt), dtype=bool)
    grids_in_all = len(study.near.nearest)
    for keys, ranks, days, counts, real in _corners(study, dealt, ages):
        centres = keys % grids_in_all
        expected = (
            study.zone_totals[centres[:, None, None], ranks[:, :, None]] * study.day_totals[days][:, None, :]
        )
        hit = (real & (expected <= limits[counts])).any(axis=(1, 2))
        reached[(keys // grids_in_all)[hit]] = True
    return reached


def _corners(
    study: _Study, dealt: Whole, ages: Whole
) -> Iterator[tuple[Whole, Whole, Whole, Whole, NDArray[np.bool_]]]:
    """Yield groups of cylinders: keys (replicate × grids + centre), ranks, ages, counts by rank and age, and which are real.

    A cylinder matters only where its rank is that of one matter and its age that of one: every other has the count of a
    smaller one. Groups have one width, so that they are judged by matrix products.
    """
    near, grids_in_all = study.near, len(study.near.nearest)
    flat = dealt.ravel()
    lengths = near.starts[flat + 1] - near.starts[flat]
    matter = np.repeat(np.arange(flat.size), lengths)
    place = (
        np.arange(lengths.sum())
        - np.repeat(np.cumsum(lengths) - lengths, lengths)
        + near.starts[flat][matter]
    )
    keys = (matter // dealt.shape[1]) * grids_in_all + near.centres[place]
    order = np.argsort(keys, kind="stable")
    keys, ranks, days = keys[order], near.ranks[place][order], ages[matter % dealt.shape[1]][order]
    firsts = np.flatnonzero(np.diff(keys, prepend=-1))
    sizes = np.diff(np.append(firsts, keys.size))
    enough = sizes >= study.settings.least_cases
    firsts, sizes = firsts[enough], sizes[enough]
    width, widest = 4, int(sizes.max(initial=0))
    smallest = 0
    while smallest < widest:
        chosen = (sizes > smallest) & (sizes <= width)
        for part in np.array_split(np.flatnonzero(chosen), max(1, int(chosen.sum()) * width**2 // 2_000_000)):
            if part.size:
                yield _group(keys, ranks, days, firsts[part], sizes[part], width)
        smallest, width = width, width * 2


def _group(
    keys: Whole, ranks: Whole, days: Whole, firsts: Whole, sizes: Whole, width: int
) -> tuple[Whole, Whole, Whole, Whole, NDArray[np.bool_]]:
    steps = np.arange(width)
    real = steps < sizes[:, None]
    index = np.minimum(firsts[:, None] + steps, keys.size - 1)
    rank, age = ranks[index], days[index]
    within_rank = (rank[:, None, :] <= rank[:, :, None]) & real[:, None, :]
    within_age = (age[:, :, None] <= age[:, None, :]) & real[:, :, None]
    counts = np.matmul(within_rank.astype(np.float32), within_age.astype(np.float32)).astype(np.int64)
    return keys[firsts], rank, age, counts, real[:, :, None] & real[:, None, :]
