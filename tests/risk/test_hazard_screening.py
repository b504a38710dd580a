"""What a grid, a township or a unit reports in a round becomes a hazard with one click (Articles 25, 44, 50)."""

from __future__ import annotations

from typing import Any

import pytest

from pingan.registers.models import RegisterDefinition, RegisterReport
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.definitions import load_definitions
from pingan.registers.services.findings import refer_finding
from pingan.registers.services.reports import submit_report
from risk.models import Hazard
from risk.models.choices import OF_ARTICLE_42, Domain
from risk.services.round_findings import domain_of
from tests.factories.registers import given_definition, given_round, report_of
from tests.factories.world import World

pytestmark = pytest.mark.django_db
FINDING = {"place": "新屋组水渠边", "description": "水渠盖板缺失"}


@pytest.fixture(autouse=True)
def _definitions(world: World) -> None:
    load_definitions()


def test_a_grids_finding_becomes_a_hazard_of_its_grid(world: World) -> None:
    here = world.here
    worker = here.actor("grid_worker")
    row = given_round(here.actor("body_office"), here.county, given_definition("hazard_screening"))
    report = report_of(row, here)
    values: dict[str, Any] = {"places_checked": 12, "hazards_found": 1, "removed_on_the_spot": 0}
    data = ReportInput(values=values, findings=({"domain": "flood", **FINDING},))
    submit_report(actor=worker, report_id=report.pk, data=data)
    finding = refer_finding(actor=worker, finding_id=report.findings.get().pk, target="hazard")
    hazard = Hazard.objects.get(pk=finding.matter_id)
    assert (hazard.domain, hazard.source, hazard.place_text) == ("flood", "campaign", "新屋组水渠边")
    assert hazard.matter.grid_id == here.grid.pk and hazard.matter.text == "水渠盖板缺失"


def test_the_school_check_asks_what_article_44_names_and_its_findings_are_of_schools(world: World) -> None:
    here = world.here
    desk = here.actor("township_desk")
    row = given_round(here.actor("body_office"), here.county, given_definition("school_safety_check"))
    report = RegisterReport.objects.get(round=row, unit_id=here.township.pk)
    codes = {field["code"] for field in row.definition.fields}
    assert {"with_guards", "with_crossing_guards", "closed_management", "with_alarm", "with_video"} <= codes
    values = dict.fromkeys(codes - {"remarks"}, 1)
    submit_report(actor=desk, report_id=report.pk, data=ReportInput(values=values, findings=(FINDING,)))
    finding = refer_finding(actor=desk, finding_id=report.findings.get().pk, target="hazard")
    hazard = Hazard.objects.get(pk=finding.matter_id)
    assert hazard.domain == "school" and hazard.matter.region_code == here.township.code


def test_every_round_of_hazards_names_its_source_and_offers_the_domains_there_are() -> None:
    for code in ("hazard_screening", "school_safety_check", "own_hazard_check"):
        found = RegisterDefinition.objects.filter(code=code).latest("version")
        assert "条例第" in found.source and "L" in found.source and found.targets[0] == "hazard"
        for field in found.finding_fields:
            if field["code"] == "domain":
                assert {choice[0] for choice in field["choices"]} == set(Domain.values)


def test_a_checklist_of_chapter_five_names_the_domain_of_its_hazards() -> None:
    checklists = [row for row in RegisterDefinition.objects.all() if "hazard" in row.targets]
    assert len(checklists) > 10
    for row in checklists:
        choices = {
            field["code"]: [one[0] for one in field.get("choices", ())] for field in row.finding_fields
        }
        assert set(choices.get("place_kind", ())) <= set(OF_ARTICLE_42), row.code
        if "domain" in choices:
            continue
        for trade in choices.get("trade", [""]):
            told = domain_of({"trade": trade}, row.code)
            assert (told == Domain.OTHER) is (trade == "other"), (row.code, trade)
