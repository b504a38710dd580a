# ruff: noqa: E402 - Django is set up before models are imported
"""Seeds counties for their nights: grids in rows, classes of unequal size, a season, one cluster a county. Prints JSON."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from grids.models import Grid
from pingan.org.models import Region
from risk.models import BackTest, RuleKind, ScreeningRule
from tests.factories.world import square

YEARS = 5
SIDE = 0.01
COLUMNS = (
    "number", "kind", "title", "text", "keywords", "region_id", "region_code", "grid_id", "class_code", "severity",
    "urgency", "state", "clock_paused", "is_restricted", "opened_at", "version", "updated_at", "timeline_head",
    "timeline_count",
)  # fmt: skip


def seed(counties: int, grids: int, classes: int, a_year: int, chance: int) -> dict[str, Any]:
    draw = np.random.default_rng(chance)
    rows = Region.objects.filter(level=3, valid_to=None, is_virtual=False).order_by("code")
    made = 0
    with transaction.atomic(), connection.cursor() as cursor:
        # No book of each matter is measured here, and its triggers would take most of the time.
        cursor.execute("set local session_replication_role = replica")
        # Ten million rows: their indexes are made at once, after them.
        indexes = _indexes_taken(cursor)
        for place, county in enumerate(rows[:counties]):
            made += _county(cursor, county, place, grids, classes, a_year, draw)
            _rules(county)
        for definition in indexes:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    return {"counties": min(counties, rows.count()), "matters": made}


def _indexes_taken(cursor: Any) -> list[str]:
    """Drop the indexes of matters that no constraint needs; return how they are made again."""
    cursor.execute(
        "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index "
        "where indrelid = 'matters_matter'::regclass "
        "and not exists (select from pg_constraint where conindid = indexrelid)"
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"drop index {name}")
    return [definition for _name, definition in found]


def _county(
    cursor: Any, county: Region, place: int, grids: int, classes: int, a_year: int, draw: np.random.Generator
) -> int:
    villages = list(
        Region.objects.filter(level=5, valid_to=None, code__startswith=county.code[:6]).order_by("code")
    )
    made = _grids(villages, place, grids)
    total = int(draw.poisson(a_year * YEARS))
    now = timezone.now().replace(hour=12)
    share = 1 / np.arange(1, classes + 1)
    ages = draw.integers(1, round(365.25 * YEARS), total)
    kept = draw.random(total) < 0.75 + 0.25 * np.cos(2 * np.pi * ages / 365.25)
    ages = ages[kept]
    where, what = draw.integers(0, grids, ages.size), draw.choice(classes, ages.size, p=share / share.sum())
    # Twelve of a rare class within four grids and the latest five days.
    ages = np.append(ages, draw.integers(1, 6, 12))
    where = np.append(where, grids // 2 + draw.integers(0, 4, 12))
    what = np.append(what, np.full(12, classes - 1))
    copied = f"copy matters_matter ({', '.join(COLUMNS)}) from stdin"
    with cursor.copy(copied) as copy:
        for number, (age, grid_at, class_at) in enumerate(zip(ages, where, what, strict=True)):
            grid = made[grid_at]
            at = now - timedelta(days=int(age))
            kind = "dispute" if class_at % 3 == 0 else "incident"
            copy.write_row(
                (
                    f"B{place:03d}{number:08d}", kind, "测量", "", "", grid.region_id, grid.region.code, grid.pk,
                    f"C{class_at:02d}", "", "", "closed", False, False, at, 1, at, "0" * 64, 1,
                )
            )  # fmt: skip
    return int(ages.size)


def _rules(county: Region) -> None:
    """One rule of each kind, every class each for itself."""
    for kind in RuleKind.values:
        terms = {
            "code": kind, "name": kind, "kind": kind, "counted": "incident", "least": 3, "days": 14, "people": 5,
            "region_code": county.code[:6], "source": "bench",
        }  # fmt: skip
        day = timezone.localdate() - timedelta(days=7)
        tried = BackTest.objects.create(**terms, since=day, until=day, count=0, made_at=timezone.now())
        ScreeningRule.objects.create(
            **terms, back_test=tried, effective_from=day, switched_on_at=timezone.now()
        )


def _grids(villages: list[Region], place: int, many: int) -> list[Grid]:
    rows, wide = [], 40
    for number in range(many):
        village = villages[number * len(villages) // many]
        west = 114 + (place % 10) * 0.5 + SIDE * (number % wide)
        south = 25 + (place // 10) * 0.4 + SIDE * (number // wide)
        rows.append(
            Grid(
                code=f"{village.code}{number:04d}", name=f"{village.name}{number}", kind="basic_grid", region=village,
                boundary=square(west, south, SIDE), west=west, south=south, east=west + SIDE, north=south + SIDE,
                valid_from=timezone.localdate() - timedelta(days=3650),
            )
        )  # fmt: skip
    return Grid.objects.bulk_create(rows)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(seed(*map(int, sys.argv[1:]))) + "\n")
