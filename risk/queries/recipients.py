"""Who is told about a signal: user ids by the posts held today."""

from __future__ import annotations

from django.db.models import Q

from grids.queries.desks import desks_of
from pingan.matters.models import Clock, Matter
from pingan.org.queries import user_ids_holding
from risk.models import Signal
from risk.queries.assignments import open_tasks, people_of


def reviewers_at(region_code: str) -> tuple[int, ...]:
    """Return who reviews signals of a place: the township's desk, else the county's; beyond a township the county's."""
    return next(desks_of(region_code), ())


def reviewers_of(signal: Signal) -> tuple[int, ...]:
    """Return who reviews a signal."""
    return reviewers_at(signal.matter.region_code)


def tasked_of(signal: Signal) -> tuple[int, ...]:
    """Return the people of the units that have an open task of a signal."""
    return people_of(open_tasks(signal.pk).values_list("organ_id", flat=True))


def of_signal_clock(clock: Clock) -> tuple[int, ...]:
    """Return who is reminded of a clock of a signal: its reviewers."""
    code = Matter.objects.values_list("region_code", flat=True).get(pk=clock.matter_id)
    return reviewers_at(code)


def warners_of(signal: Signal) -> tuple[int, ...]:
    """Return who drafts warnings for the place of a signal: the dispatchers of its county."""
    county = signal.matter.region_code[:6].ljust(12, "0")
    return user_ids_holding(Q(role="county_dispatcher", region__code=county))
