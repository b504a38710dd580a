"""Grids through their pages: gaps to be mended, edits that keep history, people assigned and ended."""

from __future__ import annotations

import re
from typing import Any

import pytest

from grids.models import Grid, GridAssignment, GridChange
from pingan.audit.models import AuditEntry
from tests.factories.world import World


def make_urban(grid: Grid) -> None:
    Grid.objects.filter(pk=grid.pk).update(kind="governance_grid", is_urban_override=True)


@pytest.mark.parametrize("role", ["body_office", "county_dispatcher", "leader", "township_desk"])
def test_the_gaps_of_the_overview_are_the_grids_of_the_list(world: World, role: str) -> None:
    make_urban(world.here.grid)
    make_urban(world.neighbour.grid)
    GridAssignment.objects.filter(grid=world.here.grid).delete()
    client = world.here.client(role)
    text = client.get("/overview/").content.decode().replace("&amp;", "&")
    cells = re.findall(
        r'href="(/grids/\?region=[^"]+gap=[^"]+)"[^>]*>(?:<span.*?</span><span[^>]*>)?\s*(\d+)', text
    )
    assert "1" in {value for _url, value in cells}
    for url, value in cells:
        answer = client.get(url)
        assert answer.context["total"] == int(value), url


def test_the_province_sees_its_counties_first(world: World) -> None:
    from tests.factories.world import signed_in

    make_urban(world.here.grid)
    GridAssignment.objects.filter(grid=world.here.grid).delete()
    client = signed_in(world.province_office)
    text = client.get("/grids/").content.decode()
    assert world.here.county.name in text
    assert "region=360703000000" in text
    assert client.get("/grids/", {"gap": "no_full_time_worker"}).context["total"] == 1


def test_a_grid_of_another_county_is_not_found(world: World) -> None:
    client = world.here.client("body_office")
    pk = world.far.grid.pk
    for path in ("", "edit/", "assign/"):
        assert client.get(f"/grids/{pk}/{path}").status_code == 404
    assert client.post(f"/grids/{pk}/retire/", {"reason": "x"}).status_code == 404


def test_readers_see_no_way_to_edit_and_are_refused(world: World) -> None:
    client, pk = world.here.client("leader"), world.here.grid.pk
    assert f"/grids/{pk}/edit/" not in client.get(f"/grids/{pk}/").content.decode()
    assert client.get(f"/grids/{pk}/edit/").status_code == 403
    assert client.post(f"/grids/{pk}/assign/", {}).status_code == 403


def edited(world: World, **values: Any) -> dict[str, Any]:
    return {
        "name": "新名网格", "kind": "basic_grid", "households": "130", "resident_population": "420",
        "reason": "核实户数", "seen_version": "1", **values,
    }  # fmt: skip


def test_an_edit_keeps_what_stood_there_with_its_reason(world: World) -> None:
    client, grid = world.here.client("body_office"), world.here.grid
    assert client.post(f"/grids/{grid.pk}/edit/", edited(world)).status_code == 302
    change = GridChange.objects.get(grid=grid)
    assert (change.reason, change.before["households"]) == ("核实户数", 120)
    text = client.get(f"/grids/{grid.pk}/").content.decode()
    assert "新名网格" in text
    assert "核实户数" in text


def test_the_second_of_two_editors_is_told_and_keeps_what_was_typed(world: World) -> None:
    client, grid = world.here.client("body_office"), world.here.grid
    client.post(f"/grids/{grid.pk}/edit/", edited(world))
    answer = client.post(f"/grids/{grid.pk}/edit/", edited(world, name="另一个名"))
    assert answer.status_code == 409
    assert Grid.objects.get(pk=grid.pk).name == "新名网格"


def test_an_edit_without_reason_is_refused_at_its_field(world: World) -> None:
    answer = world.here.client("body_office").post(
        f"/grids/{world.here.grid.pk}/edit/", edited(world, reason="")
    )
    assert answer.status_code == 422
    assert "reason" in answer.context["form"].errors


def test_a_new_grid_gets_the_next_code(world: World) -> None:
    client = world.here.client("body_office")
    values = edited(world, region_id=world.here.village.pk)
    answer = client.post("/grids/new/", values)
    assert answer.status_code == 302
    assert Grid.objects.get(name="新名网格").code == f"{world.here.village.code}002"


def test_the_province_names_the_county_before_the_village(world: World) -> None:
    from tests.factories.world import signed_in

    client = signed_in(world.province_office)
    first = client.get("/grids/new/")
    assert set(first.context["form"].fields) == {"county"}
    assert world.here.county.name in first.content.decode()
    assert world.here.village.name not in first.content.decode()
    assert client.post("/grids/new/", {"county": world.here.village.code}).status_code == 422
    address = f"/grids/new/?region={world.here.county.code}"
    assert client.post("/grids/new/", {"county": world.here.county.code})["Location"] == address
    offered = dict(client.get(address).context["form"].fields["region_id"].choices)
    assert world.here.village.pk in offered and world.far.village.pk not in offered
    elsewhere = edited(world, region_id=world.far.village.pk)
    assert client.post(address, elsewhere).context["form"].errors["region_id"]
    assert client.post(address, edited(world, region_id=world.here.village.pk)).status_code == 302
    assert Grid.objects.filter(name="新名网格", region=world.here.village).exists()


def test_a_county_sets_up_grids_in_its_own_area_only(world: World) -> None:
    client = world.here.client("body_office")
    assert world.here.village.name in client.get("/grids/new/").content.decode()
    assert client.get(f"/grids/new/?region={world.far.county.code}").status_code == 404
    whole = client.get("/grids/").content.decode()
    assert f'href="/grids/new/?region={world.here.county.code}"' in whole


def test_a_person_is_assigned_and_ended_and_both_stand_in_the_security_log(world: World) -> None:
    client, grid = world.here.client("body_office"), world.here.grid
    person = world.here.users["community_staff"]
    assert person.name in client.get(f"/grids/{grid.pk}/assign/").content.decode()
    values = {
        "user_id": person.pk,
        "duty_role": "leader",
        "employment": "part_time",
        "valid_from": "2026-01-01",
    }
    assert client.post(f"/grids/{grid.pk}/assign/", values).status_code == 302
    row = GridAssignment.objects.get(grid=grid, user=person)
    client.post(f"/grids/assignments/{row.pk}/end/", {"reason": "换岗"})
    row.refresh_from_db()
    assert row.ended_reason == "换岗"
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"grid.worker_assigned", "grid.worker_ended"} <= actions


def test_somebody_from_elsewhere_cannot_be_assigned(world: World) -> None:
    values = {
        "user_id": world.far.users["grid_worker"].pk, "duty_role": "worker", "employment": "full_time",
        "valid_from": "2026-01-01",
    }  # fmt: skip
    answer = world.here.client("body_office").post(f"/grids/{world.here.grid.pk}/assign/", values)
    assert answer.status_code == 422


def test_ending_a_grid_ends_its_assignments(world: World) -> None:
    client, grid = world.here.client("body_office"), world.here.grid
    assert client.post(f"/grids/{grid.pk}/retire/", {"reason": ""}).status_code == 422
    assert client.post(f"/grids/{grid.pk}/retire/", {"reason": "并入他网格"}).status_code == 302
    assert not GridAssignment.objects.filter(grid=grid, valid_to=None).exists()
    assert GridChange.objects.filter(grid=grid, action="retire").exists()
