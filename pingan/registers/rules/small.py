"""Small cells: a number so small that it could point at somebody is not told (domain.md §9.1: below 10, L).

What is told of a sum is made of nothing but the parts that may be told and of how many are hidden, so that no table,
at whatever level, lets a hidden part be found by taking one number from another: the rule is the same in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pingan.registers.rules.fields import FieldSpec


def is_small(spec: FieldSpec, value: Any) -> bool:
    """Say whether a value of one report is too small to be told. Zero is told: it points at nobody."""
    if spec.small_cells is None or value is None:
        return False
    return 0 < int(value) < spec.small_cells


def below(spec: FieldSpec) -> str:
    """Return what stands in the place of a number that is too small."""
    return f"<{spec.small_cells}"


def without_small(specs: Iterable[FieldSpec], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a report with what stands in the place of small numbers."""
    hidden = {spec.code: below(spec) for spec in specs if is_small(spec, values.get(spec.code))}
    return {**values, **hidden}


def span_of(spec: FieldSpec, told: Decimal, hidden: int) -> tuple[int, int] | None:
    """Return between which numbers a sum lies: ``told`` is what the told parts come to, ``hidden`` how many are not.

    None: every part is told.
    """
    if spec.small_cells is None or not hidden:
        return None
    return int(told) + hidden, int(told) + hidden * (spec.small_cells - 1)


def shown_span(spec: FieldSpec, span: tuple[int, int]) -> str:
    """Return the words for a sum that is not told."""
    least, most = span
    return below(spec) if (least, most) == (1, (spec.small_cells or 1) - 1) else f"{least}–{most}"
