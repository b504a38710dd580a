"""Reads of the security log. Who may see which rows is registered with ``pingan.access`` by the console."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from pingan.audit.models import AuditEntry, AuditSeal


@dataclass(frozen=True)
class AuditFilters:
    """What an auditor narrows the log to; empty means all. Days are local days, the last one included."""

    action: str = ""
    actor: str = ""
    result: str = ""
    object_type: str = ""
    object_id: int | None = None
    day_from: date | None = None
    day_to: date | None = None


def _day(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def filtered(rows: QuerySet[AuditEntry], filters: AuditFilters) -> QuerySet[AuditEntry]:
    """Narrow rows that the caller is allowed to see (``access.visible_to``), newest first.

    ``action`` matches the whole dotted name or a leading part of it (``sign_in`` finds ``sign_in.failed``).
    """
    condition = Q()
    if filters.action:
        condition &= Q(action=filters.action) | Q(action__startswith=f"{filters.action}.")
    if filters.actor:
        condition &= Q(actor_name__contains=filters.actor)
    if filters.result:
        condition &= Q(result=filters.result)
    if filters.object_type:
        condition &= Q(object_type=filters.object_type)
    if filters.object_id is not None:
        condition &= Q(object_id=filters.object_id)
    if filters.day_from:
        condition &= Q(at__gte=_day(filters.day_from))
    if filters.day_to:
        condition &= Q(at__lt=_day(filters.day_to + timedelta(days=1)))
    return rows.filter(condition).order_by("-id")


def last_seal() -> AuditSeal | None:
    """Return the newest seal; None before the first batch was closed."""
    return AuditSeal.objects.order_by("-id").first()
