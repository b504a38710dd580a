"""Circulars of the scene: a draft in every area. Who sees which is written down by hand (``docs/office.md``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model

from pingan.office.models import Circular, CircularMatter, CircularRecipient
from pingan.office.services.circulars import CircularInput, draft_circular
from tests.factories.incidents import given_incident
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

MODELS: tuple[type[Model], ...] = (Circular, CircularMatter, CircularRecipient)
_COUNTY = {"body_office", "leader", "auditor", "county_government"}


def put_circulars(place: Place, text: str, put: Callable[[Model], None]) -> None:
    """Draft a circular about an incident on which no letter came first."""
    late = given_incident(place, "dispatched", description=f"{text}通报")
    data = CircularInput(
        subject="部分事项督办情况",
        text="以下事项未办结，现予通报。",
        left_out="情况紧急",
        matters=(late.pk,),
        recipients=(place.units["city_management"].pk,),
    )
    circular = draft_circular(actor=place.actor("body_office"), data=data)
    put(circular)
    put(circular.named.get())
    put(circular.recipients.get())


def write_down_circulars(scene: Scene) -> None:
    """Office, leader, government and auditor see those of their county, the province all; everybody else none."""
    at = scene.rows[Circular]
    county = frozenset({at["here"], at["neighbour"]})
    for role in scene.actors:
        own = (
            county
            if role in _COUNTY
            else frozenset(at.values())
            if role == "province_office"
            else frozenset()
        )
        scene.truth[role, Circular] = own
        for model in (CircularMatter, CircularRecipient):
            found = model._default_manager.filter(circular_id__in=own)
            scene.truth[role, model] = frozenset(found.values_list("pk", flat=True))
