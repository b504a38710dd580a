"""Grids as a file that can be brought in again: GeoJSON, Shapefile, workbook."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import shapefile
import shapely
import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.geometry import shape

from grids.models import Grid
from grids.rules.grid_rows import COLUMNS
from grids.services.grid_imports import LIMITS
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.common.workbooks import page_foot
from pingan.imports.rules.faults import too_many

#: Characters that Excel keeps in one cell.
_MOST_IN_CELL: Final = 32_767
WGS_84: Final = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
#: Widths of the fields of a Shapefile, in bytes of UTF-8; numbers in digits.
_WIDTHS: Final = {
    "code": 20,
    "name": 240,
    "kind": 20,
    "community": 12,
    "host": 254,
    "phone": 30,
    "valid_from": 10,
}


def grids_to_write(actor: Actor, prefix: str) -> list[Grid]:
    """Return the grids of a division in force today that the actor may see, with their boundaries, by code.

    Raises:
        Invalid: none, or more than one file takes.

    """
    rows = visible_to(Grid, actor).filter(
        Grid.in_force_q(timezone.localdate()), region__code__startswith=prefix
    )
    rows = rows.select_related("region", "host_organ").defer("bbox", "region__boundary")
    found = list(rows.order_by("code", "pk")[: LIMITS.rows + 1])
    if not found:
        raise Invalid({"": _("There is no grid in this division.")})
    if len(found) > LIMITS.rows:
        raise Invalid({"": too_many(LIMITS.rows)})
    return found


def _values(grid: Grid) -> dict[str, Any]:
    return {
        "code": grid.code,
        "name": grid.name,
        "kind": grid.kind,
        "community": grid.region.code,
        "households": grid.households,
        "population": grid.resident_population,
        "host": grid.host_organ.name if grid.host_organ else "",
        "phone": grid.supervision_phone,
        "valid_from": grid.valid_from.isoformat(),
    }


def as_geojson(grids: Sequence[Grid], mark: str, code: str) -> bytes:
    """Return a FeatureCollection; ``mark`` and ``code`` stand beside the features."""
    features = [{"type": "Feature", "geometry": grid.boundary, "properties": _values(grid)} for grid in grids]
    whole = {"type": "FeatureCollection", "verification": code, "note": mark, "features": features}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def as_shapefile(grids: Sequence[Grid], mark: str, code: str) -> bytes:
    """Return a zipped Shapefile in WGS-84 and UTF-8; what it says of itself stands in a text beside it."""
    shp, shx, dbf = BytesIO(), BytesIO(), BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=shapefile.POLYGON, encoding="utf-8") as writer:
        for name in _values(grids[0]):
            if name in _WIDTHS:
                writer.field(name, "C", _WIDTHS[name])
            else:
                writer.field(name, "N", 9)
        for grid in grids:
            if grid.boundary is None:
                writer.null()
            else:
                writer.shape(grid.boundary)
            writer.record(**_values(grid))
    target = BytesIO()
    parts = {".shp": shp, ".shx": shx, ".dbf": dbf}
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for ending, part in parts.items():
            package.writestr(f"grids{ending}", part.getvalue())
        package.writestr("grids.prj", WGS_84)
        package.writestr("grids.cpg", "UTF-8")
        package.writestr("grids.txt", mark)
    return target.getvalue()


def as_workbook(grids: Sequence[Grid], mark: str, code: str) -> bytes:
    """Return a workbook, boundaries as WKT; ``mark`` stands in the foot of the page, so that no row is none.

    Raises:
        Invalid: a boundary is longer than a cell holds.

    """
    target = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    sheet, head = book.add_worksheet(), book.add_format({"bold": True, "bottom": 1})
    sheet.set_footer(page_foot(mark))
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(COLUMNS) - 1, 18)
    for place, column in enumerate(COLUMNS):
        sheet.write_string(0, place, column.labels[0], head)
    for number, grid in enumerate(grids, start=1):
        values = _values(grid) | {"kind": grid.get_kind_display(), "boundary": _wkt(grid)}
        for place, column in enumerate(COLUMNS):
            value = values[column.key]
            if isinstance(value, int):
                sheet.write_number(number, place, value)
            elif value:
                sheet.write_string(number, place, value)
    book.close()
    return target.getvalue()


def _wkt(grid: Grid) -> str:
    if grid.boundary is None:
        return ""
    text = shapely.to_wkt(shape(grid.boundary), rounding_precision=-1)
    if len(text) > _MOST_IN_CELL:
        words = _("The boundary of %(grid)s has too many points for a workbook. Take GeoJSON or Shapefile.")
        raise Invalid({"": words % {"grid": grid.name}})
    return str(text)


WRITERS: Final[dict[str, Callable[[Sequence[Grid], str, str], bytes]]] = {
    "json": as_geojson,
    "zip": as_shapefile,
    "xlsx": as_workbook,
}
