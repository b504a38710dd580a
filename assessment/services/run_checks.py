"""Scoring a run again on what was frozen: to prove it (invariant 14), and to ask what if. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessment.models import AssessedUnit, AssessmentRun, Indicator, Score
from assessment.queries.digests import input_digest, result_digest
from assessment.queries.run_plans import grade_rule, plan_from, plan_of
from assessment.rules.ranking import grades, places
from assessment.rules.scoring import Plan, Scored, fails, place_scores, total_of
from assessment.services.run_computing import exact_text, scored_units


@dataclass(frozen=True)
class Difference:
    """A score that came out otherwise than it was kept."""

    unit: str
    indicator: str
    kept: str
    found: str


@dataclass(frozen=True)
class Recomputed:
    """What recomputing showed; ``scores`` says how many were compared."""

    scores: int
    differences: tuple[Difference, ...]
    is_input_same: bool
    is_result_same: bool

    @property
    def is_same(self) -> bool:
        """Say whether nothing differs, down to the last digit."""
        return not self.differences and self.is_input_same and self.is_result_same


def scored_again(run: AssessmentRun, plan: Plan, units: list[AssessedUnit]) -> dict[int, list[Scored]]:
    """Return the scores of units on the frozen cells, places among these units included."""
    scored = scored_units(run, plan, units)
    groups: dict[str, dict[int, list[Scored]]] = defaultdict(dict)
    for unit in units:
        groups[unit.peer_group][unit.pk] = scored[unit.pk]
    return {unit: rows for group in groups.values() for unit, rows in place_scores(group).items()}


def recompute(run: AssessmentRun) -> Recomputed:
    """Score the frozen cells again and compare every value, place and point with what was kept (invariant 14)."""
    units = list(AssessedUnit.objects.filter(run=run).order_by("pk"))
    names = {unit.pk: unit.name for unit in units}
    found = {
        (unit, made.item.key): (made.item.code, exact_text(made.value), made.place, made.points)
        for unit, rows in scored_again(run, plan_of(run.scheme_id), units).items()
        for made in rows
    }
    differences = []
    kept = Score.objects.filter(run=run).order_by("unit_id", "indicator_id")
    rows = kept.values_list("unit_id", "indicator_id", "indicator__code", "exact", "place", "computed")
    for unit, indicator, *values in rows:
        again = found.pop((unit, indicator), None)
        if again != tuple(values):
            differences.append(Difference(names[unit], str(values[0]), _shown(tuple(values)), _shown(again)))
    differences += [
        Difference(names[unit], again[0], "—", _shown(again)) for (unit, _key), again in found.items()
    ]
    return Recomputed(
        scores=Score.objects.filter(run=run).count(),
        differences=tuple(differences),
        is_input_same=run.input_digest == input_digest(run),
        is_result_same=not run.result_digest or run.result_digest == result_digest(run),
    )


def _shown(values: tuple[Any, ...] | None) -> str:
    return "—" if values is None else " · ".join("—" if value is None else str(value) for value in values[1:])


@dataclass(frozen=True)
class Moved:
    """One unit under the scheme as it is and under the changed one."""

    unit: AssessedUnit
    total: tuple[Decimal, Decimal]
    place: tuple[int, int]
    grade: tuple[str, str]

    @property
    def rise(self) -> int:
        """Return by how many places it rises."""
        return self.place[0] - self.place[1]


def what_if(run: AssessmentRun, changed: Mapping[str, Mapping[str, Any]], peer_group: str) -> list[Moved]:
    """Score one peer group on the frozen cells with other weights or parameters; never stored.

    Both sides are as computed, before any review. ``changed`` by code of indicator; ``ParamFault`` for parameters that
    a method refuses.
    """
    indicators = list(Indicator.objects.filter(scheme=run.scheme).order_by("order", "code"))
    units = list(AssessedUnit.objects.filter(run=run, peer_group=peer_group).order_by("pk"))
    sides = [
        _side(run, plan, units)
        for plan in (plan_of(run.scheme_id), plan_from(indicators, run.scheme.few, changed))
    ]
    (totals, place, grade), (other_totals, other_place, other_grade) = sides
    moved = [
        Moved(
            unit,
            (totals[unit.pk], other_totals[unit.pk]),
            (place[unit.pk], other_place[unit.pk]),
            (grade[unit.pk], other_grade[unit.pk]),
        )
        for unit in units
    ]
    return sorted(moved, key=lambda row: (row.place[1], row.unit.code))


Side = tuple[dict[int, Decimal], dict[int, int], dict[int, str]]


def _side(run: AssessmentRun, plan: Plan, units: list[AssessedUnit]) -> Side:
    scored = scored_again(run, plan, units)
    totals = {unit: total_of(made.points for made in rows) for unit, rows in scored.items()}
    failed = [unit for unit, rows in scored.items() if any(fails(made.item, made.value) for made in rows)]
    whole = Decimal(plan.full.numerator) / Decimal(plan.full.denominator)
    return totals, places(totals), grades(grade_rule(run.scheme), totals, whole, failed)
