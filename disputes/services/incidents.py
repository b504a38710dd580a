"""An incident that turns out to be a dispute: one click, linked both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models import Dispute
from disputes.models.choices import FlagCode
from disputes.queries.types import type_by_code, type_choices
from disputes.services.disputes import NewDispute, register_dispute
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Action, Move, input_field
from pingan.matters.models import Matter, MatterFile, MatterLink
from pingan.matters.services import keywords_of


def _types(actor: Actor, incident: Any) -> Any:
    return type_choices()


@dataclass(frozen=True, kw_only=True)
class ToMediation:
    """Which kind of dispute it is, and the signs that were seen."""

    type: str = input_field(gettext_lazy("Type"), "select", choices=_types)
    people_involved: int = input_field(
        gettext_lazy("People involved"), "number", minimum=1, maximum=1_000_000, default=2
    )
    codes: tuple[str, ...] = input_field(
        gettext_lazy("Signs"), "checkboxes", choices=lambda actor, incident: FlagCode.choices, default=()
    )
    note: str = input_field(gettext_lazy("Remark"), "textarea", default="")


def _offered(actor: Actor, incident: Any) -> Any:
    if not actor.has("dispute.register"):
        return _("Your post registers no disputes.")
    linked = incident.matter.links_out.filter(kind="referred", ended_at=None, target__kind="dispute")
    keys = list(linked.values_list("target_id", flat=True))
    # Who may not see that dispute may hand the incident over once more: a refusal would tell that there is one.
    is_told = bool(keys) and visible_to(Matter, actor).filter(pk__in=keys).exists()
    return _("It was handed to the dispute desk already.") if is_told else None


def _guard(move: Move) -> None:
    if type_by_code(move.data.type) is None:
        raise Invalid({"type": _("Choose a type of dispute.")})


def _effect(move: Move) -> None:
    matter = move.matter
    dispute = register_dispute(
        actor=move.actor,
        data=NewDispute(
            type=move.data.type,
            description=matter.text or matter.title,
            source="incident" if move.actor.role in {"township_desk", "county_dispatcher"} else "",
            people_involved=move.data.people_involved,
            grid=matter.grid_id,
            region="" if matter.grid_id else matter.region_code,
            place_text=move.detail.place_text,
            longitude=matter.longitude,
            latitude=matter.latitude,
            flags=move.data.codes,
            flag_note=move.data.note,
            incident=matter.pk,
        ),
    )
    MatterLink.objects.create(
        source=matter, target=dispute.matter, kind=MatterLink.Kind.REFERRED, created_by_id=move.actor.user_id
    )
    _move_account(move, dispute)
    # Neither number nor remark stands in the book of the incident: others read it, and were they there for open
    # disputes alone, they would tell which are closed. Whoever sees the dispute sees the link; it keeps the remark.


def _move_account(move: Move, dispute: Dispute) -> None:
    """Leave what was reported to the dispute, whose readers are fewer and whose texts name no party.

    Of open disputes, too: an account that is missing would tell which are closed. The name of its class stands in
    the account's place, as in a report that says no more.
    """
    incident, matter = move.detail, move.matter
    matter.text, incident.place_text = incident.category.name, ""
    grid = matter.grid.name if matter.grid else ""
    matter.keywords = keywords_of(matter.number, grid, matter.region.name, incident.external_number)
    reported = MatterFile.objects.filter(matter=matter, purpose=MatterFile.Purpose.REPORT)
    reported.update(matter=dispute.matter)


def to_mediation(open_states: frozenset[str]) -> Action:
    """Return the action that the disputes app puts on incidents."""
    return Action(
        name="to_mediation",
        label=gettext_lazy("Hand to the dispute desk"),
        from_=open_states,
        to=None,
        verb="comment",
        input=ToMediation,
        offered=_offered,
        guard=_guard,
        effect=_effect,
    )
