"""Tasks: those of a matter, what they make due, and whom they concern."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from pingan.calendars.rules import term_of_day
from pingan.matters.models import Matter
from pingan.org.queries import user_ids_holding
from risk.models import RiskTask
from risk.queries.terms import number

#: How many days before its day a task is announced, where the office has set no number.
DAYS_BEFORE = 3


def open_tasks(matter_id: int) -> QuerySet[RiskTask]:
    """Return the tasks of a matter that wait for their result."""
    return RiskTask.objects.filter(matter_id=matter_id, state=RiskTask.State.OPEN).select_related("organ")


def tasks_of(matter_id: int) -> QuerySet[RiskTask]:
    """Return all tasks of a matter, open ones first by their day."""
    rows = RiskTask.objects.filter(matter_id=matter_id).select_related("organ", "ended_by")
    return rows.order_by("ended_at", "due_on", "pk")


def task_duties(matter: Matter) -> list[tuple[datetime, datetime]]:
    """Return when the open tasks of a matter are due, each with the moment of its warning."""
    days = list(open_tasks(matter.pk).values_list("due_on", flat=True))
    if not days:
        return []
    found = number("task_remind_days_before", matter.region_code)
    before = found.count if found is not None else DAYS_BEFORE
    return [term_of_day(day, before) for day in days]


def people_of(organ_ids: Iterable[int]) -> tuple[int, ...]:
    """Return everybody who works on the tasks of units: their handlers and offices."""
    return user_ids_holding(Q(organ_id__in=list(organ_ids), role__in=["unit_handler", "body_office"]))
