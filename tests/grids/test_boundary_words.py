"""What is wrong with a shape is called what it is: flat, no list of points, crossing itself, too few points."""

from __future__ import annotations

from typing import Any

import pytest

from grids.rules.boundary_words import sentence_of
from grids.rules.geometry import BadBoundary, read_boundary
from grids.rules.grid_rows import ground_in, sentence_for

W, S = 114.6, 25.6
SQUARE = [[W, S], [W + 0.01, S], [W + 0.01, S + 0.01], [W, S + 0.01], [W, S]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def line(*steps: float, slope: float = 1.0) -> list[list[float]]:
    return [[W + step, S + slope * step] for step in (*steps, steps[0])]


def code_of(drawn: Any) -> str:
    with pytest.raises(BadBoundary) as refused:
        read_boundary(drawn)
    # Whatever it is called, both doors have a sentence for it.
    assert sentence_of(refused.value) and sentence_for(refused.value)
    return refused.value.code


@pytest.mark.parametrize(
    "ring",
    [
        line(0, 0.25, 0.4),
        line(0, 0.01, 0.003, slope=0.37),
        line(0, 0.01, 0.005, 0.002, slope=-1.3),
        [[W, S], [W, S], [W, S], [W, S]],
        [[W, S], [W + 0.01, S], [W, S], [W + 0.01, S], [W, S]],
    ],
)
def test_a_flat_ring_encloses_no_area(ring: list[list[float]]) -> None:
    assert code_of(polygon(ring)) == "empty"
    assert code_of({"type": "MultiPolygon", "coordinates": [[SQUARE], [ring]]}) == "empty"
    assert code_of(polygon(SQUARE, ring)) == "empty"


def test_a_crossing_ring_is_not_called_flat() -> None:
    bow_tie = [[W, S], [W + 0.01, S + 0.01], [W + 0.01, S], [W, S + 0.01], [W, S]]
    assert code_of(polygon(bow_tie)) == "invalid"


def test_a_small_grid_is_not_flat() -> None:
    side = 0.00005  # five metres
    narrow = [[W, S], [W + 0.05, S], [W + 0.05, S + side], [W, S + side], [W, S]]
    assert read_boundary(polygon(narrow)).area > 0


@pytest.mark.parametrize(
    "drawn",
    [
        {"type": "Polygon", "coordinates": "abc"},
        {"type": "Polygon", "coordinates": None},
        {"type": "Polygon"},
        {"type": "MultiPolygon", "coordinates": 5},
        {"type": "MultiPolygon", "coordinates": [5]},
        {"type": "MultiPolygon", "coordinates": ["abc"]},
        polygon("abc"),
        polygon(5),
        polygon([5]),
        polygon([1, 2, 3, 4, 1]),
        polygon(SQUARE, "abc"),
        polygon([[], "x"]),
    ],
)
def test_a_ring_that_is_no_list_of_points_is_called_that(drawn: dict[str, Any]) -> None:
    assert code_of(drawn) == "ring"
    with pytest.raises(BadBoundary) as refused:
        ground_in(drawn)
    assert "不是由点组成的列表" in sentence_for(refused.value)


@pytest.mark.parametrize(
    ("drawn", "code"),
    [
        (polygon(SQUARE[:3]), "points"),
        (polygon(SQUARE[:4]), "points"),
        (polygon([["x", S], *SQUARE[1:]]), "number"),
        (polygon([]), "points"),
        ({"type": "Polygon", "coordinates": []}, "points"),
        ({"type": "MultiPolygon", "coordinates": []}, "points"),
    ],
)
def test_the_other_faults_keep_their_names(drawn: dict[str, Any], code: str) -> None:
    assert code_of(drawn) == code


def test_positions_without_or_with_endless_numbers_are_refused_as_well() -> None:
    for first in ([], [W], [10**400, S], [float("nan"), S], [True, S], ["x", S]):
        with pytest.raises(BadBoundary) as refused:
            ground_in(polygon([first, *SQUARE[1:4], first]))
        assert sentence_for(refused.value)


@pytest.mark.parametrize("scale", [(4_000.0, 110_000.0), (100.0, 100.0), (345_000.0, 110_000.0)])
def test_metres_of_a_projection_are_called_metres(scale: tuple[float, float]) -> None:
    metres = [[x * scale[0], y * scale[1]] for x, y in SQUARE]
    with pytest.raises(BadBoundary) as refused:
        ground_in(polygon(metres))
    assert "投影坐标（米）" in sentence_for(refused.value)
