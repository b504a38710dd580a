"""Reads of key places: in scope, near a matter, due for a round."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet

from grids.queries.grids import grids_visible
from grids.queries.units import units_for
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.versions import Confidence
from pingan.matters.models import Matter
from pingan.org.queries import regions_in_force
from risk.models import Hazard, KeyPlace, PlaceInspection
from risk.models.choices import Inspector
from risk.queries.hazards import hazards_visible
from risk.queries.terms import number
from risk.rules.hazards import FINAL

_DEFERRED = ("grid__boundary", "grid__bbox", "region__boundary")
#: Where the office has set no interval: weekly, every two weeks, monthly, quarterly (domain.md §6, confidence L).
USUAL_DAYS = {"grid": 7, "village": 14, "township": 30, "county": 91}


def with_parts(rows: QuerySet[KeyPlace]) -> QuerySet[KeyPlace]:
    """Add division, grid and unit."""
    return rows.select_related("region__parent", "grid", "organ").defer(
        *_DEFERRED, "region__parent__boundary"
    )


def places_visible(actor: Actor) -> QuerySet[KeyPlace]:
    """Return the key places in the actor's scope with what every list shows; ``open_hazards`` counts what is open there."""
    waiting = Count("hazards", filter=~Q(hazards__matter__state__in=FINAL), distinct=True)
    return (
        with_parts(visible_to(KeyPlace, actor))
        .annotate(open_hazards=waiting)
        .order_by("region__code", "name_pinyin", "pk")
    )


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
    return found.count, f"{found.source} · {Confidence(found.confidence).label}"


def rounds_of(place: KeyPlace, *, most: int = 50) -> list[PlaceInspection]:
    """Return the latest rounds at a place, the newest first."""
    return list(place.inspections.select_related("made_by")[:most])


def hazards_at(actor: Actor, place: KeyPlace, *, most: int = 20) -> list[Hazard]:
    """Return the hazards at a place that the actor may see, the newest first."""
    return list(hazards_visible(actor).filter(place_id=place.pk)[:most])


def units_for_place(region_code: str) -> list[tuple[str, str]]:
    """Return the units that may answer for a place in a division: key and name."""
    return [(str(organ.pk), str(organ)) for organ in units_for(region_code)]


def place_number_due(actor: Actor, today: date) -> int:
    """Return how many places in the actor's scope wait for a round that is overdue."""
    return visible_to(KeyPlace, actor).filter(due_q(today)).order_by().count()


#: A list of more grids is no choice any more: then a point or the division tells where it is.
MOST_GRIDS = 400


def grid_choices(actor: Actor) -> list[tuple[int, str]]:
    """Return the grids of the actor's area, key and name; none where they are too many to choose from."""
    found = list(grids_visible(actor).values_list("pk", "name")[: MOST_GRIDS + 1])
    return found if len(found) <= MOST_GRIDS else []


def division_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the post's own division and those right below it: code and name."""
    if actor.region_id is None:
        return []
    rows = regions_in_force().filter(Q(pk=actor.region_id) | Q(parent_id=actor.region_id), is_virtual=False)
    return list(rows.order_by("code").values_list("code", "name"))
