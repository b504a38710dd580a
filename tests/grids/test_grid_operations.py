"""Splitting, merging and moving borders: one operation, its day, its people and matters, and undoing it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from shapely.geometry import shape

from grids.models import Grid, GridAssignment, GridChange, GridOperation
from grids.queries.cuts import mergeable_with, split_preview
from grids.queries.grids import grid_at
from grids.services.borders import BordersInput, move_borders
from grids.services.due_operations import carry_out_due
from grids.services.grids import GridEdit, GridInput, create_grid, edit_grid
from grids.services.operations import place_matters
from grids.services.patrol_plans import PointInput
from grids.services.splitting import MergeInput, NewPiece, SplitInput, merge_grids, split_grid
from grids.services.undoing import undo_operation
from pingan.access.rules import system_actor
from pingan.common.errors import IllegalAction, Invalid, NotFound, Stale
from pingan.matters.models import Matter, TimelineEntry
from tests.factories.incidents import given_incident, given_report, step
from tests.factories.patrols import given_patrol, given_plan
from tests.factories.world import Place, World, square

#: Through the middle of the grid of ``here``, from west to east.
MIDDLE = {"type": "LineString", "coordinates": [[114.59, 25.71], [114.63, 25.71]]}
SOUTH, NORTH = (114.61, 25.705), (114.61, 25.715)


def pieces(*assigned: tuple[int, ...]) -> tuple[NewPiece, ...]:
    people = assigned or ((), ())
    names = ("北网格", "南网格")
    return tuple(
        NewPiece(name, "basic_grid", households=60, assignments=who)
        for name, who in zip(names, people, strict=True)
    )


def split(here: Place, **changes: Any) -> Any:
    data = replace(SplitInput(line=MIDDLE, pieces=pieces(), reason="户数过多"), **changes)
    return split_grid(actor=here.actor("body_office"), grid_id=here.grid.pk, data=data, seen_version=1)


def of(matter: Any) -> Grid:
    grid = Matter.objects.select_related("grid").get(pk=matter.pk).grid
    assert grid is not None
    return grid


def given_beside(here: Place, **changes: Any) -> Grid:
    """Return a second grid of the village, east of the first, touching it."""
    data = GridInput(
        name="第二网格", kind="basic_grid", region_id=here.village.pk, boundary=square(114.62, 25.70)
    )
    return create_grid(actor=system_actor(), data=replace(data, **changes), reason="测试").grid


def test_a_split_ends_the_grid_sets_up_its_pieces_and_takes_people_and_matters_along(here: Place) -> None:
    worker = GridAssignment.objects.get(grid=here.grid)
    north = given_report(here, longitude=NORTH[0], latitude=NORTH[1])
    closed = given_incident(here, "closed")
    before = TimelineEntry.objects.filter(matter=north.pk).count()
    done = split(here, pieces=pieces((worker.pk,), ()))
    first, second = done.grids
    assert [grid.code[-3:] for grid in done.grids] == ["002", "003"]
    assert Grid.objects.get(pk=here.grid.pk).valid_to == timezone.localdate()
    assert grid_at(*NORTH) == first
    assert grid_at(*SOUTH) == second
    assert of(north) == first
    entry = TimelineEntry.objects.filter(matter=north.pk).latest("seq")
    assert (entry.action, entry.seq, entry.data["to"]) == ("regridded", before + 1, first.code)
    assert of(closed) == here.grid
    assert list(GridAssignment.objects.filter(grid=first).values_list("user", flat=True)) == [worker.user_id]
    assert not GridAssignment.objects.filter(grid=second).exists()
    assert done.operation.carried_out_at is not None
    assert done.warnings == ()


def test_a_patrol_plan_goes_where_its_first_point_lies(here: Place) -> None:
    placed = given_plan(here, points=(PointInput("祠堂"), PointInput("水渠口", "水位", *SOUTH)))
    free = given_plan(here, title="全网格走访", points=(PointInput("祠堂"),))
    walked = given_patrol(placed, here)
    _north, south = split(here).grids
    placed.refresh_from_db()
    free.refresh_from_db()
    walked.refresh_from_db()
    assert (placed.grid, free.grid, walked.grid) == (south, here.grid, here.grid)


def test_what_has_no_point_stays_listed_until_somebody_chooses(here: Place) -> None:
    lost = given_report(here, longitude=None, latitude=None)
    preview = split_preview(here.actor("body_office"), here.grid, MIDDLE, timezone.localdate())
    assert (preview.unplaced, [piece.proposed_households for piece in preview.pieces]) == (1, [60, 60])
    done = split(here)
    assert of(lost) == here.grid
    moved = place_matters(
        actor=here.actor("body_office"),
        operation_id=done.operation.pk,
        grid_id=done.grids[1].pk,
        matter_ids=[lost.pk],
    )
    assert (moved, of(lost)) == (1, done.grids[1])


def test_undoing_a_split_gives_back_the_grid_its_people_and_its_matters(here: Place) -> None:
    worker = GridAssignment.objects.get(grid=here.grid)
    before = given_report(here, longitude=SOUTH[0], latitude=SOUTH[1])
    done = split(here, pieces=pieces((worker.pk,), (worker.pk,)))
    since = given_report(here, longitude=NORTH[0], latitude=NORTH[1])
    assert of(since) == done.grids[0]
    undo_operation(actor=here.actor("body_office"), operation_id=done.operation.pk, reason="划错了")
    today = timezone.localdate()
    assert grid_at(*NORTH) == grid_at(*SOUTH) == here.grid
    assert {of(before), of(since)} == {here.grid}
    live = GridAssignment.objects.filter(GridAssignment.in_force_q(today), user=worker.user_id)
    assert [(row.pk, row.grid_id) for row in live] == [(worker.pk, here.grid.pk)]
    assert GridChange.objects.filter(grid=here.grid).latest("version").action == "restore"
    with pytest.raises(IllegalAction):
        undo_operation(actor=here.actor("body_office"), operation_id=done.operation.pk, reason="再一次")


@pytest.mark.parametrize("touch", ["edit", "person", "closed"])
def test_what_later_touched_the_new_grids_forbids_undoing(here: Place, touch: str) -> None:
    worker = GridAssignment.objects.get(grid=here.grid)
    done = split(here, pieces=pieces((worker.pk,), ()))
    office = here.actor("body_office")
    if touch == "edit":
        edit_grid(actor=office, grid_id=done.grids[0].pk, data=GridEdit(name="改"), reason="改名")
    elif touch == "person":
        GridAssignment.objects.create(
            grid=done.grids[1], user=here.users["community_staff"], duty_role="worker",
            employment="full_time", valid_from=timezone.localdate(),
        )  # fmt: skip
    else:
        incident = given_report(here, longitude=NORTH[0], latitude=NORTH[1])
        step(here, incident, "reject")
    with pytest.raises(IllegalAction):
        undo_operation(actor=office, operation_id=done.operation.pk, reason="划错了")
    assert GridOperation.objects.get(pk=done.operation.pk).undone_at is None


def test_nobody_plans_grids_for_the_year_9999(here: Place) -> None:
    with pytest.raises(Invalid) as refused:
        split(here, on=date(9999, 12, 31))
    assert "on" in refused.value.fields


def test_a_split_from_a_later_day_waits_and_can_be_cancelled_before(here: Place) -> None:
    day = timezone.localdate() + timedelta(days=40)
    report = given_report(here, longitude=SOUTH[0], latitude=SOUTH[1])
    done = split(here, on=day)
    assert (grid_at(*SOUTH), grid_at(*SOUTH, on=day)) == (here.grid, done.grids[1])
    assert (of(report), done.operation.carried_out_at) == (here.grid, None)
    assert carry_out_due(timezone.localdate()) == 0
    undo_operation(actor=here.actor("body_office"), operation_id=done.operation.pk, reason="明年再说")
    assert grid_at(*SOUTH, on=day) == here.grid
    assert carry_out_due(day) == 0
    assert of(report) == here.grid


def test_on_its_day_a_waiting_split_moves_the_matters_once(here: Place) -> None:
    day = timezone.localdate() + timedelta(days=40)
    report = given_report(here, longitude=SOUTH[0], latitude=SOUTH[1])
    done = split(here, on=day)
    assert (carry_out_due(day), carry_out_due(day)) == (1, 0)
    assert of(report) == done.grids[1]


def test_a_split_is_refused_in_the_past_without_reason_for_another_line_and_for_an_older_reading(
    here: Place,
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    outside = {"type": "LineString", "coordinates": [[114.5, 25.5], [114.6, 25.5]]}
    for changes, field in (
        ({"on": yesterday}, "on"),
        ({"reason": " "}, "reason"),
        ({"line": outside}, "line"),
    ):
        with pytest.raises(Invalid) as refused:
            split(here, **changes)
        assert list(refused.value.fields) == [field]
    with pytest.raises(Invalid) as refused:
        split(here, pieces=(pieces()[0], replace(pieces()[1], name="")))
    assert list(refused.value.fields) == ["name-1"]
    edit_grid(actor=here.actor("body_office"), grid_id=here.grid.pk, data=GridEdit(name="改"), reason="改名")
    with pytest.raises(Stale):
        split(here)
    assert not GridOperation.objects.exists()


def test_two_neighbours_become_one_and_part_again(here: Place) -> None:
    beside = given_beside(here)
    office = here.actor("body_office")
    worker = GridAssignment.objects.get(grid=here.grid)
    ours = given_report(here)
    theirs = given_report(here, longitude=114.63, latitude=25.71)
    pairs = mergeable_with(office, here.grid, timezone.localdate())
    assert [grid for grid, _metres in pairs] == [beside]
    assert pairs[0][1] == pytest.approx(2224, rel=0.01)
    data = MergeInput(
        grid_ids=(here.grid.pk, beside.pk),
        region_id=here.village.pk,
        result=NewPiece("合并网格", "basic_grid", assignments=(worker.pk,)),
        reason="户数太少",
    )
    done = merge_grids(actor=office, data=data)
    (one,) = done.grids
    assert shape(one.boundary).area == pytest.approx(0.02 * 0.04)
    assert (of(ours), of(theirs)) == (one, one)
    undo_operation(actor=office, operation_id=done.operation.pk, reason="划错了")
    assert (of(ours), of(theirs)) == (here.grid, beside)


def test_grids_that_do_not_touch_or_differ_in_kind_are_not_merged(here: Place, world: World) -> None:
    apart = given_beside(here, boundary=square(114.65, 25.70))
    hall = given_beside(here, kind="governance_grid", name="社区网格")
    for other in (apart, hall):
        data = MergeInput((here.grid.pk, other.pk), here.village.pk, NewPiece("并", "basic_grid"), "并")
        with pytest.raises(Invalid) as refused:
            merge_grids(actor=here.actor("body_office"), data=data)
        assert list(refused.value.fields) == ["grids"]
    foreign = MergeInput(
        (here.grid.pk, world.far.grid.pk), here.village.pk, NewPiece("并", "basic_grid"), "并"
    )
    with pytest.raises(NotFound):
        merge_grids(actor=here.actor("body_office"), data=foreign)


def test_neighbours_follow_a_moved_border_and_the_matters_between_them_too(here: Place) -> None:
    beside = given_beside(here)
    between = given_report(here, longitude=114.618, latitude=25.71)
    smaller = {
        "type": "Polygon",
        "coordinates": [
            [[114.60, 25.70], [114.615, 25.70], [114.615, 25.72], [114.60, 25.72], [114.60, 25.70]]
        ],
    }
    office = here.actor("body_office")
    done = move_borders(actor=office, grid_id=here.grid.pk, data=BordersInput(smaller, "以路为界"))
    assert {grid.pk for grid in done.grids} == {here.grid.pk, beside.pk}
    assert (grid_at(114.618, 25.71), of(between), done.warnings) == (beside, beside, ())
    undo_operation(actor=office, operation_id=done.operation.pk, reason="界线不对")
    assert (grid_at(114.618, 25.71), of(between)) == (here.grid, here.grid)
    assert shape(Grid.objects.get(pk=beside.pk).boundary).equals(shape(beside.boundary))


def test_a_border_planned_for_a_later_day_is_refused_then_if_the_grid_was_edited_meanwhile(
    here: Place,
) -> None:
    day = timezone.localdate() + timedelta(days=10)
    office = here.actor("body_office")
    plan = BordersInput(square(114.60, 25.70, 0.015), "明年起", on=day)
    first = move_borders(actor=office, grid_id=here.grid.pk, data=plan).operation
    assert Grid.objects.get(pk=here.grid.pk).boundary == here.grid.boundary
    edit_grid(actor=office, grid_id=here.grid.pk, data=GridEdit(households=7), reason="核实")
    assert carry_out_due(day) == 0
    first.refresh_from_db()
    assert first.refusal
    assert first.carried_out_at is None
    second = move_borders(actor=office, grid_id=here.grid.pk, data=plan).operation
    assert carry_out_due(day) == 1
    second.refresh_from_db()
    assert second.carried_out_at is not None
