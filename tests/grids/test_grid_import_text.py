"""What the text of a file of grids may hold, seen at the door: nothing falls over, and every fault can be found."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grids.models import Grid
from tests.factories.grid_files import as_csv, given_line, given_villages, lattice
from tests.factories.grids import given_catalogue
from tests.factories.world import World
from tests.grids.test_grid_import import confirmed, named, sent

pytestmark = pytest.mark.django_db
#: NUL, and half of a pair of UTF-16: JSON can name both, no column of the database holds either.
UNSTORABLE = ("\0", "\ud800")


@pytest.fixture
def rows(world: World) -> list[dict[str, str]]:
    given_catalogue()
    given_line(world.here.county)
    return [dict(row) for row in lattice(given_villages(world.here.township, 1), 3)]


@pytest.fixture
def client(world: World) -> Client:
    return world.here.client("body_office")


def as_geojson(rows: list[dict[str, str]]) -> bytes:
    features = [{"type": "Feature", "geometry": None, "properties": dict(row)} for row in rows]
    for feature in features:
        feature["properties"].pop("boundary")  # type: ignore[attr-defined]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.mark.parametrize("sign", UNSTORABLE)
@pytest.mark.parametrize("column", ["code", "name", "kind", "community", "host", "phone", "valid_from"])
def test_what_cannot_be_stored_is_a_fault_of_its_cell(
    client: Client, rows: list[dict[str, str]], column: str, sign: str
) -> None:
    rows[1][column] = f"{rows[1][column]}{sign}"
    page = sent(client, as_geojson(rows), "网格.geojson")
    assert page.status_code == 422
    assert (2, "encoding") in named(page)
    assert {fault.column for fault in page.context["plan"].faults if fault.kind == "encoding"} == {column}
    faults = client.post(reverse("grids:grid_import_faults"), {"kept": page.context["kept"]})
    assert faults.status_code == 200


def test_a_name_is_kept_without_what_shows_nothing(client: Client, rows: list[dict[str, str]]) -> None:
    rows[0]["name"] = "\u200b第\u2060一网格\ufeff"
    page = sent(client, as_geojson(rows), "网格.geojson")
    assert page.status_code == 200, page.context["plan"].faults
    assert confirmed(client, page).status_code == 302
    assert Grid.objects.get(code=rows[0]["code"]).name == "第一网格"


def told(client: Client, content: bytes, name: str) -> tuple[set[str], str, Any]:
    """Return what the file of faults names columns, what the page shows of them, and the page."""
    page = sent(client, content, name)
    assert page.status_code == 422
    answer = client.post(reverse("grids:grid_import_faults"), {"kept": page.context["kept"]})
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return {line[1] for line in lines[1:] if len(line) == 3}, page.content.decode(), page


def test_faults_name_columns_as_the_file_does(client: Client, rows: list[dict[str, str]]) -> None:
    rows[0]["community"], rows[1]["kind"] = "3607", "大网格"
    heads = ("网格编码", "网格名称", "类型", "社区代码")
    keys = ("code", "name", "kind", "community")
    lines = [",".join(heads), *(",".join(row[key] for key in keys) for row in rows)]
    columns, page, _answer = told(client, "\n".join(lines).encode(), "网格.csv")
    assert columns == {"社区代码", "类型"}
    assert "<code>类型</code>" in page and "<code>kind</code>" not in page
    columns, page, _answer = told(client, as_csv(rows), "网格.csv")
    assert columns == {"community", "kind"}


def test_a_missing_column_is_named_in_the_readers_language(
    client: Client, rows: list[dict[str, str]]
) -> None:
    content = "\n".join(
        ["网格编码,类型,社区代码", f"{rows[0]['code']},基础网格,{rows[0]['community']}"]
    ).encode()
    columns, page, _answer = told(client, content, "网格.csv")
    assert columns == {"网格名称"} and "缺少列“网格名称”" in page
    for row in rows:
        del row["name"]
    assert "缺少列“网格名称”" in told(client, as_geojson(rows), "网格.geojson")[1]


def test_an_empty_layer_has_no_rows(client: Client) -> None:
    page = sent(client, b'{"type": "FeatureCollection", "features": []}', "网格.geojson")
    assert page.status_code == 422 and "文件中没有数据行。" in page.content.decode()
