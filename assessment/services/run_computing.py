"""Computing a run: figures frozen set-wise, one job for each unit, places last. Every step may be run again.

The jobs leave through the outbox; a unit that is computed is never computed twice, and whoever computes the last one
asks for the end.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.db import connection
from django.utils import timezone

from assessment.models import AssessedUnit, AssessmentRun, Audience, Score
from assessment.queries.freezing import cells_statement, records_statement
from assessment.queries.run_numbers import before_of, numbers_of, reports_of
from assessment.queries.run_plans import plan_of
from assessment.rules.expressions import Number
from assessment.rules.methods import rounded
from assessment.rules.scoring import Plan, Scored, fails, place_of, placed, score_unit
from pingan.access.rules import system_actor
from pingan.common.figures import Figure, Grain, Period, all_figures
from pingan.common.outbox import enqueue, enqueue_all
from pingan.common.statements import rows_of
from pingan.matters.services import perform

_COLUMNS = (
    "run_id", "unit_id", "indicator_id", "exact", "value", "numbers", "part", "whole", "weight", "place", "computed",
    "points", "notes",
)  # fmt: skip
_ONE_LESS = "update assessment_assessmentrun set units_left = units_left - 1 where matter_id = %s returning units_left"
_PLACED = """
update assessment_score score set place = new.place, computed = new.points, points = new.points
from unnest(%s::bigint[], %s::int[], %s::numeric[]) new(id, place, points) where score.id = new.id
"""


def freeze(run_id: int) -> int:
    """Freeze the figures that the scheme reads, with their records; hand out the units; return how many."""
    run = AssessmentRun.objects.select_related("scheme", "matter__region").get(pk=run_id)
    if run.matter.state != "computing":
        return 0
    plan = plan_of(run.scheme_id)
    if not run.figures:
        _freeze_figures(run, plan)
    left = AssessedUnit.objects.filter(run=run, computed_at=None).order_by("code", "pk")
    keys = list(left.values_list("pk", flat=True))
    enqueue_all("assessment.unit", [{"run_id": run.pk, "unit_id": pk} for pk in keys])
    if not keys:
        enqueue("assessment.finish", run_id=run.pk)
    return len(keys)


def _freeze_figures(run: AssessmentRun, plan: Plan) -> None:
    grain = Grain.ORGAN if run.scheme.audience == Audience.UNITS else Grain.TOWNSHIP
    period = Period(run.since, run.until)
    known = all_figures()
    asked = [known[code] for code in plan.figures if code in known]
    asked = [figure for figure in asked if grain is Grain.TOWNSHIP or figure.organ]
    run.figures = {figure.code: _meaning(figure) for figure in asked}
    with connection.cursor() as cursor:
        done: set[tuple[str, Any]] = set()
        for figure in asked:
            cursor.execute(*cells_statement(run.pk, figure, period, grain, run.matter.region.prefix))
            # A share and a count over the same rows have the same records.
            if (figure.source, figure.rows) not in done:
                cursor.execute(*records_statement(run.pk, figure, period, grain, run.matter.region.prefix))
                done.add((figure.source, figure.rows))
    AssessmentRun.objects.filter(pk=run.pk).update(figures=run.figures)


def _meaning(figure: Figure) -> dict[str, Any]:
    """Return what a figure was when it was frozen: another meaning later does not change this one."""
    return {
        "label": str(figure.label),
        "source": figure.source,
        "is_share": figure.is_share,
        "date_rule": str(figure.date_rule),
        "article": str(figure.article),
    }


def compute_unit(run_id: int, unit_id: int) -> bool:
    """Score one unit on its frozen numbers; False where that was done before."""
    unit = AssessedUnit.objects.select_for_update(no_key=True).get(pk=unit_id, run_id=run_id)
    if unit.computed_at is not None:
        return False
    run = AssessmentRun.objects.select_related("scheme").get(pk=run_id)
    plan = plan_of(run.scheme_id)
    [scored] = scored_units(run, plan, [unit]).values()
    _write(run, unit, scored)
    unit.is_vetoed = any(fails(made.item, made.value) for made in scored)
    unit.computed_at = timezone.now()
    unit.save(update_fields=["is_vetoed", "computed_at"])
    # Last, since every other unit of the run waits for this row.
    [(left,)] = rows_of(_ONE_LESS, [run_id])
    if left == 0:
        enqueue("assessment.finish", run_id=run_id)
    return True


def scored_units(run: AssessmentRun, plan: Plan, units: Iterable[AssessedUnit]) -> dict[int, list[Scored]]:
    """Return by unit what each earned, points by place still open."""
    units = list(units)
    numbers, before = numbers_of(run, plan, units), before_of(run, units)
    reports = reports_of(unit.pk for unit in units)
    return {
        unit.pk: score_unit(plan, numbers[unit.pk], reports.get(unit.pk, {}), before.get(unit.pk, {}))
        for unit in units
    }


def exact_text(value: Number) -> str:
    """Return a fraction as it is kept; blank: no data."""
    return "" if value is None else f"{value.numerator}/{value.denominator}"


def _write(run: AssessmentRun, unit: AssessedUnit, scored: Iterable[Scored]) -> None:
    table, columns = Score._meta.db_table, ", ".join(_COLUMNS)
    with connection.cursor() as cursor, cursor.cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
        for made in scored:
            copy.write_row(_row(run, unit, made))


def _row(run: AssessmentRun, unit: AssessedUnit, made: Scored) -> tuple[Any, ...]:
    part, whole = made.counts
    return (
        run.pk,
        unit.pk,
        made.item.key,
        exact_text(made.value),
        None if made.value is None else rounded(made.value),
        json.dumps({name: exact_text(number) for name, number in made.numbers.items()}),
        None if part is None else rounded(part),
        None if whole is None else rounded(whole),
        rounded(made.weight),
        made.place,
        made.points,
        made.points,
        list(made.notes),
    )


def finish(run_id: int) -> bool:
    """Give points by place within each peer group, and move the run on; False where that was done before."""
    run = AssessmentRun.objects.select_related("scheme", "matter").get(pk=run_id)
    if run.matter.state != "computing" or run.units_left != 0:
        return False
    _give_places(run)
    perform(actor=system_actor(), kind="run", matter_id=run_id, action="computed")
    return True


def _give_places(run: AssessmentRun) -> None:
    ranked = {item.key: item for item in plan_of(run.scheme_id).items if item.is_ranked}
    rows = Score.objects.filter(run=run, indicator_id__in=ranked).exclude(exact="")
    groups: dict[tuple[int, str], dict[int, Score]] = defaultdict(dict)
    for score in rows.select_related("unit", "indicator").order_by("pk"):
        groups[(score.indicator_id, score.unit.peer_group)][score.pk] = score
    units = [score.unit for group in groups.values() for score in group.values()]
    before, without, plan = before_of(run, units), _without(run), plan_of(run.scheme_id)
    found: list[tuple[int, int, Any]] = []
    for (indicator, _group), scores in groups.items():
        item = ranked[indicator]
        places = place_of({pk: Fraction(score.exact) for pk, score in scores.items()})
        for pk, score in scores.items():
            last = before.get(score.unit_id, {}).get(item.code)
            made = Scored(
                item=item,
                value=Fraction(score.exact),
                numbers={},
                weight=plan.weights(without.get(score.unit_id, frozenset())).get(item.code, Fraction(0)),
                points=None,
                previous_place=last.place if last else None,
            )
            done = placed(made, places[pk], len(places))
            found.append((pk, places[pk], done.points))
    if found:
        with connection.cursor() as cursor:
            cursor.execute(_PLACED, [list(column) for column in zip(*found, strict=True)])


def _without(run: AssessmentRun) -> dict[int, frozenset[str]]:
    """Return by unit which indicators have no data: rows keep weights with four decimals, the plan gives them exactly."""
    rows = Score.objects.filter(run=run, notes__contains=["no_data"]).order_by()
    found: dict[int, set[str]] = defaultdict(set)
    for unit, code in rows.values_list("unit_id", "indicator__code"):
        found[unit].add(code)
    return {unit: frozenset(codes) for unit, codes in found.items()}
