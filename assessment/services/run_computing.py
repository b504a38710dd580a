"""Computing a run: figures frozen set-wise, jobs of some units each, places last. Every step may be run again.

The jobs leave through the outbox; a unit that is computed is never computed twice, and whoever computes the last one
asks for the end.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from assessment.models import AssessedUnit, AssessmentRun, Audience, Score
from assessment.queries.freezing import ROOM, freezing_statement, read_together
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

log = logging.getLogger(__name__)
#: Units of one job (decision 0053).
AT_ONCE = 100
_COLUMNS = (
    "run_id", "unit_id", "indicator_id", "exact", "value", "numbers", "part", "whole", "weight", "place", "computed",
    "points", "notes",
)  # fmt: skip
_LESS = "update assessment_assessmentrun set units_left = units_left - %s where matter_id = %s returning units_left"
_COMPUTED = """
update assessment_assessedunit set computed_at = %s, is_vetoed = id = any(%s::bigint[]) where id = any(%s::bigint[])
"""
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
    some = (keys[first : first + AT_ONCE] for first in range(0, len(keys), AT_ONCE))
    enqueue_all("assessment.units", [{"run_id": run.pk, "unit_ids": each} for each in some])
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
        cursor.execute(ROOM)
        for figures in read_together(asked):
            cursor.execute(*freezing_statement(run.pk, figures, period, grain, run.matter.region.prefix))
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


def compute_some(run_id: int, unit_ids: Sequence[int]) -> int:
    """Score units together; return how many. Where they cannot be, each is handed out by itself.

    So whatever is wrong with one of them holds up no other; alone, it fails for itself and is tried again.
    """
    try:
        with transaction.atomic():
            return compute_units(run_id, unit_ids)
    except Exception as error:
        log.warning("%s units of run %s, now one by one: %s", len(unit_ids), run_id, type(error).__name__)
        enqueue_all("assessment.unit", [{"run_id": run_id, "unit_id": pk} for pk in unit_ids])
        return 0


def compute_units(run_id: int, unit_ids: Iterable[int]) -> int:
    """Score units on their frozen numbers, those left out that were before; return how many: all of them, or none."""
    waiting = AssessedUnit.objects.select_for_update(no_key=True).filter(run_id=run_id, computed_at=None)
    units = list(waiting.filter(pk__in=list(unit_ids)).order_by("pk"))
    if not units:
        return 0
    run = AssessmentRun.objects.select_related("scheme").get(pk=run_id)
    plan = plan_of(run.scheme_id)
    scored = scored_units(run, plan, units)
    _write(run, scored)
    vetoed = [unit for unit, rows in scored.items() if any(fails(made.item, made.value) for made in rows)]
    with connection.cursor() as cursor:
        cursor.execute(_COMPUTED, [timezone.now(), vetoed, list(scored)])
    # Last, since every other job of the run waits for this row.
    [(left,)] = rows_of(_LESS, [len(units), run_id])
    if left == 0:
        enqueue("assessment.finish", run_id=run_id)
    return len(units)


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


def _write(run: AssessmentRun, scored: Mapping[int, Iterable[Scored]]) -> None:
    table, columns = Score._meta.db_table, ", ".join(_COLUMNS)
    with connection.cursor() as cursor, cursor.cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
        for unit, rows in scored.items():
            for made in rows:
                copy.write_row(_row(run.pk, unit, made))


def _row(run: int, unit: int, made: Scored) -> tuple[Any, ...]:
    part, whole = made.counts
    return (
        run,
        unit,
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
    plan = plan_of(run.scheme_id)
    ranked = {item.key: item for item in plan.items if item.is_ranked}
    units = {unit.pk: unit for unit in AssessedUnit.objects.filter(run=run)}
    rows = Score.objects.filter(run=run, indicator_id__in=ranked).exclude(exact="").order_by("pk")
    groups: dict[tuple[int, str], dict[int, tuple[int, Fraction]]] = defaultdict(dict)
    for pk, unit, indicator, exact in rows.values_list("pk", "unit_id", "indicator_id", "exact"):
        groups[(indicator, units[unit].peer_group)][pk] = (unit, Fraction(exact))
    before, without = before_of(run, units.values()), _without(run)
    nothing: frozenset[str] = frozenset()
    found: list[tuple[int, int, Any]] = []
    for (indicator, _group), scores in groups.items():
        item = ranked[indicator]
        places = place_of({pk: value for pk, (_unit, value) in scores.items()})
        for pk, (unit, value) in scores.items():
            last = before.get(unit, {}).get(item.code)
            made = Scored(
                item=item,
                value=value,
                numbers={},
                weight=plan.weights(without.get(unit, nothing)).get(item.code, Fraction(0)),
                points=None,
                previous_place=last.place if last else None,
            )
            found.append((pk, places[pk], placed(made, places[pk], len(places)).points))
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
