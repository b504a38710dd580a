"""A scheme read as the rules of scoring need it. A published scheme never changes, so each process reads it once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from assessment.models import AssessmentScheme, Indicator, Source
from assessment.rules.derivation import Node, leaves
from assessment.rules.expressions import parse
from assessment.rules.params import read_params
from assessment.rules.ranking import Bound, GradeRule
from assessment.rules.scoring import Item, Plan


@lru_cache(maxsize=32)
def plan_of(scheme_id: int) -> Plan:
    """Return a published scheme as it is computed.

    Raises:
        AssessmentScheme.DoesNotExist: no published scheme of this key.

    """
    scheme = AssessmentScheme.objects.get(pk=scheme_id, published_at__isnull=False)
    return plan_from(Indicator.objects.filter(scheme=scheme), scheme.few)


def plan_from(
    indicators: Iterable[Indicator], few: int, changed: Mapping[str, Mapping[str, Any]] | None = None
) -> Plan:
    """Return a plan; ``changed`` gives by code another ``weight`` or other ``params`` (what if)."""
    rows = list(indicators)
    codes = {row.pk: row.code for row in rows}
    asked = {row.code: {**_own(row), **(changed or {}).get(row.code, {})} for row in rows}
    nodes = tuple(
        Node(
            key=row.code,
            name=row.name,
            weight=Fraction(str(asked[row.code]["weight"])),
            parent=codes.get(row.parent_id or 0, ""),
            is_applicable=row.is_applicable,
            is_scored=row.is_scored,
        )
        for row in rows
    )
    known = {node.key: node for node in nodes}
    never = frozenset(node.key for node in leaves(nodes) if not _applies(node, known))
    scored = {node.key for node in leaves(nodes)} - never
    items = tuple(
        Item(
            key=row.pk,
            code=row.code,
            source=row.source,
            method=row.method,
            params=read_params(row.method, asked[row.code]["params"]),
            weight=Fraction(str(asked[row.code]["weight"])) if row.is_scored else Fraction(0),
            expression=parse(row.expression) if row.expression else None,
        )
        for row in rows
        if row.code in scored
    )
    return Plan(nodes, items, never, few)


def _own(row: Indicator) -> dict[str, Any]:
    return {"weight": row.weight, "params": row.params}


def _applies(node: Node, known: Mapping[str, Node]) -> bool:
    """Say whether neither it nor anything above it is marked as not applicable."""
    while node.is_applicable and node.parent:
        node = known[node.parent]
    return node.is_applicable


def grade_rule(scheme: AssessmentScheme) -> GradeRule:
    """Return by which bounds and quota a scheme gives grades."""
    bounds = tuple(Bound(code, Fraction(str(percent))) for code, _name, percent in scheme.grades)
    return GradeRule(bounds, None if scheme.quota is None else Fraction(scheme.quota) / 100)


def grade_names(scheme: AssessmentScheme) -> dict[str, str]:
    """Return the names of a scheme's grades by code, from the best down."""
    return {code: name for code, name, _percent in scheme.grades}


def reported_indicators(scheme_id: int) -> list[Indicator]:
    """Return the indicators for which units report, in their order: those that the system does not compute alone."""
    keys = [item.key for item in plan_of(scheme_id).items if is_reported(item)]
    rows = Indicator.objects.filter(pk__in=keys).select_related("supplier")
    return sorted(rows, key=lambda row: (row.order, row.code))


def is_reported(item: Item) -> bool:
    """Say whether something is reported for it: it is not computed, or what it reads are numbers of the unit's own."""
    if item.source != Source.COMPUTED:
        return True
    return item.expression is not None and any(name.startswith("own.") for name in item.expression.names)


def scored_indicators(scheme_id: int) -> list[Indicator]:
    """Return the indicators that are scored, in their order."""
    keys = [item.key for item in plan_of(scheme_id).items]
    return list(Indicator.objects.filter(pk__in=keys).order_by("order", "code"))
