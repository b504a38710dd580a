"""Target letters of the scene: one in every area, signed and followed up.

Who sees which is written down by hand (``docs/targets.md``): office, leader and auditor those of their area's bodies, a unit
its own; desks, workers and administrators none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model

from assessment.models import TargetLetter, TargetProgress, TargetTask
from assessment.services.target_signing import record_progress
from tests.factories.targets import given_letter
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

#: What belongs to a letter, and the way to it.
BELONGING: dict[type[Model], str] = {TargetTask: "letter_id", TargetProgress: "task__letter_id"}
MODELS: tuple[type[Model], ...] = (TargetLetter, *BELONGING)


def put_targets(name: str, place: Place, put: Callable[[Model], None]) -> None:
    # Two places are of one county: each binds another of its units.
    unit, signer = (
        ("housing", "unit_handler_2") if name == "neighbour" else ("city_management", "unit_handler")
    )
    letter = given_letter(place, "signed", unit=unit)
    made = record_progress(actor=place.actor(signer), pk=letter.pk, number=1, state="on_track", note="已排查")
    for row in (letter, made.task, made):
        put(row)


def write_down_targets(scene: Scene) -> None:
    at = scene.rows[TargetLetter]
    county = frozenset({at["here"], at["neighbour"]})
    seen = {
        "body_office": county,
        "leader": county,
        "auditor": county,
        "province_office": county | {at["far"]},
        "unit_handler": frozenset({at["here"]}),
        "unit_handler_2": frozenset({at["neighbour"]}),
    }
    for role in scene.actors:
        own = seen.get(role, frozenset())
        scene.truth[role, TargetLetter] = own
        for model, path in BELONGING.items():
            found = model._default_manager.filter(**{f"{path}__in": own})
            scene.truth[role, model] = frozenset(found.values_list("pk", flat=True))
