"""Seeding at scale writes what the services would have written: checked small, used big."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import override_settings
from shapely.geometry import box, mapping, shape

from grids.models import Grid, GridAssignment, Incident, IncidentTask
from grids.queries.grids import grid_at
from pingan.demo import scale, seeders
from pingan.demo.ground import boxes_in
from pingan.demo.loading import places_of
from pingan.demo.rows import TABLES
from pingan.matters.models import Clock, Matter, TimelineEntry
from pingan.org.models import Region
from tests.bench.conftest import GRIDS, INCIDENTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def test_as_many_as_asked_for_all_marked() -> None:
    assert Grid.objects.filter(is_demo=True).count() == GRIDS
    assert Matter.objects.filter(kind="incident").count() == Incident.objects.count() == INCIDENTS


def test_the_timeline_holds() -> None:
    out = StringIO()
    call_command("verify_timeline", stdout=out)
    assert "intact" in out.getvalue()


def test_grids_lie_apart_inside_their_county_and_are_found_by_point() -> None:
    rows = list(Grid.objects.select_related("region"))
    boundary = Region.objects.get(code=f"{rows[0].code[:6]}000000", valid_to=None).boundary
    county = shape(boundary)
    for grid in rows:
        ground = shape(grid.boundary)
        assert county.contains(ground)
        found = grid_at(ground.centroid.x, ground.centroid.y)
        assert found is not None and found.pk == grid.pk


def test_every_grid_has_a_worker_and_every_incident_a_desk() -> None:
    assert set(GridAssignment.objects.values_list("grid_id", flat=True)) == set(
        Grid.objects.values_list("pk", flat=True)
    )
    townships = set(Matter.objects.values_list("township_code", flat=True))
    call = "select left(r.code, 9) from org_post p join org_region r on r.id = p.region_id where p.role = 'township_desk'"
    with connection.cursor() as cursor:
        cursor.execute(call)
        assert townships <= {row[0] for row in cursor.fetchall()}


def test_reading_the_places_never_binds_a_list_of_grids() -> None:
    """PostgreSQL takes 65,535 values in one statement; the province has more grids."""
    most = 0

    def note(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        nonlocal most
        most = max(most, len(params or ()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        assert places_of(Grid.objects.filter(is_demo=True).select_related("region"))
    assert most < 20


def test_units_hold_the_task_of_what_was_dispatched() -> None:
    dispatched = TimelineEntry.objects.filter(action="dispatch").values_list("matter_id", flat=True)
    assert set(dispatched) == set(IncidentTask.objects.values_list("incident_id", flat=True))


def test_closed_incidents_have_no_running_clock() -> None:
    assert not Clock.objects.filter(matter__closed_at__isnull=False, stopped_at=None).exists()
    assert not Matter.objects.filter(closed_at__isnull=False, next_due_at__isnull=False).exists()


def test_search_finds_what_was_seeded() -> None:
    from pingan.common.text import ZhQuery

    lamp = Matter.objects.filter(text__contains="路灯").count()
    assert lamp
    assert Matter.objects.filter(search=ZhQuery("路灯")).count() >= lamp


@pytest.fixture
def as_if_many(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(scale, "MANY", 10)
    yield


def _indexes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select indexdef from pg_indexes where tablename = any(%s)", [list(TABLES)])
        # PostgreSQL prints a condition that was read back with its casts placed differently.
        return {row[0].split(" WHERE ")[0] for row in cursor.fetchall()}


@pytest.mark.usefixtures("as_if_many")
def test_indexes_are_the_same_afterwards() -> None:
    before = _indexes()
    scale.seed_scale(number=20, seed=4, processes=1)
    assert _indexes() == before


def test_bookings_are_guarded_again_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """The constraints that no seeded row is checked by one by one stand again, and were asked of all rows."""
    call = "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint where contype = 'x'"
    seen: list[set[Any]] = []

    def guards() -> set[Any]:
        with connection.cursor() as cursor:
            cursor.execute(call)
            return set(cursor.fetchall())

    def note(*_about: Any) -> Iterator[int]:
        seen.append(guards())
        yield 0

    before = guards()
    monkeypatch.setattr(scale, "MANY", 0)
    monkeypatch.setattr(scale, "_produce", note)
    scale.seed_scale(number=1, seed=4, kind="disputes")
    assert {name for _table, name, _definition in before - seen[0]} == {
        "mediator_booked_once",
        "room_booked_once",
    }
    assert guards() == before


@pytest.mark.usefixtures("as_if_many")
def test_indexes_come_back_when_seeding_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _indexes()
    seen: list[set[str]] = []

    def fail(self: seeders.IncidentSeeder, first: int) -> int:
        seen.append(_indexes())
        raise RuntimeError("power cut")

    monkeypatch.setattr(seeders.IncidentSeeder, "write", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        scale.seed_scale(number=20, seed=4, processes=1)
    assert seen[0] < before
    assert _indexes() == before


def test_the_same_seed_tells_the_same_stories() -> None:
    from datetime import timedelta

    from django.utils import timezone

    until = timezone.now()
    told = []
    for _ in range(2):
        newest = Matter.objects.order_by("-pk").values_list("pk", flat=True)[0]
        seeders.IncidentSeeder(number=25, seed=9, until=until - timedelta(days=1), days=30).write(0)
        rows = Matter.objects.filter(pk__gt=newest).order_by("pk")
        told.append(
            list(rows.values_list("text", "state", "region_code", "opened_at", "next_due_at", "title"))
        )
    assert told[0] == told[1]
    assert len(told[0]) == 25


@override_settings(DEMO_DATA_ALLOWED=False)
def test_an_installation_that_allows_no_demo_data_refuses() -> None:
    with pytest.raises(CommandError):
        call_command("seed_scale", "--grids", "1", "--incidents", "1")


def test_squares_fill_any_shape_without_touching() -> None:
    ell = box(0, 0, 3, 1).union(box(0, 0, 1, 3))
    boxes = [box(*one) for one in boxes_in(mapping(ell), 40)]
    assert len(boxes) == 40
    assert all(ell.contains(one) for one in boxes)
    assert not any(a.intersects(b) for n, a in enumerate(boxes) for b in boxes[:n])
