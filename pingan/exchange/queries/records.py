"""Matters as an entry lets a partner see them: of its area and classes, its fields alone, restricted ones never."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from pingan.access.policy import any_of, visible_to
from pingan.access.rules import Actor, system_actor
from pingan.exchange.models import CatalogueEntry, HandOver, WorkOrder
from pingan.exchange.rules.resources import HAND_OVERS, RESOURCES, offered_fields
from pingan.matters.models import Matter
from pingan.matters.policy import MatterArea

#: A place in the order: when the matter was opened, and its key.
Place = tuple[datetime, int]


@dataclass(frozen=True)
class Part:
    """Rows of a list, and the place behind them; ``is_last``: nothing stands after it now."""

    rows: list[dict[str, Any]]
    place: Place | None
    is_last: bool


@dataclass(frozen=True)
class Asked:
    """What of an entry's matters is asked for. ``only`` None: every approved field."""

    only: tuple[str, ...] | None = None
    after: Place | None = None
    opened_from: datetime | None = None
    opened_before: datetime | None = None


def shown_matters(entry: CatalogueEntry) -> QuerySet[Matter]:
    """Return the matters that an entry is about. Whether the entry holds today is the caller's question."""
    area = MatterArea().as_q(Actor(user_id=None, name="", areas=(entry.area,)))
    rows = visible_to(Matter, system_actor()).filter(
        area, kind=RESOURCES[entry.resource].kind, is_restricted=False
    )
    if entry.class_codes:
        named = [code.rstrip(".") for code in entry.class_codes]
        rows = rows.filter(any_of(Q(class_code=one) | Q(class_code__startswith=f"{one}.") for one in named))
    if entry.resource == HAND_OVERS.key:
        rows = rows.filter(Exists(HandOver.objects.filter(entry=entry, matter_id=OuterRef("pk"))))
    return rows.order_by()


def part_of(entry: CatalogueEntry, asked: Asked, size: int) -> Part:
    """Return the next matters of an entry in the order in which they were opened."""
    rows = shown_matters(entry).filter(opened_at__lte=settled_until(timezone.now()))
    if asked.opened_from is not None:
        rows = rows.filter(opened_at__gte=asked.opened_from)
    if asked.opened_before is not None:
        rows = rows.filter(opened_at__lt=asked.opened_before)
    if asked.after is not None:
        at, pk = asked.after
        rows = rows.filter(Q(opened_at__gt=at) | Q(opened_at=at, pk__gt=pk), opened_at__gte=at)
    found = _read(entry, rows.order_by("opened_at", "pk")[: size + 1], asked.only)
    shown = found[:size]
    place = (shown[-1].opened_at, shown[-1].pk) if shown else asked.after
    return Part([one.values for one in shown], place, is_last=len(found) <= size)


_WRITING = """
select min(xact_start) from pg_stat_activity
where datname = current_database() and backend_type = 'client backend'
  and backend_xid is not null and pid <> pg_backend_pid()
"""
#: Two clocks may differ (one tells when a transaction began, another one when a matter was opened), and a transaction is
#: seen to write only from its first row on, a moment after it took the time for that row.
MARGIN: Final = timedelta(seconds=2)


def settled_until(now: datetime) -> datetime:
    """Return the moment up to which no matter can come to light any more that was opened before it.

    A matter bears the moment of its opening and is seen from its commit on: another one, opened later, may be seen first,
    and whoever went on behind that one would never be shown it. So a list ends before the oldest transaction that writes
    now began, and goes on from there when that has ended. Nobody waits for what PostgreSQL does by itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WRITING)
        oldest: datetime | None = cursor.fetchone()[0]
    return (now if oldest is None else min(now, oldest)) - MARGIN


def one_of(entry: CatalogueEntry, number: str, only: tuple[str, ...] | None = None) -> dict[str, Any] | None:
    """Return one matter by its number; None where the entry does not reach it."""
    found = _read(entry, shown_matters(entry).filter(number=number), only)
    return found[0].values if found else None


def told_fields(entry: CatalogueEntry, matter_id: int) -> Mapping[str, Any] | None:
    """Return what an event may tell of one matter now; None where the entry no longer reaches it."""
    found = _read(entry, shown_matters(entry).filter(pk=matter_id), None)
    return found[0].values if found else None


def number_of_partner(partner_id: int, matter_id: int) -> str | None:
    """Return the number under which a partner handed this matter over; None where it did not."""
    rows = WorkOrder.objects.filter(partner_id=partner_id, matter_id=matter_id)
    return rows.values_list("number", flat=True).first()


@dataclass(frozen=True)
class _Row:
    pk: int
    opened_at: datetime
    values: dict[str, Any]


def _read(entry: CatalogueEntry, rows: QuerySet[Matter], only: Iterable[str] | None) -> list[_Row]:
    """Read the approved fields of matters, of them ``only`` those; what was not approved is not even selected."""
    fields = RESOURCES[entry.resource].fields
    names = [
        name
        for name in offered_fields(RESOURCES[entry.resource], entry.fields)
        if only is None or name in only
    ]
    columns = {name: fields[name].column for name in names}
    wanted = dict.fromkeys(("pk", "number", "opened_at", *columns.values()))
    return [
        _Row(
            row["pk"],
            row["opened_at"],
            {"number": row["number"], **{name: as_sent(row[column]) for name, column in columns.items()}},
        )
        for row in rows.values(*wanted)
    ]


def as_sent(value: Any) -> Any:
    """Return a value as JSON tells it; moments in UTC."""
    return value.isoformat() if isinstance(value, datetime) else value
