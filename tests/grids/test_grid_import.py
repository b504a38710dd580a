"""Issue 6, line 3: ten thousand grids with 37 faults, each named with its row; then whole, again, and taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grids.models import Grid, GridChange
from pingan.audit.models import AuditEntry
from pingan.imports.models import ImportRecord
from pingan.org.models import Region
from tests.factories.grid_files import (
    SIDE,
    SOUTH,
    WEST,
    Row,
    as_csv,
    as_xlsx,
    given_line,
    given_villages,
    lattice,
    ring,
)
from tests.factories.grids import given_catalogue, given_grid, square
from tests.factories.world import World

pytestmark = pytest.mark.django_db
MANY = 10_000
REASON = "年度网格调整"
Spoil = Callable[[Row, list[Row]], None]


def put(**values: str) -> Spoil:
    return lambda row, rows: row.update(values)


def moved(east: float, north: float = 0.0) -> Spoil:
    """Move a row's square by degrees."""

    def spoil(row: Row, rows: list[Row]) -> None:
        place = rows.index(row)
        west, south = WEST + place // 100 * SIDE + east, SOUTH + place % 100 * SIDE + north
        row["boundary"] = ring(west, south)

    return spoil


def drawn(text: str) -> Spoil:
    return put(boundary=text)


OPEN = {"type": "Polygon", "coordinates": [[[114.6, 25.6], [114.61, 25.6], [114.61, 25.61], [114.6, 25.61]]]}
HOLE = (
    "POLYGON ((114.51 25.51, 114.52 25.51, 114.52 25.52, 114.51 25.52, 114.51 25.51),"
    " (114.53 25.53, 114.54 25.53, 114.54 25.54, 114.53 25.53))"
)
BOW_TIE = "POLYGON ((114.6 25.6, 114.61 25.61, 114.61 25.6, 114.6 25.61, 114.6 25.6))"
THREE_SIDES = "POLYGON ((114.6 25.6, 114.61 25.6, 114.61 25.61, 114.6 25.61))"
SWAPPED = "POLYGON ((25.6 114.6, 25.6 114.61, 25.61 114.61, 25.6 114.6))"
WORD = [[[114.6, 25.6], ["x", 25.6], [114.6, 25.7], [114.6, 25.6]]]
#: What is wrong, the sort that the reader calls it, and how the row is spoilt. Thirty-three are possible in any table.
PLANTED: tuple[tuple[str, str, Spoil], ...] = (
    ("a quarter lies on the grid west of it", "overlap", moved(-SIDE / 4)),
    ("drawn where an earlier row is", "overlap", lambda row, rows: row.update(boundary=rows[5]["boundary"])),
    ("drawn over a grid in force", "overlap", drawn(ring(114.51, 25.51))),
    ("crosses itself", "boundary_invalid", drawn(BOW_TIE)),
    ("its hole lies outside", "boundary_invalid", drawn(HOLE)),
    ("encloses nothing", "boundary_empty", drawn("POLYGON ((114.5 25.5, 114.75 25.75, 115 26, 114.5 25.5))")),
    ("a ring that is not closed, as WKT", "boundary", drawn(THREE_SIDES)),
    ("a ring that is not closed, as GeoJSON", "boundary_points", drawn(json.dumps(OPEN))),
    ("an empty shape", "boundary_empty", drawn("POLYGON EMPTY")),
    ("longitude and latitude swapped", "boundary_swapped", drawn(SWAPPED)),
    ("in another province", "boundary_outside", drawn(ring(100.0, 25.6))),
    ("in another county", "outside_line", drawn(ring(116.0, 25.6))),
    ("a line", "boundary_type", drawn("LINESTRING (114.6 25.6, 114.61 25.6)")),
    ("no shape at all", "boundary", drawn("见附图")),
    ("no coordinate", "boundary_number", drawn(json.dumps({"type": "Polygon", "coordinates": WORD}))),
    ("an unknown community", "unknown_division", put(community="360703203999")),
    ("a community of another county", "foreign_division", put(community="360702100200")),
    ("eleven digits of a community", "community", put(community="36070320330")),
    ("a code that an earlier row has", "twice", lambda row, rows: row.update(code=rows[300]["code"])),
    ("a code of another county's grid", "foreign_code", lambda row, rows: row.update(code="360702100200001")),
    ("a code of a grid that ended", "code_ended", lambda row, rows: row.update(code=row["community"] + "998")),
    ("a code too short", "code", lambda row, rows: row.update(code=row["code"][:14])),
    ("no code", "code", put(code="")),
    ("a code of another division", "code", put(code="360703203200777")),
    ("an unknown kind", "kind", put(kind="大网格")),
    ("no name", "name", put(name="")),
    ("fewer than no households", "households", put(households="-5")),
    ("households in words", "households", put(households="三百户")),
    ("more people than a city", "population", put(population="99999999")),
    ("a day that no year has", "valid_from", put(valid_from="2026-02-30")),
    ("a host of a grid that is not dedicated", "host", put(host="南康区城市管理局")),
    ("a host that nobody knows", "host", put(kind="dedicated_grid", host="某某商场")),
    ("a telephone of letters", "phone", put(phone="见公告牌")),
)  # fmt: skip
#: Two more that only a CSV file can have, two that only a workbook can have: 37 in all.
IN_CSV, IN_XLSX = ("encoding", "encoding"), ("merged", "formula")


