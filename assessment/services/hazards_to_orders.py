"""A hazard that its unit does not put right goes on as a rectification order (Article 62), linked both ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessment.queries.orders import units_to_order
from assessment.rules.orders import LONGEST_TEXT
from assessment.services.orders import NewOrder, draft_order
from pingan.access.rules import Actor
from pingan.matters.machine import Action, Move, input_field


def _units(actor: Actor, hazard: Any) -> Iterable[tuple[str, Any]]:
    return [(str(unit.pk), str(unit)) for unit in units_to_order(actor)]


@dataclass(frozen=True, kw_only=True)
class ToOrder:
    """Whom the order goes to, and what it says; the hazard's own words are proposed as its facts."""

    organ: int = input_field(
        gettext_lazy("Unit"),
        "organ",
        choices=_units,
        help=gettext_lazy("Units of the same level as your body (Article 62)."),
    )
    facts: str = input_field(
        pgettext_lazy("official document", "facts"),
        "textarea",
        max_length=LONGEST_TEXT,
        default="",
        help=gettext_lazy("Empty: the words of the hazard."),
    )
    basis: str = input_field(gettext_lazy("Duty that was not met"), "textarea")
    demands: str = input_field(
        pgettext_lazy("rectification order", "What is demanded"),
        "textarea",
        max_length=6000,
        help=gettext_lazy("One point on each line."),
    )
    due_on: datetime = input_field(gettext_lazy("To be rectified by"), "date")


def _offered(actor: Actor, hazard: Any) -> Any:
    if not actor.has("order.draft"):
        return _("Your post draws up no orders.")
    linked = hazard.matter.links_out.filter(kind="referred", ended_at=None, target__kind="order")
    is_under_way = linked.exclude(target__state__in=("withdrawn", "revoked")).exists()
    return _("An order was drawn up of it already.") if is_under_way else None


def _effect(move: Move) -> None:
    data: ToOrder = move.data
    matter = move.matter
    order = draft_order(
        actor=move.actor,
        data=NewOrder(
            organ=data.organ,
            facts=data.facts or f"{matter.title}（{matter.number}）\n{matter.text}"[:LONGEST_TEXT],
            basis=data.basis,
            demands=data.demands,
            due_on=timezone.localdate(data.due_on),
            source=matter.pk,
        ),
    )
    move.public["number"] = order.matter.number


def to_order() -> Action:
    """Return the action that this app puts on hazards that were handed over for an order."""
    return Action(
        name="to_order",
        label=gettext_lazy("Draw up a rectification order"),
        from_=frozenset({"handed_over"}),
        to=None,
        verb="hand_over",
        input=ToOrder,
        offered=_offered,
        effect=_effect,
        tone="primary",
    )
