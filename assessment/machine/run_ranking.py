"""Totals, places and grades of a run's units, written for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.db import connection
from django.db.models import Sum

from assessment.models import AssessedUnit, AssessmentRun, Score
from assessment.queries.run_plans import grade_rule
from assessment.rules.ranking import grades, places

_PLACED = """
update assessment_assessedunit unit set total = new.total, place = new.place, grade = new.grade
from unnest(%s::bigint[], %s::numeric[], %s::int[], %s::text[]) new(id, total, place, grade) where unit.id = new.id
"""


def place_units(run: AssessmentRun) -> None:
    """Write totals of the points that hold now, and the places and grades that follow within each peer group."""
    totals: dict[int, Decimal] = {
        unit: total or Decimal(0)
        for unit, total in Score.objects.filter(run=run)
        .order_by()
        .values_list("unit_id")
        .annotate(Sum("points"))
    }
    groups: dict[str, dict[int, Decimal]] = defaultdict(dict)
    failed: set[int] = set()
    rows = AssessedUnit.objects.filter(run=run).order_by("pk")
    for unit, peer_group, is_vetoed in rows.values_list("pk", "peer_group", "is_vetoed"):
        groups[peer_group][unit] = totals.get(unit, Decimal(0))
        if is_vetoed:
            failed.add(unit)
    rule = grade_rule(run.scheme)
    found: list[tuple[int, Decimal, int, str]] = []
    for own in groups.values():
        place = places(own)
        grade = grades(rule, own, run.scheme.full_score, [unit for unit in own if unit in failed])
        found += [(unit, total, place[unit], grade[unit]) for unit, total in own.items()]
    if found:
        with connection.cursor() as cursor:
            cursor.execute(_PLACED, [list(column) for column in zip(*found, strict=True)])
