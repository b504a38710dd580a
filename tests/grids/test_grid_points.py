"""Which grid holds a point: by index and exactly, the same for one and for many."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from grids.models import Grid
from grids.queries.grids import grid_at, grids_at_many
from grids.rules.geometry import Shape, area_m2, distance_m, holder_of, read_boundary
from tests.factories.grids import given_grid, square
from tests.factories.org import given_organ, given_two_counties

pytestmark = pytest.mark.django_db

X, Y = 114.70, 25.70


def lattice(region, columns: int = 4, rows: int = 3) -> list[Grid]:
    return [
        given_grid(region, boundary=square(X + 0.01 * column, Y + 0.01 * row))
        for column in range(columns)
        for row in range(rows)
    ]


def test_a_point_inside_one_grid_belongs_to_it():
    grids = lattice(given_two_counties().village)
    assert grid_at(X + 0.015, Y + 0.005) == next(g for g in grids if g.code.endswith("004"))


def test_a_point_outside_every_grid_belongs_to_none():
    lattice(given_two_counties().village)
    assert grid_at(X - 0.5, Y) is None
    outside, inside = grids_at_many([(X - 0.5, Y), (X + 0.005, Y + 0.005)])
    assert outside is None and inside is not None


def test_a_point_in_the_rectangle_but_outside_the_shape_belongs_to_none():
    triangle = {"type": "Polygon", "coordinates": [[[X, Y], [X + 0.02, Y], [X, Y + 0.02], [X, Y]]]}
    given_grid(given_two_counties().village, boundary=triangle)
    assert grid_at(X + 0.019, Y + 0.019) is None
    assert grid_at(X + 0.005, Y + 0.005) is not None


def test_a_point_on_a_common_border_belongs_to_the_lowest_code_whatever_the_order():
    village = given_two_counties().village
    high = given_grid(village, code=village.code + "020", boundary=square(X, Y))
    low = given_grid(village, code=village.code + "010", boundary=square(X + 0.01, Y))
    assert high.pk < low.pk
    assert grid_at(X + 0.01, Y + 0.005) == low


def test_the_smallest_dedicated_grid_goes_before_the_community_around_it():
    org = given_two_counties()
    village, host = org.village, given_organ(org.county)
    given_grid(village, boundary=square(X, Y))
    park_ground, school_ground = square(X + 0.002, Y + 0.002, 0.006), square(X + 0.004, Y + 0.004, 0.001)
    park = given_grid(village, kind="dedicated_grid", host=host, boundary=park_ground)
    school = given_grid(village, kind="dedicated_grid", host=host, boundary=school_ground)
    assert grid_at(X + 0.0045, Y + 0.0045) == school
    assert grid_at(X + 0.003, Y + 0.003) == park


def test_a_grid_answers_only_for_the_days_on_which_it_exists():
    given_grid(given_two_counties().village, boundary=square(X, Y), valid_from=date(2025, 3, 1))
    assert grid_at(X + 0.005, Y + 0.005, on=date(2025, 2, 28)) is None
    assert grid_at(X + 0.005, Y + 0.005, on=date(2025, 3, 1)) is not None
    assert grids_at_many([(X + 0.005, Y + 0.005)], on=date(2025, 2, 28)) == [None]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(-5, 45), st.integers(-5, 35)),  # thousandths of a degree: borders included
        min_size=1,
        max_size=20,
    )
)
def test_one_and_many_agree_with_brute_force_over_all_grids(steps):
    region = given_two_counties().village
    grids = list(Grid.objects.all()) or lattice(region)
    points = [(X + a / 1000, Y + b / 1000) for a, b in steps]
    expected = []
    for point in points:
        holders = sorted((g.code, g.pk) for g in grids if shape(g.boundary).covers(Point(point)))
        expected.append(holders[0][1] if holders else None)
    assert grids_at_many(points) == expected
    single = [grid_at(*point) for point in points]
    assert [grid.pk if grid else None for grid in single] == expected


def test_one_query_answers_and_the_index_can_serve_it(django_assert_num_queries):
    lattice(given_two_counties().village)
    with django_assert_num_queries(1):
        grid_at(X + 0.015, Y + 0.005)
    with connection.cursor() as cursor:
        # The table of a test is one page: only where rows are dear does an index pay at all.
        cursor.execute("ANALYZE grids_grid; SET LOCAL enable_seqscan = off; SET LOCAL cpu_tuple_cost = 10")
        assert "grid_bbox" in Grid.objects.filter(bbox__holds_point=(X, Y)).order_by().explain()


@given(st.floats(-180, 180), st.floats(-85, 85))
def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres_everywhere(longitude, latitude):
    assert distance_m((longitude, latitude), (longitude, latitude + 1)) == pytest.approx(111_195, rel=1e-6)
    assert distance_m((longitude, latitude), (longitude, latitude)) == 0


def test_area_of_a_square_of_a_hundredth_degree_is_about_one_square_kilometre():
    assert area_m2(read_boundary(square(X, Y))) == pytest.approx(1_114_000, rel=0.002)


def test_no_candidate_means_no_holder():
    one = Shape.of(id=1, code="1", is_dedicated=False, boundary=square(X, Y))
    assert holder_of((X, Y), []) is None
    assert holder_of((X, Y), [one]) is one
