"""A board as a file: paper that can be read, a workbook that can be counted with."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone
from openpyxl import load_workbook

from pingan.common.figures import figure
from pingan.office.pages.files import BOARD_FILES, filed_board, paper_board
from pingan.office.rules.boards import GROUPS
from pingan.web.filed_sheets import as_xlsx
from tests.factories.world import World
from tests.summaries.staged import given_cell, given_quiet_county

pytestmark = pytest.mark.django_db


def test_on_paper_each_figure_has_one_column_with_its_share_and_counts_together(world: World) -> None:
    places = given_quiet_county(world.here)
    given_cell("incident.solved", places[0], timezone.localdate() - timedelta(days=2), 3, 4)
    filed = paper_board(world.here.actor("body_office"), QueryDict())
    for part, group in zip(filed.parts, GROUPS, strict=True):
        assert len(part.heads) == 1 + len(group.figures) == 1 + len(part.numbers)
    heads, first = filed.parts[0].heads, filed.parts[0].rows[1]
    cells = dict(zip(heads, first, strict=True))
    assert first[0] == places[0].name
    assert cells[str(figure("incident.reported").label)] == "122"
    assert cells[str(figure("incident.on_time").label)] == "95.8% (113/118)"
    assert cells[str(figure("incident.solved").label)] == "75.0%* (3/4)"
    assert cells[str(figure("incident.satisfied").label)] == "—"
    assert set(BOARD_FILES) == {"pdf", "xlsx"}


def test_in_the_workbook_a_share_is_a_number_and_a_head_is_read_as_a_whole(world: World) -> None:
    given_quiet_county(world.here)
    filed = filed_board(world.here.actor("body_office"), QueryDict())
    sheet = load_workbook(io.BytesIO(as_xlsx(filed, "核对", "AAAA-BBBB"))).worksheets[1]
    heads = {cell.value: cell for cell in sheet[2]}
    share = heads[f"{figure('incident.on_time').label} %"]
    assert share.alignment.wrap_text
    value = sheet.cell(row=4, column=share.column)
    assert value.value == 95.8 and value.number_format == "0.0"
