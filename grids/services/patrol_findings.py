"""What is found on a patrol becomes an incident in place; it goes further from there, to the hazards as well."""

from __future__ import annotations

from django.db import transaction

from grids.models import Incident, Patrol, PatrolFinding, PatrolPoint
from grids.rules.patrols import walk_reference
from grids.services.incidents import ReportInput, report_incident
from pingan.access.rules import Actor


@transaction.atomic
def report_found(*, actor: Actor, data: ReportInput, patrol: str) -> Incident:
    """Report an incident, and remember on which patrol it was found where ``patrol`` says so ("<key>.<point>").

    What cannot be read there is passed over: a report is never refused for its patrol.

    Raises:
        Forbidden, Invalid: as ``report_incident``.

    """
    incident = report_incident(actor=actor, data=data)
    reference = walk_reference(patrol)
    if reference is not None and actor.user_id is not None:
        point = PatrolPoint.objects.filter(pk=reference.point_id or 0).select_related("plan").first()
        is_here = point is not None and point.plan.grid_id == incident.matter.grid_id
        PatrolFinding.objects.create(
            walk=reference.walk,
            # The patrol itself mostly comes later: it is sent at its end.
            patrol=Patrol.objects.filter(walked_by_id=actor.user_id, key=reference.walk).first(),
            point=point if is_here else None,
            incident=incident,
        )
    return incident
