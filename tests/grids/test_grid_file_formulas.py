"""Text of people in the files that the grids app writes itself is text, whatever it begins with and hides behind."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from grids.models import Grid
from grids.services.grid_files import as_workbook
from pingan.documents.rules.reports import TablePart
from pingan.web.export_writers import safe_text
from pingan.web.filed_sheets import Filed, as_xlsx
from tests.factories.world import World

HOSTILE = (
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "|calc",
    "\u200b=1+1",
    "\u2060 \u00ad=1",
    "\u202e＝1",
)


def formulas(content: bytes) -> tuple[list[str], list[str]]:
    """Return every text of a workbook, and the formulas in it."""
    cells = [
        cell for sheet in load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row
    ]
    texts = [cell.value for cell in cells if cell.data_type == "s"]
    return texts, [cell.value for cell in cells if cell.data_type == "f"]


@pytest.mark.django_db
def test_a_workbook_of_grids_holds_no_formula(world: World) -> None:
    rows = []
    for text in HOSTILE:
        grid = Grid.objects.select_related("region", "host_organ").get(pk=world.here.grid.pk)
        grid.name = grid.supervision_phone = text
        rows.append(grid)
    texts, live = formulas(as_workbook(rows, "=mark", "=code"))
    assert not live and texts.count("=1+1") == 2


def test_a_ledger_and_monthly_tables_hold_no_formula_and_none_after_saving_as_csv() -> None:
    part = TablePart(("=头", "内容"), [(text, text) for text in HOSTILE], (1, 3), (), "=1")
    filed = Filed("=题", "=期", "=单位", (("=名", "=值"),), (part,), "=注")
    texts, live = formulas(as_xlsx(filed, "=mark", "=code"))
    assert not live and len(texts) > 2 * len(HOSTILE)
    assert not [text for text in texts if safe_text(text) != text]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_cell_of_csv_is_guarded_behind_what_nobody_sees(text: str) -> None:
    assert safe_text(text) == f"'{text}"
