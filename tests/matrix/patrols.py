"""A plan of each place's grid with a walk on which one point was not visited; what each person may see, by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model

from grids.models import Patrol, PatrolOccasion, PatrolPlan, PatrolPoint
from tests.factories.patrols import given_patrol, given_plan
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

#: Who sees the patrols of a whole area, by the width of its code.
_WIDTHS = {
    "community_staff": 12, "township_desk": 9, "county_dispatcher": 6, "body_office": 6, "county_government": 6,
    "leader": 6, "auditor": 6, "province_office": 2,
}  # fmt: skip
MODELS: tuple[type[Model], ...] = (PatrolPlan, Patrol, PatrolOccasion)


def put_patrols(place: Place, put: Callable[[Model], None]) -> None:
    plan = given_plan(place)
    put(plan)
    put(given_patrol(plan, place, not_visited="weather"))
    put(PatrolOccasion.objects.get(plan=plan))
    put(plan.points.order_by("order")[0])


def write_down_patrols(scene: Scene) -> None:
    here = scene.world.here
    plans = list(PatrolPlan.objects.select_related("grid__region"))
    for role in scene.actors:
        width = _WIDTHS.get(role, 0)
        own = "36" if role == "province_office" else here.village.code[:width]
        seen = frozenset(
            plan.pk
            for plan in plans
            if (width and plan.grid.region.code.startswith(own))
            or (role == "grid_worker" and plan.grid_id == here.grid.pk)
        )
        scene.truth[role, PatrolPlan] = seen
        for model in (PatrolOccasion, PatrolPoint):
            rows = model._default_manager.filter(plan__in=seen)
            scene.truth[role, model] = frozenset(rows.values_list("pk", flat=True))
        walks = Patrol.objects.filter(plan__in=seen)
        if role == "grid_worker":
            walks = walks.filter(walked_by=scene.users[role])
        scene.truth[role, Patrol] = frozenset(walks.values_list("pk", flat=True))
