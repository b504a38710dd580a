"""Matters handed over to member units' systems: for the system, for what it is told, and for the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from grids.queries.limits import limit_of
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.calendars.queries import working_time
from pingan.calendars.rules import Term, due_at
from pingan.exchange.models import CatalogueEntry, HandOver
from pingan.exchange.queries.records import as_sent, told_fields
from pingan.exchange.rules.hand_overs import standing_of

#: Stage of the term within which a system says that it has a matter.
STAGE = "acknowledge_hand_over"
_MOST = 200


def hand_over_of(entry: CatalogueEntry, public_id: UUID) -> HandOver | None:
    """Return one hand-over of an entry; None where it has none of this id, or the matter has been restricted."""
    rows = HandOver.objects.filter(entry=entry, public_id=public_id, matter__is_restricted=False)
    return rows.select_related("matter", "task", "entry__partner").first()


def open_hand_overs(entry: CatalogueEntry, after: int, size: int) -> list[HandOver]:
    """Return what lies with the unit now, in the order in which it was given, one more than fit."""
    rows = HandOver.objects.filter(entry=entry, ended_at=None, matter__is_restricted=False, pk__gt=after)
    return list(rows.select_related("matter", "task").order_by("pk")[: size + 1])


def hand_over_at(entry: CatalogueEntry, matter_id: int, number: int) -> HandOver | None:
    """Return the hand-over that an event of a matter belongs to: the last one given until then."""
    rows = HandOver.objects.filter(entry=entry, matter_id=matter_id, number__lte=number)
    return rows.select_related("matter", "task").order_by("-number", "-pk").first()


def term_of(row: HandOver) -> datetime | None:
    """Return until when the system has to say that it has the matter; None: nobody set a term."""
    matter = row.matter
    limit = limit_of(matter, STAGE, urgency=matter.urgency, severity=matter.severity)
    if limit is None:
        return None
    term = Term(limit.amount, limit.unit)  # type: ignore[arg-type]
    reckoned = due_at(start=row.handed_at, term=term, working_time=working_time(matter.region_code)).at
    return reckoned.astimezone(UTC)  # as every moment that a system is told


def shown_to_system(row: HandOver) -> dict[str, Any]:
    """Return how a hand-over stands, as events and answers tell it."""
    return {
        "id": str(row.public_id),
        "status": standing_of(row.task.state, is_acknowledged=row.acknowledged_at is not None),
        "part": row.task.part,
        "given_at": as_sent(row.handed_at),
        # Known from the first moment, though it is written down when the system is told or the watch comes by.
        "acknowledge_by": as_sent(row.acknowledge_by or term_of(row)),
        "acknowledged_at": as_sent(row.acknowledged_at),
        "number": row.partner_number or None,
    }


def fields_of(row: HandOver) -> dict[str, Any]:
    """Return the approved fields of its matter; none once the task has left the unit, as with its people."""
    found = told_fields(row.entry, row.matter_id) if row.ended_at is None else None
    return {name: value for name, value in (found or {}).items() if name != "number"}


@dataclass(frozen=True)
class Shown:
    """One hand-over as the office reads it. ``is_late``: unacknowledged after its term."""

    row: HandOver
    status: str
    is_late: bool


def hand_overs_of_area(actor: Actor) -> tuple[list[Shown], bool]:
    """Return what lies with systems of the area now, what nobody acknowledged first; and whether there is more."""
    entries = visible_to(CatalogueEntry, actor).order_by()
    rows = HandOver.objects.filter(entry__in=entries, ended_at=None, matter__is_restricted=False)
    found = rows.select_related("entry__partner", "matter", "task__organ")
    ordered = list(found.order_by("acknowledged_at", "-overdue_at", "-pk")[: _MOST + 1])
    ordered.sort(key=lambda row: (row.acknowledged_at is not None, row.overdue_at is None))
    return [_shown(row) for row in ordered[:_MOST]], len(ordered) > _MOST


def _shown(row: HandOver) -> Shown:
    is_acknowledged = row.acknowledged_at is not None
    return Shown(
        row,
        standing_of(row.task.state, is_acknowledged=is_acknowledged),
        bool(row.overdue_at) and not is_acknowledged,
    )


def count_late(actor: Actor) -> int:
    """Return how many hand-overs of the area nobody acknowledged within their term."""
    entries = visible_to(CatalogueEntry, actor).order_by()
    return waiting().filter(entry__in=entries).exclude(overdue_at=None).count()


def waiting() -> QuerySet[HandOver]:
    """Return what no system has acknowledged yet and still lies with its unit."""
    return HandOver.objects.filter(acknowledged_at=None, ended_at=None, matter__is_restricted=False)


def unreckoned(most: int) -> QuerySet[HandOver]:
    """Return some that have no term yet."""
    return waiting().filter(acknowledge_by=None).select_related("matter").order_by("-pk")[:most]


def past_their_term(now: datetime, most: int) -> QuerySet[HandOver]:
    """Return some whose term is over and of which nobody was told."""
    rows = waiting().filter(acknowledge_by__lt=now, overdue_at=None)
    return rows.select_related("matter", "task__incident__matter", "entry__partner").order_by("pk")[:most]
