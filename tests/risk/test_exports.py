"""Exports of the lists of risk: exactly the rows of the list, under its columns, written down with their purpose."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from pingan.audit.models import AuditEntry
from risk.models import MajorDecision, RiskTask
from risk.pages.exports.kinds import KINDS
from risk.pages.exports.others import PLACES, TASKS
from tests.factories.decisions import day, given_decision
from tests.factories.hazards import given_hazard, given_place
from tests.factories.warnings import act, given_warning
from tests.factories.world import World


def exported(client: Client, name: str, columns: str = "all", **query: str) -> str:
    asked = {"format": "csv", "columns": columns, "purpose": "季度核对"}
    sent = client.post(f"{reverse(name)}?{urlencode(query)}", asked)
    assert sent.status_code == 200, sent.content.decode()
    return b"".join(sent.streaming_content).decode()  # type: ignore[attr-defined]


def test_every_column_of_a_list_has_its_column_in_the_file_and_none_is_told_twice() -> None:
    for spec, _model, columns in KINDS:
        keys = [column.key for column in columns]
        assert {"title", *(column.key for column in spec.place.columns)} <= set(keys), spec.kind
        assert len(keys) == len(set(keys)), spec.kind
    for columns in (PLACES, TASKS):
        assert len({column.key for column in columns}) == len(columns)


@pytest.mark.django_db
def test_files_hold_the_rows_of_their_lists_and_stand_in_the_security_log(world: World) -> None:
    here, there = world.here, world.far
    office = here.client("body_office")
    listed = given_decision(here, "listed", text="示例道路改造")
    abroad = given_decision(there, "listed", text="别处的决策")
    found = exported(office, "risk:decision_export", tab="all")
    assert listed.matter.number in found and abroad.matter.number not in found
    assert listed.matter.number not in exported(office, "risk:decision_export", tab="all", field="health")

    hazard = given_hazard(here, "graded")
    shown = exported(office, "risk:hazard_export", "shown", tab="all")
    assert hazard.matter.number in shown and str(hazard.get_grade_display()) in shown
    assert "季度核对" in shown

    warning = given_warning(here, "issued")
    assert warning.matter.number in exported(here.client("township_desk"), "risk:warning_export", tab="all")
    assert warning.matter.number not in exported(
        there.client("body_office"), "risk:warning_export", tab="all"
    )

    act(here, warning, "add_task", title="转移低洼处住户", organ=here.units["housing"].pk, owner="科长",
        due_on=day(2))  # fmt: skip
    assert "转移低洼处住户" in exported(office, "risk:task_export")
    assert "转移低洼处住户" not in exported(office, "risk:task_export", part="done")
    assert RiskTask.objects.filter(title="转移低洼处住户").exists()

    place = given_place(here, "示例幼儿园")
    assert place.name in exported(office, "risk:place_export")
    assert place.name not in exported(office, "risk:place_export", kind="mall")
    assert place.name not in exported(there.client("body_office"), "risk:place_export")

    written = AuditEntry.objects.filter(action="export.csv", reason="季度核对", result="ok")
    assert set(written.values_list("object_type", flat=True)) == {
        "decisions", "hazards", "warnings", "risk-tasks", "key-places",
    }  # fmt: skip


@pytest.mark.django_db
def test_who_may_read_but_not_take_away_is_refused(world: World) -> None:
    given_decision(world.here, "listed")
    assert MajorDecision.objects.exists()
    for role, name in (
        ("leader", "risk:decision_export"), ("grid_worker", "risk:hazard_export"),
        ("unit_handler", "risk:task_export"), ("community_staff", "risk:place_export"),
    ):  # fmt: skip
        client = world.here.client(role)
        assert client.get(reverse(name)).status_code == 403, name
    page = world.here.client("leader").get(reverse("risk:decision_list")).content.decode()
    assert reverse("risk:decision_export") not in page
