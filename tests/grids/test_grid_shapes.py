"""Many shapes at once: the tree finds what comparing every one with every other finds. Pure."""

from __future__ import annotations

import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import mapping

from grids.rules.grid_rows import ground_in
from grids.rules.overlaps import is_same_ground, overlapping_pairs, percent_outside


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 3)), min_size=2, max_size=12))
def test_the_tree_finds_the_pairs_that_every_with_every_other_finds(
    corners: list[tuple[int, int, int]],
) -> None:
    boxes = [shapely.box(x, y, x + side, y + side) for x, y, side in corners]
    slow = {
        (a, b)
        for a in range(len(boxes))
        for b in range(a + 1, len(boxes))
        if boxes[a].intersection(boxes[b]).area > 0.05 * min(boxes[a].area, boxes[b].area)
    }
    found = overlapping_pairs(boxes, moved=range(len(boxes)), percent=5)
    assert {(pair.first, pair.second) for pair in found} == slow


@given(st.lists(st.tuples(st.floats(114, 118), st.floats(25, 30)), min_size=3, max_size=30))
def test_a_shape_written_as_wkt_is_the_same_ground(points: list[tuple[float, float]]) -> None:
    hull = shapely.MultiPoint(points).convex_hull
    if hull.geom_type != "Polygon" or hull.area < 1e-9:
        return
    again = shapely.from_wkt(shapely.to_wkt(hull, rounding_precision=-1))
    assert is_same_ground(ground_in(dict(mapping(again))), hull)
    assert is_same_ground(shapely.reverse(hull), hull)


def test_what_sticks_out_is_told_in_percent_of_the_shape() -> None:
    line = shapely.box(0, 0, 10, 10)
    inside, half, outside = shapely.box(1, 1, 2, 2), shapely.box(9, 1, 11, 2), shapely.box(20, 20, 21, 21)
    assert percent_outside([inside, half, outside], line) == [0.0, 50.0, 100.0]
