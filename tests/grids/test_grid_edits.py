"""Setting up, changing and ending grids."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from grids.models import Grid, GridAssignment, GridChange
from grids.queries.grids import grids_visible
from grids.services.grids import GridEdit, GridInput, create_grid, edit_grid, retire_grid
from pingan.common.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pingan.org.models import Region
from tests.factories.grids import given_assignment, given_catalogue, given_grid, square
from tests.factories.org import given_actor, given_organ, given_two_counties

pytestmark = pytest.mark.django_db
X, Y = 114.70, 25.70
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[X, Y], [X + 0.01, Y + 0.01], [X + 0.01, Y], [X, Y + 0.01], [X, Y]]],
}


def wanted(region: Region, **changes) -> GridInput:
    return replace(GridInput(name="第1网格", kind="basic_grid", region_id=region.pk), **changes)


def test_the_countys_office_sets_up_a_grid_and_codes_are_never_given_twice():
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    first = create_grid(actor=office, data=wanted(org.village)).grid
    retire_grid(actor=office, grid_id=first.pk, reason="合并")
    second = create_grid(actor=office, data=wanted(org.village)).grid
    assert (first.code, second.code) == (org.village.code + "001", org.village.code + "002")
    assert GridChange.objects.get(grid=second).changed_by_id == office.user_id


@pytest.mark.parametrize("role", ["grid_worker", "township_desk", "leader", "auditor", "system_admin"])
def test_who_does_not_manage_grids_is_refused(role):
    org = given_two_counties()
    with pytest.raises(Forbidden):
        create_grid(actor=given_actor(role, org.county), data=wanted(org.village))


def test_another_countys_office_neither_creates_nor_finds_the_grid():
    org = given_two_counties()
    stranger = given_actor("body_office", org.other_county)
    grid = given_grid(org.village)
    with pytest.raises(NotFound):
        create_grid(actor=stranger, data=wanted(org.village))
    with pytest.raises(NotFound):
        edit_grid(actor=stranger, grid_id=grid.pk, data=GridEdit(name="改"), reason="改名")
    assert not grids_visible(stranger).exists()


def test_only_a_dedicated_grid_may_hang_on_a_township():
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    with pytest.raises(Invalid) as refused:
        create_grid(actor=office, data=wanted(org.township))
    assert "region" in refused.value.fields
    data = wanted(org.township, kind="dedicated_grid", host_organ_id=given_organ(org.county).pk)
    assert create_grid(actor=office, data=data).grid.code == org.township.code + "001"


@pytest.mark.parametrize("code", ["3607032032001", "360703203200A01", "360704100200001", "3607032032000011"])
def test_a_code_off_the_pattern_or_of_another_village_is_refused(code):
    given_catalogue()
    org = given_two_counties()
    with pytest.raises(Invalid) as refused:
        create_grid(actor=given_actor("body_office", org.county), data=wanted(org.village, code=code))
    assert list(refused.value.fields) == ["code"]


def test_a_code_is_in_force_once_and_the_database_says_so():
    org = given_two_counties()
    grid = given_grid(org.village)
    with pytest.raises(Conflict):
        create_grid(actor=given_actor("body_office", org.county), data=wanted(org.village, code=grid.code))
    with pytest.raises(IntegrityError), transaction.atomic():
        Grid.objects.create(
            code=grid.code, name="重", kind="basic_grid", region=org.village, valid_from=date(2020, 1, 1)
        )


@pytest.mark.parametrize(
    ("boundary", "word"),
    [
        ({"type": "Point", "coordinates": [X, Y]}, "Polygon"),
        ("not even a shape", "Polygon"),
        ({"type": "Polygon", "coordinates": []}, "points"),
        ({"type": "MultiPolygon", "coordinates": [7]}, "points"),
        ({"type": "Polygon", "coordinates": [[[X, Y], [X + 1, Y], [X, Y + 1], [X, Y + 2]]]}, "closed"),
        ({"type": "Polygon", "coordinates": [[[X, Y], [X, "1"], [X + 1, Y], [X, Y]]]}, "coordinate"),
        ({"type": "Polygon", "coordinates": [[[X, Y], [float("nan"), Y], [X + 1, Y], [X, Y]]]}, "coordinate"),
        (square(25.7, 114.7), "swapped"),
        (BOW_TIE, "crosses"),
    ],
)
def test_a_boundary_that_cannot_be_one_is_refused_with_its_reason(boundary, word):
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    with translation.override("en"), pytest.raises(Invalid) as refused:
        create_grid(actor=office, data=wanted(org.village, boundary=boundary))
    assert word in str(refused.value.fields["boundary"][0])
    assert not Grid.objects.exists()


def test_a_boundary_mostly_outside_its_county_is_refused_and_a_little_outside_is_reported():
    given_catalogue()
    org = given_two_counties()
    Region.objects.filter(pk=org.county.pk).update(boundary=square(X, Y, 0.1))
    office = given_actor("body_office", org.county)
    with pytest.raises(Invalid):
        create_grid(actor=office, data=wanted(org.village, boundary=square(X - 0.005, Y)))
    saved = create_grid(actor=office, data=wanted(org.village, boundary=square(X - 0.0005, Y)))
    assert [(w.kind, round(w.percent)) for w in saved.warnings] == [("outside_line", 5)]


def test_an_overlap_with_a_grid_of_the_same_kind_is_reported_and_touching_is_not():
    given_catalogue()
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    given_grid(org.village, boundary=square(X, Y))
    other = given_grid(org.village, boundary=square(X + 0.02, Y))
    touching = create_grid(actor=office, data=wanted(org.village, boundary=square(X + 0.01, Y)))
    assert touching.warnings == ()
    over = create_grid(actor=office, data=wanted(org.village, name="第2网格", boundary=square(X + 0.025, Y)))
    assert [(w.kind, w.grid_code, w.percent) for w in over.warnings] == [("overlap", other.code, 50.0)]


def test_an_edit_keeps_what_stood_there_before_and_refuses_an_older_reading():
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    grid = given_grid(org.village, boundary=square(X, Y))
    larger = GridEdit(name="新名", boundary=square(X, Y, 0.02))
    saved = edit_grid(actor=office, grid_id=grid.pk, data=larger, reason="重新划定", seen_version=1).grid
    change = GridChange.objects.get(grid=grid, version=2)
    assert (saved.name, saved.version, saved.east) == ("新名", 2, X + 0.02)
    assert change.before["name"] == grid.name
    assert change.before["boundary"]["coordinates"][0][1][0] == pytest.approx(X + 0.01)
    with pytest.raises(Stale):
        edit_grid(actor=office, grid_id=grid.pk, data=GridEdit(name="又"), reason="改", seen_version=1)


def test_an_edit_that_changes_nothing_leaves_no_version():
    org = given_two_counties()
    grid = given_grid(org.village, boundary=square(X, Y))
    office = given_actor("body_office", org.county)
    same = GridEdit(name=grid.name, boundary=square(X, Y))
    edit_grid(actor=office, grid_id=grid.pk, data=same, reason="无")
    assert Grid.objects.get(pk=grid.pk).version == 1


def test_ending_a_grid_ends_the_assignments_in_it():
    org = given_two_counties()
    office = given_actor("body_office", org.county)
    grid = given_grid(org.village)
    running = given_assignment(grid)
    retire_grid(actor=office, grid_id=grid.pk, reason="撤并")
    running.refresh_from_db()
    assert running.valid_to == timezone.localdate()
    in_force = GridAssignment.in_force_q(timezone.localdate())
    assert not GridAssignment.objects.filter(in_force, grid=grid).exists()
    with pytest.raises(Invalid):
        edit_grid(actor=office, grid_id=grid.pk, data=GridEdit(name="x"), reason="y")


def test_a_grid_cannot_end_in_the_past():
    org = given_two_counties()
    grid = given_grid(org.village)
    office = given_actor("body_office", org.county)
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Invalid):
        retire_grid(actor=office, grid_id=grid.pk, reason="撤并", on=yesterday)
