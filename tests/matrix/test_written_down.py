"""Invariants 5, 22 and 23: who determines, what every export leaves behind, and where a number comes from."""

from __future__ import annotations

import pytest
from django.urls import reverse

from grids.machine import INCIDENTS
from grids.models import TimeLimit
from pingan.access.rules import ADMINISTRATOR_ROLES, BUSINESS_ROLES, duties_of
from pingan.audit.models import AuditEntry
from pingan.matters.models import Clock
from tests.factories.incidents import act, given_incident
from tests.matrix.scene import ROLES, Scene

pytestmark = pytest.mark.django_db


def test_no_role_but_the_county_government_carries_the_duty_to_determine() -> None:
    duty = f"incident.{INCIDENTS.actions['determine'].verb}"
    assert {r for r in BUSINESS_ROLES | ADMINISTRATOR_ROLES if duty in duties_of(r)} == {"county_government"}
    assert [name for name, action in INCIDENTS.actions.items() if action.verb == "determine"] == ["determine"]


def test_a_determined_unit_is_offered_no_return(scene: Scene) -> None:
    here = scene.world.here
    incident = given_incident(here, "returned")
    act(here, incident, "dispatch", "township_desk", organ=here.units["housing"].pk)
    unit = scene.clients["unit_handler_2"]
    offered = f"/api/v1/incidents/{incident.pk}/actions/"
    assert "return" in unit.get(offered).content.decode()
    act(here, incident, "return", "unit_handler_2", note="也不是我单位")
    document = {"document": "康府办〔2026〕1号", "note": "职责清单"}
    act(here, incident, "determine", "county_government", organ=here.units["housing"].pk, **document)
    answer = unit.get(offered).json()
    names = {row["name"] for row in answer["results"]}
    assert "sign" in names
    assert "return" not in names
    refused = unit.post(f"{offered}return/", {"note": "再退"}, content_type="application/json")
    assert refused.status_code == 409


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_export_leaves_without_a_row_in_the_security_log(scene: Scene, role: str, form: str) -> None:
    before = AuditEntry.objects.filter(action=f"export.{form}", result="ok").count()
    answer = scene.clients[role].post(
        reverse("grids:incident_export"), {"format": form, "columns": "all", "purpose": "核对"}
    )
    written = AuditEntry.objects.filter(action=f"export.{form}", result="ok").count() - before
    has_left = answer.status_code == 200 and answer.streaming
    assert written == int(has_left)
    assert has_left == (role in scene.exports)


def test_every_clock_shows_the_source_and_version_of_its_rule_even_after_a_new_one(scene: Scene) -> None:
    here = scene.world.here
    incident = given_incident(here, "signed")
    clocks = list(Clock.objects.filter(matter_id=incident.pk))
    assert clocks
    TimeLimit.objects.update(source="后来的文件")
    desk = scene.clients["township_desk"]
    page = desk.get(reverse("grids:incident_detail", args=[incident.pk])).content.decode()
    rows = desk.get(f"/api/v1/incidents/{incident.pk}/clocks/").json()["results"]
    assert "后来的文件" not in page
    for clock in clocks:
        version = clock.rule["version"].rpartition(".")[2]
        assert clock.rule["source"] and version
        assert f"{clock.rule['source']} · 第{version}版" in page
    assert {(row["rule"]["source"], row["rule"]["version"]) for row in rows} == {
        (clock.rule["source"], clock.rule["version"]) for clock in clocks
    }
