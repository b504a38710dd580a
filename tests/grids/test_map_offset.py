"""An offset base layer asks for tiles of its own net: what lies in one is drawn by that one, near its edges too."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from grids.models import Grid, Incident
from grids.queries.map_points import clusters_of_tile
from grids.queries.map_shift import drawn_at
from grids.rules.geometry import JIANGXI, distance_m
from grids.rules.shown import Datum, ShownTile
from grids.rules.tiles import MOST_NORTH, Tile, tile_of
from grids.services.boundaries import measured, put_boundary
from pingan.common.offsets import to_gcj02
from pingan.settings.map_base import map_base
from tests.factories.grids import square
from tests.factories.incidents import given_report, rewrite
from tests.factories.world import World, signed_in

pytestmark = pytest.mark.django_db
DATUMS = ("wgs84", "gcj02")
WEST, SOUTH, EAST, NORTH = JIANGXI
places = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
#: Each example goes through the doors; to make one smaller would take minutes.
several = settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def on(datum: str) -> Any:
    return override_settings(MAP_BASE=map_base(tiles="https://tiles.example.cn/{z}/{x}/{y}.png", datum=datum))


def drawn(place: tuple[float, float], datum: str) -> tuple[float, float]:
    return to_gcj02(*place) if datum == "gcj02" else place


def around(place: tuple[float, float], zoom: int) -> list[tuple[int, int]]:
    """The tile that holds a drawn place, and then its eight neighbours."""
    own = tile_of(*place, zoom)
    steps = sorted(((x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)), key=lambda step: step != (0, 0))
    last = (1 << zoom) - 1
    found = [(own.x + x, own.y + y) for x, y in steps]
    return [(x, y) for x, y in found if 0 <= x <= last and 0 <= y <= last]


@pytest.fixture
def desk(world: World) -> Client:
    return signed_in(world.here.users["township_desk"])


@pytest.fixture
def incident(world: World) -> Incident:
    return given_report(world.here)


@pytest.mark.parametrize("datum", DATUMS)
@pytest.mark.parametrize("kind", ["tiles", "heat"])
@several
@given(places, st.integers(4, 20))
@example((114.6049, 25.7051), 15)
@example((WEST, NORTH), 20)
def test_every_point_is_drawn_by_the_tile_that_holds_its_place_and_by_no_other(
    datum: Datum, kind: str, desk: Client, incident: Incident, place: tuple[float, float], zoom: int
) -> None:
    rewrite(incident.pk, longitude=place[0], latitude=place[1])
    at = drawn(place, datum)
    with on(datum):
        (x, y), *others = around(at, zoom)
        own = desk.get(f"/map/{kind}/incidents/{zoom}/{x}/{y}/?tab=all").json()["points"]
    assert [point[2:] for point in own] == [[1, 1, incident.pk]]
    for x, y in others:
        assert not clusters_of_tile(Incident.objects.all(), ShownTile(Tile(zoom, x, y), datum))
    assert distance_m((own[0][0], own[0][1]), at) < 0.2


@pytest.mark.parametrize("datum", DATUMS)
@several
@given(places, st.integers(10, 15), st.floats(0.0005, 0.03))
def test_every_tile_that_a_grid_is_drawn_over_holds_it(
    datum: Datum, desk: Client, world: World, place: tuple[float, float], zoom: int, size: float
) -> None:
    west, south = place
    grid = Grid.objects.get(pk=world.here.grid.pk)
    put_boundary(grid, measured(shape(square(west, south, size))))
    grid.save()
    with on(datum):
        for x, y in ((0, 0), (size, 0), (0, size), (size, size), (size / 2, size / 2)):
            tile = tile_of(*drawn((west + x, south + y), datum), zoom)
            shown = desk.get(f"/map/tiles/grids/{zoom}/{tile.x}/{tile.y}/").json()["grids"]
            assert grid.pk in {one[0] for one in shown}


@pytest.mark.parametrize("datum", DATUMS)
@several
@given(places, st.floats(0.0005, 1), st.floats(0.02, 0.98), st.floats(0.02, 0.98))
def test_the_list_beside_the_map_and_the_whole_list_hold_what_lies_in_the_view(
    datum: Datum,
    desk: Client,
    incident: Incident,
    place: tuple[float, float],
    size: float,
    right: float,
    up: float,
) -> None:
    rewrite(incident.pk, longitude=place[0], latitude=place[1])
    x, y = drawn(place, datum)
    west, south = x - size * right, y - size * up
    boxes = {
        True: (west, south, west + size, south + size),
        False: (west + size, south, west + 2 * size, south + size),
    }
    with on(datum):
        for is_inside, edges in boxes.items():
            box = ",".join(f"{edge:.6f}" for edge in edges)
            html = desk.get(f"/map/?layer=incidents&tab=all&bbox={box}").content.decode()
            assert (incident.matter.number in html) is is_inside
            if is_inside:
                whole = (
                    html.split('class="button button--block" href="')[1].split('"')[0].replace("&amp;", "&")
                )
                assert incident.matter.number in desk.get(whole).content.decode()


@several
@given(st.tuples(st.floats(-180, 180), st.floats(-MOST_NORTH, MOST_NORTH)))
@example((116.377817, 39.911954))
def test_the_database_moves_a_point_as_the_rest_does(incident: Incident, place: tuple[float, float]) -> None:
    rewrite(incident.pk, longitude=place[0], latitude=place[1])
    x, y = drawn_at("gcj02")
    found = Incident.objects.filter(pk=incident.pk).annotate(x=x, y=y).values_list("x", "y").get()
    assert found == pytest.approx(to_gcj02(*place), abs=1e-9)
