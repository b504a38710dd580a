"""Addresses of patrols: plans, periods, walks, coverage; and the quick entries of registers (see ``declared``)."""

from __future__ import annotations

from grids.models import Grid, Patrol, PatrolOccasion, PatrolPlan
from tests.matrix.kinds import Asked, Duty, Kind, One, Rows

_JSON = Asked("json")
_LINKS = Asked("links:/patrols/plans/")

DECLARED: dict[str, Kind] = {
    "api:patrol-plan-list": Rows(PatrolPlan, (_JSON,)),
    "api:patrol-plan-detail": One(PatrolPlan),
    "api:patrol-plan-end": One(PatrolPlan),
    "api:patrol-occasion-list": Rows(PatrolOccasion, (_JSON,)),
    "api:patrol-list": Rows(Patrol, (_JSON,)),
    "api:patrol-detail": One(Patrol),
    "grids:patrol_coverage": Duty(),
    "grids:patrol_unplanned": Duty(),
    "grids:patrol_plans": Rows(PatrolPlan, (_LINKS,)),
    # Every plan of the scene has a period that runs, and a point that nobody visited.
    "grids:patrol_due": Rows(PatrolPlan, (_LINKS,)),
    "grids:patrol_points": Rows(PatrolPlan, (_LINKS,)),
    "grids:patrol_walks": Rows(Patrol, (Asked("links:/patrols/walks/"),)),
    "grids:patrol_detail": One(Patrol),
    "grids:patrol_plan_new": Duty(),
    "grids:patrol_plan": One(PatrolPlan),
    "grids:patrol_plan_edit": One(PatrolPlan),
    "grids:patrol_plan_end": One(PatrolPlan),
    "grids:patrol_start": Duty(),
    "grids:patrol_walk": One(PatrolPlan),
    "grids:patrol_free": One(Grid),
    "registers:quick_entry": Duty(kwargs={"code": "household_visits"}),
}
