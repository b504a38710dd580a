"""Reads of hazards: lists in scope, one with all that belongs to it, what waits for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from grids.queries.waiting import overdue_q
from pingan.access.policy import NOTHING, any_of, visible_to
from pingan.access.rules import Actor
from risk.models import Hazard, Rectification
from risk.queries.terms import count_of

_JOINED = ("matter", "matter__region", "matter__region__parent", "matter__grid", "matter__organ", "place")
_DEFERRED = (
    "matter__search", "matter__grid__boundary", "matter__grid__bbox", "matter__region__boundary",
    "matter__region__parent__boundary",
)  # fmt: skip


def hazards_visible(actor: Actor | None) -> QuerySet[Hazard]:
    """Return the hazards in the actor's scope with what every list shows, newest first."""
    rows = visible_to(Hazard, actor).select_related(*_JOINED).defer(*_DEFERRED)
    return rows.order_by("-matter__opened_at", "-pk")


def orders_of(hazard: Hazard) -> list[Rectification]:
    """Return the orders of a hazard with who inspected them, the latest first."""
    rows = hazard.rectifications.select_related(
        "organ", "ordered_by", "done_by", "reinspection", "reinspection__made_by"
    )
    return list(rows.order_by("-round"))


def overdue_rectifying_q() -> Q:
    """Return the condition: the unit's time is over and nothing was reported as done."""
    return Q(matter__state__in=("rectifying", "handed_over")) & overdue_q(timezone.now())


def _desk(actor: Actor) -> Q:
    # What it registered elsewhere waits for the desk there.
    own = any_of(Q(matter__region_code__startswith=area) for area in actor.areas)
    return own & Q(matter__state__in=("registered", "graded", "rectified", "cleared"))


def _field(actor: Actor) -> Q:
    return Q(matter__state__in=("rectified", "cleared"))


def _unit(actor: Actor) -> Q:
    own = Q(matter__organ_id=actor.organ_id) if actor.organ_id is not None else NOTHING
    return own & Q(matter__state__in=("rectifying", "handed_over"))


def _county(actor: Actor) -> Q:
    return Q(grade="major", listed_at=None, matter__state="rectifying") | overdue_rectifying_q()


_BY_ROLE: Mapping[str, Callable[[Actor], Q]] = {
    "township_desk": _desk,
    "community_staff": _field,
    "grid_worker": _field,
    "unit_handler": _unit,
    "county_dispatcher": _county,
    "body_office": lambda actor: overdue_rectifying_q(),
}


def waiting_for(actor: Actor) -> Q:
    """Return the condition: the next step is this post's. Nothing waits for who only reads."""
    condition = _BY_ROLE.get(actor.role)
    return NOTHING if condition is None else condition(actor)


def proposed_day(hazard: Hazard, now: datetime) -> datetime:
    """Return until when the numbers in force would have a hazard of this grade put right: the first moment of the day."""
    code, usual = ("rectify_major_days", 60) if hazard.grade == "major" else ("rectify_general_days", 15)
    days = count_of(f"hazard.{code}", hazard.matter.region_code, usual)
    day = timezone.localtime(now) + timedelta(days=days)
    return day.replace(hour=0, minute=0, second=0, microsecond=0)
