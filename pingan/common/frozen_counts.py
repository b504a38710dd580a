"""Numbers of figures together with the ids behind them, for what outlasts the records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Value

from pingan.common.figures import Figure, Grain, grouped_rows, numerator_of
from pingan.common.periods import Period


@dataclass(frozen=True)
class FrozenCount:
    """One unit's number with the ids behind it: ``ids_in`` make the numerator, with ``ids_out`` the denominator.

    ``whole`` None: a plain count; ``ids_out`` is empty then. Ids ascend, so that a digest over them is stable.
    """

    key: str
    part: int
    whole: int | None
    ids_in: tuple[int, ...]
    ids_out: tuple[int, ...]


def frozen_counts(one: Figure, period: Period, grain: Grain, prefixes: Iterable[str]) -> list[FrozenCount]:
    """Count as ``counts`` does, and name the records: still one statement. For what outlasts the records."""
    held = numerator_of(one)
    grouped = grouped_rows(one, period, grain, prefixes).annotate(
        ids_in=ArrayAgg(one.record, filter=Q(held), order_by=one.record, default=Value([])),
        ids_out=ArrayAgg(one.record, filter=~Q(held), order_by=one.record, default=Value([])),
    )
    found = grouped.values_list("figure_key", "ids_in", "ids_out").order_by("figure_key")
    return [
        FrozenCount(
            str(key),
            len(ids_in),
            len(ids_in) + len(ids_out) if one.is_share else None,
            tuple(ids_in),
            tuple(ids_out),
        )
        for key, ids_in, ids_out in found
    ]
