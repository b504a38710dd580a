"""Counting cells and what is summed from them. Whoever calls holds the lock of the sums, in a transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection

from pingan.common.figure_days import counts_by_day
from pingan.common.figures import Figure, Tally, all_figures
from pingan.common.periods import Period
from pingan.office.models import FigureCell, Span
from pingan.office.rules.spans import first_of_month, next_month

#: Beyond so many townships on one day the whole day is counted: one range of an index instead of many.
_MANY = 40
#: More days of one month than these are counted together.
_FEW = 2
_BATCH = 2_000
_LOCK = 0x50494E53  # any number that no other advisory lock of the product uses

#: Townships of a day → their county; days of a month → the month; for townships and counties alike.
_COUNTY_DAYS = """
    INSERT INTO office_figurecell (figure, code, span, first_on, part, whole)
    SELECT figure, left(code, 6), 'day', first_on, sum(part), sum(whole) FROM office_figurecell
    WHERE span = 'day' AND length(code) = 9 AND figure = %(figure)s AND first_on = ANY(%(days)s)
      AND left(code, 6) = ANY(%(counties)s)
    GROUP BY figure, left(code, 6), first_on
"""
_MONTHS = """
    INSERT INTO office_figurecell (figure, code, span, first_on, part, whole)
    SELECT figure, code, 'month', date_trunc('month', first_on)::date, sum(part), sum(whole) FROM office_figurecell
    WHERE span = 'day' AND figure = %(figure)s AND code = ANY(%(codes)s)
      AND date_trunc('month', first_on)::date = ANY(%(months)s)
      AND first_on >= %(since)s AND first_on < %(until)s
    GROUP BY figure, code, date_trunc('month', first_on)::date
"""


def hold_sums(*, wait: bool) -> bool:
    """Take the lock of the sums until the transaction ends; False where somebody else has it and nobody waits."""
    how = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how}(%s)", [_LOCK])
        (held,) = cursor.fetchone()
    return wait or bool(held)


def summed_figures() -> dict[str, list[Figure]]:
    """Return the figures whose days can be added up, by the topic that marks them."""
    found: dict[str, list[Figure]] = defaultdict(list)
    for one in all_figures().values():
        if one.day:
            found[one.source].append(one)
    return dict(found)


def count_days(one: Figure, marked: Mapping[date, Collection[str]]) -> None:
    """Count a figure anew for the townships of some days, and what is summed from them."""
    for days in _stretches(marked):
        townships = set().union(*(marked[day] for day in days))
        prefixes = sorted(townships) if len(townships) <= _MANY else [""]
        found = counts_by_day(one, Period(days[0], days[-1]), prefixes)
        for day in days:
            _write(one.code, day, marked[day], found)
    codes = set().union(*marked.values())
    sum_up(one.code, set(marked), codes)


def _stretches(days: Iterable[date]) -> list[list[date]]:
    """Return what one statement counts: the days of a month together, unless they are few."""
    by_month: dict[date, list[date]] = defaultdict(list)
    for day in sorted(days):
        by_month[first_of_month(day)].append(day)
    found: list[list[date]] = []
    for those in by_month.values():
        found += [those] if len(those) > _FEW else [[day] for day in those]
    return found


def _write(
    figure: str, day: date, townships: Collection[str], found: Mapping[tuple[str, date], Tally]
) -> None:
    cells = [
        FigureCell(
            figure=figure,
            code=code,
            span=Span.DAY,
            first_on=day,
            part=found[code, day].part,
            whole=found[code, day].whole,
        )
        for code in townships
        if (code, day) in found
    ]
    gone = [code for code in townships if (code, day) not in found]
    if gone:
        FigureCell.objects.filter(figure=figure, span=Span.DAY, first_on=day, code__in=gone).delete()
    FigureCell.objects.bulk_create(
        cells, batch_size=_BATCH, update_conflicts=True, unique_fields=["code", "figure", "span", "first_on"],
        update_fields=["part", "whole"],
    )  # fmt: skip


def sum_up(figure: str, days: Iterable[date], townships: Collection[str]) -> None:
    """Sum counties and months anew, where these townships and days belong to them."""
    dates = sorted(set(days))
    if not dates or not townships:
        return
    counties = sorted({code[:6] for code in townships})
    months = sorted({first_of_month(day) for day in dates})
    codes = [*counties, *sorted(townships)]
    cells = FigureCell.objects.filter(figure=figure)
    cells.filter(span=Span.DAY, first_on__in=dates, code__in=counties).delete()
    values: dict[str, Any] = {
        "figure": figure,
        "days": dates,
        "counties": counties,
        "codes": codes,
        "months": months,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTY_DAYS, values)
        cells.filter(span=Span.MONTH, first_on__in=months, code__in=codes).delete()
        cursor.execute(_MONTHS, {**values, "since": months[0], "until": next_month(months[-1])})
