"""Who plans, walks and reads patrols.

Desks see those of their area, a worker the plans of the own grids and the own patrols alone.
"""

from __future__ import annotations

from grids.models import Patrol, PatrolOccasion, PatrolPlan, PatrolPoint
from grids.rules.patrols import PLAN, VIEW, VIEW_AREA, WALK, WALK_AREA
from pingan.access.policy import Area, Own, Permit, ScopedIds, register
from pingan.access.rules import extend_duties

DUTIES = {
    "grid_worker": {VIEW, WALK},
    "community_staff": {VIEW, WALK, VIEW_AREA, WALK_AREA},
    "township_desk": {VIEW, VIEW_AREA, PLAN},
    "county_dispatcher": {VIEW, VIEW_AREA, PLAN},
    "body_office": {VIEW, VIEW_AREA, PLAN},
    "county_government": {VIEW, VIEW_AREA},
    "leader": {VIEW, VIEW_AREA},
    "auditor": {VIEW, VIEW_AREA},
}


def register_patrols() -> None:
    """Register the permits; called once from ``AppConfig.ready()``."""
    extend_duties(DUTIES)
    for model, to_plan in ((PatrolPlan, ""), (PatrolPoint, "plan__"), (PatrolOccasion, "plan__")):
        area, own = Area(f"{to_plan}grid__region__code"), ScopedIds("own_grids", f"{to_plan}grid_id")
        verbs = {"view": [Permit(VIEW_AREA, area), Permit(WALK, own)]}
        if model is PatrolPlan:
            verbs["edit"] = [Permit(PLAN, area)]
            verbs["walk"] = [Permit(WALK_AREA, area), Permit(WALK, own)]
        register(model, verbs)
    register(
        Patrol,
        {"view": [Permit(VIEW_AREA, Area("grid__region__code")), Permit(WALK, Own("walked_by_id"))]},
    )
