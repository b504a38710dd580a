"""Plans and patrols for tests, made by the services that people use."""

from __future__ import annotations

import uuid
from typing import Any

from grids.models import Patrol, PatrolPlan
from grids.rules.patrols import VISITED
from grids.services.patrol_plans import PlanInput, PointInput, make_plans
from grids.services.patrols import PatrolInput, record_patrol
from tests.factories.world import Place


def given_points(place: Place) -> tuple[PointInput, ...]:
    """Return two points to visit, one of them with coordinates."""
    return (PointInput("祠堂", "消防器材"), PointInput("水渠口", "水位", *place.point))


def given_plan(place: Place, *, points: tuple[PointInput, ...] | None = None, **changes: Any) -> PatrolPlan:
    """Return a weekly plan of the place's grid with two points, made by its township."""
    chosen = given_points(place) if points is None else points
    data = PlanInput(**({"title": "每周安全巡查", "points": chosen} | changes))
    return make_plans(actor=place.actor("township_desk"), grid_ids=[place.grid.pk], data=data)[0]


def given_patrol(
    plan: PatrolPlan, place: Place, role: str = "grid_worker", *, not_visited: str = "", **changes: Any
) -> Patrol:
    """Return a walk of the plan on which every point was visited; ``not_visited``: why the last one was not."""
    answers = {point.pk: VISITED for point in plan.points.filter(dropped_on=None)}
    if not_visited:
        answers[max(answers)] = not_visited
    data = PatrolInput(**({"plan_id": plan.pk, "key": uuid.uuid4(), "answers": answers} | changes))
    return record_patrol(actor=place.actor(role), data=data)
