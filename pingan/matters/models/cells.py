"""Where on the map of the world a point lies, as one number that an index can hold."""

from __future__ import annotations

from django.db import models
from django.db.models import Func


class MapCell(Func):
    """The cell of a WGS-84 point: its square among 2²² × 2²² of Web Mercator, the bits of column and row interleaved.

    All points of a map tile of any zoom are one range of these numbers (Morton, 1966), so that one B-tree serves every
    zoom. The SQL function stands in migration 0008; NULL where there is no point.
    """

    function = "map_cell"
    output_field = models.BigIntegerField()
