"""Rows of a file of grids as typed values: the columns, what stands in each cell, and the shape on the ground."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from grids.models import GridKind
from grids.rules.geometry import JIANGXI, BadBoundary, read_boundary
from grids.rules.names import name_error
from pingan.imports.rules.cells import choice_in, day_in, names_of_choices, typed, whole_in
from pingan.imports.rules.faults import Fault, Line
from pingan.imports.rules.reading import Column, is_formula

#: What a file may hold and how people call it. A Shapefile keeps ten letters of a name, so no key is longer.
COLUMNS: Final = (
    Column("code", ("网格编码", "网格代码", "编码"), is_needed=True, is_digits=True),
    Column("name", ("网格名称", "名称"), is_needed=True),
    Column("kind", ("网格类型", "类型"), is_needed=True),
    Column(
        "community", ("村社区代码", "村（社区）代码", "社区代码", "区划代码"), is_needed=True, is_digits=True
    ),
    Column("households", ("户数",)),
    Column("population", ("常住人口", "人口")),
    Column("host", ("依托单位", "主管单位")),
    Column("phone", ("监督电话",), is_free=True, is_digits=True),
    Column("valid_from", ("启用日期", "生效日期")),
    Column("boundary", ("边界", "网格边界"), is_shape=True, is_free=True),
)
EXAMPLE: Final = (
    "360703203200001", "第一网格", "basic_grid", "360703203200", "320", "1050", "", "0797-6600000", "2026-01-01",
    "POLYGON ((114.70 25.70, 114.71 25.70, 114.71 25.71, 114.70 25.71, 114.70 25.70))",
)  # fmt: skip
_MOST = {"households": 500_000, "population": 1_000_000}
_DIVISION = re.compile(r"[0-9]{12}")
_PHONE = re.compile(r"[0-9+() \-]{5,30}")


@dataclass(frozen=True)
class GridRow:
    """One grid as a file has it. ``given`` are the columns that the file has: only those may change a stored grid.

    ``drawn`` is the shape as GeoJSON, None: the row draws none and a stored shape stays.
    """

    line: int
    code: str
    name: str
    kind: str
    community: str
    households: int | None = None
    population: int | None = None
    host: str = ""
    phone: str = ""
    valid_from: date | None = None
    drawn: Any = None
    given: frozenset[str] = field(default_factory=frozenset)


def _bad_words(cells: Mapping[str, str]) -> dict[str, str]:
    found = {}
    if not 0 < len(cells.get("code", "")) <= 20:
        found["code"] = _("Give a code of at most 20 digits.")
    if not _DIVISION.fullmatch(cells.get("community", "")):
        found["community"] = _("Write the 12 digits of the division.")
    name = cells.get("name", "")
    # A formula is told by who reads the file, in the words of files.
    if not is_formula(name) and (why := name_error(name)):
        found["name"] = why
    phone = cells.get("phone", "")
    if phone and not _PHONE.fullmatch(phone):
        found["phone"] = _("Give a telephone number of digits.")
    return found


@cache
def kind_names() -> tuple[tuple[str, str], ...]:
    """Return what people call the kinds of grids in either language."""
    return names_of_choices(GridKind.choices)


def _typed(cells: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    choices = kind_names()
    readers: dict[str, Any] = {
        "kind": lambda word: choice_in(word, choices),
        "valid_from": day_in,
        **{name: lambda word, most=most: whole_in(word, most) for name, most in _MOST.items()},
    }
    values, bad = typed(cells, readers)
    if not values["kind"] and "kind" not in bad:
        bad["kind"] = _("Choose one of the listed values.")
    return values, bad


def grid_row(line: Line, columns: frozenset[str]) -> tuple[GridRow, list[Fault]]:
    """Return a row as typed values, and what is wrong with it; a value that is wrong is None or blank."""
    cells = line.cells
    values, bad = _typed(cells)
    bad |= _bad_words(cells)
    drawn = line.shape
    try:
        drawn = _drawn_in(cells["boundary"]) if cells.get("boundary") else drawn
    except BadBoundary as problem:
        bad["boundary"] = sentence_for(problem)
    row = GridRow(
        line=line.number,
        code=cells.get("code", ""),
        name=cells.get("name", ""),
        kind=values["kind"] or "",
        community=cells.get("community", ""),
        households=values["households"],
        population=values["population"],
        host=cells.get("host", ""),
        phone=cells.get("phone", ""),
        valid_from=values["valid_from"],
        drawn=drawn,
        given=columns,
    )
    return row, [Fault(line.number, column, words, column) for column, words in bad.items()]


def _drawn_in(word: str) -> Any:
    """Return the shape in a cell, written as WKT or GeoJSON, as GeoJSON."""
    if word.startswith("{"):
        try:
            return json.loads(word)
        except (ValueError, RecursionError) as error:
            raise BadBoundary("type", "JSON") from error
    try:
        return mapping(shapely.from_wkt(word))
    except shapely.GEOSException as error:
        code = "points" if "closed" in str(error) or "points" in str(error).lower() else "type"
        raise BadBoundary(code, "a ring ends where it began" if "closed" in str(error) else "") from error


def ground_in(drawn: Any) -> BaseGeometry:
    """Return a drawn shape as a valid one on the ground.

    Raises:
        BadBoundary: as ``read_boundary``; ``swapped`` where only latitude and longitude are exchanged, ``metres``
            where they are no degrees.

    """
    try:
        return read_boundary(drawn)
    except BadBoundary as problem:
        if problem.code == "outside" and _is_swapped(drawn):
            raise BadBoundary("swapped") from problem
        if problem.code in {"outside", "number"} and _are_metres(drawn):
            raise BadBoundary("metres") from problem
        if problem.code == "points" and not _first_position(drawn):
            raise BadBoundary("empty") from problem
        raise


def _first_position(drawn: Any) -> Any:
    found = drawn.get("coordinates") if isinstance(drawn, dict) else None
    while isinstance(found, list | tuple) and found and isinstance(found[0], list | tuple):
        found = found[0]
    return found


def _is_swapped(drawn: Any) -> bool:
    latitude, longitude = _first_position(drawn)[:2]
    return bool(JIANGXI[0] < longitude < JIANGXI[2] and JIANGXI[1] < latitude < JIANGXI[3])


def _are_metres(drawn: Any) -> bool:
    """Say whether a position lies further out than any degree: a layer without, or with a false, .prj."""
    numbers = _first_position(drawn)[:2]
    sizes = [abs(n) for n in numbers if isinstance(n, int | float) and abs(n) < math.inf]
    return len(sizes) == 2 and max(sizes) > 360


def sentence_for(problem: BadBoundary) -> str:
    """Return what is wrong with a boundary of a file, and where; one that crosses itself is never mended silently."""
    place = re.search(r"\[(.*?)\]", problem.detail)
    crossing = _("The boundary crosses itself near %(where)s. Draw it again; it is not mended silently.")
    sentences = {
        "type": _("The boundary must be a Polygon or MultiPolygon, as WKT or GeoJSON."),
        "ring": _("A ring of the boundary is no list of points."),
        "points": _("A ring of the boundary has too few or too many points."),
        "number": _("The boundary holds something that is no coordinate."),
        "outside": _("The boundary lies outside Jiangxi."),
        "swapped": _("Longitude and latitude are swapped: the longitude comes first."),
        "metres": _(
            "The coordinates are metres of a projection. Save the layer in degrees (CGCS2000 or WGS-84) and send that."
        ),
        "invalid": crossing % {"where": place[1] if place else "—"},
        "empty": _("The boundary encloses no area."),
    }
    if problem.code == "points" and problem.detail == "a ring ends where it began":
        return _("A ring of the boundary is not closed: it ends where it began.")
    return sentences[problem.code]
