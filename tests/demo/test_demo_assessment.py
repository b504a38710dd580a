"""A year of assessment in the demo county: made by the services, with something to do for each account."""

from __future__ import annotations

import pytest
from django.utils import timezone

from assessment.models import (
    AssessedUnit,
    AssessmentRun,
    AssessmentScheme,
    Commendation,
    Objection,
    Restriction,
)
from assessment.queries.cases import in_force_q
from assessment.services.run_checks import recompute
from pingan.matters.models import Matter
from pingan.registers.models import RegisterFinding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def states(kind: str) -> list[str]:
    return sorted(Matter.objects.filter(kind=kind).values_list("state", flat=True))


def test_a_run_is_final_one_is_reviewed_and_one_collects() -> None:
    assert states("run") == ["collecting", "final", "reviewing"]
    assert set(Objection.objects.values_list("is_upheld", flat=True)) == {True, False}
    county = AssessmentScheme.objects.filter(region__code="360703000000", state="published")
    assert county.exclude(parent=None).count() == county.count() == 4


def test_the_final_run_can_be_computed_again_and_is_graded() -> None:
    run = AssessmentRun.objects.exclude(final_at=None).get()
    assert recompute(run).is_same
    grades = AssessedUnit.objects.filter(run=run).values_list("grade", flat=True)
    assert "fail" in grades
    assert len(set(grades)) > 1


def test_cases_commendations_and_surveys_stand_in_the_states_that_a_demonstration_needs() -> None:
    assert states("case") == [
        "accepted",
        "candidate",
        "candidate",
        "closed",
        "heard",
        "hearing",
        "rectifying",
        "rectifying",
    ]
    assert states("commendation") == [
        "nominated", "nominated", "nominated", "publicized", "publicized", "published", "refused",
    ]  # fmt: skip
    assert states("survey") == ["closed", "fielded", "published"]
    assert Commendation.objects.exclude(override_asked_by=None).filter(override_by=None).count() == 1
    assert Restriction.objects.filter(in_force_q(timezone.localdate())).exists()
    assert RegisterFinding.objects.filter(report__round__definition__code="brave_acts").count() == 3
