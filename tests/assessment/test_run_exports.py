"""What auditors take away of a run: workbook, report, CSV and JSON, and whether a file was altered since."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import pingan.web.tasks  # noqa: F401 - registers the jobs
from assessment.models import AssessedUnit, AssessmentRun
from pingan.audit.models import AuditEntry
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.web.models import ExportJob, IssuedFile
from tests.factories.runs import act, counting_toys, given_run, given_toys
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }


@pytest.fixture
def run(world: World) -> Iterator[AssessmentRun]:
    """A run under review whose unit has a name that a spreadsheet would compute."""
    with counting_toys():
        given_toys(world.here.township, 7, 3)
        found = given_run(world.here, "collecting")
        unit = AssessedUnit.objects.get(run=found, region=world.here.township)
        AssessedUnit.objects.filter(pk=unit.pk).update(name="=HYPERLINK(1)乡")
        yield walked_on(world, found)


def walked_on(world: World, run: AssessmentRun) -> AssessmentRun:
    from tests.factories.runs import compute

    act(world.here, run, "lock", note="按工作安排")
    compute(run)
    return AssessmentRun.objects.select_related("matter", "scheme").get(pk=run.pk)


def taken(client: Client, run: AssessmentRun, format: str) -> bytes:
    """Order a file, let the outbox make it, and fetch it."""
    url = f"/assessment/runs/{run.pk}/file/"
    answer = client.post(url, {"format": format, "purpose": "年度审计"})
    assert answer.status_code == 302, answer.content.decode()
    for entry in OutboxEntry.objects.filter(job="web.export", done_at=None):
        assert deliver(entry.pk)
    job = ExportJob.objects.latest("pk")
    assert (job.state, job.format, job.failure) == ("done", format, "")
    return b"".join(client.get(f"/exports/{job.pk}/download/").streaming_content)  # type: ignore[arg-type]


def test_the_workbook_s_sums_live_and_its_text_is_text(world: World, run: AssessmentRun) -> None:
    content = taken(world.here.client("auditor"), run, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["汇总", "明细", "溯源", "记录", "变动", "规则"]
    summary = book["汇总"]
    rows = [[cell.value for cell in row] for row in summary.iter_rows()]
    units = {row[2]: row for row in rows if row[2] and str(row[5]).startswith("=SUM(")}
    assert len(units) == AssessedUnit.objects.filter(run=run).count()
    own = AssessedUnit.objects.get(run=run, region=world.here.township)
    line = units[own.code]
    assert line[3] == "=HYPERLINK(1)乡"
    name = next(cell for row in summary.iter_rows() for cell in row if cell.value == "=HYPERLINK(1)乡")
    assert name.data_type == "s"  # a string, never a formula
    assert str(line[5]).startswith("=SUM(G")
    # What the formula comes to is what the system says: the points beside it add up to the total.
    assert sum(Decimal(str(value)) for value in line[6:] if value is not None) == own.total
    cached = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["汇总"]
    totals = {row[2].value: row[5].value for row in cached.iter_rows() if row[2].value in units}
    assert Decimal(str(totals[own.code])).quantize(Decimal("0.0001")) == own.total
    records = [[cell.value for cell in row] for row in book["记录"].iter_rows(min_row=2)]
    share = [row for row in records if row[0] == "toy.on_time"]
    assert len(share) == 10 and [row[3] for row in share].count("是") == 7
    assert all(len(str(row[4])) == 64 for row in records)


def test_csv_and_json_hold_the_same_points_and_defuse_formulas(world: World, run: AssessmentRun) -> None:
    auditor = world.here.client("auditor")
    text = taken(auditor, run, "csv").decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    found = json.loads(taken(auditor, run, "json"))
    own = AssessedUnit.objects.get(run=run, region=world.here.township)
    of_csv = {line[6]: line[13] for line in lines if len(line) > 13 and line[1] == own.code}
    of_json = {row["indicator"]: row["points"] for row in found["scores"] if row["unit"] == own.code}
    assert of_csv == of_json and len(of_csv) == 6
    assert any(line[2] == "'=HYPERLINK(1)乡" for line in lines if len(line) > 2)
    assert found["input_digest"] == run.input_digest and len(found["cells"]) > 0


def test_the_report_is_read_and_the_check_page_tells_when_a_copy_was_altered(
    world: World, run: AssessmentRun
) -> None:
    content = taken(world.here.client("auditor"), run, "pdf")
    document = pypdfium2.PdfDocument(content)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    issued = IssuedFile.objects.latest("pk")
    assert str(issued) in text and "考核结果" in text and "=HYPERLINK(1)乡" in text

    def told(sent: bytes) -> str:
        file = SimpleUploadedFile("报告.pdf", sent)
        return Client().post("/verify/", {"file": file, "code": str(issued)}).content.decode()

    assert "未被改动" in told(content)
    assert "已被改动" in told(content + b"\n")
    entry = AuditEntry.objects.get(action="export.pdf")
    assert (entry.reason, entry.data["code"]) == ("年度审计", issued.code)


def test_nothing_is_taken_before_it_is_computed_nor_by_who_may_not(world: World) -> None:
    with counting_toys():
        early = given_run(world.here, "collecting")
        assert world.here.client("auditor").get(f"/assessment/runs/{early.pk}/file/").status_code == 409
        assert world.here.client("township_desk").get(f"/assessment/runs/{early.pk}/file/").status_code == 403
        assert world.far.client("auditor").get(f"/assessment/runs/{early.pk}/file/").status_code == 404
