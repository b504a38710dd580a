"""Adding up: what a field comes to over many reports. The database does the same; a test compares the two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pingan.registers.rules.fields import FieldSpec


@dataclass(frozen=True)
class Sum:
    """What one field comes to. ``value`` None: nothing to show (a share of nothing)."""

    code: str
    way: str
    value: Decimal | None
    part: Decimal | None = None
    whole: Decimal | None = None


def whole_per_cent(part: int, whole: int) -> int:
    """Return a share in whole per cent, rounded to the nearest; 100 only for all of it, 0 of nothing."""
    if not whole:
        return 0
    return 100 if part == whole else min((200 * part + whole) // (2 * whole), 99)


def summed(specs: Iterable[FieldSpec]) -> list[FieldSpec]:
    """Return the fields that come to something."""
    return [spec for spec in specs if spec.aggregation != "none"]


def with_shares(specs: Sequence[FieldSpec], totals: Mapping[str, Decimal]) -> list[Sum]:
    """Return what every field comes to, from the sums and counts; shares are computed from the sums."""
    found = []
    for spec in summed(specs):
        if spec.aggregation == "share":
            part, whole = totals.get(spec.numerator, Decimal()), totals.get(spec.denominator, Decimal())
            found.append(Sum(spec.code, "share", part / whole if whole else None, part, whole))
        else:
            found.append(Sum(spec.code, spec.aggregation, totals.get(spec.code, Decimal())))
    return found


def sums_of(specs: Sequence[FieldSpec], reports: Iterable[Mapping[str, Any]]) -> list[Sum]:
    """Add up cleaned values of reports, one mapping each."""
    totals = {spec.code: Decimal() for spec in summed(specs)}
    for values in reports:
        for spec in summed(specs):
            value = values.get(spec.code)
            if spec.aggregation == "sum" and value is not None:
                totals[spec.code] += Decimal(str(value))
            elif spec.aggregation == "count" and value not in (None, False, "", []):
                totals[spec.code] += 1
    return with_shares(specs, totals)
