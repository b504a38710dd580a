"""What the security log names its objects by: the number that people know, and not the key of a row."""

from __future__ import annotations

from collections.abc import Iterable

from pingan.audit.models import AuditEntry
from pingan.audit.rules.objects import object_kind, object_label
from pingan.documents.models import OfficialDocument
from pingan.matters.models import Matter


def objects_of(entries: Iterable[AuditEntry]) -> dict[int, str]:
    """Return the kind and number of what each entry is about, by key of the entry.

    Matters and official documents have a number; an ordered file carries that of its matter. Anything else is named
    by its key.
    """
    rows = list(entries)
    keys = {row.object_id for row in rows if row.object_id is not None}
    matters = {
        (kind, pk): number
        for pk, kind, number in Matter.objects.filter(pk__in=keys).values_list("pk", "kind", "number")
    }
    matters |= {("matter", pk): number for (_kind, pk), number in matters.items()}
    numbers = OfficialDocument.objects.filter(pk__in=keys).values_list("pk", "number")
    named = matters | {("officialdocument", pk): number for pk, number in numbers}
    return {row.pk: _named(row, named) for row in rows}


def _named(entry: AuditEntry, numbers: dict[tuple[str, int], str]) -> str:
    label = object_label(entry.object_type)
    if entry.object_id is None:
        ordered = entry.data.get("filter", {}).get("number", [])
        return " ".join([label, *map(str, ordered)])
    number = numbers.get((object_kind(entry.object_type), entry.object_id), str(entry.object_id))
    return f"{label} {number}"
