"""What units of a run are scored on: frozen cells, confirmed reports, and the year before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction

from assessment.models import AssessedUnit, AssessmentRun, Score, SelfReport
from assessment.rules.expressions import Number
from assessment.rules.scoring import Before, Plan, Reported
from pingan.common.figures import TOWNSHIP_DIGITS
from pingan.common.statements import rows_of

_BY_KEY = """select key, figure, part, whole from assessment_frozencell where run_id = %s and key = any(%s)"""
_BY_PREFIX = """
select own.prefix, cell.figure, sum(cell.part)::bigint, sum(cell.whole)::bigint
from unnest(%s::text[]) own(prefix)
join assessment_frozencell cell on cell.run_id = %s and starts_with(cell.key, own.prefix)
group by 1, 2
"""


def numbers_of(run: AssessmentRun, plan: Plan, units: Iterable[AssessedUnit]) -> dict[int, dict[str, Number]]:
    """Return by unit the numbers that expressions may name: both counts of each frozen figure, and the population.

    A figure that was frozen and has no cell of a unit counted nothing there; one that was not frozen stays unknown.
    """
    units = list(units)
    cells = _cells(run, {key for unit in units for key in unit.keys})
    return {unit.pk: _numbers(run, plan, unit, cells) for unit in units}


Counted = Mapping[str, Mapping[str, tuple[int, int | None]]]


def _cells(run: AssessmentRun, keys: set[str]) -> Counted:
    found: dict[str, dict[str, tuple[int, int | None]]] = defaultdict(dict)
    exact = (
        sorted(keys)
        if run.scheme.audience == "units"
        else sorted(k for k in keys if len(k) >= TOWNSHIP_DIGITS)
    )
    if exact:
        for key, figure, part, whole in rows_of(_BY_KEY, [run.pk, [key[:TOWNSHIP_DIGITS] for key in exact]]):
            found[key][figure] = (part, whole)
    if wide := sorted(keys - set(exact)):
        for key, figure, part, whole in rows_of(_BY_PREFIX, [wide, run.pk]):
            found[key][figure] = (part, whole)
    return found


def _numbers(run: AssessmentRun, plan: Plan, unit: AssessedUnit, cells: Counted) -> dict[str, Number]:
    found: dict[str, Number] = {
        "unit.population": None if unit.population is None else Fraction(unit.population)
    }
    for code in plan.figures:
        meaning = run.figures.get(code)
        if meaning is None:
            continue
        counted = [cells.get(key, {}).get(code, (0, 0)) for key in unit.keys]
        found[f"{code}.part"] = Fraction(sum(part for part, _whole in counted))
        if meaning["is_share"]:
            found[f"{code}.whole"] = Fraction(sum(whole or 0 for _part, whole in counted))
    return found


def reports_of(units: Iterable[int]) -> dict[int, dict[int, Reported]]:
    """Return by unit and indicator what was reported and stands; what was returned counts as not reported."""
    rows = SelfReport.objects.filter(unit_id__in=list(units)).exclude(state=SelfReport.State.RETURNED)
    found: dict[int, dict[int, Reported]] = defaultdict(dict)
    for unit, indicator, part, whole in rows.values_list("unit_id", "indicator_id", "part", "whole"):
        found[unit][indicator] = Reported(
            None if part is None else Fraction(part), None if whole is None else Fraction(whole)
        )
    return found


def before_of(run: AssessmentRun, units: Iterable[AssessedUnit]) -> dict[int, dict[str, Before]]:
    """Return by unit what it had for each indicator, by code, in the run of the year before."""
    if run.previous_id is None:
        return {}
    mine = {(unit.region_id, unit.organ_id): unit.pk for unit in units}
    rows = Score.objects.filter(
        run_id=run.previous_id,
        unit__code__in=[unit.code for unit in units],
    ).values_list("unit__region_id", "unit__organ_id", "indicator__code", "exact", "place")
    found: dict[int, dict[str, Before]] = defaultdict(dict)
    for region, organ, code, exact, place in rows:
        unit = mine.get((region, organ))
        if unit is not None:
            found[unit][code] = Before(Fraction(exact) if exact else None, place)
    return found
