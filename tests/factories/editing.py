"""Operations on the grids of the small world."""

from __future__ import annotations

from itertools import count

from grids.models import GridOperation
from grids.services.borders import BordersInput, move_borders
from tests.factories.world import Place, square

_numbers = count(1)


def given_moved_border(place: Place) -> GridOperation:
    """Return an operation that moved the border of the place's grid a little."""
    x, y = place.point
    smaller = square(x - 0.01, y - 0.01, 0.02 - next(_numbers) / 100_000)
    data = BordersInput(smaller, "以路为界", neighbours_follow=False, snaps=False)
    return move_borders(actor=place.actor("body_office"), grid_id=place.grid.pk, data=data).operation
