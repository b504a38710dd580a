"""What a screening round asks fits what becomes of it: types of disputes, and as many findings as were found."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from disputes.services import screening
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.definitions import REFERENCE
from pingan.registers.services.reports import submit_report
from tests.factories.registers import FINDING, VALUES, given_round, report_of
from tests.factories.world import World

ROOT = Path(__file__).resolve().parents[2]


def test_a_finding_is_of_one_of_the_types_of_disputes() -> None:
    (form,) = [
        one
        for one in json.loads((REFERENCE / "definitions.json").read_text(encoding="utf-8"))
        if one["code"] == screening.DEFINITION
    ]
    asked = next(field["choices"] for field in form["finding_fields"] if field["code"] == "type")
    with (ROOT / "disputes/reference/dispute_types.csv").open(encoding="utf-8") as file:
        kinds = [(row["code"], row["name"], row["name_en"]) for row in csv.DictReader(file)]
    assert [(screening.TYPES.get(code, "OTHER"), name, name_en) for code, name, name_en in asked] == kinds


@pytest.mark.django_db
@pytest.mark.parametrize(("found", "is_told"), [(2, True), (1, False)])
def test_the_reviewer_is_told_of_what_was_found_and_not_written_down(
    world: World,
    found: int,
    is_told: bool,
) -> None:
    here = world.here
    row = given_round(here.actor("body_office"), here.county)
    data = ReportInput({**VALUES, "disputes_found": found}, (FINDING,))
    report = submit_report(actor=here.actor("grid_worker"), report_id=report_of(row, here).pk, data=data)
    assert report.findings.count() == 1
    page = here.client("township_desk").get(f"/registers/reports/{report.pk}/").content.decode()
    assert ("报告发现 2 件，登记 1 件" in page) is is_told
