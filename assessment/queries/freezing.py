"""Statements that freeze what a run rests on: one for all figures over the same rows, whatever their number.

The rows are read once: cells and records come out of the same reading, so that no number can lack its records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import BooleanField, Case, CharField, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Left

from pingan.common.figures import TOWNSHIP_DIGITS, Figure, Grain, Period, within

Statement = tuple[str, tuple[Any, ...]]
#: What sorting and hashing a million records may hold; what is more goes to disk. Until the transaction ends.
ROOM = "select set_config('work_mem', '128MB', true)"
#: Numerator and denominator come out of the keys themselves, so that neither can say what the other does not. What was
#: looked at is put together only for records that are kept. NOT IN is hashed, whatever the planner knows of rows that were
#: written a moment ago; NOT EXISTS was a nested loop.
_FREEZE = """
with found as materialized (
  select * from ({rows}) one({names})
), counted as (
  select figure_key, {arrays} from found group by figure_key
), cells as (
  insert into assessment_frozencell (run_id, figure, key, part, whole, ids_in, ids_out)
  select %s, cell.figure, one.figure_key, cardinality(cell.ids_in),
         case when cell.is_share then cardinality(cell.ids_in) + cardinality(cell.ids_out) end, cell.ids_in, cell.ids_out
  from counted one cross join lateral (values {cells}) cell(figure, is_share, ids_in, ids_out)
)
insert into assessment_frozenrecord (run_id, source, record, number, facts, digest)
select %s, %s, one.record_key, left(one.record_number, 60), one.facts,
       encode(sha256(convert_to(one.record_number || ' ' || one.facts::text, 'UTF8')), 'hex')
from (
  select record_key, record_number, jsonb_build_object({facts}) facts from found
  where record_key not in (
    select kept.record from assessment_frozenrecord kept where kept.run_id = %s and kept.source = %s
  )
  offset 0
) one
"""


def read_together(figures: Iterable[Figure]) -> list[list[Figure]]:
    """Put together the figures that count the same rows: a share and a count over them are one reading."""
    found: dict[tuple[Any, ...], list[Figure]] = {}
    for one in figures:
        seen = (one.source, one.rows, one.region, one.organ, one.record, one.number, tuple(one.facts.items()))
        found.setdefault(seen, []).append(one)
    return list(found.values())


def freezing_statement(
    run_id: int, figures: Sequence[Figure], period: Period, grain: Grain, prefix: str
) -> Statement:
    """Return the statement that freezes figures over the same rows by township or unit, and the records behind them.

    Records that another figure froze before stay as they are.
    """
    inner, values = _rows(figures, period, grain, prefix).query.sql_with_params()
    places, looked = range(len(figures)), list(figures[0].facts)
    parts, facts = [f"part_{at}" for at in places], [f"fact_{at}" for at in range(len(looked))]
    arrays = (
        f"coalesce(array_agg(record_key order by record_key) filter (where {word} part_{at}), '{{}}') {name}_{at}"
        for at in places
        for word, name in (("", "ids_in"), ("not", "ids_out"))
    )
    text = _FREEZE.format(
        rows=inner,
        names=", ".join(("figure_key", "record_key", "record_number", *parts, *facts)),
        arrays=", ".join(arrays),
        cells=", ".join(f"(%s::text, %s::boolean, one.ids_in_{at}, one.ids_out_{at})" for at in places),
        facts=", ".join(f"%s::text, {fact}" for fact in facts),
    )
    named = [value for one in figures for value in (one.code, one.is_share)]
    source = figures[0].source
    return text, (*values, run_id, *named, run_id, source, *looked, run_id, source)


def _rows(figures: Sequence[Figure], period: Period, grain: Grain, prefix: str) -> QuerySet[Any, Any]:
    first = figures[0]
    rows = within(first, first.rows(period), [prefix]).order_by()
    if grain is Grain.ORGAN:
        rows = rows.exclude(**{first.organ: None})
        key: Any = Cast(F(first.organ), CharField())
    else:
        key = Left(first.region, TOWNSHIP_DIGITS)
    parts = {f"part_{at}": _held(one.part) for at, one in enumerate(figures)}
    # Two facts of one path would be one column of the statement: each has a name of its own.
    facts = {f"fact_{at}": F(path) for at, path in enumerate(first.facts.values())}
    number = Cast(F(first.number), TextField())
    marked = rows.annotate(figure_key=key, record_number=number, **parts, **facts)
    columns: QuerySet[Any, Any] = marked.values_list(
        "figure_key", first.record, "record_number", *parts, *facts
    )
    return columns


def _held(part: Q | None) -> Any:
    """Return the numerator's condition: what is not known does not hold, and as a CASE it never becomes NULL."""
    yes, no = Value(value=True), Value(value=False)
    return yes if part is None else Case(When(part, then=yes), default=no, output_field=BooleanField())
