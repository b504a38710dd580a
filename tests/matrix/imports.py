"""Imports of the scene: one of grids in every area. By hand: office and dispatcher see those of their county."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model

from pingan.imports.models import ImportRecord
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene


def put_imports(place: Place, put: Callable[[Model], None]) -> None:
    put(
        ImportRecord.objects.create(
            kind="grids",
            region_code=place.county.code,
            user=place.users["body_office"],
            file_sha256="0" * 64,
            file_format="csv",
            reason="年度网格调整",
            counts={"new": 1, "changed": 0, "unchanged": 0},
        )
    )


def write_down_imports(scene: Scene) -> None:
    at = scene.rows[ImportRecord]
    county = frozenset({at["here"], at["neighbour"]})
    seen = {
        "body_office": county,
        "county_dispatcher": county,
        "province_office": county | {at["far"]},
    }
    for role in scene.actors:
        scene.truth[role, ImportRecord] = seen.get(role, frozenset())
