"""Text of files: what no column of a database holds is named where it stands, what shows nothing is left out."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
import shapefile

from pingan.common.errors import Invalid
from pingan.common.text import is_storable, starts_formula
from pingan.imports.rules.faults import Limits
from pingan.imports.rules.features import bundled
from pingan.imports.rules.reading import Column, Reading, read_file

COLUMNS = (
    Column("code", ("编码",), is_needed=True),
    Column("name", ("名称",), is_needed=True),
    Column("boundary", ("边界",), is_shape=True, is_free=True),
)
LIMITS = Limits(rows=50, characters=1_000)
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)


def read(content: bytes) -> Reading:
    return read_file(content, COLUMNS, LIMITS, with_shapes=True)


def features(*properties: dict[str, Any]) -> bytes:
    found = [{"type": "Feature", "geometry": None, "properties": values} for values in properties]
    return json.dumps({"type": "FeatureCollection", "features": found}).encode()


def kinds(reading: Reading) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.kind) for fault in reading.faults]


@pytest.mark.parametrize("sign", ["\0", "\ud800", "\udfff"])
def test_what_cannot_be_stored_is_a_fault_with_row_and_column_and_goes_no_further(sign: str) -> None:
    reading = read(features({"code": "A1", "name": "一"}, {"code": "A2", "name": f"第{sign}一"}))
    assert kinds(reading) == [(2, "name", "encoding")]
    assert all(is_storable(word) for line in reading.lines for word in line.cells.values())


@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_a_field_whose_name_cannot_be_stored_can_be_told(sign: str) -> None:
    reading = read(features({"code": "A1", "name": "一", f"附{sign}注": 1, f"图{sign}": {"a": 1}}))
    told = [*reading.notices, *(f"{fault.column} {fault.message}" for fault in reading.faults)]
    assert told and all(map(is_storable, told))


def test_the_values_of_a_shapefile_are_looked_through_as_well() -> None:
    shp, shx, dbf = BytesIO(), BytesIO(), BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON, encoding="utf-8") as writer:
        writer.field("code", "C", 20)
        writer.field("name", "C", 80)
        writer.null()
        writer.record("A1", "第\0一")
    files = [("a.shp", shp.getvalue()), ("a.dbf", dbf.getvalue())]
    assert kinds(read(bundled(files))) == [(1, "name", "encoding")]


def test_what_shows_nothing_is_left_out_and_hides_no_formula() -> None:
    text = "\u200b编码,名\u00ad称\nA\ufeff1,第\u200b一网格\nA2,\u200b=1+1\nA3,\u2060＝1+1\nA4,\u200b\u200b\n"
    reading = read(text.encode())
    assert reading.lines[0].cells == {"code": "A1", "name": "第一网格"}
    assert kinds(reading) == [(3, "name", "formula"), (4, "name", "formula")]
    assert reading.lines[3].cells["name"] == ""


@pytest.mark.parametrize(
    "word", ["=1", "+1", "-1+2", "@A", "＝1", "＋1", "－1", "＠A", "|calc", "\t=1", "\u200b=1", " \u200b =1"]
)
def test_the_beginning_of_a_formula_is_seen_behind_what_nobody_sees(word: str) -> None:
    assert starts_formula(word)


@pytest.mark.parametrize("word", ["", "一=1", "第一网格", "\u200b", "  ", "'=1"])
def test_other_text_is_no_formula(word: str) -> None:
    assert not starts_formula(word)


@pytest.mark.parametrize("content", [b'{"type": "FeatureCollection", "features": []}'])
def test_a_layer_without_a_feature_has_no_rows_and_lacks_no_columns(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read(content)
    assert refused.value.fields["file"] == ["文件中没有数据行。"]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('编码,名称\nA1,"第一网格\nA2,第二网格\n', 2),
        ('编码,名称\nA1,第一网格\n"A2,第二网格\nA3,第三网格\n', 3),
        ('"编码,名称\nA1,第一网格\n', 1),
        ('编码,名称\n"A1",第一网格\nA2,"第二网格', 3),
        ('编码,名称\nA1,"两行的\n名称"\nA2,"第二网格\n', 3),
        # The mark that is missing in row 2 lets the next one close it: what follows is shifted by one mark.
        ('编码,名称\nA1,"第一网格\nA2,"第二网格"\nA3,"第三网格"\n', 2),
    ],
)
def test_a_quotation_mark_that_is_never_closed_is_named_with_its_row(text: str, row: int) -> None:
    with pytest.raises(Invalid) as refused:
        read(text.encode())
    assert refused.value.fields["file"] == [f"第{row}行：引号从此行开始，在单元格结束处没有闭合。"]


def test_quotation_marks_that_close_are_text_as_before() -> None:
    text = '编码,名称\nA1,"第""一""网格"\nA2,12"管\nA3,"两行\n名称"\nA4,""\nA5,"末"'
    words = [line.cells["name"] for line in read(text.encode()).lines]
    assert words == ['第"一"网格', '12"管', "两行\n名称", "", "末"]


@pytest.mark.parametrize("stream", ["EncryptedPackage", "Workbook", ""])
def test_a_protected_or_an_old_workbook_is_told_so_whatever_it_is_called(stream: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(OLE + stream.encode("utf-16-le") + bytes(100))
    told = refused.value.fields["file"][0]
    assert ("密码" in told) == (stream != "Workbook") and (".xls" in told) == (stream != "EncryptedPackage")
