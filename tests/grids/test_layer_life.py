"""A Shapefile from its parts to the stored grids and back: holes, several parts, crossings, projections, GCJ-02."""

from __future__ import annotations

import io
from typing import Any
from zipfile import ZipFile

import pytest
import shapefile
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from shapely.geometry import MultiPolygon, Polygon, mapping, shape

from grids.models import Grid
from grids.services.grid_files import WGS_84
from pingan.common.offsets import gcj_02_of
from pingan.imports.models import ImportRecord
from tests.factories.grid_files import given_line, given_villages, lattice, ring
from tests.factories.grids import given_catalogue
from tests.factories.world import World
from tests.grids.test_grid_import import REASON, named

pytestmark = pytest.mark.django_db
RING = [(115.2, 25.6), (115.22, 25.6), (115.22, 25.62), (115.2, 25.62)]
GAP = [(115.205, 25.605), (115.21, 25.605), (115.21, 25.61), (115.205, 25.61)]
HOLED = Polygon(RING, [GAP])
TWOFOLD = MultiPolygon([shapely.from_wkt(ring(115.3, 25.6)), shapely.from_wkt(ring(115.32, 25.6))])
BOW_TIE = Polygon([(115.4, 25.6), (115.42, 25.61), (115.42, 25.6), (115.4, 25.612)])
GAUSS_KRUEGER = 'PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000"]]'


@pytest.fixture
def rows(world: World) -> list[dict[str, str]]:
    given_catalogue()
    given_line(world.here.county)
    return [dict(row) for row in lattice(given_villages(world.here.township, 1), 2)]


@pytest.fixture
def client(world: World) -> Client:
    return world.here.client("body_office")


def parts(rows: list[dict[str, str]], grounds: list[Any], prj: str = WGS_84) -> dict[str, bytes]:
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON, encoding="gbk") as writer:
        for name in ("网格编码", "网格名称", "网格类型", "社区代码"):
            writer.field(name, "C", 80)
        for row, ground in zip(rows, grounds, strict=True):
            writer.shape(mapping(ground))
            writer.record(row["code"], row["name"], row["kind"], row["community"])
    files = {"shp": shp, "shx": shx, "dbf": dbf}
    return {f"网格.{end}": part.getvalue() for end, part in files.items()} | {"网格.prj": prj.encode()}


def loose(client: Client, files: dict[str, bytes], **more: str) -> Any:
    uploads = [SimpleUploadedFile(name, content) for name, content in files.items()]
    values = {"file": uploads, "reason": REASON, "coordinates": "wgs84", **more}
    return client.post(reverse("grids:grid_import"), values)


def zipped(client: Client, files: dict[str, bytes]) -> Any:
    target = io.BytesIO()
    with ZipFile(target, "w") as package:
        for name, content in files.items():
            package.writestr(name, content)
    return loose(client, {"网格.zip": target.getvalue()})


def brought_in(client: Client, page: Any, coordinates: str = "wgs84") -> Any:
    assert page.status_code == 200, page.context["plan"].faults
    seen, kept = page.context["plan"].digest, str(page.context["kept"])
    values = {"kept": kept, "seen": seen, "reason": REASON, "coordinates": coordinates}
    return client.post(reverse("grids:grid_import"), values)


def stored(rows: list[dict[str, str]]) -> list[Any]:
    found = Grid.objects.filter(code__in=[row["code"] for row in rows]).order_by("code")
    return [shape(grid.boundary) for grid in found]


def test_holes_and_several_parts_stay_and_the_import_is_taken_back(
    client: Client, rows: list[dict[str, str]]
) -> None:
    files = parts(rows, [HOLED, TWOFOLD])
    assert zipped(client, files).context["plan"].digest == loose(client, files).context["plan"].digest
    done = brought_in(client, loose(client, files))
    grounds = stored(rows)
    assert grounds[0].equals(HOLED) and grounds[1].equals(TWOFOLD)
    assert dict(loose(client, files).context["plan"].counts)["unchanged"] == 2
    assert client.post(done["Location"], {"reason": ""}).status_code == 422
    assert client.post(done["Location"], {"reason": "文件有误"}).status_code == 302
    assert ImportRecord.objects.get().undone_at is not None
    today = timezone.localdate()
    assert not Grid.objects.filter(Grid.in_force_q(today), code__in=[row["code"] for row in rows]).exists()
    assert client.post(done["Location"], {"reason": "再来"}).status_code == 409
    # What was taken back on its first day bore no code: the mended file may come in again.
    assert brought_in(client, loose(client, files)).status_code == 302


def test_a_crossing_ring_of_a_layer_is_named(client: Client, rows: list[dict[str, str]]) -> None:
    assert named(loose(client, parts(rows, [HOLED, BOW_TIE]))) == {(2, "boundary_invalid")}


def test_a_projection_is_refused_by_its_prj_and_metres_without_one_by_their_size(
    client: Client, rows: list[dict[str, str]]
) -> None:
    refused = loose(client, parts(rows, [HOLED, TWOFOLD], GAUSS_KRUEGER))
    assert refused.status_code == 422 and "投影坐标（米）" in refused.content.decode()
    metres = [shapely.transform(ground, lambda at: at * 100_000) for ground in (HOLED, TWOFOLD)]
    found = named(loose(client, parts(rows, metres, "")))
    assert found == {(1, "boundary_metres"), (2, "boundary_metres")}


def test_a_layer_drawn_on_a_commercial_map_is_moved_back(client: Client, rows: list[dict[str, str]]) -> None:
    moved = [shapely.transform(ground, gcj_02_of) for ground in (HOLED, TWOFOLD)]
    page = loose(client, parts(rows, moved), coordinates="gcj02")
    assert brought_in(client, page, "gcj02").status_code == 302
    for ground, meant in zip(stored(rows), (HOLED, TWOFOLD), strict=True):
        assert shapely.hausdorff_distance(ground, meant) < 1e-8
