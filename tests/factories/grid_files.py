"""Files of grids as offices send them: a lattice of squares inside a county, and the faults that people make."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter

from grids.rules.grid_rows import COLUMNS
from pingan.org.models import Region
from tests.factories.org import given_region

HEADS = [column.key for column in COLUMNS]
#: The corner of the lattice, the side of a square, both in degrees; the county's line lies around it.
WEST, SOUTH, SIDE = 115.05, 25.55, 0.004
LINE = (114.50, 25.50, 115.60, 26.10)
Row = dict[str, str]


def ring(west: float, south: float, side: float = SIDE) -> str:
    """Return a square as WKT."""
    east, north = west + side, south + side
    spots = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return "POLYGON ((" + ", ".join(f"{x:.6f} {y:.6f}" for x, y in spots) + "))"


def given_line(county: Region) -> None:
    """Give a county a line: a rectangle with room around the lattice."""
    west, south, east, north = LINE
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    county.boundary = {"type": "Polygon", "coordinates": [corners]}
    county.save(update_fields=["boundary"])


def given_villages(township: Region, count: int) -> list[Region]:
    """Return so many villages of a township."""
    return [given_region(f"{township.code[:9]}{300 + number}") for number in range(count)]


def lattice(villages: Sequence[Region], count: int) -> list[Row]:
    """Return the rows of so many square grids, columns of a hundred from west to east, divided among villages."""
    each = -(-count // len(villages))
    rows = []
    for place in range(count):
        village = villages[place // each].code
        rows.append(
            {
                "code": f"{village}{place % each + 1:03d}",
                "name": f"{villages[place // each].name}第{place % each + 1}网格",
                "kind": "basic_grid",
                "community": village,
                "households": str(100 + place % 200),
                "population": str(300 + place % 700),
                "host": "",
                "phone": "0797-6600000",
                "valid_from": "2026-01-01",
                "boundary": ring(WEST + place // 100 * SIDE, SOUTH + place % 100 * SIDE),
            }
        )
    return rows


def as_csv(rows: Sequence[Row], encoding: str = "utf-8-sig", *, spoilt: Sequence[int] = ()) -> bytes:
    """Return rows as CSV; the lines of the numbers in ``spoilt`` are written in GBK whatever the rest is in."""
    text = StringIO(newline="")
    writer = csv.DictWriter(text, HEADS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    lines = text.getvalue().split("\r\n")
    pieces = [
        line.encode("gbk" if number in spoilt else "utf-8" if encoding == "utf-8-sig" else encoding)
        for number, line in enumerate(lines, start=1)
    ]
    return (b"\xef\xbb\xbf" if encoding == "utf-8-sig" else b"") + b"\r\n".join(pieces)


def as_xlsx(rows: Sequence[Row], finish: Callable[[Any], None] = lambda sheet: None) -> bytes:
    """Return rows as a workbook with Chinese heads; ``finish`` may spoil the sheet."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, [column.labels[0] for column in COLUMNS])
    for number, row in enumerate(rows, start=1):
        for place, head in enumerate(HEADS):
            if row[head]:
                sheet.write_string(number, place, row[head])
    finish(sheet)
    book.close()
    return target.getvalue()
