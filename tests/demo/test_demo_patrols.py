"""Patrols of the demo: some walked, some missed, this week due, and registers to record in."""

from __future__ import annotations

import pytest

from grids.models import Patrol, PatrolOccasion, PatrolPlan, PatrolVisit
from pingan.registers.models import RegisterReport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_plans_are_walked_missed_and_due() -> None:
    assert PatrolPlan.objects.count() == 8
    assert Patrol.objects.count() >= 5
    assert PatrolOccasion.objects.filter(done=0).count() >= 8
    assert PatrolVisit.objects.filter(is_visited=False).exists()


def test_the_registers_for_quick_records_are_open() -> None:
    codes = ("publicity_activities", "grid_base_changes", "household_visits")
    found = RegisterReport.objects.filter(
        round__definition__code__in=codes, round__state="open", finding_count=1
    )
    assert found.count() == 3
