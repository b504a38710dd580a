"""Figures counted finely enough to be summed: by the days of a period, and by divisions of any size."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, DateTimeField, F, QuerySet
from django.db.models.functions import Left, TruncDate
from django.utils import timezone

from pingan.common.figures import TOWNSHIP_DIGITS, Figure, Tally, within
from pingan.common.periods import Period


def counts_by_division(one: Figure, period: Period, prefixes: Iterable[str], digits: int) -> dict[str, Tally]:
    """Count by the first ``digits`` of the division's code within some divisions, in one statement."""
    rows = within(one, one.rows(period), prefixes).order_by()
    part = Count(one.record, filter=one.part) if one.part is not None else Count(one.record)
    grouped = rows.annotate(figure_key=Left(one.region, digits)).values("figure_key")
    found = grouped.annotate(part=part, whole=Count(one.record)).values_list("figure_key", "part", "whole")
    return {key: Tally(part, whole if one.is_share else None) for key, part, whole in found if key}


def counts_by_day(one: Figure, period: Period, prefixes: Iterable[str]) -> dict[tuple[str, date], Tally]:
    """Count by township (nine digits) and day within some divisions, in one statement; days without records are left out.

    Raises:
        ValueError: the figure has no days that could be added up.

    """
    if not one.day:
        raise ValueError(f"{one.code} is not counted by days")
    rows = within(one, one.rows(period), prefixes).order_by()
    part = Count(one.record, filter=one.part) if one.part is not None else Count(one.record)
    grouped = rows.annotate(figure_key=Left(one.region, TOWNSHIP_DIGITS), figure_day=_day_of(rows, one.day))
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
