"""Totals, places and grades of a run's units, written for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.db.models import Sum

from assessment.models import AssessedUnit, AssessmentRun, Score
from assessment.queries.run_plans import grade_rule
from assessment.rules.ranking import grades, places

_BATCH = 1_000


def place_units(run: AssessmentRun) -> None:
    """Write totals of the points that hold now, and the places and grades that follow within each peer group."""
    totals: dict[int, Decimal] = {
        unit: total or Decimal(0)
        for unit, total in Score.objects.filter(run=run)
        .order_by()
        .values_list("unit_id")
        .annotate(Sum("points"))
    }
    groups: dict[str, list[AssessedUnit]] = defaultdict(list)
    units = list(AssessedUnit.objects.filter(run=run).order_by("pk"))
    for unit in units:
        unit.total = totals.get(unit.pk, Decimal(0))
        groups[unit.peer_group].append(unit)
    rule = grade_rule(run.scheme)
    for group in groups.values():
        own = {unit.pk: unit.total for unit in group if unit.total is not None}
        place = places(own)
        grade = grades(rule, own, run.scheme.full_score, [unit.pk for unit in group if unit.is_vetoed])
        for unit in group:
            unit.place, unit.grade = place[unit.pk], grade[unit.pk]
    AssessedUnit.objects.bulk_update(units, ["total", "place", "grade"], batch_size=_BATCH)
