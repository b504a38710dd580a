"""The map: what it counts is what the list holds, for those who may see it, wherever one looks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings

from grids.models import GridOutline
from grids.queries.map_grids import GRIDS_FROM
from grids.rules.geometry import distance_m
from grids.rules.outlines import read
from grids.rules.tiles import tile_of
from grids.services.grids import GridEdit, edit_grid, retire_grid
from pingan.access.rules import system_actor
from pingan.common.offsets import to_gcj02
from pingan.org.models import Region
from pingan.settings.map_base import map_base
from tests.api.conftest import Api
from tests.factories.disputes import given_registration
from tests.factories.grids import given_grid, square
from tests.factories.incidents import given_incident, given_report, rewrite
from tests.factories.world import World, signed_in

pytestmark = pytest.mark.django_db
REFERENCE = Path(__file__).resolve().parents[2] / "pingan" / "org" / "reference"
EVERYWHERE = "tab=all"
#: Whose business the incidents are, from the grid to the province.
READERS = (
    "grid_worker",
    "community_staff",
    "township_desk",
    "unit_handler",
    "county_dispatcher",
    "leader",
    "auditor",
)


@pytest.fixture
def busy(world: World) -> World:
    """Nine incidents in three townships of two counties, one of them without a point, one closed."""
    for place in (world.here, world.neighbour, world.far):
        x, y = place.point
        for step in range(2):
            given_report(place, longitude=x + 0.003 * step, latitude=y - 0.004 * step)
    given_incident(world.here, "closed")
    given_incident(world.here, "signed", longitude=world.here.point[0] + 0.0001)
    bare = given_report(world.neighbour)
    rewrite(bare.pk, longitude=None, latitude=None)
    return world


def with_lines(world: World) -> None:
    """Give the two counties the lines that the reference data has of them."""
    text = (REFERENCE / "jiangxi_counties.geojson").read_text(encoding="utf-8")
    for feature in json.loads(text)["features"]:
        code = str(feature["properties"]["code"]).ljust(12, "0")
        Region.objects.filter(code=code).update(boundary=feature["geometry"])


def asked(client: Client, path: str, query: str = EVERYWHERE) -> Any:
    answer = client.get(f"/map/{path}?{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def tiles_around(world: World, zoom: int) -> set[tuple[int, int, int]]:
    points = [place.point for place in (world.here, world.neighbour, world.far)]
    found = set()
    for x, y in points:
        for east in (-0.006, 0, 0.006):
            for north in (-0.006, 0, 0.006):
                tile = tile_of(x + east, y + north, zoom)
                found.add((tile.z, tile.x, tile.y))
    return found


def on_tiles(client: Client, world: World, zoom: int, query: str, kind: str = "tiles") -> int:
    return sum(
        point[2]
        for tile in tiles_around(world, zoom)
        for point in asked(client, f"{kind}/incidents/{'/'.join(map(str, tile))}/", query)["points"]
    )


@pytest.mark.parametrize("role", READERS)
def test_what_the_map_counts_is_what_the_list_holds(busy: World, role: str) -> None:
    user = busy.here.users[role]
    client, api = signed_in(user), Api(user)
    for filters in ({}, {"closed": "false"}, {"state": "closed"}, {"category": "APPEAL"}, {"q": "路灯"}):
        query = urlencode({"tab": "all", **filters})
        listed = api.get("/incidents/count/", **filters).json()["count"]
        placed = api.get("/incidents/count/", **filters, bbox="-180,-85,180,85").json()["count"]
        for level in (2, 3, 4):
            counted = asked(client, f"counts/incidents/{level}/", query)["points"]
            assert sum(point[2] for point in counted) == listed
        for zoom, kind in ((11, "tiles"), (16, "tiles"), (12, "heat")):
            assert on_tiles(client, busy, zoom, query, kind) == placed


def test_counts_of_divisions_name_them_and_stand_where_they_lie(busy: World) -> None:
    with_lines(busy)
    client = signed_in(busy.province_office)
    by_code = {point[4]: point for point in asked(client, "counts/incidents/3/")["points"]}
    assert {code: point[2] for code, point in by_code.items()} == {"360703": 7, "360702": 2}
    assert by_code["360703"][5] == "南康区" and by_code["360703"][3] == 6
    west, south = by_code["360703"][:2]
    assert 114 < west < 115.2 and 25.3 < south < 26.3


def test_a_single_matter_has_a_key_and_a_cluster_has_none(busy: World) -> None:
    client = signed_in(busy.here.users["township_desk"])
    deep = on_points(client, busy.here.point, 20)
    assert {point[4] > 0 for point in deep if point[2] == 1} <= {True}
    wide = on_points(client, busy.here.point, 11)
    assert [point[4] for point in wide if point[2] > 1] == [0] * sum(point[2] > 1 for point in wide)


def on_points(client: Client, point: tuple[float, float], zoom: int) -> list[list[Any]]:
    tile = tile_of(*point, zoom)
    points: list[list[Any]] = asked(client, f"tiles/incidents/{tile.z}/{tile.x}/{tile.y}/")["points"]
    return points


def test_a_card_leads_to_the_page_of_whoever_may_see_it_and_tells_nobody_else(busy: World) -> None:
    incident = given_report(busy.far)
    there, elsewhere = (signed_in(place.users["township_desk"]) for place in (busy.far, busy.here))
    shown = there.get(f"/map/cards/incidents/{incident.pk}/").content.decode()
    assert f"/incidents/{incident.pk}/" in shown and incident.matter.title in shown
    assert elsewhere.get(f"/map/cards/incidents/{incident.pk}/").status_code == 404


def test_a_restricted_dispute_has_no_place_on_the_map_even_for_those_who_may_read_it(world: World) -> None:
    open_one = given_registration(world.here)
    hidden = given_registration(world.here, flags=("minor_exposed",))
    desk = signed_in(world.here.users["township_desk"])
    assert desk.get(f"/disputes/{hidden.pk}/").status_code == 200
    assert _keys(desk, "disputes") == [str(open_one.pk)]
    tile = tile_of(*world.here.point, 10)
    for path in (f"tiles/disputes/{tile.z}/{tile.x}/{tile.y}/", f"heat/disputes/{tile.z}/{tile.x}/{tile.y}/",
                 "counts/disputes/3/"):  # fmt: skip
        assert [point[2] for point in asked(desk, path)["points"]] == [1], path
    assert desk.get(f"/map/cards/disputes/{open_one.pk}/").status_code == 200
    assert desk.get(f"/map/cards/disputes/{hidden.pk}/").status_code == 404


def _keys(client: Client, layer: str) -> list[str]:
    page = client.get(f"/map/?layer={layer}&tab=all").content.decode()
    return [part.split('"')[0] for part in page.split('id="row-')[1:]]


def test_a_tile_holds_the_grids_one_may_see_and_is_not_sent_twice(world: World) -> None:
    grid = given_grid(world.here.village, boundary=square(114.61, 25.71), name="赣江网格")
    far = given_grid(world.far.village, boundary=square(114.615, 25.715), name="外县网格")
    client = signed_in(world.here.users["township_desk"])
    tile = tile_of(114.615, 25.715, 13)
    path = f"/map/tiles/grids/13/{tile.x}/{tile.y}/"
    first = client.get(path)
    names = {one[2]: one for one in first.json()["grids"]}
    assert grid.name in names and far.name not in names
    assert read(names[grid.name][4])[0][0] == pytest.approx((114.61, 25.71), abs=2e-5)
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and again.content == b""
    edit_grid(
        actor=system_actor(), grid_id=grid.pk, reason="测绘", data=GridEdit(boundary=square(114.612, 25.712))
    )
    redrawn = client.get(path, headers={"If-None-Match": first["ETag"]})
    shape = next(one[4] for one in redrawn.json()["grids"] if one[0] == grid.pk)
    assert read(shape)[0][0] == pytest.approx((114.612, 25.712), abs=2e-5)
    retire_grid(actor=system_actor(), grid_id=grid.pk, reason="合并")
    assert grid.name not in {one[2] for one in client.get(path).json()["grids"]}


def test_a_grid_that_came_in_by_another_door_is_drawn_from_its_boundary(world: World) -> None:
    assert not GridOutline.objects.filter(grid=world.here.grid).exists()
    client = signed_in(world.here.users["grid_worker"])
    tile = tile_of(*world.here.point, 12)
    shown = client.get(f"/map/tiles/grids/12/{tile.x}/{tile.y}/").json()["grids"]
    assert world.here.grid.pk in {one[0] for one in shown}


def test_before_the_zoom_of_grids_and_without_their_kind_there_are_none(world: World) -> None:
    client = signed_in(world.here.users["township_desk"])
    tile = tile_of(*world.here.point, GRIDS_FROM - 1)
    assert client.get(f"/map/tiles/grids/{tile.z}/{tile.x}/{tile.y}/").json()["grids"] == []
    tile = tile_of(*world.here.point, 12)
    path = f"/map/tiles/grids/12/{tile.x}/{tile.y}/"
    assert client.get(f"{path}?kind=dedicated_grid").json()["grids"] == []
    assert client.get(f"{path}?kind=basic_grid").json()["grids"] != []


def test_a_tap_names_the_grid_that_holds_the_place(world: World) -> None:
    client = signed_in(world.here.users["grid_worker"])
    x, y = world.here.point
    shown = client.get(f"/map/at/?longitude={x}&latitude={y}").content.decode()
    assert world.here.grid.name in shown and f'data-grid="{world.here.grid.pk}"' in shown
    x, y = world.far.point
    other = client.get(f"/map/at/?longitude={x}&latitude={y}").content.decode()
    assert world.far.grid.name in other and "data-grid" not in other
    assert "此处没有网格" in client.get("/map/at/?longitude=116.0&latitude=29.0").content.decode()


@pytest.mark.parametrize(
    "query", ["", "longitude=x&latitude=1", "longitude=nan&latitude=1", "longitude=999&latitude=1"]
)
def test_a_place_that_is_none_gets_a_sentence(world: World, query: str) -> None:
    answer = signed_in(world.here.users["grid_worker"]).get(f"/map/at/?{query}")
    assert answer.status_code == 422 and "有效" in answer.content.decode()


@override_settings(MAP_BASE=map_base(tiles="https://tiles.example.cn/{z}/{x}/{y}.png", datum="gcj02"))
def test_on_an_offset_base_everything_is_drawn_there_and_read_back(world: World) -> None:
    incident = given_report(world.here)
    client = signed_in(world.here.users["township_desk"])
    x, y = world.here.point
    (point,) = on_points(client, (x, y), 14)
    assert distance_m((point[0], point[1]), to_gcj02(x, y)) < 0.5
    assert distance_m((point[0], point[1]), (x, y)) > 100
    assert (incident.matter.longitude, incident.matter.latitude) == (x, y)
    edge = 114.6000005  # just inside the western edge of the grid, on the ground
    drawn = to_gcj02(edge, y)
    shown = client.get(f"/map/at/?longitude={drawn[0]}&latitude={drawn[1]}").content.decode()
    assert world.here.grid.name in shown
    device = client.get(f"/map/at/?longitude={x}&latitude={y}&from=device").content.decode()
    assert world.here.grid.name in device and f'data-x="{to_gcj02(x, y)[0]:.6f}"' in device
    box = ",".join(str(edge) for edge in (point[0] - 1e-4, point[1] - 1e-4, point[0] + 1e-4, point[1] + 1e-4))
    listed = client.get(f"/map/?layer=incidents&tab=all&bbox={box}").content.decode()
    assert incident.matter.number in listed


def test_the_list_beside_the_map_stands_without_a_script_and_leads_to_the_whole_list(busy: World) -> None:
    client = signed_in(busy.here.users["county_dispatcher"])
    page = client.get("/map/?layer=incidents&tab=all&state=reported")
    html = page.content.decode()
    assert html.count('id="row-') == 5
    assert "/incidents/?tab=all&amp;state=reported" in html
    back = client.get("/incidents/?tab=all&state=reported").content.decode()
    assert "/map/?tab=all&amp;state=reported&amp;layer=incidents" in back


def test_a_map_without_filters_begins_with_what_is_open(busy: World) -> None:
    client = signed_in(busy.here.users["township_desk"])
    assert client.get("/map/").content.decode().count('id="row-') == 3


@pytest.mark.parametrize(
    "path",
    ["tiles/incidents/3/9/0/", "tiles/nothing/3/1/1/", "counts/incidents/5/", "divisions/9/", "divisions/3/?within=x",
     "tiles/grids/40/1/1/"],
)  # fmt: skip
def test_what_no_map_has_is_not_found(world: World, path: str) -> None:
    assert signed_in(world.here.users["township_desk"]).get(f"/map/{path}").status_code == 404


def test_divisions_have_their_real_lines_and_are_sent_once(world: World) -> None:
    with_lines(world)
    client = signed_in(world.here.users["grid_worker"])
    first = client.get("/map/divisions/3/?within=3607")
    names = {one[1]: one for one in first.json()["divisions"]}
    assert "南康区" in names and len(read(names["南康区"][4])[0]) > 20
    assert (
        client.get("/map/divisions/3/?within=3607", headers={"If-None-Match": first["ETag"]}).status_code
        == 304
    )


def test_administrators_see_no_map(world: World) -> None:
    assert signed_in(world.admins["system_admin"]).get("/map/").status_code == 403


def test_a_map_of_one_division_names_it_and_begins_there(busy: World) -> None:
    """The chip named the code, and the map stayed over the whole post."""
    with_lines(busy)
    client = signed_in(busy.province_office)
    whole = client.get("/map/").context
    page = client.get("/map/?layer=incidents&tab=all&region=360703000000")
    assert [chip["label"] for chip in page.context["chips"]] == ["行政区划: 南康区"]
    west, south, east, north = page.context["view"]
    assert 114 < west < east < 115.2 and 25.3 < south < north < 26.4
    assert whole["view"] != page.context["view"]
    unknown = client.get("/map/?layer=incidents&tab=all&region=369999999999").context
    assert unknown["view"] == whole["view"] and "369999999999" in unknown["chips"][0]["label"]
