"""Cutting, joining and moving ground: nothing appears and nothing is lost."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from grids.rules.cutting import (
    SPECK_M2,
    join_grounds,
    proposed_counts,
    read_line,
    settle_neighbours,
    snapped,
    split_ground,
)
from grids.rules.geometry import BadBoundary, area_m2

X, Y, SIDE = 114.70, 25.70, 0.01
GROUND = box(X, Y, X + SIDE, Y + SIDE)
SQUARE_M2 = area_m2(GROUND)
share = st.floats(0.02, 0.98)


def straight(left: float, right: float) -> LineString:
    """Return a line across the ground, from its west to its east."""
    return LineString([(X - 0.001, Y + left * SIDE), (X + SIDE + 0.001, Y + right * SIDE)])


def difference_m2(one: object, other: object) -> float:
    found = shapely.symmetric_difference(one, other)
    return area_m2(found) if not found.is_empty else 0.0


@given(left=share, right=share)
def test_split_then_merge_gives_back_the_same_ground_and_areas_add_up(left: float, right: float) -> None:
    pieces = split_ground(GROUND, straight(left, right))
    assert len(pieces) == 2
    assert sum(piece.area for piece in pieces) == pytest.approx(GROUND.area, rel=1e-9)
    assert pieces[0].intersection(pieces[1]).area < 1e-15
    joined = join_grounds(pieces, tolerance_m=2)
    assert isinstance(joined, Polygon)
    assert difference_m2(joined, GROUND) < 1


@given(left=share, right=share, x=st.floats(0, 1), y=st.floats(0, 1))
def test_no_point_of_the_old_ground_is_lost(left: float, right: float, x: float, y: float) -> None:
    pieces = split_ground(GROUND, straight(left, right))
    spot = Point(X + x * SIDE, Y + y * SIDE)
    if GROUND.covers(spot):
        assert min(piece.distance(spot) for piece in pieces) < 1e-9


@given(
    corner=st.tuples(st.floats(-0.004, 0.004), st.floats(-0.004, 0.004)),
    drags_along=st.booleans(),
)
def test_a_moved_corner_leaves_neither_gap_nor_overlap(
    corner: tuple[float, float], drags_along: bool
) -> None:
    """Four squares meet in a corner; one of them drags it, its neighbours follow."""
    middle = (X + SIDE, Y + SIDE)
    dragged = (middle[0] + corner[0], middle[1] + corner[1])
    others = {
        1: box(X + SIDE, Y, X + 2 * SIDE, Y + SIDE),
        2: box(X, Y + SIDE, X + SIDE, Y + 2 * SIDE),
        3: box(X + SIDE, Y + SIDE, X + 2 * SIDE, Y + 2 * SIDE),
    }

    def with_corner(ground: Polygon) -> Polygon:
        return Polygon([dragged if place == middle else place for place in ground.exterior.coords])

    after = with_corner(GROUND)
    moved = {key: with_corner(ground) for key, ground in others.items()} if drags_along else {}
    settled = settle_neighbours(GROUND, after, others, moved)
    now = [after, *(settled.get(key, ground) for key, ground in others.items())]
    whole = shapely.union_all([GROUND, *others.values()])
    assert difference_m2(shapely.union_all(now), whole) < 1
    assert sum(ground.area for ground in now) == pytest.approx(whole.area, rel=1e-7)


@given(total=st.integers(0, 500_000), areas=st.lists(st.floats(1, 1e7), min_size=1, max_size=12))
def test_proposed_counts_are_whole_and_add_up(total: int, areas: list[float]) -> None:
    shares = proposed_counts(total, areas)
    assert sum(shares) == total
    assert all(part >= 0 for part in shares)


def test_holes_and_several_parts_survive_a_cut() -> None:
    hole = box(X + 0.004, Y + 0.004, X + 0.006, Y + 0.006)
    far = box(X + 0.02, Y, X + 0.021, Y + 0.001)
    ground = MultiPolygon([GROUND.difference(hole), far])
    pieces = split_ground(ground, straight(0.5, 0.5))
    assert sum(piece.area for piece in pieces) == pytest.approx(ground.area, rel=1e-9)
    assert [piece.geom_type for piece in pieces].count("MultiPolygon") == 1
    assert not any(piece.intersection(hole).area > 1e-15 for piece in pieces)


def test_a_line_that_stops_within_reach_of_the_border_still_cuts() -> None:
    metre = 1 / 111_195
    short = LineString([(X + metre, Y + SIDE / 2), (X + SIDE - metre, Y + SIDE / 2)])
    with pytest.raises(BadBoundary, match="uncut"):
        split_ground(GROUND, short)
    assert len(split_ground(GROUND, short, tolerance_m=2)) == 2


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({"type": "Point", "coordinates": [X, Y]}, "line_type"),
        ("x", "line_type"),
        ({"type": "LineString", "coordinates": [[X, Y]]}, "line_points"),
        ({"type": "LineString", "coordinates": [[X, Y], [X, Y]]}, "line_crosses"),
        ({"type": "LineString", "coordinates": [[X, Y], [X, "1"]]}, "number"),
        ({"type": "LineString", "coordinates": [[X, Y], 7]}, "number"),
        ({"type": "LineString", "coordinates": [[X, Y], [10**400, Y]]}, "number"),
        ({"type": "LineString", "coordinates": [[Y, X], [Y + 1, X]]}, "outside"),
        (
            {"type": "LineString", "coordinates": [[X, Y], [X + 1, Y + 1], [X + 1, Y], [X, Y + 1]]},
            "line_crosses",
        ),
    ],
)
def test_a_line_that_cannot_be_one_is_refused_with_its_reason(line: object, code: str) -> None:
    with pytest.raises(BadBoundary) as refused:
        read_line(line)
    assert refused.value.code == code


def test_grounds_that_meet_in_a_corner_only_are_not_joined_and_a_slit_between_neighbours_closes() -> None:
    corner = box(X + SIDE, Y + SIDE, X + 2 * SIDE, Y + 2 * SIDE)
    with pytest.raises(BadBoundary, match="apart"):
        join_grounds([GROUND, corner], tolerance_m=2)
    metre = 1 / 111_195
    beside = box(X + SIDE + metre, Y, X + 2 * SIDE, Y + SIDE)
    joined = join_grounds([GROUND, beside], tolerance_m=2)
    assert isinstance(joined, Polygon)
    assert not joined.interiors


def test_corners_within_reach_lie_on_the_neighbours() -> None:
    metre = 1 / 111_195
    drawn = box(X + SIDE + metre, Y - metre, X + 2 * SIDE, Y + SIDE)
    found = snapped(drawn, [GROUND], tolerance_m=2)
    assert found.intersection(GROUND).length >= SIDE * 0.999
    assert snapped(drawn, [GROUND], tolerance_m=0.5).equals(drawn)


def test_specks_of_rounding_are_no_ground() -> None:
    assert SPECK_M2 < SQUARE_M2 / 1e6


def test_a_neighbour_never_grows_a_thread_along_a_border_that_moved_by_a_metre() -> None:
    metre = 1 / 111_195
    lifted = Polygon([(X, Y), (X + SIDE, Y + metre), (X + SIDE, Y + SIDE), (X, Y + SIDE)])
    beside = box(X + SIDE, Y, X + 2 * SIDE, Y + SIDE)
    assert settle_neighbours(GROUND, lifted, {1: beside}) == {}
