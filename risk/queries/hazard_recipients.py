"""Who is told about a hazard: user ids by the posts held today."""

from __future__ import annotations

from django.db.models import Q

from grids.queries.desks import desks_of
from grids.queries.units import chain_of
from pingan.matters.models import Clock
from pingan.org.queries import user_ids_holding
from risk.models import Hazard
from risk.queries.assignments import people_of

#: Terms that run for the desk; the others run for the unit.
_OF_DESK = frozenset({"hazard_grade", "hazard_order", "hazard_reinspect", "hazard_look_back"})


def desk_of(hazard: Hazard) -> tuple[int, ...]:
    """Return the township's desk, else the county's where the township has nobody in post."""
    return next(desks_of(hazard.matter.region_code), ())


def county_of(hazard: Hazard) -> tuple[int, ...]:
    """Return the dispatchers and the office of the county."""
    region = chain_of(hazard.matter.region_code).get(3)
    return user_ids_holding(Q(role__in=["county_dispatcher", "body_office"], region_id=region))


def unit_of(hazard: Hazard) -> tuple[int, ...]:
    """Return the people of the unit that puts it right; none before an order."""
    organ_id = hazard.matter.organ_id
    return () if organ_id is None else people_of([organ_id])


def registrar_of(hazard: Hazard) -> tuple[int, ...]:
    """Return the account that registered it."""
    person = hazard.matter.created_by_id
    return () if person is None else (person,)


def of_clock(clock: Clock) -> tuple[int, ...]:
    """Return who is reminded of a clock: the unit while it puts right, else the desk; of a listing both and the county."""
    hazard = Hazard.objects.select_related("matter").get(pk=clock.matter_id)
    if clock.stage in _OF_DESK:
        return desk_of(hazard)
    if clock.stage == "hazard_listing":
        return tuple(sorted({*unit_of(hazard), *county_of(hazard)}))
    return unit_of(hazard) or desk_of(hazard)
