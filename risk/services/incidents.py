"""An incident that is a hazard: one click, linked both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.rules import Actor
from pingan.matters.machine import Action, Move, input_field
from pingan.matters.models import MatterFile, MatterLink
from risk.models import Hazard
from risk.models.choices import Domain, HazardSource
from risk.rules.domains import domain_of_incident
from risk.rules.hazards import LONGEST_PLACE
from risk.services.hazards import NewHazard, register_hazard


@dataclass(frozen=True, kw_only=True)
class ToHazard:
    """Which domain; empty: that of the incident's class."""

    domain: str = input_field(
        gettext_lazy("Domain"),
        "select",
        choices=lambda actor, incident: Domain.choices,
        default="",
        help=gettext_lazy("Empty: the domain of the incident's class."),
    )
    note: str = input_field(gettext_lazy("Remark"), "textarea", default="")


def _offered(actor: Actor, incident: Any) -> Any:
    if not actor.has("hazard.register"):
        return _("Your post registers no hazards.")
    linked = incident.matter.links_out.filter(kind="referred", ended_at=None, target__kind="hazard")
    return _("It is registered as a hazard already.") if linked.exists() else None


def _effect(move: Move) -> None:
    matter = move.matter
    hazard = register_hazard(
        actor=move.actor,
        data=NewHazard(
            domain=move.data.domain or domain_of_incident(matter.class_code),
            description=matter.text if len(matter.text.strip()) > 1 else matter.title,
            grid=matter.grid_id,
            region="" if matter.grid_id else matter.region_code,
            place_text=move.detail.place_text[:LONGEST_PLACE],
            longitude=matter.longitude,
            latitude=matter.latitude,
        ),
        came_from=HazardSource.INCIDENT,
    )
    _show_photos(matter.pk, hazard, move)
    MatterLink.objects.create(
        source=matter, target=hazard.matter, kind=MatterLink.Kind.REFERRED, created_by_id=move.actor.user_id
    )
    move.public["number"] = hazard.matter.number
    move.note = move.data.note


def _show_photos(incident_id: int, hazard: Hazard, move: Move) -> None:
    """Let what was photographed stand on both: the unit that puts it right need not see the incident."""
    shown = MatterFile.objects.filter(matter_id=incident_id, purpose=MatterFile.Purpose.REPORT)
    MatterFile.objects.bulk_create(
        MatterFile(
            matter=hazard.matter,
            file_id=row.file_id,
            purpose=MatterFile.Purpose.REPORT,
            added_by_id=move.actor.user_id,
        )
        for row in shown
    )


def to_hazard(open_states: frozenset[str]) -> Action:
    """Return the action that this app puts on incidents."""
    return Action(
        name="to_hazard",
        label=gettext_lazy("Register as a hazard"),
        from_=open_states,
        to=None,
        verb="comment",
        input=ToHazard,
        offered=_offered,
        effect=_effect,
    )
