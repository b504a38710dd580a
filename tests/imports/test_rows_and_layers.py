"""Rows that are shorter or longer than the head, and layers as programs for maps really write them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import shapefile

from pingan.common.errors import Invalid
from pingan.imports.rules.faults import Limits
from pingan.imports.rules.features import bundled
from pingan.imports.rules.reading import Column, Reading, read_file

COLUMNS = (
    Column("code", ("网格编码",), is_needed=True),
    Column("kind", ("网格类型",), is_needed=True),
    Column("boundary", ("边界",), is_shape=True, is_free=True),
)
SQUARE = {"type": "Polygon", "coordinates": [[[114.0, 25.0], [114.0, 25.1], [114.1, 25.1], [114.0, 25.0]]]}


def read(content: bytes) -> Reading:
    return read_file(content, COLUMNS, Limits(rows=50), with_shapes=True)


def parts_of_a_layer(encoding: str) -> list[tuple[str, bytes]]:
    shp, shx, dbf = BytesIO(), BytesIO(), BytesIO()
    with shapefile.Writer(
        shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON, encoding=encoding
    ) as writer:
        for name in ("编码", "类型"):
            writer.field(name, "C", 20)
        writer.shape(SQUARE)
        writer.record("A1", "基础网格")
    # Ten bytes are kept of a name: of four Chinese characters in UTF-8 three and a piece, or three.
    head = bytearray(dbf.getvalue())
    for place, name in enumerate(("网格编码", "网格类型")):
        kept = name.encode(encoding)[:10]
        head[32 + 32 * place : 43 + 32 * place] = kept.ljust(11, b"\0")
    return [("a.shp", shp.getvalue()), ("a.shx", shx.getvalue()), ("a.dbf", bytes(head))]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_chinese_names_of_fields_are_known_though_ten_bytes_are_kept_of_them(encoding: str) -> None:
    reading = read(bundled(parts_of_a_layer(encoding)))
    assert reading.faults == () and reading.lines[0].cells == {"code": "A1", "kind": "基础网格"}


def test_a_layer_without_its_shapes_is_told_what_is_missing() -> None:
    parts = [part for part in parts_of_a_layer("gbk") if part[0] != "a.shp"]
    with pytest.raises(Invalid) as refused:
        read(bundled(parts))
    assert refused.value.fields["file"] == ["缺少.shp文件，图形存放在其中。"]


@pytest.mark.parametrize(
    "row", ["A2,基础网格,,多余", "A2,基础网格,,,,多余", 'A2,基础,网格,"POLYGON ((1 2))"']
)
def test_a_row_with_more_cells_than_columns_is_named(row: str) -> None:
    reading = read(f"网格编码,网格类型,边界\nA1,基础网格,,,\n{row}\n".encode())
    assert [(fault.line, fault.kind) for fault in reading.faults] == [(3, "cells")]


def test_a_short_row_has_empty_cells() -> None:
    values: list[Any] = [dict(line.cells) for line in read("网格编码,网格类型,边界\nA1\n".encode()).lines]
    assert values == [{"code": "A1", "kind": "", "boundary": ""}]
