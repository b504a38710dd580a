"""What a file was refused for is said as it is: codes kept as numbers, several files, either language, which line."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from grids.services.boundaries import check_boundary, warning_text
from pingan.common.errors import Invalid
from pingan.org.models import Region
from tests.factories.grid_files import as_csv, lattice, ring
from tests.factories.grids import given_catalogue, square
from tests.factories.world import World

pytestmark = pytest.mark.django_db
WORKERS = "网格编码,账号,姓名,职责,专职兼职"
LEVELS = ["village", "township", "county"]


def sent(world: World, *files: tuple[str, bytes], door: str = "grid_import") -> Any:
    given_catalogue()
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    client = world.here.client("body_office" if door == "grid_import" else "county_dispatcher")
    said = {"file": uploads, "reason": "年度网格调整", "coordinates": "wgs84"}
    return client.post(reverse(f"grids:{door}"), said)


def faults(page: Any) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.message) for fault in page.context["plan"].faults]


def test_a_code_that_was_stored_as_a_number_is_told_as_that_and_nothing_else(world: World) -> None:
    rows = [dict(row) for row in lattice([world.here.village], 3)]
    rows[0]["code"] = rows[1]["code"] = "3.60703E+14"
    rows[2]["community"] = "3.60703e+11"
    found = faults(sent(world, ("网格.csv", as_csv(rows))))
    assert [(line, column) for line, column, _words in found] == [
        (2, "code"),
        (3, "code"),
        (4, "community"),
    ]
    assert all("数值" in words and "文本" in words for _line, _column, words in found)


def test_a_code_that_was_stored_as_a_number_is_told_in_a_file_of_workers(world: World) -> None:
    staff = world.here.users["community_staff"]
    file = f"{WORKERS}\n3.60703E+14,{staff.username},{staff.name},网格长,专职\n".encode()
    page = sent(world, ("人员.csv", file), door="worker_import")
    ((line, column, words),) = faults(page)
    assert (line, column) == (2, "grid") and "文本" in words


@pytest.mark.parametrize(
    ("names", "door", "words"),
    [
        (("一.csv", "二.csv"), "grid_import", "一次只能导入一个文件"),
        (("一.xlsx", "二.geojson"), "grid_import", "一次只能导入一个文件"),
        (("一.csv", "二.csv"), "worker_import", "一次只能导入一个文件"),
        (("一.shp", "一.dbf"), "worker_import", "一次只能导入一个文件"),
        (("一.shp", "一.dbf", "二.csv"), "grid_import", "二.csv"),
    ],
)
def test_several_files_at_once_are_refused_for_being_several(
    world: World, names: tuple[str, ...], door: str, words: str
) -> None:
    row = as_csv(lattice([world.here.village], 1))
    page = sent(world, *((name, row) for name in names), door=door)
    assert page.status_code == 422
    (told,) = page.context["form"].errors["file"]
    assert words in told and "压缩包" not in told


@pytest.mark.parametrize("reader", ["zh-hans", "en"])
def test_workers_are_written_in_either_language_whoever_reads(world: World, reader: str) -> None:
    here, staff = world.here, world.here.users["community_staff"]
    who = f"{here.grid.code},{staff.username},{staff.name}"
    file = f"{WORKERS}\n{who},网格长,兼职\n{who},assistant,Full-Time\n{who},Grid worker,专职\n".encode()
    given_catalogue()
    client = here.client("county_dispatcher")
    client.cookies["django_language"] = reader
    upload = SimpleUploadedFile("人员.csv", file)
    page = client.post(reverse("grids:worker_import"), {"file": upload, "reason": "人员调整"})
    assert page.status_code == 200, faults(page)


@pytest.mark.parametrize("level", LEVELS)
def test_a_boundary_by_hand_is_told_which_line_it_leaves(world: World, level: str) -> None:
    given_catalogue()
    region: Region = getattr(world.here, level)
    Region.objects.filter(pk=region.pk).update(boundary=square(114.6, 25.6, 0.1))
    village = Region.objects.get(pk=world.here.village.pk)
    asked = {"region": village, "kind": "dedicated_grid", "on": world.here.grid.valid_from}
    with translation.override("zh-hans"):
        with pytest.raises(Invalid) as refused:
            check_boundary(square(114.595, 25.6), **asked)
        checked = check_boundary(square(114.5995, 25.6), **asked)
        (warning,) = checked.warnings
        words = str(refused.value.fields["boundary"][0])
        label = str(region.get_level_display())
        assert warning.kind == "outside_line" and warning.line_name == region.name
        for told in (words, warning_text(warning)):
            assert f"{label}“{region.name}”" in told
    assert "50%" in words


@pytest.mark.parametrize("level", LEVELS)
def test_a_boundary_from_a_file_is_told_which_line_it_leaves(world: World, level: str) -> None:
    region: Region = getattr(world.here, level)
    Region.objects.filter(pk=region.pk).update(boundary=square(114.6, 25.6, 0.1))
    (row,) = lattice([world.here.village], 1)
    row |= {"code": row["community"] + "701", "boundary": ring(115.2, 25.6)}
    found = sent(world, ("网格.csv", as_csv([row]))).context["plan"].faults
    assert [(fault.line, fault.kind) for fault in found] == [(2, "outside_line")]
    assert f"{region.get_level_display()}“{region.name}”" in found[0].message
