"""Statements that freeze what a run rests on: one for each figure, one more for its records, whatever their number."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Case, CharField, F, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, JSONObject, Left

from pingan.common.figures import TOWNSHIP_DIGITS, Figure, Grain, Period, within

Statement = tuple[str, tuple[Any, ...]]
#: Numerator and denominator come out of the keys themselves, so that neither can say what the other does not.
_CELLS = """
insert into assessment_frozencell (run_id, figure, key, part, whole, ids_in, ids_out)
select %s, %s, cell.figure_key, cardinality(cell.ids_in),
       case when %s then cardinality(cell.ids_in) + cardinality(cell.ids_out) end, cell.ids_in, cell.ids_out
from ({rows}) cell
"""
_RECORDS = """
insert into assessment_frozenrecord (run_id, source, record, number, facts, digest)
select %s, %s, found.record_key, left(found.record_number, 60), found.record_facts,
       encode(sha256(convert_to(found.record_number || ' ' || found.record_facts::text, 'UTF8')), 'hex')
from ({rows}) found
where not exists (
  select 1 from assessment_frozenrecord kept
  where kept.run_id = %s and kept.source = %s and kept.record = found.record_key
)
on conflict do nothing
"""


def _rows(figure: Figure, period: Period, grain: Grain, prefix: str) -> QuerySet[Any]:
    rows = within(figure, figure.rows(period), [prefix]).order_by()
    return rows.exclude(**{figure.organ: None}) if grain is Grain.ORGAN else rows


def cells_statement(run_id: int, figure: Figure, period: Period, grain: Grain, prefix: str) -> Statement:
    """Return the statement that freezes a figure by township or unit, with the keys of its records."""
    if grain is Grain.ORGAN:
        key: Any = Cast(F(figure.organ), CharField())
    else:
        key = Left(figure.region, TOWNSHIP_DIGITS)
    held: Any = Value(value=True)
    if figure.part is not None:
        # A condition on what is not known does not hold; as a CASE it never becomes NULL.
        yes, no = Value(value=True), Value(value=False)
        held = Case(When(figure.part, then=yes), default=no, output_field=BooleanField())
    marked = _rows(figure, period, grain, prefix).annotate(figure_key=key, is_part=held)
    inner, values = marked.values_list("figure_key", figure.record, "is_part").query.sql_with_params()
    rows = f"""
    select one.figure_key,
           coalesce(array_agg(one.record_key order by one.record_key) filter (where one.is_part), '{{}}') ids_in,
           coalesce(array_agg(one.record_key order by one.record_key) filter (where not one.is_part), '{{}}') ids_out
    from ({inner}) one(figure_key, record_key, is_part) group by one.figure_key
    """  # noqa: S608 - composed by the ORM, values are parameters
    return _CELLS.format(rows=rows), (run_id, figure.code, figure.is_share, *values)


def records_statement(run_id: int, figure: Figure, period: Period, grain: Grain, prefix: str) -> Statement:
    """Return the statement that freezes the records behind a figure, those that another figure froze left out."""
    facts = JSONObject(**{name: F(path) for name, path in figure.facts.items()})
    rows = _rows(figure, period, grain, prefix).annotate(
        record_number=Cast(F(figure.number), TextField()), record_facts=facts
    )
    names = ("record_number", "record_facts")
    inner, values = rows.values_list(figure.record, *names).query.sql_with_params()
    shaped = f"select * from ({inner}) one(record_key, record_number, record_facts)"  # noqa: S608 - as above
    return _RECORDS.format(rows=shaped), (run_id, figure.source, *values, run_id, figure.source)
