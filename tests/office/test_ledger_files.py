"""Ledger and monthly tables as files: what is filed says what the page says, is recorded, and asks for a purpose."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pypdfium2
import pytest

import pingan.web.tasks  # noqa: F401 - registers the jobs
from pingan.audit.models import AuditEntry
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.web.models import ExportJob, IssuedFile
from tests.factories.incidents import given_incident, given_report
from tests.factories.world import World


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


def taken(client: Any, url: str, format: str) -> bytes:
    """Order a file, let the outbox make it, and fetch it."""
    answer = client.post(url, {"format": format, "purpose": "月度归档"})
    assert answer.status_code == 302, answer.content.decode()
    for entry in OutboxEntry.objects.filter(job="web.export", done_at=None):
        assert deliver(entry.pk)
    job = ExportJob.objects.latest("pk")
    assert (job.state, job.format, job.failure) == ("done", format, "")
    return b"".join(client.get(f"/exports/{job.pk}/download/").streaming_content)


def words_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_range() for page in document)


def test_a_worker_files_the_ledger_as_pdf_with_head_entries_and_page_numbers(world: World) -> None:
    made = given_report(world.here)
    other = given_report(world.neighbour)
    content = taken(world.here.client("grid_worker"), f"/ledger/file/?grid={world.here.grid.pk}", "pdf")
    words = words_of(content).replace("\n", "").replace("\r", "")
    for part in ("网格工作台账", world.here.grid.code, world.here.village.name, "生成时间", "信息收集"):
        assert part in words, part
    assert made.matter.number[-6:] in words
    assert other.matter.number[-6:] not in words
    assert "2 / 2" in words
    issued = IssuedFile.objects.latest("pk")
    assert (issued.name, issued.format, issued.rows) == ("grid-ledger-pdf", "pdf", 1)
    entry = AuditEntry.objects.filter(action="export.pdf").latest("pk")
    assert entry.reason == "月度归档"


def test_the_workbook_of_the_monthly_tables_holds_numbers_that_add_up(world: World) -> None:
    for state in ("reported", "closed", "rejected"):
        given_incident(world.here, state)
    content = taken(world.here.client("township_desk"), "/ledger/months/file/", "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[1]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    head, *lines, total = rows
    assert head[0] == "类别"
    for column in range(1, len(head)):
        assert sum(line[column] for line in lines) == total[column]
    assert total[1] == 3 == sum(total[2:])


@pytest.mark.parametrize("path", ["/ledger/file/", "/ledger/months/file/"])
def test_a_file_needs_a_purpose_and_a_known_format(world: World, path: str) -> None:
    client = world.here.client("township_desk")
    for form in ({"format": "pdf", "purpose": ""}, {"format": "docx", "purpose": "归档"}):
        assert client.post(path, form).status_code == 422
    assert not ExportJob.objects.exists()


def test_nobody_files_what_lies_beyond_the_own_grids_or_area(world: World) -> None:
    worker, desk = world.here.client("grid_worker"), world.here.client("township_desk")
    form = {"format": "pdf", "purpose": "归档"}
    foreign = f"/ledger/file/?grid={world.neighbour.grid.pk}"
    assert worker.get(foreign).status_code == worker.post(foreign, form).status_code == 404
    beyond = f"/ledger/months/file/?region={world.far.county.code}"
    assert desk.get(beyond).status_code == desk.post(beyond, form).status_code == 404
    assert worker.post("/ledger/months/file/", form).status_code == 403


def test_days_of_no_table_are_refused_before_anything_is_ordered(world: World) -> None:
    client = world.here.client("grid_worker")
    url = "/ledger/file/?from=2026-12-31&to=2026-12-01"
    assert (
        client.get(url).status_code
        == client.post(url, {"format": "pdf", "purpose": "归档"}).status_code
        == 422
    )
