"""A term in which somebody may object is over when it is over: no page calls it overdue."""

from __future__ import annotations

from typing import Any

import pytest

from assessment.models import AssessmentRun, Commendation
from tests.factories.cases import end_publicity, given_commendation
from tests.factories.runs import given_run
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


def light(here: Place, row: AssessmentRun | Commendation, stage: str, address: str) -> Any:
    [clock] = [
        one
        for one in here.client("leader").get(f"/assessment/{address}/{row.pk}/").context["clocks"]
        if one["stage"] == stage
    ]
    return clock["light"]


def test_the_publicity_of_a_commendation_runs_and_is_then_over(here: Place) -> None:
    row = given_commendation(here, "publicized")
    assert light(here, row, "表彰公示", "commendations") == "green"
    end_publicity(row)
    assert light(here, row, "表彰公示", "commendations") == ""


def test_a_final_run_does_not_look_as_if_it_had_missed_its_term_for_objections(here: Place) -> None:
    assert light(here, given_run(here, "final"), "对初评结果的申诉", "runs") == ""
