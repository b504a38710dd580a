"""Patrol plans follow their ground when a grid is split or merged; fills ``grid_successions``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils import timezone

from grids.models import PatrolPlan


def follow_grids(
    grid_ids: Sequence[int], chosen: Callable[[int, tuple[float, float] | None], int | None]
) -> None:
    """Move the plans that still run in some grids to those that follow.

    A plan goes where its first point lies. Without a point it stays with the grid it was made for, unless there is only
    one that follows: the desk ends it and makes another. What was walked stays where it was walked.
    """
    running = PatrolPlan.running_q(timezone.localdate())
    rows = PatrolPlan.objects.select_for_update(of=("self",)).filter(running, grid_id__in=list(grid_ids))
    for plan in rows.prefetch_related("points").order_by("pk"):
        placed = (
            (point.longitude, point.latitude)
            for point in plan.points.all()
            if point.dropped_on is None and point.longitude is not None and point.latitude is not None
        )
        goes_to = chosen(plan.grid_id, next(placed, None))
        if goes_to is not None and goes_to != plan.grid_id:
            plan.grid_id = goes_to
            plan.version += 1
            plan.save(update_fields=["grid", "version"])
