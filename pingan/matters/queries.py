"""Reads about matters of any kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.matters.machine import available_actions as available_actions
from pingan.matters.machine import detail_model as detail_model
from pingan.matters.machine import register_detail as register_detail
from pingan.matters.models import Clock, Matter, TimelineEntry


def timeline_of(matter: Matter) -> QuerySet[TimelineEntry]:
    """Return the entries of a matter that the caller was allowed to fetch, oldest first, with their notes."""
    return TimelineEntry.objects.filter(matter=matter).select_related("note").order_by("seq")


def clocks_of(matter: Matter) -> QuerySet[Clock]:
    """Return the clocks of a matter, running ones first, with pauses and extensions at hand."""
    return (
        Clock.objects.filter(matter=matter)
        .select_related("organ")
        .prefetch_related("pauses", "extensions")
        .order_by("stopped_at", "due_at")
    )


def due_clocks(now: datetime, *, limit: int = 500) -> list[Clock]:
    """Return running clocks whose warning or due moment has come, earliest first."""
    rows = Clock.objects.filter(stopped_at=None, paused_at=None, warn_at__lte=now)
    return list(rows.select_related("matter", "organ").order_by("due_at")[:limit])


def work_of_today(actor: Actor, *, limit: int = 50) -> list[Matter]:
    """Return the actor's open matters with the earliest due moments, of every kind."""
    rows = visible_to(Matter, actor).filter(closed_at=None, next_due_at__isnull=False)
    return list(rows.order_by("next_due_at")[:limit])


@dataclass(frozen=True)
class ChainFault:
    """One place at which a timeline does not hold."""

    matter_id: int
    number: str
    seq: int
    reason: str
