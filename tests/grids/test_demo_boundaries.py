"""Generated boundaries tile the real county line, and the same seed gives the same lines."""

from __future__ import annotations

import csv
import gzip
import json
import time
from collections import defaultdict
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

import pingan.org
from pingan.demo.boundaries import DemoTownship, DemoVillage, generate_boundaries

REFERENCE = Path(pingan.org.__file__).parent / "reference"


def county_line(code: str):
    features = json.loads((REFERENCE / "jiangxi_counties.geojson").read_text())["features"]
    return next(f["geometry"] for f in features if f["properties"]["code"] == code)


def townships(county: str) -> list[DemoTownship]:
    names: dict[str, str] = {}
    villages: dict[str, list[DemoVillage]] = defaultdict(list)
    with gzip.open(REFERENCE / "jiangxi_divisions.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["code"].startswith(county) and row["level"] == "4":
                names[row["code"]] = row["name"]
            elif row["code"].startswith(county) and row["level"] == "5" and "虚拟" not in row["name"]:
                village = DemoVillage(row["code"], row["name"], row["urban_rural_code"])
                villages[row["parent_code"]].append(village)
    return [DemoTownship(code, name, tuple(villages[code])) for code, name in names.items() if villages[code]]


def test_nankang_is_tiled_by_about_a_thousand_grids_in_seconds():
    line, towns = county_line("360703000000"), townships("360703")
    began = time.perf_counter()
    made = generate_boundaries(line, towns)
    assert time.perf_counter() - began < 5
    grounds = [shape(grid.boundary) for grid in made.grids]
    assert 900 <= len(grounds) <= 1_200
    assert all(ground.geom_type == "Polygon" and ground.is_valid for ground in grounds)
    assert shapely.coverage_is_valid(grounds)  # no overlap, no gap along a common border
    county = shape(line)
    union = shapely.union_all(grounds)
    assert union.symmetric_difference(county).area / county.area < 1e-5
    assert sum(ground.area for ground in grounds) == pytest.approx(union.area, rel=1e-9)
    assert len(made.villages) == sum(len(town.villages) for town in towns)
    for grid in made.grids:
        assert grid.code.startswith(grid.village_code)
        assert grid.kind in {"governance_grid", "basic_grid"}


def test_children_fill_their_parents_exactly():
    made = generate_boundaries(county_line("360703000000"), townships("360703"))
    children = defaultdict(list)
    for grid in made.grids:
        children[grid.village_code].append(shape(grid.boundary))
    for code, boundary in made.villages.items():
        assert shapely.union_all(children[code]).equals(shape(boundary))
        children[code[:9] + "000"].append(shape(boundary))
    for code, boundary in made.townships.items():
        assert shapely.union_all(children[code]).equals(shape(boundary))


def test_a_partial_set_gives_every_township_ground_and_grids_to_the_chosen_ones():
    towns = townships("360702")
    chosen = {town.code for town in towns[:2]}
    made = generate_boundaries(county_line("360702000000"), towns, only=chosen)
    assert set(made.townships) == {town.code for town in towns}
    assert {code[:9] + "000" for code in made.villages} == chosen
    assert shapely.coverage_is_valid([shape(boundary) for boundary in made.townships.values()])


def test_the_same_seed_gives_the_same_lines_and_another_seed_others():
    line, towns = county_line("360702000000"), townships("360702")[:3]
    assert generate_boundaries(line, towns, seed=5) == generate_boundaries(line, towns, seed=5)
    assert generate_boundaries(line, towns, seed=5) != generate_boundaries(line, towns, seed=6)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 10_000),
    st.lists(st.lists(st.sampled_from(["111", "220", ""]), min_size=1, max_size=6), min_size=1, max_size=5),
)
def test_any_tree_tiles_a_ragged_county(seed, tree):
    towns = [
        DemoTownship(
            f"360703{t:03d}000",
            f"镇{t}",
            tuple(DemoVillage(f"360703{t:03d}{v:03d}", f"村{v}", code) for v, code in enumerate(codes)),
        )
        for t, codes in enumerate(tree)
    ]
    line = county_line("360702000000")
    made = generate_boundaries(line, towns, seed=seed)
    grounds = [shape(grid.boundary) for grid in made.grids]
    assert all(ground.geom_type == "Polygon" for ground in grounds)
    assert shapely.coverage_is_valid(grounds)
    county = shape(line)
    assert shapely.union_all(grounds).symmetric_difference(county).area / county.area < 1e-4


def test_a_township_without_villages_is_refused():
    with pytest.raises(ValueError, match="village"):
        generate_boundaries(county_line("360702000000"), [DemoTownship("1", "空", ())])
