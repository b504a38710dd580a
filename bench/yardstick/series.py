"""The 42 scenarios of Noufaily et al. 2013 (Statistics in Medicine 32, 1206-1222): weekly counts with known outbreaks.

Where the paper is silent in what we have of it, this was chosen: delays are rounded to the nearest whole week, cases beyond
the last week are lost, a start is drawn so that at least its own week lies in its period, and a size of 0 is no outbreak.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WEEKS, BASELINE, CURRENT = 624, 312, 575
SCENARIOS = Path(__file__).with_name("scenarios.csv")


@dataclass(frozen=True)
class Scenario:
    """One row of the table: mean exp(theta + beta t + seasons), variance phi times the mean."""

    number: int
    theta: float
    beta: float
    gamma1: float
    gamma2: float
    phi: float
    trend: int
    season: int

    def mean(self) -> NDArray[np.float64]:
        """Return the expected counts of all weeks."""
        week = np.arange(1, WEEKS + 1)
        turns = 2 * np.pi * week / 52
        waves = np.zeros(WEEKS)
        for wave in range(1, self.season + 1):
            waves += self.gamma1 * np.cos(wave * turns) + self.gamma2 * np.sin(wave * turns)
        return np.exp(self.theta + self.beta * week * self.trend + waves)


@dataclass(frozen=True)
class Simulated:
    """Counts of all replicates, and which of the current weeks hold cases of the outbreak."""

    counts: NDArray[np.float64]
    outbreak: NDArray[np.bool_]


def scenarios() -> Iterator[Scenario]:
    """Read the table."""
    with SCENARIOS.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            numbers = {name: float(row[name]) for name in ("theta", "beta", "gamma1", "gamma2", "phi")}
            yield Scenario(
                int(row["scenario"]), **numbers, trend=int(row["trend"]), season=int(row["season"])
            )


def simulate(scenario: Scenario, replicates: int, rng: np.random.Generator) -> Simulated:
    """Draw replicates: four outbreaks in the baseline period, one in the current weeks."""
    mean = scenario.mean()
    shape = (replicates, WEEKS)
    if scenario.phi > 1:
        counts = rng.negative_binomial(mean / (scenario.phi - 1), 1 / scenario.phi, size=shape)
    else:
        counts = rng.poisson(mean, size=shape)
    spread = np.sqrt(scenario.phi * mean)
    counts = counts.astype(float)
    outbreak = np.zeros(shape, dtype=bool)
    for row in range(replicates):
        for factor in (2, 3, 5, 10):
            _outbreak(counts[row], factor, int(rng.integers(BASELINE, CURRENT)), spread, rng)
        start = int(rng.integers(CURRENT, WEEKS))
        outbreak[row] = _outbreak(counts[row], int(rng.integers(1, 11)), start, spread, rng) > 0
    return Simulated(counts, outbreak[:, CURRENT:])


def _outbreak(
    counts: NDArray[np.float64],
    factor: int,
    start: int,
    spread: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    cases = rng.poisson(factor * spread[start])
    weeks = start + np.rint(rng.lognormal(0, 0.5, cases)).astype(int)
    added = np.bincount(weeks[weeks < len(counts)], minlength=len(counts)).astype(float)
    counts += added
    return added
