"""Grids leave as a file and come in again; what a preview shows is what is done, and it can be taken back."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from shapely.geometry import mapping, shape

from grids.models import Grid, GridChange
from grids.rules.overlaps import is_same_ground
from grids.services.grid_files import WRITERS, grids_to_write
from grids.services.grid_import_writes import grid_importer
from grids.services.grids import GridEdit, edit_grid
from pingan.common.errors import Invalid, Stale
from pingan.common.models import OutboxEntry
from pingan.common.offsets import gcj_02_of
from pingan.common.outbox import deliver
from pingan.imports.models import ImportRecord
from pingan.imports.rules.plans import Options, Plan
from pingan.imports.services import apply_import, plan_import, undo_import
from pingan.web.models import ExportJob, IssuedFile
from tests.factories.grid_files import as_csv, as_xlsx, given_line, lattice
from tests.factories.grids import given_assignment, given_catalogue, given_grid, square
from tests.factories.world import World

pytestmark = pytest.mark.django_db
IMPORTER = grid_importer("网格")
OPTIONS = Options("年度网格调整")


def planned(world: World, content: bytes, options: Options = OPTIONS) -> Plan:
    return plan_import(
        actor=world.here.actor("body_office"), importer=IMPORTER, content=content, options=options
    )


def brought_in(world: World, content: bytes, options: Options = OPTIONS) -> ImportRecord:
    plan = planned(world, content, options)
    assert plan.is_good, plan.faults
    actor = world.here.actor("body_office")
    return apply_import(actor=actor, importer=IMPORTER, content=content, options=options, seen=plan.digest)


@pytest.fixture
def here(world: World) -> World:
    given_catalogue()
    given_line(world.here.county)
    return world


@pytest.mark.parametrize("format", ["json", "zip", "xlsx"])
def test_what_left_comes_in_again_with_nothing_to_change(here: World, format: str) -> None:
    village, host = here.here.village, here.here.units["city_management"]
    ring = [[114.80, 25.80], [114.81, 25.80], [114.81, 25.81], [114.80, 25.81], [114.80, 25.80]]
    hole = [[114.803, 25.803], [114.806, 25.803], [114.806, 25.806], [114.803, 25.803]]
    holed = {"type": "MultiPolygon", "coordinates": [[ring, hole], [[[x + 0.02, y] for x, y in ring]]]}
    given_grid(village, name="飞地，“带孔”", boundary=holed, households=0)
    given_grid(village, kind="dedicated_grid", host=host, boundary=square(114.84, 25.8))
    given_grid(village, name="未划界网格")
    actor = here.here.actor("body_office")
    grids = grids_to_write(actor, here.here.township.code[:9])
    content = WRITERS[format](grids, "谁在何时为何导出", "CODE")
    counts = planned(here, content).counts
    assert dict(counts) == {"new": 0, "changed": 0, "unchanged": len(grids)} and len(grids) >= 4


@pytest.mark.parametrize("name", ["=一号网格", "+1网格", "-北片", "@集镇", "＝一号", "\u200b=一号"])
def test_a_name_that_no_file_brings_in_is_refused_by_hand_too(here: World, name: str) -> None:
    office, village, grid = here.here.client("body_office"), here.here.village, here.here.grid
    values = {"name": name, "kind": "basic_grid", "reason": "测试", "seen_version": grid.version}
    new = office.post(f"/grids/new/?county={here.here.county.code}", {**values, "region_id": village.pk})
    assert (new.status_code, list(new.context["form"].errors)) == (422, ["name"])
    edited = office.post(f"/grids/{grid.pk}/edit/", {**values, "households": 1})
    assert (edited.status_code, list(edited.context["form"].errors)) == (422, ["name"])
    line = json.dumps({"type": "LineString", "coordinates": [[114.59, 25.71], [114.63, 25.71]]})
    pieces = {
        "line": line, "on": "", "reason": "测试", "seen_version": "1",
        "name-0": "北网格", "kind-0": "basic_grid", "name-1": name, "kind-1": "basic_grid",
    }  # fmt: skip
    split = office.post(f"/grids/{grid.pk}/split/", pieces)
    assert (split.status_code, list(split.context["form"].errors)) == (422, ["name-1"])
    assert "电子表格" in str(split.context["form"].errors)
    text = f"code,name,kind,community\n{grid.code},{name},basic_grid,{village.code}\n"
    assert [fault.column for fault in planned(here, text.encode()).faults] == ["name"]


@pytest.mark.parametrize("format", ["json", "zip", "xlsx"])
def test_a_grid_named_so_before_the_rule_leaves_comes_in_and_is_edited(here: World, format: str) -> None:
    grid = here.here.grid
    Grid.objects.filter(pk=grid.pk).update(name="=一号网格")
    actor = here.here.actor("body_office")
    edit_grid(actor=actor, grid_id=grid.pk, data=GridEdit(name="=一号网格", households=7), reason="核实")
    content = WRITERS[format](grids_to_write(actor, here.here.township.code[:9]), "为何", "CODE")
    plan = planned(here, content)
    assert plan.is_good and set(dict(plan.counts)) == {"new", "changed", "unchanged"}
    assert (plan.counts["new"], plan.counts["changed"]) == (0, 0)


def test_the_export_is_ordered_with_its_purpose_and_recorded(here: World) -> None:
    client = here.here.client("county_dispatcher")
    url = f"{reverse('grids:grid_export')}?region={here.here.county.code}"
    assert client.post(url, {"format": "zip", "purpose": ""}).status_code == 422
    answer = client.post(url, {"format": "zip", "purpose": "测绘核对"})
    assert answer.status_code == 302
    job = ExportJob.objects.get()
    assert deliver(OutboxEntry.objects.get(job="web.export").pk)
    done: Any = client.get(reverse("web:export_download", args=[job.pk]))
    content = b"".join(done.streaming_content)
    with ZipFile(BytesIO(content)) as package:
        assert {name.rpartition(".")[2] for name in package.namelist()} == {
            "shp",
            "shx",
            "dbf",
            "prj",
            "cpg",
            "txt",
        }
        assert "测绘核对" in package.read("grids.txt").decode()
    assert IssuedFile.objects.get().format == "zip"
    assert here.here.client("grid_worker").get(url).status_code == 403
    assert client.get(f"{reverse('grids:grid_export')}?region={here.far.county.code}").status_code == 404


def test_a_changed_row_shows_old_and_new_and_only_columns_of_the_file_change(here: World) -> None:
    grid = here.here.grid
    text = f"code,name,kind,community,households\n{grid.code},改名网格,basic_grid,{grid.region.code},\n"
    plan = planned(here, text.encode())
    assert [(d.label, d.old, d.new) for d in plan.items[0].differences] == [
        ("名称", grid.name, "改名网格"),
        ("户数", "120", ""),
    ]
    record = brought_in(here, text.encode())
    grid.refresh_from_db(fields=["name", "households", "resident_population", "boundary", "version"])
    assert (grid.name, grid.households, grid.resident_population, grid.version) == ("改名网格", None, 400, 2)
    assert grid.boundary is not None
    before = GridChange.objects.get(grid=grid, version=2).before
    assert before == {"name": plan.items[0].differences[0].old, "households": 120}
    undo_import(actor=here.here.actor("body_office"), record_id=record.pk, reason="改错了")
    grid.refresh_from_db(fields=["name", "households", "version"])
    assert (grid.households, grid.version) == (120, 3)


def test_a_preview_that_is_out_of_date_is_not_brought_in(here: World) -> None:
    actor, grid = here.here.actor("body_office"), here.here.grid
    content = f"code,name,kind,community\n{grid.code},改名网格,basic_grid,{grid.region.code}\n".encode()
    seen = planned(here, content).digest
    edit_grid(actor=actor, grid_id=grid.pk, data=GridEdit(households=130), reason="核实")
    with pytest.raises(Stale):
        apply_import(actor=actor, importer=IMPORTER, content=content, options=OPTIONS, seen=seen)
    client = here.here.client("body_office")
    url = reverse("grids:grid_import")
    page = client.post(
        url, {"file": SimpleUploadedFile("网格.csv", content), "reason": "调整", "coordinates": "wgs84"}
    )
    values = {"kept": page.context["kept"], "seen": seen, "reason": "调整", "coordinates": "wgs84"}
    answer = client.post(url, values)
    assert answer.status_code == 409 and answer.context["plan"].digest != seen
    assert not ImportRecord.objects.exists()


def test_undoing_stops_where_a_row_was_touched_or_somebody_is_in_it(here: World) -> None:
    actor = here.here.actor("body_office")
    rows = lattice([here.here.village], 2)
    for row in rows:
        row["code"] = row["community"] + str(700 + int(row["code"][12:]))
    record = brought_in(here, as_csv(rows))
    first, second = Grid.objects.filter(code__in=[row["code"] for row in rows]).order_by("code")
    given_assignment(first, valid_from=timezone.localdate())
    with pytest.raises(Invalid) as refused:
        undo_import(actor=actor, record_id=record.pk, reason="文件有误")
    assert first.code in refused.value.fields[""][0]
    first.assignments.all().delete()
    edit_grid(actor=actor, grid_id=second.pk, data=GridEdit(households=1), reason="核实")
    with pytest.raises(Invalid):
        undo_import(actor=actor, record_id=record.pk, reason="文件有误")
    assert Grid.objects.get(pk=first.pk).valid_to is None


def test_a_code_whose_import_was_taken_back_may_come_again(here: World) -> None:
    rows = lattice([here.here.village], 1)
    rows[0]["code"] = rows[0]["community"] + "701"
    record = brought_in(here, as_xlsx(rows))
    undo_import(actor=here.here.actor("body_office"), record_id=record.pk, reason="文件有误")
    brought_in(here, as_xlsx(rows))
    assert Grid.objects.filter(code=rows[0]["code"], valid_to=None).count() == 1


def test_a_drawing_of_a_commercial_map_is_moved_to_where_it_belongs(here: World) -> None:
    true = square(114.80, 25.80)
    shown = shapely.transform(shape(true), gcj_02_of)
    village = here.here.village
    properties = {
        "code": village.code + "702",
        "name": "网格",
        "kind": "basic_grid",
        "community": village.code,
    }
    feature = {"type": "Feature", "geometry": dict(mapping(shown)), "properties": properties}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    brought_in(here, content, replace(OPTIONS, coordinates="gcj02"))
    stored = Grid.objects.get(code=properties["code"])
    assert is_same_ground(shape(stored.boundary), shape(true))


def test_the_faults_are_a_file_that_is_recorded(here: World) -> None:
    client = here.here.client("body_office")
    content = b"code,name,kind,community\n1,=A1,x,2\n"
    upload = SimpleUploadedFile("网格.csv", content)
    page = client.post(
        reverse("grids:grid_import"), {"file": upload, "reason": "调整", "coordinates": "wgs84"}
    )
    assert page.status_code == 422 and not page.context["plan"].items
    answer = client.post(reverse("grids:grid_import_faults"), {"kept": page.context["kept"]})
    text = answer.content.decode("utf-8-sig")
    assert text.count("\n") - 3 == len(page.context["plan"].faults) and "公式" in text
    assert IssuedFile.objects.get().name == "faults:grids"


@pytest.mark.parametrize(
    "values", [{}, {"reason": "x"}, {"kept": "999999", "reason": "x"}, {"kept": "x", "reason": "x"}]
)
def test_nonsense_is_answered_with_a_sentence(here: World, values: dict[str, str]) -> None:
    answer = here.here.client("body_office").post(
        reverse("grids:grid_import"), {"coordinates": "wgs84", **values}
    )
    assert answer.status_code in {404, 422}
