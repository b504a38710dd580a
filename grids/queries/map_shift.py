"""Where a map draws a stored point, computed by the database: what a tile or a rectangle of an offset map shows, exactly.

The formula is that of ``pingan.common.offsets``; a test holds both together.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import F, FloatField, Func, Q, QuerySet

from grids.rules.shown import ShownBox, ShownTile
from pingan.common.offsets import AXIS, CHINA, ECCENTRICITY
from pingan.matters.models.cells import MapCell

_LONGITUDE, _LATITUDE = "matter__longitude", "matter__latitude"
_COMMON: Final = "20 * sin(6 * {x} * pi()) + 20 * sin(2 * {x} * pi())"
_NORTH: Final = (
    "-100 + 2 * {x} + 3 * {y} + 0.2 * {y} * {y} + 0.1 * {x} * {y} + 0.2 * sqrt(abs({x}))"
    " + (" + _COMMON + " + 20 * sin({y} * pi()) + 40 * sin({y} / 3 * pi())"
    " + 160 * sin({y} / 12 * pi()) + 320 * sin({y} / 30 * pi())) * 2 / 3"
)  # fmt: skip
_EAST: Final = (
    "300 + {x} + 2 * {y} + 0.1 * {x} * {x} + 0.1 * {x} * {y} + 0.1 * sqrt(abs({x}))"
    " + (" + _COMMON + " + 20 * sin({x} * pi()) + 40 * sin({x} / 3 * pi())"
    " + 150 * sin({x} / 12 * pi()) + 300 * sin({x} / 30 * pi())) * 2 / 3"
)  # fmt: skip
_BEND: Final = f"(1 - {ECCENTRICITY!r}::float8 * power(sin(radians({{latitude}})), 2))"
_ALONG_MERIDIAN: Final = f"({AXIS!r}::float8 * (1 - {ECCENTRICITY!r}::float8) / ({_BEND} * sqrt({_BEND})))"
_ALONG_PARALLEL: Final = f"({AXIS!r}::float8 / sqrt({_BEND}) * cos(radians({{latitude}})))"


class _Moved(Func):
    """A degree of a WGS-84 point as GCJ-02 has it; outside China the point itself."""

    arity = 2
    output_field = FloatField()
    own: str
    shift: str

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> Any:  # type: ignore[override]
        """Write the formula out; the two columns are repeated in it, which a column without parameters may be."""
        (longitude, no_a), (latitude, no_b) = (compiler.compile(one) for one in self.get_source_expressions())
        assert not no_a and not no_b  # noqa: S101 - columns alone
        names = {"x": f"({longitude} - 105)", "y": f"({latitude} - 35)"}
        columns = {"longitude": longitude, "latitude": latitude}
        west, south, east, north = CHINA
        inside = f"{longitude} BETWEEN {west} AND {east} AND {latitude} BETWEEN {south} AND {north}"
        own = columns[self.own]
        moved = self.shift.format(**names, **columns)
        return f"CASE WHEN {inside} THEN {own} + degrees({moved}) ELSE {own} END", []


class _Eastward(_Moved):
    own = "longitude"
    shift = f"({_EAST}) / {_ALONG_PARALLEL}"


class _Northward(_Moved):
    own = "latitude"
    shift = f"({_NORTH}) / {_ALONG_MERIDIAN}"


def drawn_at(datum: str) -> tuple[Any, Any]:
    """Return where a map of this datum draws the point of a row with ``matter``, as two expressions."""
    if datum == "wgs84":
        return F(_LONGITUDE), F(_LATITUDE)
    return _Eastward(_LONGITUDE, _LATITUDE), _Northward(_LONGITUDE, _LATITUDE)


def in_tile(rows: QuerySet[Any], shown: ShownTile) -> QuerySet[Any]:
    """Keep what a tile shows, with ``drawn_x`` and ``drawn_y`` where it is drawn: each point in one tile of a zoom only."""
    x, y = drawn_at(shown.datum)
    ranges = (Q(cell__gte=first, cell__lt=after) for first, after in shown.cells)
    inside: QuerySet[Any] = rows.alias(cell=MapCell(_LONGITUDE, _LATITUDE)).filter(reduce(or_, ranges))
    inside = inside.alias(drawn_x=x, drawn_y=y)
    if shown.datum == "wgs84":
        return inside
    west, south, east, north = shown.edges
    # The eastern and the southern edge belong to the next tile.
    found: QuerySet[Any] = inside.filter(
        drawn_x__gte=west, drawn_x__lt=east, drawn_y__gt=south, drawn_y__lte=north
    )
    return found


def in_box(rows: QuerySet[Any], shown: ShownBox) -> QuerySet[Any]:
    """Keep what has its point inside a rectangle of a map; the edges belong to it."""
    west, south, east, north = shown.ground
    inside: QuerySet[Any] = rows.filter(
        matter__longitude__range=(west, east), matter__latitude__range=(south, north)
    )
    if shown.datum == "wgs84":
        return inside
    x, y = drawn_at(shown.datum)
    west, south, east, north = shown.edges
    found: QuerySet[Any] = inside.alias(drawn_x=x, drawn_y=y).filter(
        drawn_x__range=(west, east), drawn_y__range=(south, north)
    )
    return found
