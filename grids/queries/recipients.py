"""Who is told: user ids by the posts held today."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from grids.models.incidents import Incident, IncidentTask
from grids.models.joinings import JoinedReport
from grids.queries.desks import desks_of
from grids.queries.units import chain_of
from grids.queries.workers import staff_user_ids
from pingan.matters.models import Clock
from pingan.org.queries import user_ids_holding


def desk_of(incident: Incident) -> tuple[int, ...]:
    """Return the desk that triages the incident now: the township's, or the county's after escalation or for want of one."""
    return next(desks_of(incident.matter.region_code, from_level=incident.desk_level), ())


def county_roles(incident: Incident, *roles: str) -> tuple[int, ...]:
    """Return the holders of county posts of these roles."""
    return user_ids_holding(Q(role__in=roles, region_id=chain_of(incident.matter.region_code).get(3)))


def unit_people(organ_ids: Iterable[int]) -> tuple[int, ...]:
    """Return everybody who holds a post in these units."""
    return user_ids_holding(Q(organ_id__in=list(organ_ids), role__in=["unit_handler", "community_staff"]))


def task_units(incident: Incident) -> tuple[int, ...]:
    """Return the people of all units that have a live task."""
    live = incident.tasks.filter(state__in=[IncidentTask.State.PENDING, IncidentTask.State.SIGNED])
    return unit_people(live.values_list("organ_id", flat=True))


def reporters_of(incident: Incident) -> tuple[int, ...]:
    """Return the accounts that reported it: first, by joining it, or by a report that was merged into it."""
    same = Incident.objects.filter(Q(pk=incident.pk) | Q(merged_into=incident))
    first = same.values_list("matter__created_by_id", flat=True)
    joined = JoinedReport.objects.filter(Q(incident=incident) | Q(incident__merged_into=incident))
    people = {*first, *joined.values_list("reported_by_id", flat=True)}
    return tuple(sorted(person for person in people if person is not None))


def verifiers_of(incident: Incident) -> tuple[int, ...]:
    """Return the grid's workers, or the desk where the grid has none."""
    grid_id = incident.matter.grid_id
    workers = tuple(staff_user_ids(grid_id)) if grid_id else ()
    return workers or desk_of(incident)


def next_to_act(incident: Incident) -> tuple[int, ...]:
    """Return who must take the next step: the units at work, the verifiers of what is handled, else the desk."""
    state = incident.matter.state
    if state in {"dispatched", "signed"}:
        return task_units(incident) or desk_of(incident)
    return verifiers_of(incident) if state == "handled" else desk_of(incident)


def of_clock(clock: Clock) -> tuple[int, ...]:
    """Return who is reminded of a clock: the unit it runs for, the verifiers, or the desk."""
    incident = Incident.objects.select_related("matter").get(pk=clock.matter_id)
    if clock.organ_id is not None:
        return unit_people([clock.organ_id])
    if clock.stage == "verify":
        return verifiers_of(incident)
    return desk_of(incident)
