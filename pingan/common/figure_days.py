"""Figures counted finely enough to be summed: by the days of a period, and by divisions of any size."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Count, DateTimeField, F, QuerySet
from django.db.models.functions import Left, TruncDate
from django.utils import timezone

from pingan.common.figures import TOWNSHIP_DIGITS, Figure, Tally, within
from pingan.common.periods import Period


def counts_by_division(
    figures: Iterable[Figure], period: Period, prefixes: Iterable[str], digits: int
) -> dict[str, dict[str, Tally]]:
    """Count by the first ``digits`` of the division's code within some divisions; by the code of the figure first.

    Figures that look at the same records, each at another part of them, are counted in one statement.
    """
    where = tuple(prefixes)
    found: dict[str, dict[str, Tally]] = {}
    for alike in _of_the_same_rows(figures, period):
        first = alike[0]
        rows = within(first, first.rows(period), where).order_by()
        parts = {
            f"part_{place}": Count(one.record, filter=one.part)
            for place, one in enumerate(alike)
            if one.part is not None
        }
        grouped = rows.annotate(figure_key=Left(first.region, digits)).values("figure_key")
        counted = list(grouped.annotate(whole=Count(first.record), **parts))
        for place, one in enumerate(alike):
            found[one.code] = {
                row["figure_key"]: _tally(one, row[f"part_{place}"] if one.is_share else None, row["whole"])
                for row in counted
                if row["figure_key"]
            }
    return found


def _tally(one: Figure, part: int | None, whole: int) -> Tally:
    return Tally(whole, None) if part is None else Tally(part, whole)


def _of_the_same_rows(figures: Iterable[Figure], period: Period) -> list[list[Figure]]:
    """Group figures whose records in a period are asked for in the very same words; those without any are left out."""
    groups: dict[Hashable, list[Figure]] = {}
    for one in figures:
        try:
            words = str(one.rows(period).order_by().query)
        except EmptyResultSet:
            continue
        groups.setdefault((one.record, one.region, words), []).append(one)
    return list(groups.values())


def counts_by_day(
    one: Figure, period: Period, prefixes: Iterable[str], digits: int = TOWNSHIP_DIGITS
) -> dict[tuple[str, date], Tally]:
    """Count by township (or by ``digits`` of the code) and day within some divisions, in one statement.

    Days without records are left out.

    Raises:
        ValueError: the figure has no days that could be added up.

    """
    if not one.day:
        raise ValueError(f"{one.code} is not counted by days")
    rows = within(one, one.rows(period), prefixes).order_by()
    part = Count(one.record, filter=one.part) if one.part is not None else Count(one.record)
    grouped = rows.annotate(figure_key=Left(one.region, digits), figure_day=_day_of(rows, one.day))
    found = grouped.values_list("figure_key", "figure_day").annotate(part=part, whole=Count(one.record))
    return {
        (key, day): Tally(part, whole if one.is_share else None) for key, day, part, whole in found if key
    }


def _day_of(rows: QuerySet[Any], path: str) -> Any:
    """Return the expression of the day that a path leads to, in the product's zone where it is a moment."""
    field = rows.model._meta.get_field(path.split("__")[0])
    for step in path.split("__")[1:]:
        related = field.related_model
        assert related is not None  # noqa: S101 - a path goes on only over relations
        field = related._meta.get_field(step)
    return (
        TruncDate(path, tzinfo=timezone.get_default_timezone())
        if isinstance(field, DateTimeField)
        else F(path)
    )
