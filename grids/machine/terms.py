"""The clocks of an incident: which stage starts when, under the limits of the day it was reported."""

from __future__ import annotations

from collections.abc import Iterable

from grids.models.incidents import Incident
from grids.queries import limits
from pingan.matters.machine import ClockOperation, Limit, Move, StartClock


def limit_of(incident: Incident, stage: str) -> Limit | None:
    """Return the limit of a stage as it stood on the day of the report; None: nobody set one."""
    matter = incident.matter
    return limits.limit_of(matter, stage, urgency=matter.urgency, severity=matter.severity)


def start(incident: Incident, stage: str, *organ_ids: int | None) -> list[ClockOperation]:
    """Return the operations that start a stage's clock, one per unit; none where no limit is set."""
    limit = limit_of(incident, stage)
    if limit is None:
        return []
    urgent = incident.is_emergency
    return [StartClock(stage, limit, organ_id, is_urgent=urgent) for organ_id in organ_ids or (None,)]


def joined(*parts: Iterable[ClockOperation]) -> list[ClockOperation]:
    """Return several lists of operations as one."""
    return [operation for part in parts for operation in part]


def own_organ(move: Move) -> int:
    """Return the unit for which the actor acts; the permit made sure that there is one."""
    organ_id = move.actor.organ_id
    if organ_id is None:
        raise AssertionError("a unit's action without a unit")
    return int(organ_id)
