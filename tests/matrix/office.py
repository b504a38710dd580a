"""A screen on a wall in every area: offices and desks of the area look after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model

from pingan.office.models import WallScreen
from pingan.office.services.screens import hang_screen
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene


def put_screens(place: Place, put: Callable[[Model], None]) -> None:
    row, _key = hang_screen(
        actor=place.actor("township_desk"), region=place.township.code, name="指挥大厅", days=30
    )
    put(row)


def write_down_screens(scene: Scene) -> None:
    at = scene.rows[WallScreen]
    county = frozenset({at["here"], at["neighbour"]})
    seen = {
        "township_desk": frozenset({at["here"]}),
        "county_dispatcher": county,
        "body_office": county,
        "province_office": county | {at["far"]},
    }
    for role in scene.actors:
        scene.truth[role, WallScreen] = seen.get(role, frozenset())
