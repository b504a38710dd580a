"""The third layer: clusters of neighbouring grids, one scan per kind and class."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby

import numpy as np

from grids.queries.centres import GridCentre
from risk.rules.clusters import Cluster, scan
from risk.rules.findings import Finding, common_area, rounded, seeded
from risk.rules.neighbours import Neighbours, Real
from risk.rules.screening_numbers import SHOWN_DAYS, ScreeningNumbers

_METRES_PER_DEGREE = 111_320.0
#: Kind, class, grid, age in days.
Place = tuple[str, str, int, int]


def clusters(
    county: str,
    centres: Sequence[GridCentre],
    places: Sequence[Place],
    night: date,
    numbers: ScreeningNumbers,
) -> tuple[list[Finding], int]:
    """Return the clusters of a night, and how many scans were made. ``places`` come ordered by kind and class.

    A grid that is not drawn has no neighbours, so its matters are in no scan.
    """
    centres = [centre for centre in centres if centre.point is not None]
    if not centres:
        return [], 0
    rows = {centre.id: row for row, centre in enumerate(centres)}
    near = Neighbours.of(_points(centres), numbers.nearest)
    found, scans = [], 0
    for (counted, code), group in groupby(places, key=lambda place: place[:2]):
        known = [(rows[grid], age) for _kind, _code, grid, age in group if grid in rows]
        latest = sum(age < numbers.scan_days for _row, age in known)
        if latest < numbers.scan.least_cases:
            continue
        grids, ages = np.array(known, dtype=np.int64).T
        cluster = scan(near, grids, ages, numbers.scan, seeded(county, night, counted, code))
        scans += 1
        if cluster is not None and cluster.p_value <= numbers.cluster_per_mille / 1000:
            found.append(_finding(county, counted, code, cluster, centres, known))
    return found, scans


def _points(centres: Sequence[GridCentre]) -> Real:
    """Return the centres in metres on a plane that touches the middle of the county; exact enough over its width."""
    degrees = np.array([centre.point for centre in centres], dtype=np.float64)
    shrink = math.cos(math.radians(float(degrees[:, 1].mean())))
    return degrees * [_METRES_PER_DEGREE * shrink, _METRES_PER_DEGREE]


def _finding(
    county: str,
    counted: str,
    code: str,
    cluster: Cluster,
    centres: Sequence[GridCentre],
    known: Sequence[tuple[int, int]],
) -> Finding:
    held = set(cluster.grids)
    daily = [0] * SHOWN_DAYS
    for row, age in known:
        if row in held and age < SHOWN_DAYS:
            daily[SHOWN_DAYS - 1 - age] += 1
    zone = [centres[row] for row in cluster.grids]
    # The title names the first: the grid with most of the matters, which the middle of the zone need not have.
    many = Counter(row for row, age in known if row in held and age < cluster.days)
    by_matters = sorted(cluster.grids, key=lambda row: -many[row])
    # Never above the county: a place that came to it keeps its old code.
    area = common_area(centre.region_code for centre in zone)
    return Finding(
        layer="cluster",
        method="scan",
        counted=counted,
        class_code=code,
        area_code=area if len(area) >= len(county[:6]) else county[:6],
        key=f"cluster:{counted}:{code}:{zone[0].id}",
        statistic=rounded(cluster.ratio),
        figures={
            "count": cluster.count,
            "days": cluster.days,
            "expected": rounded(cluster.expected),
            "grids": len(zone),
            "replicates": cluster.replicates,
            "daily": daily,
        },
        p_value=rounded(cluster.p_value),
        grid_ids=tuple(centres[row].id for row in by_matters),
    )
