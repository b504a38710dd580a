"""Operations on the grids of the scene: in every area a moved border that waits for its day.

Who sees which is written down by hand (docs/grids.md): whoever sees the grids of an area by post; a grid worker sees the
grids of their own area, and so what is decided on them; the administrators see nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from grids.models import GridOperation
from grids.services.borders import BordersInput, move_borders
from tests.factories.world import ADMINISTRATORS, LEVELS, Place, square

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

_WIDTHS = {3: 6, 4: 9, 5: 12}


def put_operations(place: Place, put: Callable[[Model], None]) -> None:
    x, y = place.point
    smaller = square(x - 0.01, y - 0.01, 0.015)
    day = timezone.localdate() + timedelta(days=300)
    done = move_borders(
        actor=place.actor("body_office"),
        grid_id=place.grid.pk,
        data=BordersInput(smaller, "明年调整", on=day),
    )
    put(done.operation)


def write_down_operations(scene: Scene) -> None:
    rows = list(GridOperation.objects.values_list("pk", "region__code"))
    village = scene.world.here.village.code
    for role in (*LEVELS, "unit_handler_2", *ADMINISTRATORS, "province_office"):
        if role == "province_office":
            prefix = "36"
        elif role in ADMINISTRATORS:
            prefix = "never"
        else:
            prefix = village[: _WIDTHS[LEVELS.get(role, 3)]]
        seen = frozenset(pk for pk, code in rows if code.startswith(prefix))
        scene.truth[role, GridOperation] = seen
