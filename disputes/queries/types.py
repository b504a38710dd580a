"""Types of dispute in use."""

from __future__ import annotations

from django.db.models import QuerySet

from disputes.models import DisputeType


def types_in_use() -> QuerySet[DisputeType]:
    """Return the types that can be chosen, in the order of the statistics."""
    return DisputeType.objects.filter(is_active=True)


def type_by_code(code: str) -> DisputeType | None:
    """Return a type in use by its code; None: unknown or retired."""
    return types_in_use().filter(code=code).first()


def type_choices() -> list[tuple[str, str]]:
    """Return code and name of every type in use."""
    return [(row.code, str(row)) for row in types_in_use()]


def type_names() -> dict[str, str]:
    """Return the names of all types by code, for the rulebook."""
    return {row.code: str(row) for row in DisputeType.objects.all()}


def statistic_lines() -> list[tuple[str, str]]:
    """Return code and name of the lines of the statistical table, in its order; wider types hold the others."""
    wide = DisputeType.objects.values("statistic_code")
    return [(row.code, str(row)) for row in DisputeType.objects.filter(code__in=wide)]
