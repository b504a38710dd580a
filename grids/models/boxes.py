"""PostgreSQL's own ``box``: the rectangle around a boundary, with a GiST index and no extension."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Lookup


class BoxField(models.Field):  # type: ignore[type-arg]
    """A column of PostgreSQL's type ``box``. Written by the database only (a generated column)."""

    def db_type(self, connection: Any) -> str:
        """Return the column type."""
        return "box"


@BoxField.register_lookup
class HoldsPoint(Lookup):
    """``bbox__holds_point=(longitude, latitude)``: rectangles around a point, by the GiST index.

    PostgreSQL compares boxes with a tolerance of 0.000001 degrees (a tenth of a metre), so this finds a few
    rectangles more than it should and never one less; the caller decides exactly.
    """

    lookup_name = "holds_point"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        """Pass the two numbers through."""
        longitude, latitude = value
        return "%s", [float(longitude), float(latitude)]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Compare box with box: the operator class knows no point."""
        left, params = self.process_lhs(compiler, connection)
        _sql, point = self.get_db_prep_lookup(self.rhs, connection)
        return f"{left} @> box(point(%s, %s), point(%s, %s))", [*params, *point, *point]


@BoxField.register_lookup
class MeetsBox(Lookup):
    """``bbox__meets=(west, south, east, north)``: rectangles that share a point with the given one."""

    lookup_name = "meets"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        """Pass the four numbers through."""
        return "%s", [float(number) for number in value]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Use the overlap operator of the box operator class."""
        left, params = self.process_lhs(compiler, connection)
        _sql, corners = self.get_db_prep_lookup(self.rhs, connection)
        return f"{left} && box(point(%s, %s), point(%s, %s))", [*params, *corners]
