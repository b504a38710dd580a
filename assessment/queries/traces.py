"""From a score to its rule, its counts, and the records as they stood when the data were locked (invariant 23)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, F, Func, QuerySet

from assessment.models import AssessedUnit, AssessmentRun, FrozenCell, FrozenRecord, Score
from assessment.queries.run_plans import plan_of
from assessment.rules.scoring import Item
from pingan.access.policy import registered_models, visible_to
from pingan.access.rules import Actor
from pingan.common.figures import TOWNSHIP_DIGITS, Period, all_figures


@dataclass(frozen=True)
class FigureTrace:
    """One figure behind a score: what it was, both counts, and under which name it was frozen."""

    code: str
    label: str
    date_rule: str
    article: str
    source: str
    is_share: bool
    part: int
    whole: int | None


def item_of(score: Score) -> Item:
    """Return the rule by which a score was computed."""
    return next(one for one in plan_of(score.indicator.scheme_id).items if one.key == score.indicator_id)


def figures_of(run: AssessmentRun, unit: AssessedUnit, item: Item) -> list[FigureTrace]:
    """Return the figures that a score was computed from, with the frozen counts of the unit."""
    if item.expression is None:
        return []
    found = []
    for code in item.expression.figures:
        meaning = run.figures.get(code)
        if meaning is None:
            continue
        rows = cells_of(run, unit, code).values_list("part", "whole")
        counted = list(rows)
        found.append(
            FigureTrace(
                code=code,
                label=meaning["label"],
                date_rule=meaning["date_rule"],
                article=meaning["article"],
                source=meaning["source"],
                is_share=meaning["is_share"],
                part=sum(part for part, _whole in counted),
                whole=sum(whole or 0 for _part, whole in counted) if meaning["is_share"] else None,
            )
        )
    return found


def cells_of(run: AssessmentRun, unit: AssessedUnit, figure: str) -> QuerySet[FrozenCell]:
    """Return the frozen cells of one figure that belong to a unit."""
    rows = FrozenCell.objects.filter(run=run, figure=figure).order_by()
    if run.scheme.audience == "units" or all(len(key) >= TOWNSHIP_DIGITS for key in unit.keys):
        return rows.filter(key__in=[key[:TOWNSHIP_DIGITS] for key in unit.keys])
    wide = rows.none()
    for prefix in unit.keys:
        wide = wide | rows.filter(key__startswith=prefix)
    return wide


def records_of(
    run: AssessmentRun, unit: AssessedUnit, figure: FigureTrace, *, which: str
) -> QuerySet[FrozenRecord]:
    """Return the records behind a count as they stood; ``which``: ``in`` the numerator, or ``out`` of it."""
    column = "ids_out" if which == "out" else "ids_in"
    keys = cells_of(run, unit, figure.code).annotate(
        one=Func(F(column), function="unnest", output_field=BigIntegerField())
    )
    rows = FrozenRecord.objects.filter(run=run, source=figure.source, record__in=keys.values("one"))
    return rows.order_by("number", "pk")


def live_addresses(
    actor: Actor, run: AssessmentRun, figure: str, records: Iterable[FrozenRecord]
) -> dict[int, str]:
    """Return the address of each record that still exists and that the actor may see, by its key."""
    known: Any = all_figures().get(figure)
    if known is None or known.url is None:
        return {}
    model = known.rows(Period(run.since, run.until)).model
    if model not in registered_models():
        return {}
    keys = [one.record for one in records]
    seen = visible_to(model, actor).filter(pk__in=keys).order_by().values_list("pk", flat=True)
    return {pk: known.url(pk) for pk in seen}
