"""What a commit of the editor would refuse is refused at the step where it is drawn or typed; nothing typed is lost."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from shapely.geometry import shape

from grids.models import Grid, GridAssignment, GridOperation
from grids.services.borders import BordersInput, move_borders
from grids.services.catalogue import load_catalogue
from grids.services.grid_imports import plan_grids
from grids.services.grids import GridEdit, GridInput, create_grid, edit_grid, retire_grid
from pingan.access.rules import system_actor
from pingan.imports.rules.plans import Options
from pingan.org.models import Region
from tests.factories.grid_files import as_csv, given_line, given_villages, lattice, ring
from tests.factories.world import Place, square

MIDDLE = json.dumps({"type": "LineString", "coordinates": [[114.59, 25.71], [114.63, 25.71]]})
#: Some ten square metres stay south of it.
EDGE = json.dumps({"type": "LineString", "coordinates": [[114.59, 25.70000005], [114.63, 25.70000005]]})
CENTIMETRE = square(114.61, 25.71, 0.0000001)
FIVE_METRES = square(114.61, 25.71, 0.00005)


@pytest.fixture
def office(here: Place) -> Client:
    load_catalogue()
    return here.client("body_office")


def given_beside(here: Place) -> Grid:
    data = GridInput("东网格", "basic_grid", here.village.pk, boundary=square(114.62, 25.70), households=80)
    return create_grid(actor=system_actor(), data=data, reason="测试").grid


def border(office: Client, here: Place, boundary: Any, step: str = "preview", **changes: Any) -> Any:
    url = f"/grids/{here.grid.pk}/border/"
    seen = changes.pop("seen", None) or office.get(url).context["form"].initial["seen"]
    values = {"boundary": json.dumps(boundary), "neighbours_follow": "on", "reason": "以路为界", "seen": seen}
    return office.post(url, {**values, "step": step, **changes})


@pytest.mark.parametrize("days", [-1, 800])
def test_a_day_that_cannot_be_is_refused_where_it_is_typed(here: Place, office: Client, days: int) -> None:
    beside = given_beside(here)
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    split = office.get(f"/grids/{here.grid.pk}/split/", {"line": MIDDLE, "on": day})
    assert (split.status_code, list(split.context["form"].errors)) == (422, ["on"])
    merge = office.get(f"/grids/{here.grid.pk}/merge/", {"grids": beside.pk, "on": day})
    assert (merge.status_code, list(merge.context["asked"].errors)) == (422, ["on"])
    moved = border(office, here, square(114.60, 25.70, 0.018), on=day)
    assert (moved.status_code, list(moved.context["form"].errors)) == (422, ["on"])


@pytest.mark.parametrize("step", ["preview", "save"])
@pytest.mark.parametrize(("boundary", "words"), [(FIVE_METRES, "100"), (CENTIMETRE, "没有围成")])
def test_a_border_of_nearly_no_ground_is_refused_before_and_at_the_commit(
    here: Place, office: Client, step: str, boundary: Any, words: str
) -> None:
    given_beside(here)
    answer = border(office, here, boundary, step)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["boundary"])
    assert words in str(answer.context["form"].errors)
    assert not GridOperation.objects.exists()


def test_a_neighbour_that_would_keep_nearly_no_ground_is_named(here: Place, office: Client) -> None:
    beside = given_beside(here)
    nearly = square(114.60, 25.70, 0.04)
    nearly["coordinates"][0] = [
        [114.60, 25.70], [114.639999999, 25.70], [114.639999999, 25.72], [114.60, 25.72], [114.60, 25.70],
    ]  # fmt: skip
    answer = border(office, here, nearly, on="")
    assert answer.status_code == 422
    assert beside.name in str(answer.context["form"].errors)


def test_a_piece_of_nearly_no_ground_is_refused_at_the_line(here: Place, office: Client) -> None:
    answer = office.get(f"/grids/{here.grid.pk}/split/", {"line": EDGE})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["line"])


def test_a_loss_of_more_than_half_the_ground_is_warned_of(here: Place, office: Client) -> None:
    beside = given_beside(here)
    shown = border(office, here, square(114.60, 25.70, 0.012))
    assert [change.grid.pk for change in shown.context["losers"]] == [here.grid.pk]
    shown = border(office, here, square(114.60, 25.70, 0.019))
    assert shown.context["losers"] == []
    assert beside.name in shown.content.decode()


def test_what_lies_outside_the_county_is_refused_in_the_preview(here: Place, office: Client) -> None:
    Region.objects.filter(pk=here.county.pk).update(boundary=square(114.60, 25.70, 0.02))
    answer = border(office, here, square(114.61, 25.70, 0.02))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["boundary"])
    assert answer.context["changes"] == []


def test_what_was_drawn_stays_when_somebody_was_faster(here: Place, office: Client) -> None:
    beside = given_beside(here)
    seen = office.get(f"/grids/{here.grid.pk}/border/").context["form"].initial["seen"]
    theirs, mine = square(114.60, 25.70, 0.019), square(114.60, 25.70, 0.018)
    edit_grid(
        actor=here.actor("county_dispatcher"),
        grid_id=here.grid.pk,
        data=GridEdit(boundary=theirs),
        reason="核",
    )
    answer = border(office, here, mine, "save", seen=seen, reason="以河为界")
    assert answer.status_code == 409
    form = answer.context["form"]
    assert shape(json.loads(form["boundary"].value())).equals(shape(mine))
    assert form["reason"].value() == "以河为界"
    own = next(one for one in answer.context["shapes"]["features"] if one["properties"]["is_own"])
    assert shape(own["geometry"]).equals(shape(theirs))
    assert "你" not in str(form.non_field_errors())
    # looked at again, it may be sent again
    again = {"boundary": json.dumps(mine), "reason": "以河为界", "seen": form["seen"].value(), "step": "save"}
    assert office.post(f"/grids/{here.grid.pk}/border/", again).status_code == 302
    assert beside.pk


def test_what_was_typed_of_the_pieces_stays_when_somebody_was_faster(here: Place, office: Client) -> None:
    edit_grid(
        actor=here.actor("county_dispatcher"), grid_id=here.grid.pk, data=GridEdit(households=9), reason="核"
    )
    values = {
        "line": MIDDLE, "on": "", "reason": "户数过多", "seen_version": "1",
        "name-0": "北网格", "kind-0": "basic_grid", "name-1": "南网格", "kind-1": "basic_grid",
    }  # fmt: skip
    answer = office.post(f"/grids/{here.grid.pk}/split/", values)
    assert answer.status_code == 409
    assert (answer.context["form"]["name-1"].value(), answer.context["seen_version"]) == ("南网格", "2")


def test_the_second_who_merges_is_told_that_somebody_was_faster(here: Place, office: Client) -> None:
    beside = given_beside(here)
    url = f"/grids/{here.grid.pk}/merge/"
    shown = office.get(url, {"grids": beside.pk})
    values = {
        "grids": [str(beside.pk)], "seen": shown.context["seen"], "reason": "户数太少", "on": "",
        "name-0": "合并网格", "kind-0": "basic_grid", "region-0": str(here.village.pk), "households-0": "200",
    }  # fmt: skip
    assert office.post(url, values).status_code == 302
    assert office.post(url, values).status_code == 409
    for step in ("merge", "split", "border"):
        answer = office.get(f"/grids/{beside.pk}/{step}/")
        assert answer["Location"] == f"/grids/{beside.pk}/"


def given_ended(here: Place, grid: Grid) -> None:
    retire_grid(actor=here.actor("county_dispatcher"), grid_id=grid.pk, reason="撤并")


def given_waiting(here: Place, grid: Grid) -> None:
    """Plan a new border for next month: the grid has no end, and still it is held."""
    data = BordersInput(
        boundary=square(114.60, 25.70, 0.018), reason="明年", on=timezone.localdate() + timedelta(days=30)
    )
    move_borders(actor=here.actor("county_dispatcher"), grid_id=grid.pk, data=data)


@pytest.mark.parametrize("overtake", [given_ended, given_waiting])
def test_pieces_of_a_grid_that_cannot_be_split_any_more_stay_in_the_form(
    here: Place, office: Client, overtake: Any
) -> None:
    worker = GridAssignment.objects.get(grid=here.grid)
    overtake(here, here.grid)
    url = f"/grids/{here.grid.pk}/split/"
    values = {
        "line": MIDDLE, "on": "", "reason": "户数过多", "seen_version": "1", "assignments-1": [str(worker.pk)],
        "name-0": "北网格", "kind-0": "basic_grid", "name-1": "南网格", "kind-1": "basic_grid",
    }  # fmt: skip
    answer = office.post(url, values)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (409, ["__all__"])
    assert (form["name-1"].value(), form["reason"].value()) == ("南网格", "户数过多")
    assert form["assignments-1"].value() == [str(worker.pk)] and "南网格" in answer.content.decode()
    assert here.grid.name in str(form.non_field_errors())
    # who had only drawn the line keeps it as well
    drawn = office.get(url, {"line": MIDDLE})
    assert (drawn.status_code, drawn.context["form"]["line"].value()) == (422, MIDDLE)
    wrong = office.post(url, {**values, "line": EDGE})
    assert (wrong.status_code, wrong.context["form"]["line"].value()) == (409, EDGE)


def merging(here: Place, office: Client, *others: Grid) -> dict[str, Any]:
    keys = [str(other.pk) for other in others]
    shown = office.get(f"/grids/{here.grid.pk}/merge/", {"grids": keys})
    return {
        "grids": keys, "seen": shown.context["seen"], "reason": "户数太少", "on": "",
        "name-0": "合并网格", "kind-0": "basic_grid", "region-0": str(here.village.pk), "households-0": "200",
    }  # fmt: skip


def test_a_merge_goes_on_without_the_neighbour_that_ended(here: Place, office: Client) -> None:
    east = given_beside(here)
    data = GridInput("北网格", "basic_grid", here.village.pk, boundary=square(114.60, 25.72), households=50)
    north = create_grid(actor=system_actor(), data=data, reason="测试").grid
    values = merging(here, office, east, north)
    given_ended(here, north)
    answer = office.post(f"/grids/{here.grid.pk}/merge/", values)
    form = answer.context["form"]
    assert answer.status_code == 409
    assert north.name in str(form.non_field_errors()) and east.name not in str(form.non_field_errors())
    assert (form["name-0"].value(), form["reason"].value()) == ("合并网格", "户数太少")
    assert answer.context["chosen"] == [east.pk]
    again = {**values, "grids": [str(east.pk)], "seen": answer.context["seen"]}
    assert office.post(f"/grids/{here.grid.pk}/merge/", again).status_code == 302


@pytest.mark.parametrize("is_own", [True, False])
def test_a_merge_of_grids_that_ended_keeps_what_was_typed(here: Place, office: Client, is_own: bool) -> None:
    east = given_beside(here)
    values = merging(here, office, east)
    ended = here.grid if is_own else east
    given_ended(here, ended)
    answer = office.post(f"/grids/{here.grid.pk}/merge/", values)
    assert answer.status_code == 409
    assert answer.context["form"]["name-0"].value() == "合并网格"
    assert ended.name in str(answer.context["form"].non_field_errors())
    assert "合并网格" in answer.content.decode()


def test_a_border_of_a_grid_that_ended_stays_in_the_form(here: Place, office: Client) -> None:
    seen = office.get(f"/grids/{here.grid.pk}/border/").context["form"].initial["seen"]
    given_ended(here, here.grid)
    mine = square(114.60, 25.70, 0.018)
    answer = border(office, here, mine, "save", seen=seen, reason="以河为界")
    form = answer.context["form"]
    assert (answer.status_code, form["reason"].value()) == (409, "以河为界")
    assert shape(json.loads(form["boundary"].value())).equals(shape(mine))
    assert here.grid.name in str(form.non_field_errors())


def test_an_earlier_border_taken_up_too_late_keeps_its_reason(here: Place, office: Client) -> None:
    edit = GridEdit(boundary=square(114.60, 25.70, 0.019))
    edit_grid(actor=here.actor("county_dispatcher"), grid_id=here.grid.pk, data=edit, reason="核")
    values = {"reason": "恢复原界", "seen_version": "1"}
    answer = office.post(f"/grids/{here.grid.pk}/history/1/restore/", values)
    assert (answer.status_code, answer.context["form"]["reason"].value()) == (409, "恢复原界")


def test_the_pieces_are_told_apart_on_the_map_and_in_words(here: Place, office: Client) -> None:
    shown = office.get(f"/grids/{here.grid.pk}/split/", {"line": MIDDLE})
    marked = [one["properties"] for one in shown.context["shapes"]["features"]]
    assert all(one["is_labelled"] for one in marked)
    assert len({one["label"] for one in marked}) == 2
    north, south = sorted(
        (piece for piece, _fields in shown.context["pieces"]),
        key=lambda piece: -shape(piece.boundary).centroid.y,
    )
    assert (north.side, south.side) == ("north", "south")


def test_a_file_with_a_grid_of_nearly_no_ground_is_refused_by_the_same_rule(
    here: Place, office: Client
) -> None:
    given_line(here.county)
    rows = lattice(given_villages(here.township, 1), 3)
    rows[1]["boundary"] = ring(115.2, 25.6, 0.00001)
    plan = plan_grids(here.actor("body_office"), as_csv(rows), Options(), False)
    assert [(fault.line, fault.kind) for fault in plan.faults] == [(3, "too_little")]
