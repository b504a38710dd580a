"""A county's past for screenings: matters by the day on which they were opened, years of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

import numpy as np
from django.utils import timezone

from grids.models import Grid
from pingan.matters.models import Matter, TimelineEntry
from pingan.org.models import Region
from risk.models import Sighting
from tests.factories.org import LONG_AGO
from tests.factories.world import Place, square

NIGHT = date(2026, 11, 19)
LAMP = "APPEAL.FACILITY.LAMP"
_serials = count(1)


def given_grids(place: Place, many: int) -> list[Grid]:
    """Return ``many`` more grids of a place's village, in a row to the east."""
    made = []
    for number in range(many):
        west, south = place.point[0] + 0.2 + 0.01 * number, place.point[1]
        made.append(
            Grid(
                code=f"{place.village.code}{100 + number}", name=f"第{100 + number}网格", kind="basic_grid",
                region=place.village, boundary=square(west, south, 0.01), west=west, south=south, east=west + 0.01,
                north=south + 0.01, valid_from=LONG_AGO,
            )
        )  # fmt: skip
    return Grid.objects.bulk_create(made)


def given_matters(
    grid: Grid | None,
    days_back: Iterable[int],
    *,
    night: date = NIGHT,
    region: Region | None = None,
    **values: Any,
) -> list[Matter]:
    """Return matters opened at noon so many days before a night; what only counts needs no particulars."""
    where = region or (grid.region if grid else None)
    assert where is not None
    rows = []
    for back in days_back:
        opened = timezone.make_aware(datetime.combine(night - timedelta(days=int(back)), time(12)))
        data = {"kind": "incident", "class_code": LAMP, "state": "accepted", **values}
        rows.append(
            Matter(
                number=f"CS{next(_serials):08d}", title="路灯不亮", region=where, region_code=where.code, grid=grid,
                opened_at=opened, timeline_head="0" * 64, timeline_count=1, **data,
            )
        )  # fmt: skip
    made = Matter.objects.bulk_create(rows)
    TimelineEntry.objects.bulk_create(
        TimelineEntry(matter=row, seq=1, action="report", actor_label="测试", at=row.opened_at, hash="0" * 64)
        for row in made
    )
    return made


def given_quiet_years(
    grids: list[Grid], *, years: float = 3, a_week: float = 0.5, seed: int = 1, **values: Any
) -> None:
    """Give each grid matters by chance, up to a month before the night."""
    draw = np.random.default_rng(seed)
    days = round(365.25 * years)
    for grid in grids:
        many = int(draw.poisson(a_week * days / 7))
        given_matters(grid, draw.integers(0, days, many), **values)


def rows_of_night() -> list[dict[str, Any]]:
    """Everything that a night writes but for keys, numbers and moments."""
    return list(
        Sighting.objects.order_by("night", "signal__key").values(
            "night", "statistic", "p_value", "q_value", "figures", "signal__key", "signal__layer", "signal__method",
            "signal__figures", "signal__grid_ids", "signal__first_night", "signal__last_night", "signal__nights",
            "signal__matter__state", "signal__matter__title", "signal__matter__region_code", "run__region_code",
            "run__counts", "run__watermark",
        )
    )  # fmt: skip
