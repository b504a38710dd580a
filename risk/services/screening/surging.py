"""The second layer: surges in communities, townships and the county, all series of the night judged together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np

from pingan.calendars.queries import working_time
from risk.queries.screening.areas import Areas
from risk.queries.screening.counts import Weekly
from risk.rules.findings import Finding, rounded
from risk.rules.regression import Matrix
from risk.rules.screening_numbers import SHOWN_WEEKS, ScreeningNumbers
from risk.rules.surges import Judged, SurgeSettings, baseline_weeks, false_discoveries, judge

#: Kind, class, prefix of the area.
Series = tuple[str, str, str]
_WORKED = 5


def surges(
    areas: Areas, found: Iterable[Weekly], night: date, numbers: ScreeningNumbers, *, oldest_days: int
) -> tuple[list[Finding], int]:
    """Return the surges of a night, and among how many series they were sought.

    ``oldest_days``: age of the county's first matter; a past that was never recorded is no past without matters.
    """
    settings = numbers.surge
    by_series = _series(areas, found)
    weeks = min(weeks_read(numbers), oldest_days // 7 + 1)
    tested = [
        key for key, counts in sorted(by_series.items())
        if sum(counts.get(week, 0) for week in range(4)) >= settings.least_in_four_weeks
    ]  # fmt: skip
    if not tested:
        return [], len(by_series)
    matrix = np.zeros((len(tested), weeks))
    for row, key in enumerate(tested):
        for back, count in by_series[key].items():
            if back < weeks:
                matrix[row, weeks - 1 - back] = count
    judged = judge(matrix, settings, _lost_days(areas.county, night, weeks))
    # Series that were not judged count as well: the share of false alarms is of all that could have raised one.
    p_values = np.ones(len(by_series))
    p_values[: len(tested)] = judged.p_value
    shares = false_discoveries(p_values)[: len(tested)]
    is_surge = (shares <= numbers.false_alarm_percent / 100) & (matrix[:, -1] > judged.upper)
    return [
        _finding(tested[row], matrix[row], judged, row, float(shares[row]), settings)
        for row in map(int, np.flatnonzero(is_surge & judged.is_tested))
    ], len(by_series)


def weeks_read(numbers: ScreeningNumbers) -> int:
    """Return how many weeks are read: the years of the baseline with the window around the first of them."""
    settings = numbers.surge
    return round(settings.years * settings.weeks_of_year) + settings.half_window_weeks + 1


def _series(areas: Areas, found: Iterable[Weekly]) -> dict[Series, dict[int, int]]:
    by_series: dict[Series, dict[int, int]] = defaultdict(dict)
    homes: dict[str, tuple[str, ...]] = {}
    for row in found:
        if row.region_code not in homes:
            homes[row.region_code] = areas.of(row.region_code)
        for area in homes[row.region_code]:
            weekly = by_series[row.counted, row.class_code, area]
            weekly[row.weeks_back] = weekly.get(row.weeks_back, 0) + row.count
    return by_series


def _lost_days(county: str, night: date, weeks: int) -> Matrix:
    """Return for each week how many working days it lost to holidays; a week worked through on its Sunday gains one."""
    calendar = working_time(county)
    days = [night - timedelta(days=back) for back in range(7 * weeks - 1, -1, -1)]
    worked = np.array([calendar.is_working_day(day) for day in days], dtype=np.float64)
    lost: Matrix = _WORKED - worked.reshape(weeks, 7).sum(axis=1)
    return lost


def _finding(
    key: Series, counts: Matrix, judged: Judged, row: int, share: float, settings: SurgeSettings
) -> Finding:
    counted, class_code, area = key
    baseline = baseline_weeks(counts.size, settings)
    is_fitted = baseline.size >= settings.least_weeks and counts[baseline].sum() > 0
    p_value = rounded(float(judged.p_value[row]))
    figures = {
        "count": int(counts[-1]),
        "days": 7,
        "expected": rounded(float(judged.expected[row])),
        "upper": rounded(float(judged.upper[row])),
        "weeks": [int(count) for count in counts[-SHOWN_WEEKS:]],
    }
    return Finding(
        layer="surge",
        method="farrington" if is_fitted else "latest_weeks",
        counted=counted,
        class_code=class_code,
        area_code=area,
        key=f"surge:{counted}:{class_code}:{area}",
        statistic=float(counts[-1]),
        figures=figures,
        p_value=p_value,
        q_value=rounded(share),
    )
