"""Who works where, from a file: every fault with its row, all or nothing, history kept, and taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from grids.models import GridAssignment
from grids.services.worker_imports import worker_importer
from pingan.audit.models import AuditEntry
from pingan.common.errors import Invalid
from pingan.imports.models import ImportRecord
from pingan.imports.rules.plans import Options, Plan
from pingan.imports.services import apply_import, plan_import, undo_import
from tests.factories.world import World

pytestmark = pytest.mark.django_db
IMPORTER = worker_importer("网格人员")
OPTIONS = Options("人员调整")
HEAD = "网格编码,账号,姓名,职责,专职兼职,开始日期,结束日期,公开电话"


def table(*rows: str, encoding: str = "gbk") -> bytes:
    return "\n".join((HEAD, *rows)).encode(encoding)


def planned(world: World, content: bytes) -> Plan:
    return plan_import(
        actor=world.here.actor("body_office"), importer=IMPORTER, content=content, options=OPTIONS
    )


def brought_in(world: World, content: bytes) -> ImportRecord:
    plan = planned(world, content)
    assert plan.is_good, plan.faults
    actor = world.here.actor("body_office")
    return apply_import(actor=actor, importer=IMPORTER, content=content, options=OPTIONS, seen=plan.digest)


def state(world: World) -> list[tuple[Any, ...]]:
    rows = GridAssignment.objects.filter(grid=world.here.grid).order_by("pk")
    return list(rows.values_list("user__username", "duty_role", "employment", "valid_from", "valid_to"))


def test_every_fault_is_named_with_its_row_and_nothing_is_written(world: World) -> None:
    here, staff = world.here, world.here.users["community_staff"]
    grid, who = here.grid.code, f"{staff.username},{staff.name}"
    far = world.far.users["grid_worker"]
    content = table(
        f"{grid},{who},网格长,兼职,,,",
        f"{grid},{who},网格长,兼职,,,",
        f"{world.far.grid.code},{who},网格长,兼职,,,",
        f"{grid},{far.username},{far.name},网格员,专职,,,",
        f"{grid},nobody,某某,网格员,专职,,,",
        f"{grid},{staff.username},另一人,网格员,专职,,,",
        f"{grid},{who},队长,专职,,,",
        f"{grid},{who},网格员,,,,",
        f"{grid},{who},网格员,专职,2026-13-01,,",
        f"{grid},{who},网格员,专职,2026-05-02,2026-05-01,",
        f"{grid},{who},网格员,专职,1999-01-01,,",
        f"{grid},{who},网格辅助员,专职,,,电话见公告",
        ",,,,,,,1",
    )
    before = state(world)
    client = here.client("county_dispatcher")
    upload = SimpleUploadedFile("人员.csv", content)
    page = client.post(reverse("grids:worker_import"), {"file": upload, "reason": "人员调整"})
    assert page.status_code == 422
    found = {(fault.line, fault.column, fault.kind) for fault in page.context["plan"].faults}
    assert found >= {
        (3, "account", "twice"), (4, "grid", "unknown_grid"), (5, "account", "unknown_account"),
        (6, "account", "unknown_account"), (7, "name", "other_name"), (8, "duty", "duty"),
        (9, "employment", "employment"), (10, "from", "from"), (11, "to", "to"), (12, "from", "from"),
        (13, "phone", "phone"), (14, "grid", "grid"),
    }  # fmt: skip
    assert {line for line, _column, _kind in found} == set(range(3, 15))
    assert state(world) == before and not ImportRecord.objects.exists()


def test_new_work_another_employment_and_an_end_are_told_apart_written_and_taken_back(world: World) -> None:
    here = world.here
    worker, staff = here.users["grid_worker"], here.users["community_staff"]
    today = timezone.localdate()
    grid, before = here.grid.code, state(world)
    content = table(
        f"{grid},{worker.username},{worker.name},网格员,兼职,,,",
        f"{grid},{staff.username},{staff.name},网格长,专职,,{today + timedelta(days=90)},0797-6600001",
    )
    plan = planned(world, content)
    assert dict(plan.counts) == {"new": 1, "changed": 1, "unchanged": 0}
    record = brought_in(world, content)
    since = before[0][3]
    assert state(world) == [
        (worker.username, "worker", "full_time", since, today),
        (worker.username, "worker", "part_time", today, None),
        (staff.username, "leader", "full_time", today, today + timedelta(days=90)),
    ]
    assert AuditEntry.objects.filter(action="grid.worker_assigned", reason="人员调整").count() == 2
    assert dict(planned(world, content).counts) == {"new": 0, "changed": 0, "unchanged": 2}
    undo_import(actor=here.actor("body_office"), record_id=record.pk, reason="文件有误")
    in_force = GridAssignment.objects.filter(GridAssignment.in_force_q(today), grid=here.grid)
    assert [(row.user_id, row.employment, row.valid_to) for row in in_force] == [
        (worker.pk, "full_time", None)
    ]


def test_an_assignment_changed_since_keeps_the_import_from_being_taken_back(world: World) -> None:
    here, staff = world.here, world.here.users["community_staff"]
    record = brought_in(world, table(f"{here.grid.code},{staff.username},{staff.name},网格长,专职,,,"))
    GridAssignment.objects.filter(user=staff).update(valid_to=timezone.localdate() + timedelta(days=7))
    with pytest.raises(Invalid):
        undo_import(actor=here.actor("body_office"), record_id=record.pk, reason="文件有误")
    assert ImportRecord.objects.get().undone_at is None


def test_only_who_manages_grids_brings_people_in(world: World) -> None:
    for role in ("township_desk", "grid_worker", "leader"):
        assert world.here.client(role).get(reverse("grids:worker_import")).status_code == 403
    page = world.here.client("county_dispatcher").get(reverse("grids:worker_import_template"))
    assert page.status_code == 200 and page.content.startswith(b"PK")


def test_the_page_brings_a_file_in_and_takes_it_back(world: World) -> None:
    here, staff = world.here, world.here.users["community_staff"]
    client, before = here.client("county_dispatcher"), state(world)
    url = reverse("grids:worker_import")
    # A blank of no width in a code or a name, as word processors leave it, makes nobody another person.
    content = table(
        f"{here.grid.code}\u200b,{staff.username},{staff.name}\u200b,网格长,专职,,,", encoding="utf-8"
    )
    page = client.post(url, {"file": SimpleUploadedFile("人员.csv", content), "reason": "人员调整"})
    assert page.status_code == 200, page.context["plan"].faults
    values = {"kept": page.context["kept"], "seen": page.context["plan"].digest, "reason": "人员调整"}
    done = client.post(url, values)
    assert done.status_code == 302 and len(state(world)) == len(before) + 1
    assert client.post(done["Location"], {"reason": "文件有误"}).status_code == 302
    in_force = GridAssignment.objects.filter(GridAssignment.in_force_q(timezone.localdate()), grid=here.grid)
    assert [row.user_id for row in in_force] == [here.users["grid_worker"].pk]


def test_the_preview_calls_values_as_the_file_calls_its_columns(world: World) -> None:
    here, worker = world.here, world.here.users["grid_worker"]
    end = (timezone.localdate() + timedelta(days=30)).isoformat()
    row = f"{here.grid.code},{worker.username},{worker.name},网格员,兼职,,{end},0797-6612345"
    (item,) = planned(world, table(row)).work
    assert [one.label for one in item.differences] == ["专职兼职", "公开电话", "结束日期"]
    staff = world.here.users["community_staff"]
    (item,) = planned(world, table(f"{here.grid.code},{staff.username},{staff.name},网格长,兼职,,,")).work
    assert [one.label for one in item.differences][:3] == ["职责", "开始日期", "专职兼职"]
