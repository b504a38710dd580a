"""Adding up: what a field comes to over many reports. The database does the same; a test compares the two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pingan.registers.rules.fields import FieldSpec
from pingan.registers.rules.small import is_small, shown_span, span_of


@dataclass(frozen=True)
class Sum:
    """What one field comes to. ``value`` None: nothing to show (a share of nothing), or not told.

    ``hidden`` says what is shown instead of a number that holds small cells; blank: the number is told. ``span`` is
    between which numbers it lies; None: told, or a share.
    """

    code: str
    way: str
    value: Decimal | None
    part: Decimal | None = None
    whole: Decimal | None = None
    hidden: str = ""
    span: tuple[int, int] | None = None


def whole_per_cent(part: int, whole: int) -> int:
    """Return a share in whole per cent, rounded to the nearest; 100 only for all of it, 0 of nothing."""
    if not whole:
        return 0
    return 100 if part == whole else min((200 * part + whole) // (2 * whole), 99)


def summed(specs: Iterable[FieldSpec]) -> list[FieldSpec]:
    """Return the fields that come to something."""
    return [spec for spec in specs if spec.aggregation != "none"]


def with_shares(
    specs: Sequence[FieldSpec], totals: Mapping[str, Decimal], small: Mapping[str, int] | None = None
) -> list[Sum]:
    """Return what every field comes to, from the sums and counts; shares are computed from the sums.

    ``totals`` are of the parts that may be told, ``small`` says how many are not, by field. A share of what is not
    told is not told either: with the other part it would say it.
    """
    found = []
    held = small or {}
    for spec in summed(specs):
        if spec.aggregation == "share":
            found.append(_share(spec, totals, held))
            continue
        told = totals.get(spec.code, Decimal())
        span = span_of(spec, told, held.get(spec.code, 0))
        if span is None:
            found.append(Sum(spec.code, spec.aggregation, told))
        else:
            found.append(Sum(spec.code, spec.aggregation, None, hidden=shown_span(spec, span), span=span))
    return found


def _share(spec: FieldSpec, totals: Mapping[str, Decimal], small: Mapping[str, int]) -> Sum:
    if small.get(spec.numerator) or small.get(spec.denominator):
        return Sum(spec.code, "share", None, hidden="–")
    part, whole = totals.get(spec.numerator, Decimal()), totals.get(spec.denominator, Decimal())
    return Sum(spec.code, "share", part / whole if whole else None, part, whole)


def sums_of(specs: Sequence[FieldSpec], reports: Iterable[Mapping[str, Any]]) -> list[Sum]:
    """Add up cleaned values of reports, one mapping each."""
    totals = {spec.code: Decimal() for spec in summed(specs)}
    small: Counter[str] = Counter()
    for values in reports:
        for spec in summed(specs):
            value = values.get(spec.code)
            if spec.aggregation == "sum" and is_small(spec, value):
                small[spec.code] += 1
            elif spec.aggregation == "sum" and value is not None:
                totals[spec.code] += Decimal(str(value))
            elif spec.aggregation == "count" and value not in (None, False, "", []):
                totals[spec.code] += 1
    return with_shares(specs, totals, small)
