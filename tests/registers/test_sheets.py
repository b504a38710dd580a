"""Excel: the form offered, read again with every fault named, handed in whole or not at all; the export with sums."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from pingan.audit.models import AuditEntry
from pingan.common.errors import Invalid
from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.reports import submit_report
from pingan.registers.services.sheets import hand_in_sheet, read_sheet, template_of
from tests.factories.grids import given_grid
from tests.factories.registers import (
    given_definition,
    given_own_definition,
    given_round,
    given_submitted,
    report_of,
)
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(world: World) -> RegisterRound:
    given_grid(world.here.village)
    return given_round(world.here.actor("body_office"), world.here.county)


def filled(content: bytes, *rows: dict[str, Any]) -> bytes:
    """Fill a form as a person does: by the codes in its second row."""
    book = load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    codes = [cell.value for cell in sheet[2]]
    for number, values in enumerate(rows, start=3):
        for code, value in values.items():
            sheet.cell(number, codes.index(code) + 1, value)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


GOOD = {"households_visited": 12, "disputes_found": 1, "resolved_on_the_spot": 0, "needs_support": "否"}


def test_the_form_lists_the_own_units_with_answers_to_choose(world: World, row: RegisterRound) -> None:
    content = template_of(world.here.actor("community_staff"), row)
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    units = [sheet.cell(number, 1).value for number in range(3, sheet.max_row + 1)]
    mine = RegisterReport.objects.filter(round=row, region_code=world.here.village.code)
    assert units == list(mine.order_by("unit_code").values_list("unit_code", flat=True))
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {"list", "whole"}
    assert "走访户数（户） *" in [cell.value for cell in sheet[1]]


def test_a_filled_form_is_handed_in_row_by_row(world: World, row: RegisterRound) -> None:
    staff = world.here.actor("community_staff")
    content = filled(template_of(staff, row), GOOD, {"is_nothing_found": "是"})
    reading = read_sheet(actor=staff, row=row, content=content)
    assert reading.is_good and len(reading.rows) == 2
    assert hand_in_sheet(actor=staff, row=row, content=content) == 2
    states = RegisterReport.objects.filter(round=row, region_code=world.here.village.code)
    assert {(r.state, r.is_nothing_found) for r in states} == {("submitted", False), ("submitted", True)}


def test_one_bad_row_and_nothing_is_written(world: World, row: RegisterRound) -> None:
    staff = world.here.actor("community_staff")
    bad = {**GOOD, "households_visited": "很多", "needs_support": "也许"}
    content = filled(template_of(staff, row), GOOD, bad)
    reading = read_sheet(actor=staff, row=row, content=content)
    assert not reading.is_good and reading.faulty == 1
    assert {column for column, _why in reading.rows[1].faults} == {"走访户数", "需上级协调"}
    with pytest.raises(Invalid):
        hand_in_sheet(actor=staff, row=row, content=content)
    assert not RegisterReport.objects.filter(round=row, state="submitted").exists()


def test_foreign_and_repeated_units_are_named(world: World, row: RegisterRound) -> None:
    staff = world.here.actor("community_staff")
    mine = RegisterReport.objects.filter(round=row, region_code=world.here.village.code).first()
    assert mine is not None
    rows = ({**GOOD, "unit_code": mine.unit_code}, {**GOOD, "unit_code": mine.unit_code},
            {**GOOD, "unit_code": world.neighbour.grid.code})  # fmt: skip
    reading = read_sheet(actor=staff, row=row, content=filled(template_of(staff, row), *rows))
    assert [bool(line.faults) for line in reading.rows] == [False, True, True]


def parts_of(content: bytes, **changed: bytes) -> bytes:
    """Return a workbook with some of its parts replaced, by the name of the file."""
    target = BytesIO()
    with ZipFile(BytesIO(content)) as package, ZipFile(target, "w", ZIP_DEFLATED) as other:
        for name in package.namelist():
            other.writestr(name, changed.get(name.rpartition("/")[2].partition(".")[0], package.read(name)))
    return target.getvalue()


_LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(f'<!ENTITY {b} "{f"&{a};" * 10}">'.encode() for a, b in pairwise("abcdefghi"))
    + b"]><worksheet><sheetData><row><c><v>&i;</v></c></row></sheetData></worksheet>"
)
#: What a form can be turned into, by hand or in ill will; each is told, and nothing is written.
HOSTILE_SHEETS: dict[str, Callable[[bytes], bytes]] = {
    "a sheet cut off": lambda form: parts_of(form, sheet1=b"<worksheet><sheetData><row><c>"),
    "a sheet of nothing": lambda form: parts_of(form, sheet1=b""),
    "entities of entities": lambda form: parts_of(form, sheet1=_LAUGHS),
    "texts that are not there": lambda form: parts_of(form, sharedStrings=b"<sst/>"),
    "a workbook of nothing": lambda form: parts_of(form, workbook=b"<workbook/>"),
    "a ZIP bomb": lambda form: parts_of(form, styles=bytes(110 * 1024 * 1024)),
    "formulas without values": lambda form: filled(
        form, dict.fromkeys(GOOD, '=HYPERLINK("http://x.example")')
    ),
    "numbers without end": lambda form: filled(form, {**GOOD, "households_visited": 1e308}),
    "a text without end": lambda form: filled(form, {**GOOD, "households_visited": "九" * 32_000}),
    "100,000 rows": lambda form: many_rows(form, 100_000),
    "wrong columns": lambda form: renamed(form, "unit_code", "unit"),
}


def renamed(form: bytes, code: str, to: str) -> bytes:
    """Return the form with another code over one of its columns."""
    book = load_workbook(BytesIO(form))
    heads = [cell for cell in book.worksheets[0][2] if cell.value == code]
    heads[0].value = to
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def many_rows(form: bytes, count: int) -> bytes:
    """Return the form with a row for each of so many units that do not exist."""
    codes = [cell.value for cell in load_workbook(BytesIO(form)).worksheets[0][2]]
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(1, 0, codes)
    for number in range(count):
        sheet.write_row(number + 2, 0, [f"G{number}", "", "是"])
    book.close()
    return target.getvalue()


@pytest.mark.parametrize("made", HOSTILE_SHEETS.values(), ids=HOSTILE_SHEETS.keys())
def test_a_hostile_workbook_is_told_through_the_door(
    world: World, row: RegisterRound, made: Callable[[bytes], bytes]
) -> None:
    browser = world.here.client("community_staff")
    url = reverse("registers:round_import", args=[row.pk])
    form = browser.get(reverse("registers:round_template", args=[row.pk])).content
    answer = browser.post(url, {"file": SimpleUploadedFile("表.xlsx", made(form))})
    assert answer.status_code == 422
    kept = answer.context["kept"]
    if kept:
        assert browser.post(url, {"kept": str(kept)}).status_code == 422
        assert len(answer.context["lines"]) <= 200
    assert not RegisterReport.objects.filter(round=row, state="submitted").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", "不是表格".encode()])
def test_what_is_no_workbook_is_told(world: World, row: RegisterRound, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        read_sheet(actor=world.here.actor("community_staff"), row=row, content=content)
    assert "file" in refused.value.fields


def test_a_foreign_workbook_is_told(world: World, row: RegisterRound) -> None:
    target = BytesIO()
    Workbook().save(target)
    with pytest.raises(Invalid):
        read_sheet(actor=world.here.actor("community_staff"), row=row, content=target.getvalue())


def test_the_page_shows_a_preview_first_and_hands_in_then(world: World, row: RegisterRound) -> None:
    browser = world.here.client("community_staff")
    url = reverse("registers:round_import", args=[row.pk])
    assert browser.get(url).status_code == 200
    form = browser.get(reverse("registers:round_template", args=[row.pk])).content
    sent = SimpleUploadedFile("表.xlsx", filled(form, GOOD))
    page = browser.post(url, {"file": sent})
    assert page.status_code == 200
    assert not RegisterReport.objects.filter(round=row, state="submitted").exists()
    done = browser.post(url, {"kept": str(page.context["kept"])})
    assert done.status_code == 302
    assert RegisterReport.objects.filter(round=row, state="submitted").count() == 1
    bad = browser.post(
        url, {"file": SimpleUploadedFile("表.xlsx", filled(form, {**GOOD, "disputes_found": -1}))}
    )
    assert bad.status_code == 422 and "不小于0" in bad.content.decode()
    for nonsense in (b"", b"abc"):
        assert browser.post(url, {"file": SimpleUploadedFile("表.xlsx", nonsense)}).status_code == 422


def test_the_export_has_the_rows_of_the_list_and_sums_at_its_foot(world: World, row: RegisterRound) -> None:
    given_submitted(row, world.here)
    given_submitted(row, world.neighbour)
    browser = world.here.client("body_office")
    url = f"{reverse('registers:report_export')}?round={row.pk}&part=all&status=handed_in"
    answer = browser.post(url, {"format": "xlsx", "columns": "all", "purpose": "汇总上报"})
    assert answer.status_code == 200 and answer["X-Rows"] == "2"
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    foot = [cell.value for cell in sheet[4]]
    assert foot[0] == "合计"
    assert foot[heads.index("走访户数（户）")] == 60
    entry = AuditEntry.objects.filter(action="export.xlsx").latest("pk")
    assert entry.object_type == f"register-reports:{row.definition_id}" and entry.data["rows"] == 2


def test_amounts_are_numbers_in_a_workbook_and_their_sum_as_well(world: World) -> None:
    row = given_round(world.here.actor("body_office"), world.here.county, given_own_definition())
    report = report_of(row, world.here)
    data = ReportInput({"visits": 3, "spent": "1000.00"})
    submit_report(actor=world.here.actor("grid_worker"), report_id=report.pk, data=data)
    url = f"{reverse('registers:report_export')}?round={row.pk}&part=all&status=handed_in"
    answer: Any = world.here.client("body_office").post(
        url, {"format": "xlsx", "columns": "all", "purpose": "汇总上报"}
    )
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    place = [cell.value for cell in sheet[1]].index("支出（元）")
    for line in (2, 3):
        cell = sheet[line][place]
        assert (cell.data_type, cell.value, cell.number_format) == ("n", 1000, "#,##0.00")


def test_a_register_offers_no_sheet_of_its_head_alone(world: World) -> None:
    here = world.here
    register = given_round(
        here.actor("body_office"), here.county, given_definition("peace_titles"), due_on=None
    )
    client = here.client("body_office")
    page = client.get(reverse("registers:round_detail", args=[register.pk])).content.decode()
    address = reverse("registers:round_import", args=[register.pk])
    assert address not in page
    assert client.get(address).status_code == 409
    assert client.get(reverse("registers:round_template", args=[register.pk])).status_code == 409


def test_an_application_is_no_finding_of_a_screening(world: World) -> None:
    here = world.here
    titles = given_round(here.actor("body_office"), here.county, given_definition("title_applications"))
    report = RegisterReport.objects.get(round=titles, region_code=here.village.code)
    page = here.client("community_staff").get(reverse("registers:report_write", args=[report.pk]))
    text = page.content.decode()
    assert "排查发现" not in text and "未发现（零报告）" not in text and "没有要填报的（零报告）" in text
