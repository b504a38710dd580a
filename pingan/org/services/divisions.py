"""Loading the divisions that come with the product."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from pypinyin import Style, lazy_pinyin

from pingan.common.text import pinyin_key
from pingan.org.models import Region, RegionChange
from pingan.org.queries.reference import REFERENCE

SOURCE = "国家统计局 统计用区划代码 2023"
_COLUMNS = ("name", "name_pinyin", "name_initials", "urban_rural_code", "is_virtual", "boundary", "source")
_LOCK = 3600001  # any number, the same in every process: two starting servers load one after the other


@dataclass(frozen=True)
class LoadResult:
    """How many divisions were new, corrected, and already as they should be."""

    created: int
    updated: int
    unchanged: int


def pinyin_initials(name: str) -> str:
    """Return the first letters of a Chinese name's syllables: zfz for 朱坊镇."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()[:80]


@transaction.atomic
def load_divisions() -> LoadResult:
    """Load every division of the reference list, and the boundaries of cities and counties.

    Idempotent. A code that any period already knows is not created again, and a row that a recorded
    decision touched is left as the decision made it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    known = {row.code: row for row in Region.objects.order_by("code", "valid_to")}
    decided = set(RegionChange.objects.values_list("region__code", flat=True))
    ids = {code: row.pk for code, row in known.items()}
    created, changed = 0, []
    by_level: dict[int, list[tuple[str, str, dict[str, Any]]]] = {}
    for code, level, parent, values in _reference_rows():
        row = known.get(code)
        if row is None:
            by_level.setdefault(level, []).append((code, parent, values))
        elif code not in decided and row.source == SOURCE and _differs(row, values):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    for level in sorted(by_level):
        fresh = [
            Region(code=code, level=level, parent_id=ids[parent] if parent else None, **values)
            for code, parent, values in by_level[level]
        ]
        for region in Region.objects.bulk_create(fresh, batch_size=4000):
            ids[region.code] = region.pk
        created += len(fresh)
    Region.objects.bulk_update(changed, _COLUMNS, batch_size=1000)
    return LoadResult(created, len(changed), len(known) - len(changed))


def _differs(row: Region, values: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _reference_rows() -> Iterator[tuple[str, int, str, dict[str, Any]]]:
    boundaries = _boundaries()
    with gzip.open(REFERENCE / "jiangxi_divisions.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = row["name"]
            yield (
                row["code"],
                int(row["level"]),
                row["parent_code"],
                {
                    "name": name,
                    "name_pinyin": pinyin_key(name),
                    "name_initials": pinyin_initials(name),
                    "urban_rural_code": row["urban_rural_code"],
                    "is_virtual": row["level"] == "5" and "虚拟" in name,
                    "boundary": boundaries.get(row["code"]),
                    "source": SOURCE,
                },
            )


def _boundaries() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("jiangxi_cities.geojson", "jiangxi_counties.geojson"):
        content = json.loads((REFERENCE / name).read_text(encoding="utf-8"))
        found.update((feature["properties"]["code"], feature["geometry"]) for feature in content["features"])
    return found
