"""What the sums say, and what the records say."""

from __future__ import annotations

from datetime import date
from typing import Any

from pingan.common.figure_days import counts_by_day
from pingan.common.figures import Period, Tally
from pingan.office.models import FigureCell
from pingan.office.services.cells import summed_figures

ALL_TIME = Period(date(1900, 1, 1), date(2200, 12, 31))
Cells = dict[tuple[str, str, str, date], Tally]


def kept_cells() -> Cells:
    """Return every kept sum."""
    return {
        (cell.figure, cell.code, cell.span, cell.first_on): Tally(cell.part, cell.whole)
        for cell in FigureCell.objects.all()
    }


def counted_cells() -> Cells:
    """Count every figure anew, with days, months, townships and counties, sharing no code with what keeps them."""
    found: Cells = {}
    for figures in summed_figures().values():
        for one in figures:
            for (township, day), tally in counts_by_day(one, ALL_TIME, [""]).items():
                for code in (township, township[:6]):
                    for span, first in (("day", day), ("month", day.replace(day=1))):
                        key = (one.code, code, span, first)
                        found[key] = found[key] + tally if key in found else tally
    return found


def written(tallies: list[dict[str, Any]], values: list[dict[str, Any]]) -> list[str]:
    """Return the cells that a workbook holds for the values of a board: counts, and of a share its per cent, a number."""
    cells: list[str] = []
    for tally, value in zip(tallies, values, strict=True):
        cells.append(str(tally["part"]))
        if tally["whole"] is not None:
            cells.append(str(tally["whole"]))
            if not value["is_live"] and tally["whole"]:
                cells.append(f"{round(tally['part'] / tally['whole'] * 100, 1):g}")
    return cells
