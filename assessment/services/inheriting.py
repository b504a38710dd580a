"""Filling a draft: every indicator of the scheme above, and what its body said itself before (Article 57)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assessment.models import AssessmentScheme, Indicator
from assessment.queries.schemes import INHERITED, tree_of

#: What a body said about an inherited indicator, carried on into its next draft.
_CARRIED = (
    "order",
    "weight",
    "weight_low",
    "weight_high",
    "supplier_id",
    "is_applicable",
    "reason",
    "basis",
    "confidence",
)
_COPIED = ("code", *INHERITED, *_CARRIED)


def fill(draft: AssessmentScheme, above: Sequence[Indicator], carried: Sequence[Indicator]) -> None:
    """Write the indicators of an empty draft, level by level.

    Inherited ones keep their code, so that a body's weight, supplier and reason find their place again. What is gone
    above is gone here; what stood under it moves to the first level, where its owner sees it.
    """
    said = {row.code: row for row in carried if row.origin_id is not None}
    at = {row.code: row.pk for row in above}
    # Where a row of before stands now: an inherited one at that of its code above, an own one at itself.
    now = {row.pk: at.get(row.code) if row.origin_id is not None else row.pk for row in carried}
    taken = set(at)
    levels: dict[int, list[tuple[int, int | None, Indicator]]] = {}
    for branch in tree_of(above):
        row = _copy(draft, branch.row)
        row.origin = branch.row
        # Departments supply numbers at their own level only.
        row.supplier_id = None
        mine = said.get(row.code)
        for name in _CARRIED if mine is not None else ():
            setattr(row, name, getattr(mine, name))
        levels.setdefault(branch.depth, []).append((branch.row.pk, branch.row.parent_id, row))
    for branch in tree_of(carried):
        if branch.row.origin_id is None:
            row = _copy(draft, branch.row)
            row.code = _free(row.code, taken)
            under = now.get(branch.row.parent_id or 0)
            levels.setdefault(branch.depth, []).append((branch.row.pk, under, row))
    _write(levels)


def _write(levels: Mapping[int, Sequence[tuple[int, int | None, Indicator]]]) -> None:
    made: dict[int, Indicator] = {}
    for depth in sorted(levels):
        for _source, under, row in levels[depth]:
            row.parent = made.get(under) if under else None
        Indicator.objects.bulk_create(row for _source, _under, row in levels[depth])
        made |= {source: row for source, _under, row in levels[depth]}


def _free(code: str, taken: set[str]) -> str:
    """Return a code of the body's own that the scheme above does not use by now."""
    number, found = 1, code
    while found in taken:
        found = f"{code[:16]}-{number}"
        number += 1
    taken.add(found)
    return found


def _copy(draft: AssessmentScheme, row: Indicator) -> Indicator:
    return Indicator(scheme=draft, **{name: getattr(row, name) for name in _COPIED})
