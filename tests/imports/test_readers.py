"""Reading files of others: encodings, heads, merged cells, layers, coordinates. Pure: no database."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
import shapefile
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pingan.common.errors import Invalid
from pingan.common.offsets import gcj_02_of, wgs_84_of
from pingan.imports.rules.cells import BadCell, day_in, whole_in
from pingan.imports.rules.coordinates import refusal_of_crs, refusal_of_projection
from pingan.imports.rules.encodings import GB_18030, UTF_8, decode
from pingan.imports.rules.faults import Limits
from pingan.imports.rules.features import bundled
from pingan.imports.rules.reading import Column, Reading, read_file

COLUMNS = (
    Column("code", ("编码",), is_needed=True),
    Column("name", ("名称",), is_needed=True),
    Column("boundary", ("边界",), is_shape=True, is_free=True),
)
LIMITS = Limits(rows=50, characters=1_000)
SQUARE = {"type": "Polygon", "coordinates": [[[114.0, 25.0], [114.1, 25.0], [114.1, 25.1], [114.0, 25.0]]]}
WGS_84 = 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]'


def read(content: bytes, *, with_shapes: bool = False) -> Reading:
    return read_file(content, COLUMNS, LIMITS, with_shapes=with_shapes)


def kinds(reading: Reading) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.kind) for fault in reading.faults]


def layer(
    names: tuple[str, ...] = ("第一网格",),
    *,
    encoding: str = "utf-8",
    cpg: bytes | None = None,
    prj: str = WGS_84,
) -> bytes:
    shp, shx, dbf = BytesIO(), BytesIO(), BytesIO()
    with shapefile.Writer(
        shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON, encoding=encoding
    ) as writer:
        writer.field("CODE", "C", 20)
        writer.field("name", "C", 80)
        writer.field("OBJECTID", "N", 9)
        for number, name in enumerate(names):
            writer.shape(SQUARE)
            writer.record(f"A{number}", name, number)
    files = [("a/网格.shp", shp.getvalue()), ("网格.shx", shx.getvalue()), ("网格.dbf", dbf.getvalue())]
    if prj:
        files.append(("网格.prj", prj.encode()))
    if cpg is not None:
        files.append(("网格.cpg", cpg))
    return bundled(files)


@given(st.text(alphabet="网格员乡镇村社区第一二三，abc123\n", min_size=1))
def test_what_was_written_in_either_encoding_is_read_as_it_was(text: str) -> None:
    assert decode(text.encode("utf-8-sig")).text == text
    found = decode(text.encode("gb18030"))
    if found.encoding == GB_18030:
        assert (found.text, found.faults) == (text, ())


def test_a_gbk_file_is_told_and_a_row_in_another_encoding_is_named() -> None:
    text = "编码,名称\r\nA1,第一网格\r\nA2,第二网格\r\nA3,第三网格\r\n"
    reading = read(text.encode("gbk"))
    assert (reading.encoding, reading.faults) == (GB_18030, ())
    assert reading.lines[0].cells == {"code": "A1", "name": "第一网格"} and "GB 18030" in reading.notices[0]
    lines = [
        line.encode("gbk" if number == 3 else "utf-8") for number, line in enumerate(text.split("\n"), 1)
    ]
    reading = read(b"\n".join(lines))
    assert reading.encoding == UTF_8 and {
        line for line, _column, kind in kinds(reading) if kind == "encoding"
    } == {3}


@pytest.mark.parametrize(
    "content",
    ["编码,名称\nA,B".encode("utf-16"), b"", b"\x00\x01", b"PK\x03\x04nonsense", b"\xff\xd8\xff\xe0\x10JFIF"],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read(content)
    assert refused.value.fields["file"]


def test_heads_that_are_unknown_missing_or_twice_are_all_named() -> None:
    found = kinds(read("编码,户主电话\nA1,1".encode()))
    assert found == [(1, "户主电话", "column_unknown"), (1, "name", "column_missing")]
    assert (1, "", "column_twice") in kinds(read("编码,编码,名称\nA,B,C".encode()))


def test_formulas_are_named_and_negative_numbers_are_none() -> None:
    found = kinds(read("编码,名称\nA1,=1+1\nA2,@SUM(A1)\nA3,-5\n".encode()))
    assert found == [(2, "name", "formula"), (3, "name", "formula")]


def test_merged_cells_and_formulas_of_a_workbook_are_named_with_row_and_column() -> None:
    target = BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["编码", "名称"])
    sheet.write_row(1, 0, [360703203200001, "第一网格"])
    sheet.merge_range(2, 1, 3, 1, "第二网格")
    sheet.write(2, 0, "A2")
    sheet.write(3, 0, "A3")
    sheet.write(4, 0, "A4")
    sheet.write_formula(4, 1, '="第"&"五"', None, "第五")
    book.close()
    reading = read(target.getvalue())
    assert reading.lines[0].cells["code"] == "360703203200001"
    assert kinds(reading) == [(3, "name", "merged"), (5, "name", "formula")]


def test_more_rows_than_are_taken_are_refused() -> None:
    rows = "编码,名称\n" + "A,B\n" * (LIMITS.rows + 1)
    with pytest.raises(Invalid):
        read(rows.encode())
    assert len(read(rows.removesuffix("A,B\n").encode()).lines) == LIMITS.rows


def test_features_come_with_their_shapes_and_a_crs_that_is_not_taken_is_refused() -> None:
    feature = {"type": "Feature", "geometry": SQUARE, "properties": {"code": "A1", "name": "第一", "x": 1}}
    whole: dict[str, Any] = {"type": "FeatureCollection", "features": [feature, {"type": "Nothing"}]}
    reading = read(json.dumps(whole).encode(), with_shapes=True)
    assert reading.lines[0].shape == SQUARE and reading.lines[0].cells == {"code": "A1", "name": "第一"}
    assert kinds(reading) == [(2, "", "feature")]
    whole["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}
    with pytest.raises(Invalid):
        read(json.dumps(whole).encode(), with_shapes=True)
    for taken in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4490", "urn:ogc:def:crs:EPSG::4326"):
        assert refusal_of_crs({"type": "name", "properties": {"name": taken}}) == ""


def test_a_property_that_is_a_structure_is_named_and_left_out() -> None:
    feature = {"type": "Feature", "geometry": SQUARE, "properties": {"code": "A1", "name": {"a": 1}}}
    layer = {"type": "FeatureCollection", "features": [feature]}
    reading = read(json.dumps(layer).encode(), with_shapes=True)
    assert reading.lines[0].cells == {"code": "A1"}
    assert (1, "name", "cell") in kinds(reading)


@pytest.mark.parametrize(("word", "number"), [("30", 30), ("３０", 30), ("12.0", 12), ("007", 7), ("", None)])
def test_a_whole_number_is_read_however_it_is_written(word: str, number: int | None) -> None:
    assert whole_in(word, 100) == number


@pytest.mark.parametrize("word", ["-1", "1.5", "1e3", "三十", "101", "1" * 40])
def test_what_is_no_whole_number_up_to_the_most_is_refused(word: str) -> None:
    with pytest.raises(BadCell):
        whole_in(word, 100)


def test_a_day_is_read_however_it_is_written_and_lies_in_our_time() -> None:
    for word in ("2026-05-01", "2026/5/1", "2026年5月1日", "２０２６-５-１"):
        assert day_in(word) == date(2026, 5, 1)
    for word in ("0001-01-01", "1899-12-31", "9999-12-31", "2026-02-30", "tomorrow"):
        with pytest.raises(BadCell):
            day_in(word)


@pytest.mark.parametrize("content", [b"{", b'{"type": "Polygon"}', b'{"a":' * 5_000])
def test_json_that_is_no_layer_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        read(content, with_shapes=True)


@pytest.mark.parametrize(
    ("encoding", "cpg"), [("utf-8", None), ("utf-8", b"UTF-8"), ("gbk", None), ("gbk", b"GBK")]
)
def test_a_shapefile_is_read_in_its_own_encoding(encoding: str, cpg: bytes | None) -> None:
    reading = read(layer(("第一网格", "江西网格"), encoding=encoding, cpg=cpg), with_shapes=True)
    assert [line.cells for line in reading.lines] == [
        {"code": "A0", "name": "第一网格"},
        {"code": "A1", "name": "江西网格"},
    ]
    assert reading.lines[1].shape["type"] == "Polygon" and reading.faults == ()
    assert any("OBJECTID" in notice for notice in reading.notices)


def test_a_projection_is_refused_and_no_prj_is_told() -> None:
    for text in (
        'PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS["x"]]',
        'GEOGCS["GCS_Beijing_1954"]',
        "nonsense",
    ):
        assert refusal_of_projection(text)
        with pytest.raises(Invalid):
            read(layer(prj=text), with_shapes=True)
    assert refusal_of_projection('GEOGCS["GCS_China_Geodetic_Coordinate_System_2000"]') == ""
    assert any(".prj" in notice for notice in read(layer(prj=""), with_shapes=True).notices)


def test_damaged_layers_and_several_in_one_file_are_refused() -> None:
    good = layer()
    with ZipFile(BytesIO(good)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    cut = [(name, content[: len(content) // 2]) for name, content in parts]
    without = [(name, content) for name, content in parts if not name.endswith(".dbf")]
    for files in (cut, without, [*parts, ("zweite.shp", parts[0][1])]):
        with pytest.raises(Invalid):
            read(bundled(files), with_shapes=True)


@given(st.floats(113.0, 119.0), st.floats(24.0, 31.0))
def test_gcj_02_and_back_is_the_same_point_to_a_millimetre(longitude: float, latitude: float) -> None:
    point = np.array([[longitude, latitude]])
    shown = gcj_02_of(point)
    assert 0.0005 < np.abs(shown - point).max() < 0.01
    assert np.abs(wgs_84_of(shown) - point).max() < 1e-8
