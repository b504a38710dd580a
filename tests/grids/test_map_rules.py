"""What the map computes: tiles and cells, the offset of GCJ-02, outlines as whole numbers."""

from __future__ import annotations

import math

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, mapping, shape

from grids.rules.geometry import distance_m
from grids.rules.outlines import SCALE, moved, outline_of, read, together, written
from grids.rules.points import point_problems
from grids.rules.tiles import Tile, cell_of, tile_of
from pingan.common.offsets import to_gcj02, to_wgs84
from pingan.settings.map_base import map_base
from tests.factories.grids import square

anywhere = st.tuples(st.floats(-180, 180), st.floats(-85, 85))
in_china = st.tuples(st.floats(73.5, 134.7), st.floats(18.2, 53.5))
zooms = st.integers(0, 22)


@given(anywhere, zooms)
def test_a_point_lies_in_its_tile_and_its_cell_in_the_range_of_that_tile(point, zoom):
    tile = tile_of(*point, zoom)
    slack = 1e-9
    assert tile.west - slack <= point[0] <= tile.east + slack
    assert tile.south - slack <= point[1] <= tile.north + slack
    first, after = tile.cells
    assert first <= cell_of(*point) < after


@given(st.integers(0, 12).flatmap(lambda z: st.tuples(st.just(z), *[st.integers(0, 2**z - 1)] * 2)))
def test_four_tiles_of_the_next_zoom_make_up_a_tile_without_gap_or_overlap(address):
    z, x, y = address
    parts = [Tile(z + 1, 2 * x + right, 2 * y + down).cells for down in (0, 1) for right in (0, 1)]
    first, after = Tile(z, x, y).cells
    assert parts[0][0] == first and parts[-1][1] == after
    assert all(parts[at][1] == parts[at + 1][0] for at in range(3))


@pytest.mark.parametrize("address", [(-1, 0, 0), (23, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0)])
def test_an_address_that_no_map_has_is_no_tile(address):
    assert Tile.at(*address) is None


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(anywhere.filter(lambda point: not point_problems(*point, may_be_anywhere=True)))
@example((0.0, 0.0))
@example((1e-9, -1e-9))
def test_the_database_finds_the_same_cell(db, point):
    with connection.cursor() as cursor:
        cursor.execute("select map_cell(%s, %s)", point)
        assert cursor.fetchone() == (cell_of(*point),)


def test_what_is_smaller_than_any_measure_is_no_coordinate():
    """The database computes nothing with it: its arithmetic would end in a fault of ours."""
    assert set(point_problems(5e-324, -1e-310, may_be_anywhere=True)) == {"longitude", "latitude"}
    assert not point_problems(0.0, 0.0, may_be_anywhere=True)


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        # The points that open implementations of the formula are tested with.
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_known_points_are_moved_as_everywhere_else(wgs84, gcj02):
    assert distance_m(to_gcj02(*wgs84), gcj02) < 0.1
    assert distance_m(to_wgs84(*gcj02), wgs84) < 0.1


@given(in_china)
def test_there_and_back_is_less_than_a_metre(point):
    drawn = to_gcj02(*point)
    assert distance_m(to_wgs84(*drawn), point) < 1
    assert 20 < distance_m(drawn, point) < 1500


@pytest.mark.parametrize("point", [(2.35, 48.86), (-74.0, 40.7), (151.2, -33.9), (139.7, 35.7)])
def test_outside_china_nothing_is_moved(point):
    assert to_gcj02(*point) == point and to_wgs84(*point) == point


rings = (
    st.lists(st.tuples(st.floats(113.6, 118.4), st.floats(24.5, 30.0)), min_size=3, max_size=30)
    .map(lambda places: Polygon(places).convex_hull)
    .filter(lambda found: found.geom_type == "Polygon" and found.area > 1e-6)
)


@given(rings)
def test_an_outline_is_read_as_it_was_written_to_half_a_metre(ground):
    (ring,) = read(written(ground))
    kept = iter(ring)
    for place in ground.exterior.coords:
        nearest = min(ring, key=lambda one: math.dist(one, place[:2]))
        assert math.dist(nearest, place[:2]) <= 0.75 / SCALE
    assert next(kept) == ring[-1]


@pytest.mark.parametrize("level", ["coarse", "fine"])
def test_a_small_grid_keeps_its_area_whatever_the_level(level):
    (ring,) = read(outline_of(square(115.0, 28.0, 0.0002), level))
    assert Polygon(ring).area > 0


def test_holes_stay_holes():
    ground = Polygon(
        [(115, 28), (115.1, 28), (115.1, 28.1), (115, 28.1)],
        [[(115.02, 28.02), (115.04, 28.02), (115.04, 28.04), (115.02, 28.04)]],
    )
    assert len(read(outline_of(mapping(ground), "fine"))) == 2


def test_neighbours_are_simplified_together_so_that_no_gap_opens():
    line = [(115.05 + 0.001 * (step % 3), 28 + 0.01 * step) for step in range(11)]
    west = Polygon([(115, 28), *line, (115, 28.1)])
    east = Polygon([(115.1, 28), *line, (115.1, 28.1)])
    outlines = together([mapping(west), mapping(east)], 0.005)
    left, right = (Polygon(read(outline)[0]) for outline in outlines)
    assert sum(len(ring) for ring in outlines[0]) < 2 * len(west.exterior.coords)
    assert left.intersection(right).area == 0
    assert math.isclose(left.union(right).area, west.union(east).area, rel_tol=1e-6)


def test_an_outline_moves_place_by_place():
    outline = outline_of(square(115.0, 28.0), "fine")
    assert read(moved(outline, lambda x, y: (x + 1, y - 1)))[0][0] == pytest.approx((116.0, 27.0))
    assert shape(square(115.0, 28.0)).area == pytest.approx(Polygon(read(outline)[0]).area)


def test_without_a_setting_nothing_lies_under_the_map_and_no_host_is_let_in():
    base = map_base()
    assert base.urls == () and base.hosts == ()


def test_a_key_of_tianditu_brings_its_tiles_in_wgs84_and_its_hosts_alone():
    base = map_base(tianditu_key="k&y")
    assert all("tk=k%26y" in url and "{z}" in url for url in base.urls)
    assert base.hosts == ("https://*.tianditu.gov.cn",) and base.datum == "wgs84"


def test_another_tile_server_names_its_datum():
    base = map_base(tiles="https://t{s}.tiles.example.cn/{z}/{x}/{y}.png", datum="gcj02", credit="示例")
    assert base.hosts == ("https://*.tiles.example.cn",) and base.datum == "gcj02"


@pytest.mark.parametrize(
    "wrong", [{"tiles": "javascript:{z}{x}{y}"}, {"tiles": "https://tiles.example.cn/"}, {"datum": "bd09"}]
)
def test_a_base_that_is_none_stops_the_start(wrong):
    with pytest.raises(ValueError, match="PINGAN_MAP"):
        map_base(**wrong)
