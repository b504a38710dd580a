"""Exports: exactly what is listed, safe in a spreadsheet, logged with their purpose, flat in memory."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

import pingan.web.tasks  # noqa: F401 - registers the jobs
from grids.models import Incident
from grids.pages.exports import export_rows
from grids.pages.listing import listed
from pingan.audit.models import AuditEntry
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.files.models import StoredFile
from pingan.matters.models import Matter
from pingan.notify.models import Notice
from pingan.org.models import Post
from pingan.web import export_jobs
from pingan.web.export_writers import safe_text
from pingan.web.models import ExportJob
from tests.factories.incidents import given_incident, given_report
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


def exported(client: Client, query: str = "tab=all", **values: str) -> Any:
    """Ask for an export and return the answer."""
    sent = {"format": "csv", "columns": "all", "purpose": "周例会通报", **values}
    return client.post(f"/incidents/export/?{query}", sent)


def table(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def body(answer: Any) -> bytes:
    """Return the bytes of a streamed answer."""
    return b"".join(answer.streaming_content)


def test_the_file_holds_the_rows_of_the_list_in_their_order(world: World) -> None:
    for state in ("reported", "dispatched", "closed"):
        given_incident(world.here, state)
    given_report(world.neighbour)
    actor = world.here.actor("township_desk")
    desk = world.here.client("township_desk")
    for query in (
        "tab=all",
        "tab=all&ordering=number",
        "tab=accept",
        "tab=all&q=路灯",
        "tab=all&state=closed",
    ):
        wanted = [row.matter.number for row in listed(actor, QueryDict(query)).rows]
        lines = table(body(exported(desk, query)))
        assert [line[0] for line in lines[1:-2]] == wanted, query
        assert lines[-2] == [] and "周例会通报" in lines[-1][0] and actor.name in lines[-1][0]
    entries = AuditEntry.objects.filter(action="export.csv").order_by("-pk")
    assert entries.count() == 5
    last = entries[0]
    assert (last.reason, last.data["rows"], last.data["filter"]) == (
        "周例会通报",
        1,
        {"tab": ["all"], "state": ["closed"]},
    )
    assert entries[1].data["filter"]["q"] == ["…"]  # what was searched for may be a person's name


def test_no_contact_ever_leaves_in_clear(world: World) -> None:
    given_report(world.here)
    content = body(exported(world.here.client("township_desk"))).decode()
    assert "13812345678" not in content and "张建国" not in content


def test_one_row_as_excel_is_text_moment_and_mark(world: World) -> None:
    incident = given_report(world.here, description="=HYPERLINK(1)")
    answer = exported(world.here.client("township_desk"), format="xlsx", columns="all")
    assert answer["Content-Disposition"].startswith("attachment") and answer["Cache-Control"] == "no-store"
    sheet = openpyxl.load_workbook(io.BytesIO(body(answer))).active
    assert sheet is not None
    values = [cell.value for cell in sheet[2]]
    assert values[0] == incident.matter.number
    cell = next(cell for cell in sheet[2] if cell.value == "=HYPERLINK(1)")
    assert cell.data_type == "s"  # a string, never a formula
    opened = timezone.localtime(incident.matter.opened_at).replace(tzinfo=None, microsecond=0)
    assert any(abs((value - opened).total_seconds()) < 1 for value in values if hasattr(value, "hour"))
    assert "周例会通报" in str(sheet.cell(4, 1).value) and "周例会通报" in str(sheet.oddFooter.left.text)


def test_formulas_are_defused_in_csv(world: World) -> None:
    for start in ("=1+1", "+1", "-1", "@SUM(A1)", "|cmd", "＝1+1"):
        given_report(world.here, description=start + "，路灯坏了")
    lines = table(body(exported(world.here.client("township_desk"))))
    texts = [value for line in lines[1:-2] for value in line if "路灯坏了" in value]
    assert len(texts) == 6 and all(text.startswith("'") for text in texts)


@given(st.text(max_size=30))
def test_no_text_begins_with_what_a_spreadsheet_computes(text: str) -> None:
    shown = safe_text(text)
    assert shown in (text, f"'{text}")
    assert shown.lstrip(" \u00a0\u3000\n")[:1] not in set("=+-@\t\r|＝＋－＠") - {""} or not shown.strip()


def test_columns_as_shown_follow_the_users_choice(world: World) -> None:
    given_report(world.here)
    desk = world.here.client("township_desk")
    desk.post("/incidents/setting/", {"columns_shown": "1", "columns": ["source", "number"]})
    head = table(body(exported(desk, columns="shown")))[0]
    assert head == ["标题", "来源", "编号"]


@pytest.mark.parametrize(
    "values", [{"purpose": ""}, {"purpose": "x"}, {"format": "pdf"}, {"purpose": "长" * 201}]
)
def test_without_purpose_or_format_nothing_leaves(world: World, values: dict[str, str]) -> None:
    given_report(world.here)
    answer = exported(world.here.client("township_desk"), **values)
    assert answer.status_code == 422
    assert not AuditEntry.objects.filter(action__startswith="export").exists()


@pytest.mark.parametrize(
    "role", ["grid_worker", "unit_handler", "leader", "county_government", "community_staff"]
)
def test_posts_without_the_duty_are_refused(world: World, role: str) -> None:
    given_report(world.here)
    client = world.here.client(role)
    assert exported(client).status_code == 403
    assert client.get("/incidents/export/?tab=all").status_code == 403


def _long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_jobs, "AT_ONCE", 2)


def test_a_long_export_is_made_in_the_background_and_fetched_by_its_post(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _long(monkeypatch)
    for _ in range(4):
        given_report(world.here)
    desk = world.here.client("township_desk")
    sent = exported(desk, "tab=all&ordering=number", columns="shown", idempotency_key="e1")
    again = exported(desk, "tab=all&ordering=number", columns="shown", idempotency_key="e1")
    job = ExportJob.objects.get()
    assert sent.status_code == 302 and sent["Location"] == again["Location"] == f"/exports/{job.pk}/"
    assert "hx-trigger" in desk.get(f"/exports/{job.pk}/").content.decode()
    assert desk.get(f"/exports/{job.pk}/download/").status_code == 404
    entry = OutboxEntry.objects.get(job="web.export")
    assert deliver(entry.pk) and not deliver(entry.pk)
    job.refresh_from_db()
    assert (job.state, job.rows_done, job.rows_expected) == ("done", 4, 4)
    fragment = desk.get(f"/exports/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment and "download" in fragment and "hx-trigger" not in fragment
    answer = desk.get(f"/exports/{job.pk}/download/")
    content = body(answer)
    assert len(content) == int(answer["Content-Length"]) == job.size_bytes
    assert [line[1] for line in table(content)[1:-2]] == [
        row.matter.number
        for row in listed(world.here.actor("township_desk"), QueryDict("tab=all&ordering=number")).rows
    ]
    for other in (world.here.client("township_desk_b"), world.neighbour.client("township_desk")):
        assert other.get(f"/exports/{job.pk}/").status_code == 404
        assert other.get(f"/exports/{job.pk}/download/").status_code == 404
    assert AuditEntry.objects.get(action="export.csv").data["rows"] == 4
    assert (
        OutboxEntry.objects.filter(job="notify.deliver", payload__content__key=f"export:{job.pk}").count()
        == 1
    )
    assert not Notice.objects.filter(key=f"export:{job.pk}").exists()  # told when the outbox is delivered
    assert "CSV" in desk.get("/exports/").content.decode()


def test_a_post_that_ended_meanwhile_gets_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _long(monkeypatch)
    for _ in range(3):
        given_report(world.here)
    exported(world.here.client("township_desk"))
    Post.objects.filter(user=world.here.users["township_desk"]).update(held_to=timezone.localdate())
    assert deliver(OutboxEntry.objects.get(job="web.export").pk)
    job = ExportJob.objects.get()
    assert job.state == "failed" and job.failure and not StoredFile.objects.exists()


def test_the_file_is_erased_after_seven_days(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _long(monkeypatch)
    for _ in range(3):
        given_report(world.here)
    desk = world.here.client("township_desk")
    exported(desk)
    assert deliver(OutboxEntry.objects.get(job="web.export").pk)
    last = OutboxEntry.objects.get(job="web.forget_export")
    assert abs(last.available_at - timezone.now() - timedelta(days=7)) < timedelta(minutes=1)
    job = ExportJob.objects.get()
    export_jobs.forget_export(job_id=job.pk)
    assert desk.get(f"/exports/{job.pk}/download/").status_code == 404
    assert StoredFile.objects.get().deleted_at is not None
    assert "七天" in desk.get(f"/exports/{job.pk}/").content.decode()


def _multiply(incident: Incident, times: int) -> None:
    """Copy one incident many times by SQL; no machine could walk so far in a test."""
    names = ", ".join(
        f'"{field.column}"'
        for field in Matter._meta.concrete_fields
        if field.column not in {"id", "number", "timeline_head", "timeline_count"} and not field.generated
    )
    details = ", ".join(f'"{f.column}"' for f in Incident._meta.concrete_fields if f.column != "matter_id")
    with connection.cursor() as cursor:
        # The copies have no timeline, which the database would refuse at commit.
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(
            f"with made as (insert into matters_matter (number, timeline_head, timeline_count, {names})"
            f" select 'SJX' || n, '', 0, {names}"
            " from matters_matter, generate_series(1, %s) n where id = %s returning id)"
            f" insert into grids_incident (matter_id, {details})"
            f" select made.id, {details} from made, grids_incident where grids_incident.matter_id = %s",
            [times, incident.pk, incident.pk],
        )
        cursor.execute("set local session_replication_role = origin")
        # Without it the planner still believes in a handful of rows and loops over the whole table for each.
        cursor.execute("analyze matters_matter, grids_incident")


def _memory_kib(name: str, *, reset: bool = False) -> int:
    """Return a line of the kernel's account of this process; ``reset`` lets the high-water mark begin anew."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith(f"{name}:")).split()[1])


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs the account of Linux")
@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_a_hundred_thousand_rows_leave_the_memory_flat(world: World, extension: str) -> None:
    _multiply(given_report(world.here, description="路灯坏了"), 99_999)
    desk = world.here.client("township_desk")
    answer = exported(desk, format=extension)
    assert answer.status_code == 302
    job = ExportJob.objects.get()
    assert job.rows_expected == 100_000
    before = _memory_kib("VmRSS", reset=True)
    assert deliver(OutboxEntry.objects.get(job="web.export").pk)
    grown = _memory_kib("VmHWM") - before
    job.refresh_from_db()
    assert (job.state, job.rows_done) == ("done", 100_000)
    assert grown < 48 * 1024, grown
    content = body(desk.get(f"/exports/{job.pk}/download/"))
    if extension == "csv":
        assert len(table(content)) == 100_003
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            # head, rows and the watermark; the empty line before it is not stored
            assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == 100_002
    assert AuditEntry.objects.get(action=f"export.{extension}").data["rows"] == 100_000


def test_what_a_grant_opened_is_read_but_not_exported(world: World) -> None:
    from pingan.access.models import Grant

    foreign = given_report(world.neighbour)
    desk = world.here.users["township_desk"]
    Grant.objects.create(
        matter_id=foreign.pk, user=desk, granted_by=world.admins["security_admin"], reason="协查",
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    actor = world.here.actor("township_desk")
    assert [row.pk for row in listed(actor, QueryDict("tab=all")).rows] == [foreign.pk]
    assert not export_rows(actor, QueryDict("tab=all")).exists()
