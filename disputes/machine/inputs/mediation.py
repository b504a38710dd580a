"""What the actions of a mediation ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.machine.inputs.choices import (
    live_units,
    mediations,
    mediators,
    other_mediators,
    parties,
    principals,
    rooms,
    sessions,
    unit_of_mediation,
    units,
)
from pingan.matters.machine import input_field


@dataclass(frozen=True, kw_only=True)
class Mediate:
    """Which mediation, by whom. The parties may choose the mediator (人民调解法 §19)."""

    kind: str = input_field(_("Kind of mediation"), "select", choices=mediations, default="mediation_people")
    mediator: int = input_field(_("Mediator"), "user", choices=mediators)
    basis: str = input_field(
        _("How it began"), "radio",
        choices=lambda actor, dispute: [
            ("request", _("a party applied")), ("offer", _("the committee offered it")),
            # A paper served on somebody is handed over, too, in other words: hence the context.
            ("handed", pgettext_lazy("mediation", "handed over")),
        ],
        default="offer",
    )  # fmt: skip
    is_chosen: bool = input_field(_("The parties chose this mediator"), "checkbox", default=False)
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class ChangeMediator:
    """Another mediator, because the parties ask for it or there is a conflict of interest."""

    mediator: int = input_field(_("Mediator"), "user", choices=other_mediators)
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class PlanSession:
    """When and where the parties meet."""

    starts_at: datetime = input_field(
        _("Begins"), "datetime",
        help=_("Of a session that was held already, when it began: it is recorded next, and nobody is invited."),
    )  # fmt: skip
    minutes: int = input_field(_("Minutes"), "number", minimum=15, maximum=600, default=60)
    room: str = input_field(_("Room"), "select", choices=rooms, max_length=60, default="")
    place_text: str = input_field(_("Place, if no room of the committee"), max_length=200, default="")
    mediators: tuple[int, ...] = input_field(
        _("Mediators besides"), "organs", choices=other_mediators, default=()
    )
    parties: tuple[int, ...] = input_field(
        _("Who is invited"), "organs", choices=parties, default=(), help=_("With nobody ticked: all parties.")
    )
    is_joint: bool = input_field(_("All parties together"), "checkbox", default=False)


@dataclass(frozen=True, kw_only=True)
class HoldSession:
    """Who came, and the record."""

    session: int = input_field(_("Session"), "matter", choices=sessions)
    present: tuple[int, ...] = input_field(_("Who came"), "organs", choices=parties, default=())
    record: str = input_field(pgettext_lazy("session", "Record"), "textarea", max_length=20_000)
    files: tuple[int, ...] = input_field(_("Photos and files"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class AdjournSession:
    """Another moment for a planned session."""

    session: int = input_field(_("Session"), "matter", choices=sessions)
    starts_at: datetime = input_field(_("New beginning"), "datetime")
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class CancelSession:
    """A planned session that will not be."""

    session: int = input_field(_("Session"), "matter", choices=sessions)
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class ExtendMediation:
    """More time, only if all parties agree."""

    amount: int = input_field(_("How much longer"), "number", minimum=1, maximum=180, unit=unit_of_mediation)
    agreed_by: tuple[int, ...] = input_field(_("Parties that agree"), "organs", choices=principals)
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class JoinUnits:
    """Units that mediate jointly."""

    organs: tuple[int, ...] = input_field(_("Units"), "organs", choices=units)
    lead: int | None = input_field(_("Lead unit"), "organ", choices=units, default=None)
    note: str = input_field(_("What they are needed for"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class EndUnit:
    """A unit whose part is over."""

    unit: int = input_field(_("Unit"), "matter", choices=live_units)
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class Assist:
    """What a unit contributes."""

    note: str = input_field(_("What was done, and with what result"), "textarea")
    files: tuple[int, ...] = input_field(_("Photos and files"), "files", default=())
