"""When grids are split or merged: places that are watched move to the grid that holds them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from risk.models import KeyPlace


def follow_grids(
    grid_ids: Sequence[int], chosen: Callable[[int, tuple[float, float] | None], int | None]
) -> None:
    """Move the places still watched in some grids to those that follow; fills ``grid_successions``.

    A place without a point stays with the grid it was entered for unless there is only one that follows.
    """
    rows = KeyPlace.objects.select_for_update(of=("self",)).filter(closed_on=None, grid_id__in=list(grid_ids))
    for place in rows.order_by("pk"):
        point = None
        if place.longitude is not None and place.latitude is not None:
            point = (place.longitude, place.latitude)
        goes_to = chosen(place.grid_id, point) if place.grid_id is not None else None
        if goes_to is not None and goes_to != place.grid_id:
            place.grid_id = goes_to
            place.version += 1
            place.save(update_fields=["grid", "version"])
