"""Plans and patrols for tests, made by the services that people use."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from grids.models import Patrol, PatrolPlan
from grids.rules.patrols import VISITED
from grids.services.patrol_plans import PlanInput, PointInput, make_plans
from grids.services.patrols import PatrolInput, record_patrol
from tests.factories.world import Place


def given_points(place: Place) -> tuple[PointInput, ...]:
    """Return two points to visit, one of them with coordinates."""
    return (PointInput("祠堂", "消防器材"), PointInput("水渠口", "水位", *place.point))


def long_since() -> date:
    """Return a day from which a plan of a month is due on every day: weekends and holidays leave weeks without one."""
    return timezone.localdate() - timedelta(days=40)


def given_plan(place: Place, *, points: tuple[PointInput, ...] | None = None, **changes: Any) -> PatrolPlan:
    """Return a monthly plan of the place's grid with two points, running for weeks, made by its township."""
    chosen = given_points(place) if points is None else points
    data = PlanInput(
        **(
            {"title": "每月安全巡查", "period": "month", "starts_on": long_since(), "points": chosen}
            | changes
        )
    )
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
