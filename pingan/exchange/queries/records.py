"""Matters as an entry lets a partner see them: of its area and classes, its fields alone, restricted ones never."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from pingan.access.policy import any_of, visible_to
from pingan.access.rules import system_actor
from pingan.exchange.models import CatalogueEntry
from pingan.exchange.rules.resources import RESOURCES, offered_fields
from pingan.matters.models import Matter


def shown_matters(entry: CatalogueEntry) -> QuerySet[Matter]:
    """Return the matters that an entry is about. Whether the entry holds today is the caller's question."""
    rows = visible_to(Matter, system_actor()).filter(
        kind=RESOURCES[entry.resource].kind, region_code__startswith=entry.area, is_restricted=False
    )
    if entry.class_codes:
        rows = rows.filter(any_of(Q(class_code__startswith=code) for code in entry.class_codes))
    return rows.order_by()


def shown_values(
    entry: CatalogueEntry, rows: QuerySet[Matter], only: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """Read the approved fields of matters (of them ``only`` those), each with its number and key."""
    fields = RESOURCES[entry.resource].fields
    names = [
        name
        for name in offered_fields(RESOURCES[entry.resource], entry.fields)
        if only is None or name in only
    ]
    columns = {name: fields[name].column for name in names}
    found = rows.values("pk", "number", "version", *sorted(set(columns.values())))
    return [
        {
            "pk": row["pk"],
            "number": row["number"],
            "version": row["version"],
            **{name: as_sent(row[column]) for name, column in columns.items()},
        }
        for row in found
    ]


def as_sent(value: Any) -> Any:
    """Return a value as JSON tells it; moments in UTC."""
    return value.isoformat() if isinstance(value, datetime) else value


def told_fields(entry: CatalogueEntry, matter_id: int) -> Mapping[str, Any] | None:
    """Return what an event may tell of one matter now; None where the entry no longer reaches it."""
    found = shown_values(entry, shown_matters(entry).filter(pk=matter_id))
    return found[0] if found else None
