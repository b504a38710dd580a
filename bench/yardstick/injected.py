"""Clusters of known place, size and strength, injected into matters that are spread by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.rules.clusters import ScanSettings, scan
from risk.rules.neighbours import Neighbours

GRIDS, PER_YEAR = 1000, 500
#: A cluster is reported from this p-value on.
REPORTED = 0.01


@dataclass(frozen=True)
class Injection:
    """So many matters more, within the nearest grids of one, over the latest days. ``matters`` 0: nothing injected."""

    grids: int
    days: int
    matters: int


@dataclass(frozen=True)
class Power:
    """``reported``: trials with a reported cluster. ``hit``: of those injected, reported and sharing a grid with it.

    ``precision`` and ``recall``: grids of the reported cluster that belong to the injected one, and the other way round.
    """

    injection: Injection
    trials: int
    reported: float
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


def power(injection: Injection, trials: int, seed: int) -> Power:
    """Try one injection again and again, each time elsewhere."""
    rng = np.random.default_rng([seed, injection.grids, injection.days, injection.matters])
    near, weights = county(rng)
    reported, hits, precision, recall = 0, 0, [], []
    for _trial in range(trials):
        grids = rng.choice(GRIDS, PER_YEAR, p=weights)
        ages = rng.integers(0, 365, PER_YEAR)
        zone = near.nearest[int(rng.integers(GRIDS)), : injection.grids]
        grids = np.append(grids, rng.choice(zone, injection.matters))
        ages = np.append(ages, rng.integers(0, injection.days, injection.matters))
        found = scan(near, grids, ages, ScanSettings(), rng)
        if found is None or found.p_value > REPORTED:
            continue
        reported += 1
        shared = len(set(found.grids) & {int(grid) for grid in zone})
        if injection.matters and shared:
            hits += 1
            precision.append(shared / len(found.grids))
            recall.append(shared / len(zone))
    mean = [float(np.mean(values)) if values else float("nan") for values in (precision, recall)]
    return Power(injection, trials, reported / trials, hits / trials, *mean)
