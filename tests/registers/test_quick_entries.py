"""Quick records: one entry from the phone into a register of the own grid (Articles 10, 15)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from pingan.registers.models import RegisterFinding, RegisterReport
from tests.api.conftest import Api
from tests.factories.registers import given_definition, given_round
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
CODES = ("publicity_activities", "grid_base_changes", "household_visits")


def opened(place: Place, code: str = "household_visits") -> RegisterReport:
    row = given_round(place.actor("township_desk"), place.township, given_definition(code), due_on=None)
    return RegisterReport.objects.get(round=row, unit_id=place.grid.pk)


def visit(report: RegisterReport, **changes: Any) -> dict[str, Any]:
    return {
        "report": report.pk, "e-visited_on": timezone.localdate().isoformat(), "e-kind": "daily",
        "e-households": "12", "e-asked": ["safety", "disputes"],
    } | changes  # fmt: skip


def test_a_worker_records_from_home_in_one_tap_and_nothing_is_offered_before_it_is_opened(
    here: Place,
) -> None:
    worker = here.client("grid_worker")
    address = reverse("registers:quick_entry", args=["household_visits"])
    assert address not in worker.get("/").content.decode()
    for code in CODES:
        report = opened(here, code)
    home = worker.get("/").content.decode()
    assert all(reverse("registers:quick_entry", args=[code]) in home for code in CODES)
    form = worker.get(address).content.decode()
    assert "data-outbox" in form and f'value="{report.pk}"' in form
    # Two that waited in the phone: neither asks for the version that the other changed.
    for households in ("12", "3"):
        sent = worker.post(address, visit(report, **{"e-households": households}))
        assert sent["Location"] == f"{address}?sent=1&unit={here.grid.pk}"
    assert [row.values["households"] for row in RegisterFinding.objects.order_by("pk")] == [12, 3]


def test_a_fault_is_told_at_its_field_and_a_foreign_register_is_refused(world: World) -> None:
    report, foreign = opened(world.here), opened(world.neighbour)
    worker = world.here.client("grid_worker")
    address = reverse("registers:quick_entry", args=["household_visits"])
    refused = worker.post(address, visit(report, **{"e-households": "许多"}))
    assert refused.status_code == 422 and "id_e-households_error" in refused.content.decode()
    assert worker.post(address, visit(foreign)).status_code == 422
    assert not RegisterFinding.objects.exists()


def test_the_community_chooses_the_grid_and_desks_above_are_offered_nothing(here: Place) -> None:
    report = opened(here)
    address = reverse("registers:quick_entry", args=["household_visits"])
    assert address in here.client("community_staff").get("/").content.decode()
    assert here.client("community_staff").post(address, visit(report)).status_code == 302
    assert address not in here.client("township_desk").get("/").content.decode()
    assert "这里没有开设该台账" in here.client("township_desk").get(address).content.decode()


def test_what_was_recorded_is_told_with_its_grid_and_the_next_one_begins_there(here: Place) -> None:
    report = opened(here)
    worker, address = here.client("grid_worker"), reverse("registers:quick_entry", args=["household_visits"])
    told = worker.post(address, visit(report), follow=True).content.decode()
    assert "已登记" in told and here.grid.name in told and f"{address}?unit={here.grid.pk}" in told


def test_a_day_that_has_yet_to_come_is_refused_at_its_field_on_the_page_and_by_program(here: Place) -> None:
    report = opened(here)
    address = reverse("registers:quick_entry", args=["household_visits"])
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    refused = here.client("grid_worker").post(address, visit(report, **{"e-visited_on": tomorrow}))
    assert refused.status_code == 422 and "id_e-visited_on_error" in refused.content.decode()
    assert "请选择不晚于今天的日期" in refused.content.decode()
    values = {"visited_on": tomorrow, "kind": "daily", "households": 1, "asked": ["safety"]}
    answer = Api(here.users["grid_worker"]).post(
        "/register-entries/", {"report": report.pk, "values": values}, Idempotency_Key="t1"
    )
    assert answer.status_code == 422 and list(answer.json()["errors"]) == ["values.visited_on"]
    assert not RegisterFinding.objects.exists()


def test_a_grid_is_called_by_the_name_that_it_bears_now(here: Place) -> None:
    report = opened(here)
    here.grid.name = "改名后的网格"
    here.grid.save(update_fields=["name"])
    worker, address = here.client("grid_worker"), reverse("registers:quick_entry", args=["household_visits"])
    assert "改名后的网格" in worker.get(address).content.decode()
    worker.post(address, visit(report))
    report.refresh_from_db()
    assert report.unit_name == "改名后的网格"
