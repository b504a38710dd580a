"""The grid editor through its pages and its API: draw, look, decide; errors at their field; two who edit at once."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from shapely.geometry import shape

from grids.models import Grid, GridAssignment, GridOperation
from grids.queries.ground_checks import check_ground
from grids.services.grids import GridEdit, GridInput, create_grid, edit_grid
from pingan.access.rules import system_actor
from pingan.common.errors import Invalid
from pingan.org.models import Region
from tests.api.conftest import Api
from tests.factories.incidents import given_report
from tests.factories.world import Place, square

LINE = json.dumps({"type": "LineString", "coordinates": [[114.59, 25.71], [114.63, 25.71]]})


@pytest.fixture
def office(here: Place) -> Client:
    return here.client("body_office")


def given_beside(here: Place, west: float = 114.62, name: str = "第二网格") -> Grid:
    data = GridInput(
        name=name, kind="basic_grid", region_id=here.village.pk, boundary=square(west, 25.70), households=80
    )
    return create_grid(actor=system_actor(), data=data, reason="测试").grid


def two_pieces(**changes: Any) -> dict[str, Any]:
    return {
        "line": LINE, "on": "", "reason": "户数过多", "seen_version": "1",
        "name-0": "北网格", "kind-0": "basic_grid", "households-0": "70",
        "name-1": "南网格", "kind-1": "basic_grid", "households-1": "50", **changes,
    }  # fmt: skip


def test_a_split_is_drawn_looked_at_and_decided(here: Place, office: Client) -> None:
    url = f"/grids/{here.grid.pk}/split/"
    assert office.get(url).status_code == 200
    shown = office.get(url, {"line": LINE})
    assert [round(piece.area_m2) for piece, _fields in shown.context["pieces"]] == pytest.approx(
        [shape(here.grid.boundary).area / 2 * 111_195**2 * 0.901] * 2, rel=0.01
    )
    assert shown.context["form"].fields["households-0"].initial is None
    assert "60" in str(shown.context["form"].fields["households-0"].help_text)
    worker = GridAssignment.objects.get(grid=here.grid)
    answer = office.post(url, two_pieces(**{"assignments-1": [str(worker.pk)]}))
    operation = GridOperation.objects.get()
    assert answer["Location"] == f"/grids/operations/{operation.pk}/"
    north, south = Grid.objects.filter(valid_from=timezone.localdate()).order_by("code")
    assert (north.name, north.households, south.name, south.households) == ("北网格", 70, "南网格", 50)
    assert GridAssignment.objects.get(grid=south).user_id == worker.user_id
    undone = office.post(f"/grids/operations/{operation.pk}/undo/", {"reason": "划错了", "seen_version": "2"})
    assert undone.status_code == 302
    assert Grid.objects.get(pk=here.grid.pk).valid_to is None


@pytest.mark.parametrize(
    "line", ["x", "{}", '{"type": "LineString", "coordinates": [[114.5, 25], [114.5, 25.1]]}', "[" * 5000]
)
def test_a_line_that_cuts_nothing_is_refused_at_its_field(here: Place, office: Client, line: str) -> None:
    answer = office.get(f"/grids/{here.grid.pk}/split/", {"line": line})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["line"])


@pytest.mark.parametrize("row", ["{x}, {y}", "{x}，{y}", "{x} {y}", "  {x}\t{y}\r"])
def test_a_line_is_written_a_point_on_each_row(here: Place, office: Client, row: str) -> None:
    line = "\n".join(row.format(x=x, y=25.71) for x in (114.59, 114.63)) + "\n"
    shown = office.get(f"/grids/{here.grid.pk}/split/", {"line": line})
    assert len(shown.context["pieces"]) == 2
    answer = office.post(f"/grids/{here.grid.pk}/split/", two_pieces(line=line))
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "line", ["114.59", "114.59, 25.71, 3", "nan, 25", "114.59, 北", "1e999 25.71\n114 25"]
)
def test_a_row_that_is_no_point_is_refused_at_the_line(here: Place, office: Client, line: str) -> None:
    answer = office.get(f"/grids/{here.grid.pk}/split/", {"line": line})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["line"])


def test_what_is_missing_of_a_piece_is_told_at_that_piece(here: Place, office: Client) -> None:
    url = f"/grids/{here.grid.pk}/split/"
    answer = office.post(url, two_pieces(**{"name-1": ""}))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name-1"])
    answer = office.post(url, two_pieces(**{"code-1": "36"}))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["code-1"])
    assert not GridOperation.objects.exists()


def test_the_second_of_two_who_split_at_once_is_told(here: Place, office: Client) -> None:
    edit_grid(
        actor=here.actor("county_dispatcher"), grid_id=here.grid.pk, data=GridEdit(households=9), reason="核"
    )
    assert office.post(f"/grids/{here.grid.pk}/split/", two_pieces()).status_code == 409


def test_neighbours_are_merged_from_a_later_day_and_the_change_is_cancelled(
    here: Place, office: Client
) -> None:
    beside = given_beside(here)
    url = f"/grids/{here.grid.pk}/merge/"
    day = timezone.localdate() + timedelta(days=30)
    assert beside.name in office.get(url).content.decode()
    shown = office.get(url, {"grids": beside.pk, "on": day.isoformat()})
    assert shown.context["form"].fields["households-0"].initial == 200
    values = {
        "grids": [str(beside.pk)], "on": day.isoformat(), "seen": shown.context["seen"], "reason": "户数太少",
        "name-0": "合并网格", "kind-0": "basic_grid", "region-0": str(here.village.pk), "households-0": "200",
    }  # fmt: skip
    assert office.post(url, {**values, "reason": ""}).status_code == 422
    assert office.post(url, values).status_code == 302
    assert Grid.objects.get(pk=beside.pk).valid_to == day
    listed = office.get("/grids/", {"region": here.village.code, "on": day.isoformat()})
    assert [grid.name for grid, _gaps in listed.context["rows"]] == ["合并网格"]
    waiting = office.get("/grids/operations/", {"state": "waiting"})
    assert waiting.context["total"] == 1
    operation = GridOperation.objects.get()
    office.post(f"/grids/operations/{operation.pk}/undo/", {"reason": "明年再说", "seen_version": "1"})
    assert office.get("/grids/operations/", {"state": "waiting"}).context["total"] == 0
    assert Grid.objects.get(pk=beside.pk).valid_to is None


def test_a_border_is_shown_before_it_is_moved_and_the_former_one_taken_up_again(
    here: Place, office: Client
) -> None:
    beside = given_beside(here)
    url = f"/grids/{here.grid.pk}/border/"
    form = office.get(url).context["form"]
    values = {
        "boundary": json.dumps(square(114.60, 25.70, 0.018)),
        "neighbours_follow": "on",
        "reason": "以路为界",
        "seen": form.initial["seen"],
        "dragged": "",
        "on": "",
    }
    looked = office.post(url, {**values, "step": "preview", "reason": ""})
    assert {change.grid.pk for change in looked.context["changes"]} == {here.grid.pk, beside.pk}
    assert not GridOperation.objects.exists()
    assert office.post(url, {**values, "boundary": "{}", "step": "save"}).status_code == 422
    assert office.post(url, {**values, "step": "save"}).status_code == 302
    history = office.get(f"/grids/{here.grid.pk}/history/")
    assert [one.changes_border for one in history.context["versions"]] == [True, True]
    assert office.get(f"/grids/{here.grid.pk}/history/", {"version": "1"}).context["may_restore"]
    restore = f"/grids/{here.grid.pk}/history/1/restore/"
    assert office.post(restore, {"reason": "", "seen_version": "2"}).status_code == 422
    assert office.post(restore, {"reason": "原界有误", "seen_version": "2"}).status_code == 302
    now = Grid.objects.get(pk=here.grid.pk)
    assert (now.version, shape(now.boundary).equals(shape(here.grid.boundary))) == (3, True)


def test_matters_without_a_point_are_offered_until_they_are_placed(here: Place, office: Client) -> None:
    report = given_report(here, longitude=None, latitude=None)
    office.post(f"/grids/{here.grid.pk}/split/", two_pieces())
    operation = GridOperation.objects.get()
    url = f"/grids/operations/{operation.pk}/"
    assert [row.pk for row in office.get(url).context["waiting"]] == [report.pk]
    south = Grid.objects.get(name="南网格")
    assert office.post(f"{url}place/", {"grid": south.pk}).status_code == 422
    assert office.post(f"{url}place/", {"grid": south.pk, "matters": [report.pk]}).status_code == 302
    assert office.get(url).context["waiting"] == []


def test_readers_see_the_changes_and_no_way_to_make_them(here: Place, office: Client) -> None:
    office.post(f"/grids/{here.grid.pk}/split/", two_pieces())
    operation = GridOperation.objects.get()
    leader = here.client("leader")
    page = leader.get(f"/grids/operations/{operation.pk}/")
    assert page.status_code == 200
    assert "undo/" not in page.content.decode()
    assert leader.post(f"/grids/operations/{operation.pk}/undo/", {"reason": "x"}).status_code == 403
    assert leader.get(f"/grids/{here.grid.pk}/history/").status_code == 200


def test_each_overlap_and_each_gap_is_named_with_its_ground(here: Place, office: Client) -> None:
    over = given_beside(here, west=114.619, name="重叠网格")
    Region.objects.filter(pk=here.village.pk).update(boundary=square(114.60, 25.70, 0.04))
    village = Region.objects.get(pk=here.village.pk)
    found = check_ground(here.actor("body_office"), village)
    assert [(fault.kind, {grid.pk for grid in fault.grids}) for fault in found.faults] == [
        ("gap", set()),
        ("overlap", {here.grid.pk, over.pk}),
    ]
    ground = shape(village.boundary).area
    covered = shape(here.grid.boundary).union(shape(over.boundary)).area
    gap, overlap = found.faults
    assert shape(gap.boundary).area == pytest.approx(ground - covered)
    assert overlap.area_m2 == pytest.approx(0.001 * 0.02 * 111_195**2 * 0.901, rel=0.01)
    page = office.get("/grids/check/", {"region": village.code, "kind": "overlap", "spot": "1"})
    assert (page.context["total"], len(page.context["shapes"]["features"])) == (1, 3)
    assert re.search("重叠网格", page.content.decode())
    assert (
        office.get("/grids/check/", {"region": village.code, "on": "x", "page": "9999999"}).status_code == 200
    )
    english = office.get("/grids/check/", {"region": village.code}, headers={"accept-language": "en"})
    assert "视为描图误差" not in english.content.decode() and "Gaps below this" in english.content.decode()


def test_programs_split_check_and_undo(here: Place) -> None:
    api = Api(here.users["body_office"])
    piece = {"kind": "basic_grid"}
    body = {
        "grid": {"id": here.grid.pk, "version": 1},
        "line": json.loads(LINE),
        "pieces": [{**piece, "name": "北"}, {**piece, "name": "南"}],
        "reason": "户数过多",
    }
    refused = api.post("/grid-operations/split/", {**body, "line": {"type": "LineString"}})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["line"])
    made = api.post("/grid-operations/split/", body)
    assert made.status_code == 201, made.content
    assert [part["is_former"] for part in made.json()["parts"]] == [True, False, False]
    assert api.post("/grid-operations/split/", body).status_code in {412, 422}
    checked = api.get("/grid-checks/", region=here.village.code, kind="overlap").json()
    assert (checked["faults"], checked["checked"]) == ([], 2)
    path = f"/grid-operations/{made.json()['id']}/"
    assert api.post(f"{path}undo/", {"reason": "划错了"}, If_Match=made["ETag"]).status_code == 200
    assert api.get(path).json()["undone_reason"] == "划错了"
    assert Api(here.users["leader"]).post("/grid-operations/split/", body).status_code == 403


def test_a_grid_for_next_year_is_prepared_seen_on_its_day_and_cancelled_before(
    here: Place, office: Client
) -> None:
    day = timezone.localdate() + timedelta(days=60)
    values = {
        "name": "明年网格", "kind": "basic_grid", "region_id": here.village.pk, "reason": "预设",
        "valid_from": day.isoformat(),
    }  # fmt: skip
    assert office.post(f"/grids/new/?region={here.county.code}", values).status_code == 302
    grid = Grid.objects.get(name="明年网格")

    def names(**query: str) -> set[str]:
        found = office.get("/grids/", {"region": here.village.code, **query})
        return {one.name for one, _gaps in found.context["rows"]}

    assert grid.name not in names()
    assert grid.name in names(on=day.isoformat())
    assert office.get(f"/grids/{grid.pk}/").context["is_planned"]
    assert office.post(f"/grids/{grid.pk}/retire/", {"reason": "不设了"}).status_code == 302
    assert grid.name not in names(on=day.isoformat())


def test_two_pieces_of_one_name_are_refused_at_the_second(here: Place, office: Client) -> None:
    url = f"/grids/{here.grid.pk}/split/"
    answer = office.post(url, two_pieces(**{"name-1": "北网格"}))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name-1"])
    assert "已使用此名称" in answer.content.decode() and not GridOperation.objects.exists()
    # The grid that ends leaves its name to a piece; one that stays does not.
    given_beside(here, name="南网格")
    answer = office.post(url, two_pieces())
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name-1"])
    assert office.post(url, two_pieces(**{"name-1": here.grid.name})).status_code == 302


def test_a_grid_is_not_called_like_its_neighbour_of_the_same_village(here: Place) -> None:
    beside, actor = given_beside(here), here.actor("county_dispatcher")
    with pytest.raises(Invalid) as refused:
        given_beside(here, west=114.66)
    assert list(refused.value.fields) == ["name"]
    with pytest.raises(Invalid):
        edit_grid(actor=actor, grid_id=here.grid.pk, data=GridEdit(name=beside.name), reason="改名")
    edit_grid(actor=actor, grid_id=beside.pk, data=GridEdit(name=beside.name, households=81), reason="核")
