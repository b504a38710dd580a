"""Clusters of known place, size and strength, injected into matters that are spread by chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from risk.rules.clusters import ScanSettings, scan
from risk.rules.neighbours import Neighbours

GRIDS, PER_YEAR = 1000, 500
#: A cluster is reported from these p-values on: a usual one, and that of the nights (`screening_cluster_per_mille`).
REPORTED = (0.01, 0.002)


@dataclass(frozen=True)
class Injection:
    """So many matters more, within the nearest grids of one, over the latest days. ``matters`` 0: nothing injected."""

    grids: int
    days: int
    matters: int


@dataclass(frozen=True)
class Power:
    """``reported``: trials with a cluster of at most ``p_value``. ``hit``: of those, sharing a grid with the injected one.

    ``low`` and ``high``: Wilson's 95 % interval of ``reported``. ``precision`` and ``recall``: grids of the reported
    cluster that belong to the injected one, and the other way round.
    """

    injection: Injection
    p_value: float
    trials: int
    reported: float
    low: float
    high: float
    hit: float
    precision: float
    recall: float


INJECTIONS = (
    Injection(1, 7, 0),
    *(Injection(grids, days, matters) for grids, days in ((1, 7), (5, 7), (20, 14)) for matters in (3, 5, 8)),
)


def county(rng: np.random.Generator) -> tuple[Neighbours, NDArray[np.float64]]:
    """Return 1,000 grids, denser around three towns, and how much of all matters each has."""
    towns = rng.uniform(0.2, 0.8, (3, 2))
    near_towns = towns[rng.integers(0, 3, GRIDS // 2)] + rng.normal(0, 0.05, (GRIDS // 2, 2))
    points = np.concatenate([near_towns, rng.random((GRIDS - GRIDS // 2, 2))])
    weights = rng.gamma(2.0, 1.0, GRIDS)
    return Neighbours.of(points, ScanSettings.nearest), weights / weights.sum()


def power(injection: Injection, trials: int, seed: int) -> list[Power]:
    """Try one injection again and again, each time elsewhere; say for each p-value what was reported."""
    rng = np.random.default_rng([seed, injection.grids, injection.days, injection.matters])
    near, weights = county(rng)
    found: list[tuple[float, int, int, int]] = []
    for _trial in range(trials):
        grids = rng.choice(GRIDS, PER_YEAR, p=weights)
        ages = rng.integers(0, 365, PER_YEAR)
        zone = near.nearest[int(rng.integers(GRIDS)), : injection.grids]
        grids = np.append(grids, rng.choice(zone, injection.matters))
        ages = np.append(ages, rng.integers(0, injection.days, injection.matters))
        cluster = scan(near, grids, ages, ScanSettings(), rng)
        if cluster is not None:
            shared = len(set(cluster.grids) & {int(grid) for grid in zone}) if injection.matters else 0
            found.append((cluster.p_value, shared, len(cluster.grids), len(zone)))
    return [_told(injection, bound, trials, found) for bound in REPORTED]


def _told(
    injection: Injection, bound: float, trials: int, found: Sequence[tuple[float, int, int, int]]
) -> Power:
    reported = [one for one in found if one[0] <= bound]
    hits = [one for one in reported if one[1]]
    interval = binomtest(len(reported), trials).proportion_ci(method="wilson")
    return Power(
        injection=injection,
        p_value=bound,
        trials=trials,
        reported=len(reported) / trials,
        low=float(interval.low),
        high=float(interval.high),
        hit=len(hits) / trials,
        precision=float(np.mean([shared / many for _p, shared, many, _zone in hits])) if hits else math.nan,
        recall=float(np.mean([shared / zone for _p, shared, _many, zone in hits])) if hits else math.nan,
    )
