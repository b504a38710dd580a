"""When grids are split, merged or get other borders: open matters move to the grid that holds their point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from pingan.access.rules import Actor
from pingan.matters.models import Matter
from pingan.matters.services.timeline import Event, append_entry


@dataclass(frozen=True)
class Named:
    """A grid as an entry names it."""

    id: int
    code: str
    name: str


#: (grid of the matter, its WGS-84 point or None) -> the grid it belongs to from now on; None: it stays.
Chosen = Callable[[int, tuple[float, float] | None], int | None]


@transaction.atomic
def move_open_matters(
    *, actor: Actor, grid_ids: Sequence[int], chosen: Chosen, names: Iterable[Named], only: Iterable[int] = ()
) -> dict[int, list[int]]:
    """Move the open matters of some grids, each with a timeline entry; closed history is never rewritten.

    ``only`` not empty: just these matters. The division of a matter stays: it lies where it lay. Returns the keys of the
    matters that moved, by the grid that they left.
    """
    rows = Matter.objects.select_for_update(of=("self",)).filter(closed_at=None, grid_id__in=list(grid_ids))
    wanted = list(only)
    if wanted:
        rows = rows.filter(pk__in=wanted)
    known = {grid.id: grid for grid in names}
    moved: dict[int, list[int]] = {}
    for matter in rows.order_by("pk").iterator(chunk_size=500):
        left = int(matter.grid_id or 0)
        point = None
        if matter.longitude is not None and matter.latitude is not None:
            point = (matter.longitude, matter.latitude)
        goes_to = chosen(left, point)
        if goes_to is None or goes_to == left:
            continue
        old, new = known[left], known[goes_to]
        data = {"from": old.code, "from_name": old.name, "to": new.code, "to_name": new.name}
        append_entry(matter, actor, Event("regridded", matter.state, matter.state, data=data))
        matter.grid_id = goes_to
        matter.version += 1
        matter.save(update_fields=["grid", "timeline_head", "timeline_count", "version", "updated_at"])
        moved.setdefault(left, []).append(matter.pk)
    return moved
