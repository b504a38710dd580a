"""The same hazard again: of one domain, at the same place or close by, within a window after it was cleared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from grids.rules.duplicates import metres_between
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from risk.models import Hazard
from risk.queries.terms import count_of
from risk.rules.windows import box_around, months_before

#: Where the office has set no number.
MONTHS, METRES = 6, 50


@dataclass(frozen=True)
class Spot:
    """Where and of which kind a hazard is. ``place`` None: at no key place."""

    domain: str
    region_code: str
    place: int | None = None
    longitude: float | None = None
    latitude: float | None = None


def spot_of(hazard: Hazard) -> Spot:
    """Return where a hazard is."""
    matter = hazard.matter
    return Spot(hazard.domain, matter.region_code, hazard.place_id, matter.longitude, matter.latitude)


def earlier_at(spot: Spot, at: datetime, *, but: int | None = None) -> list[Hazard]:
    """Return the hazards that were cleared here within the window before ``at``, the latest first.

    Of every area: how often a place fails is a fact of the place. What of it is shown goes through the scope
    (``earlier_of``).
    """
    months = count_of("hazard.recurrence_months", spot.region_code, MONTHS)
    metres = count_of("hazard.recurrence_m", spot.region_code, METRES)
    near = Q(place_id=spot.place) if spot.place is not None else Q(pk__in=[])
    if spot.longitude is not None and spot.latitude is not None:
        west, south, east, north = box_around(spot.longitude, spot.latitude, metres)
        near |= Q(matter__longitude__range=(west, east), matter__latitude__range=(south, north))
    rows = Hazard.objects.filter(near, domain=spot.domain, cleared_at__range=(months_before(at, months), at))
    found = rows.exclude(pk=but).select_related("matter").order_by("-cleared_at", "-pk")
    return [row for row in found if _is_here(row, spot, metres)]


def _is_here(row: Hazard, spot: Spot, metres: int) -> bool:
    if spot.place is not None and row.place_id == spot.place:
        return True
    apart = metres_between(spot.longitude, spot.latitude, row.matter.longitude, row.matter.latitude)
    return apart is not None and apart <= metres


def earlier_of(actor: Actor, hazard: Hazard) -> list[Hazard]:
    """Return the earlier hazards here that the actor may see, the latest first."""
    found = earlier_at(spot_of(hazard), hazard.matter.opened_at, but=hazard.pk)
    seen: QuerySet[Hazard] = visible_to(Hazard, actor).filter(pk__in=[row.pk for row in found])
    keys = set(seen.values_list("pk", flat=True))
    return [row for row in found if row.pk in keys]