def row_of(number: int) -> int:
    """Return the row of a planted fault in the file, the head being the first."""
    return 402 + number * 233


@pytest.fixture
def villages(world: World) -> list[Region]:
    given_catalogue()
    here = world.here
    given_line(here.county)
    villages = given_villages(here.township, 20)
    given_grid(villages[0], code=villages[0].code + "999", boundary=square(114.51, 25.51, SIDE))
    return villages


def end_long_ago(code: str, village: Region) -> None:
    grid = given_grid(village, code=code)
    Grid.objects.filter(pk=grid.pk).update(valid_to=timezone.localdate())


def sent(client: Client, content: bytes, name: str = "网格.csv", **more: str) -> Any:
    url = reverse("grids:grid_import")
    upload = SimpleUploadedFile(name, content)
    return client.post(url, {"file": upload, "reason": REASON, "coordinates": "wgs84", **more})


def confirmed(client: Client, page: Any) -> Any:
    plan = page.context["plan"]
    values = {
        "kept": str(page.context["kept"]),
        "seen": plan.digest,
        "reason": REASON,
        "coordinates": "wgs84",
    }
    return client.post(reverse("grids:grid_import"), values)


def named(page: Any) -> set[tuple[int, str]]:
    assert "plan" in page.context, page.context["form"].errors
    return {(fault.line, fault.kind) for fault in page.context["plan"].faults}


@pytest.mark.timeout(900)
def test_ten_thousand_grids_with_thirty_seven_faults_then_whole_then_back(
    world: World, villages: list[Region]
) -> None:
    client = world.here.client("body_office")
    before = set(Grid.objects.values_list("pk", "version"))
    rows = [dict(row) for row in lattice(villages, MANY)]
    planted = set()
    for number, (_what, kind, spoil) in enumerate(PLANTED):
        line = row_of(number)
        if kind == "code_ended":
            code = rows[line - 2]["community"]
            end_long_ago(code + "998", next(village for village in villages if village.code == code))
            before = set(Grid.objects.values_list("pk", "version"))
        spoil(rows[line - 2], rows)
        planted.add((line, kind))
    assert len(PLANTED) + len(IN_CSV) + len(IN_XLSX) == 37

    lost = [dict(row) for row in rows]
    lost[8_900]["name"] = "第\ufffd\ufffd网格"
    page = sent(client, as_csv(lost, spoilt=[8_950]))
    assert page.status_code == 422
    assert named(page) >= planted | {(8_902, "encoding"), (8_950, "encoding")}
    assert {line for line, _kind in named(page)} == {line for line, _kind in planted} | {8_902, 8_950}

    def finish(sheet: Any) -> None:
        sheet.merge_range(9_000, 4, 9_000, 5, "300")
        sheet.write_formula(9_100, 4, "=100+20", None, 120)

    page = sent(client, as_xlsx(rows, finish), "网格.xlsx")
    assert page.status_code == 422
    assert named(page) >= planted | {(9_001, "merged"), (9_101, "formula")}
    assert {line for line, _kind in named(page)} == {line for line, _kind in planted} | {9_001, 9_101}
    assert len(page.context["faults"]) <= 100

    assert set(Grid.objects.values_list("pk", "version")) == before
    assert not ImportRecord.objects.exists()

    good = as_csv(lattice(villages, MANY), "gbk")
    page = sent(client, good)
    assert page.status_code == 200, list(page.context["plan"].faults[:5])
    assert dict(page.context["plan"].counts) == {"new": MANY, "changed": 0, "unchanged": 0}
    assert "GB 18030" in page.content.decode()
    done = confirmed(client, page)
    assert done.status_code == 302
    whole = Grid.objects.filter(code__in=[row["code"] for row in lattice(villages, MANY)])
    assert whole.filter(valid_to=None, boundary__isnull=False).count() == MANY
    record = ImportRecord.objects.get()
    assert record.counts == {"new": MANY, "changed": 0, "unchanged": 0}
    assert AuditEntry.objects.filter(action="import.applied", object_id=record.pk).exists()

    again = sent(client, good)
    assert dict(again.context["plan"].counts) == {"new": 0, "changed": 0, "unchanged": MANY}
    assert confirmed(client, again).status_code == 422 and ImportRecord.objects.count() == 1

    undone = client.post(done["Location"], {"reason": "文件有误"})
    assert undone.status_code == 302
    today = timezone.localdate()
    in_force = Grid.objects.filter(Grid.in_force_q(today), region__in=villages)
    assert list(in_force.values_list("code", flat=True)) == [villages[0].code + "999"]
    assert GridChange.objects.filter(action="retire").count() == MANY
