"""Keyset paging: the conditions that continue a sorted list behind one row, for pages and API alike.

NULL sorts where PostgreSQL puts it: last going up, first going down.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, Q

from pingan.access.policy import NOTHING


def column_at(model: type[Model], path: str) -> Field[Any, Any] | None:
    """Return the column at the end of a ``__`` path; None for an annotation."""
    found: Any = None
    for name in path.split("__"):
        try:
            found = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        if getattr(found, "related_model", None):
            model = found.related_model
    return found  # type: ignore[no-any-return]


def _is_nullable(model: type[Model], path: str) -> bool:
    column = column_at(model, path)
    return column is None or column.null


def _beyond(model: type[Model], name: str, value: Any) -> Q:
    """Return the rows that stand after ``value`` in one column; NULLs stand last upward, first downward."""
    path = name.removeprefix("-")
    if name.startswith("-"):
        return Q(**{f"{path}__isnull": False}) if value is None else Q(**{f"{path}__lt": value})
    if value is None:
        return NOTHING
    later = Q(**{f"{path}__gt": value})
    return later | Q(**{f"{path}__isnull": True}) if _is_nullable(model, path) else later


def _same(name: str, value: Any) -> Q:
    path = name.removeprefix("-")
    return Q(**{f"{path}__isnull": True}) if value is None else Q(**{path: value})


def _bound(model: type[Model], name: str, value: Any) -> Q:
    """Return a condition implied by the cursor that one index range can serve."""
    path = name.removeprefix("-")
    if value is None or (not name.startswith("-") and _is_nullable(model, path)):
        return Q()
    return Q(**{f"{path}__{'lte' if name.startswith('-') else 'gte'}": value})


def after(model: type[Model], order: Sequence[str], values: Sequence[Any]) -> Q:
    """Return the condition on the rows that follow the row with these values in this total order."""
    condition, equal = NOTHING, Q()
    for name, value in zip(order, values, strict=True):
        condition |= equal & _beyond(model, name, value)
        equal &= _same(name, value)
    return _bound(model, order[0], values[0]) & condition


def turned(order: Sequence[str]) -> tuple[str, ...]:
    """Return the opposite order."""
    return tuple(name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order)
