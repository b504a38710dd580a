"""Reads of key places: in scope, near a matter, due for a round."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.matters.models import Matter
from risk.models import KeyPlace
from risk.models.choices import Inspector
from risk.queries.terms import number
from risk.rules.hazards import FINAL

_DEFERRED = ("grid__boundary", "grid__bbox", "region__boundary")
#: Where the office has set no interval: weekly, every two weeks, monthly, quarterly (domain.md §6, confidence L).
USUAL_DAYS = {"grid": 7, "village": 14, "township": 30, "county": 91}


def places_visible(actor: Actor) -> QuerySet[KeyPlace]:
    """Return the key places in the actor's scope with what every list shows; ``open_hazards`` counts what is open there."""
    waiting = Count("hazards", filter=~Q(hazards__matter__state__in=FINAL), distinct=True)
    rows = visible_to(KeyPlace, actor).select_related("region__parent", "grid", "organ").defer(*_DEFERRED)
    return rows.annotate(open_hazards=waiting).order_by("region__code", "name_pinyin", "pk")


def places_near(matter: Matter) -> QuerySet[KeyPlace]:
    """Return the places of a matter's township that are watched today."""
    rows = KeyPlace.objects.filter(region__code__startswith=matter.region_code[:9], closed_on=None)
    return rows.order_by("name_pinyin", "pk")


def places_to_report_on(actor: Actor) -> QuerySet[KeyPlace]:
    """Return the places at which the actor may register a hazard: those in scope that are watched today."""
    return visible_to(KeyPlace, actor).filter(closed_on=None).order_by("name_pinyin", "pk")


def due_q(today: date) -> Q:
    """Return the condition: watched, and its next round is over."""
    return Q(closed_on=None, next_inspection_on__lt=today)


def interval_of(inspector: str, region_code: str) -> tuple[int, str]:
    """Return the usual interval of an inspector in days, and where it comes from ("" where nobody set one)."""
    found = number(f"inspection.{inspector}_days", region_code)
    if found is None:
        return USUAL_DAYS[Inspector(inspector).value], ""
    return found.count, f"{found.source} · {found.confidence}"
