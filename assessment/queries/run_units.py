"""Reads of the units of a run: the table of all, one with its scores, who may see which number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from assessment.models import (
    AssessedUnit,
    AssessmentRun,
    Indicator,
    Objection,
    Score,
    ScoreChange,
    SelfReport,
)
from assessment.queries.run_plans import plan_of
from assessment.rules.methods import rounded
from pingan.access.policy import visible_to
from pingan.access.rules import Actor

#: Years whose mean stands beside a number (domain.md §7.3).
YEARS = 3


def units_visible(actor: Actor, run: AssessmentRun) -> QuerySet[AssessedUnit]:
    """Return the units of a run of which the actor may see the place, in their groups by code."""
    rows = visible_to(AssessedUnit, actor, "place").filter(run=run)
    return rows.order_by("peer_group", "code", "pk")


def oversees(actor: Actor, run: AssessmentRun) -> bool:
    """Say whether the actor is of the body that runs it, or watches over that body; an assessed office is not."""
    code = run.matter.region_code
    return actor.has("run.view_area") and any(code.startswith(area) for area in actor.areas)


def sees_points(actor: Actor, run: AssessmentRun) -> bool:
    """Say whether totals may be shown: to who oversees the run at once, to the assessed once they are announced."""
    return oversees(actor, run) or run.announced_at is not None


@dataclass(frozen=True)
class Line:
    """One indicator of one unit with all that stands beside its points. ``mean`` is that of up to three years."""

    indicator: Indicator
    score: Score | None
    report: SelfReport | None
    mean: Decimal | None
    years: int
    changes: Sequence[ScoreChange]
    objection: Objection | None


def lines_of(actor: Actor, unit: AssessedUnit) -> list[Line]:
    """Return the scored indicators of a unit in their order, each with score, report, mean, changes and objection."""
    run = unit.run
    rows = Indicator.objects.filter(pk__in=[item.key for item in plan_of(run.scheme_id).items])
    scores = {score.indicator_id: score for score in visible_to(Score, actor).filter(unit=unit)}
    said = visible_to(SelfReport, actor).filter(unit=unit).prefetch_related("files__file")
    reports = {one.indicator_id: one for one in said}
    objected = visible_to(Objection, actor).filter(unit=unit).prefetch_related("files__file")
    objections = {one.indicator_id: one for one in objected.order_by("pk")}
    changes: dict[int, list[ScoreChange]] = defaultdict(list)
    found = ScoreChange.objects.filter(score__in=[score.pk for score in scores.values()])
    for change in found.select_related("changed_by").order_by("pk"):
        changes[change.score_id].append(change)
    means = means_of(unit, scores.values()) if scores else {}
    return [
        Line(
            indicator=row,
            score=scores.get(row.pk),
            report=reports.get(row.pk),
            mean=means.get(row.code, (None, 0))[0],
            years=means.get(row.code, (None, 0))[1],
            changes=changes.get(scores[row.pk].pk, []) if row.pk in scores else [],
            objection=objections.get(row.pk),
        )
        for row in rows.select_related("supplier").order_by("order", "code")
    ]


def means_of(unit: AssessedUnit, scores: object) -> dict[str, tuple[Decimal, int]]:
    """Return by code of indicator the mean of this year's value and those of the runs before, and of how many years."""
    runs, run = [unit.run_id], unit.run
    while run.previous_id is not None and len(runs) < YEARS:
        run = AssessmentRun.objects.only("previous_id", "matter_id").get(pk=run.previous_id)
        runs.append(run.pk)
    rows = Score.objects.filter(run_id__in=runs).exclude(exact="")
    own = rows.filter(Q(unit__region=unit.region, unit__organ=unit.organ))
    values: dict[str, list[Fraction]] = defaultdict(list)
    for code, exact in own.order_by().values_list("indicator__code", "exact"):
        values[code].append(Fraction(exact))
    return {
        code: (rounded(sum(found, Fraction(0)) / len(found)), len(found)) for code, found in values.items()
    }


def grade_counts(actor: Actor, run: AssessmentRun) -> dict[str, int]:
    """Return how many of the units that the actor sees have each grade: as many as the list shows."""
    rows = units_visible(actor, run).exclude(grade="").order_by()
    return dict(rows.values_list("grade").annotate(Count("pk")))


def report_counts(run: AssessmentRun) -> dict[str, int]:
    """Return how many reports stand in each state."""
    rows = SelfReport.objects.filter(unit__run=run).order_by()
    return dict(rows.values_list("state").annotate(Count("pk")))


def supplied_reports(actor: Actor, run: AssessmentRun) -> QuerySet[SelfReport]:
    """Return those of ``judged_reports`` whose numbers a department supplies: the lock waits for these alone."""
    return judged_reports(actor, run).filter(indicator__supplier__isnull=False)


def judged_reports(actor: Actor, run: AssessmentRun) -> QuerySet[SelfReport]:
    """Return the reports of a run that the actor may confirm or return, those that wait first."""
    rows = visible_to(SelfReport, actor, "confirm").filter(unit__run=run)
    return rows.select_related("unit", "indicator", "indicator__supplier", "reported_by").order_by(
        "-state", "pk"
    )


def objections_visible(actor: Actor, run: AssessmentRun) -> QuerySet[Objection]:
    """Return the objections of a run that the actor may see, the oldest first."""
    rows = visible_to(Objection, actor).filter(unit__run=run)
    return (
        rows.select_related("unit", "indicator", "answered_by").prefetch_related("files__file").order_by("pk")
    )


def scores_visible(actor: Actor, unit: AssessedUnit) -> QuerySet[Score]:
    """Return the scores of a unit that the actor may see, in the order of the indicators."""
    rows = visible_to(Score, actor).filter(unit=unit)
    return rows.select_related("indicator").order_by("indicator__order", "indicator__code")


def score_objected(actor: Actor, objection: Objection) -> Score | None:
    """Return the score that an objection is about."""
    rows = visible_to(Score, actor).filter(unit_id=objection.unit_id, indicator_id=objection.indicator_id)
    return rows.first()


def peer_groups(run: AssessmentRun) -> list[str]:
    """Return the names of a run's peer groups."""
    rows = AssessedUnit.objects.filter(run=run).order_by("peer_group")
    return list(rows.values_list("peer_group", flat=True).distinct())
