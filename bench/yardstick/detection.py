"""Measures of detection as in Bedubourg G., Le Strat Y., PLoS ONE 12 (2017) e0181227, with intervals by bootstrap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bench.yardstick.series import CURRENT, WEEKS, Scenario, Simulated, scenarios, simulate
from risk.rules.surges import SurgeSettings, judge

Flags = NDArray[np.bool_]
YEAR_OF_52 = SurgeSettings(weeks_of_year=52)
#: What is compared: the method as it runs, its parts, and what serves short histories.
METHODS: Mapping[str, SurgeSettings] = {
    "improved Farrington, alpha 0.01": YEAR_OF_52,
    "the same, alpha 0.005": replace(YEAR_OF_52, alpha=0.005),
    "the same without the least number of cases": replace(YEAR_OF_52, least_in_four_weeks=0),
    "latest 26 weeks alone (short history)": replace(YEAR_OF_52, least_weeks=10_000),
}


@dataclass(frozen=True)
class Measures:
    """Shares from 0 to 1; ``weeks_to_detection`` from the first week of the outbreak, where it was detected."""

    false_positive_rate: float
    detected: float
    detected_in_first_week: float
    sensitivity: float
    specificity: float
    positive_predictive_value: float
    negative_predictive_value: float
    f1: float
    weeks_to_detection: float


def measure(alarms: Flags, outbreak: Flags) -> Measures:
    """Judge replicates × current weeks of alarms by the weeks that hold cases of the outbreak."""
    true, false = (alarms & outbreak).sum(), (alarms & ~outbreak).sum()
    missed, quiet = (~alarms & outbreak).sum(), (~alarms & ~outbreak).sum()
    has_one = outbreak.any(axis=1)
    first = outbreak.argmax(axis=1)
    found = (alarms & outbreak)[has_one]
    delays = found.argmax(axis=1)[found.any(axis=1)] - first[has_one][found.any(axis=1)]
    sensitivity, precision = _share(true, true + missed), _share(true, true + false)
    return Measures(
        false_positive_rate=_share(false, false + quiet),
        detected=_share(found.any(axis=1).sum(), has_one.sum()),
        detected_in_first_week=_share(alarms[has_one, first[has_one]].sum(), has_one.sum()),
        sensitivity=sensitivity,
        specificity=_share(quiet, false + quiet),
        positive_predictive_value=precision,
        negative_predictive_value=_share(quiet, quiet + missed),
        f1=_share(2 * sensitivity * precision, sensitivity + precision),
        weeks_to_detection=float(delays.mean()) if delays.size else float("nan"),
    )


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def alarms_of(simulated: Simulated, settings: SurgeSettings) -> Flags:
    """Run the method week by week, as it would have run then."""
    found = np.zeros((len(simulated.counts), WEEKS - CURRENT), dtype=bool)
    for week in range(CURRENT, WEEKS):
        judged = judge(simulated.counts[:, : week + 1], settings)
        found[:, week - CURRENT] = judged.is_tested & (simulated.counts[:, week] > judged.upper)
    return found


@dataclass(frozen=True)
class Result:
    """One method over all scenarios: means, and 95 % intervals over replicates drawn anew."""

    method: str
    mean: Mapping[str, float]
    low: Mapping[str, float]
    high: Mapping[str, float]
    by_scenario: Mapping[int, Measures]


def compare(replicates: int, seed: int, draws: int = 200) -> list[Result]:
    """Run every method on the same series."""
    given = [
        (one, simulate(one, replicates, np.random.default_rng([seed, one.number]))) for one in scenarios()
    ]
    return [_result(name, settings, given, seed, draws) for name, settings in METHODS.items()]


def _result(
    name: str, settings: SurgeSettings, given: list[tuple[Scenario, Simulated]], seed: int, draws: int
) -> Result:
    alarms = [(scenario, alarms_of(simulated, settings), simulated.outbreak) for scenario, simulated in given]
    by_scenario = {scenario.number: measure(raised, outbreak) for scenario, raised, outbreak in alarms}
    rng = np.random.default_rng(seed)
    drawn = []
    for _draw in range(draws):
        rows = rng.integers(0, len(alarms[0][1]), len(alarms[0][1]))
        drawn.append(_means([measure(raised[rows], outbreak[rows]) for _one, raised, outbreak in alarms]))
    names = list(drawn[0])
    bounds = {key: np.nanpercentile([one[key] for one in drawn], [2.5, 97.5]) for key in names}
    return Result(
        name,
        _means(list(by_scenario.values())),
        {key: float(bounds[key][0]) for key in names},
        {key: float(bounds[key][1]) for key in names},
        by_scenario,
    )


def _means(measures: list[Measures]) -> dict[str, float]:
    return {
        name: float(np.nanmean([getattr(one, name) for one in measures]))
        for name in Measures.__dataclass_fields__
    }
