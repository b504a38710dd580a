"""What the actions on other channels and the visit ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.machine.inputs.choices import of_choices, referable, results, units, yes_no
from disputes.models import (
    ReturnVisit,
)
from pingan.matters.machine import input_field


@dataclass(frozen=True, kw_only=True)
class Refer:
    """Which other channel the parties take. A suggestion, never a precondition (人民调解法 §3)."""

    kind: str = input_field(_("Channel"), "select", choices=referable)
    organ: int | None = input_field(_("Receiving unit in the system"), "organ", choices=units, default=None)
    receiver: str = input_field(
        _("Receiving organ"),
        max_length=120,
        default="",
        help=_("By name, where it is no unit in the system."),
    )
    filed_on: datetime | None = input_field(
        _("Handed over on"), "date", default=None,
        help=_("With no day given: today. Of a suit that is brought already, the day on which it was filed."),
    )  # fmt: skip
    note: str = input_field(_("What was handed over, and what the parties want"), "textarea")
    exception: str = input_field(
        _("Why without labour arbitration"),
        max_length=200,
        default="",
        help=_(
            "Only for a labour dispute that goes to court before the arbitrators: the exception of the law."
        ),
    )
    files: tuple[int, ...] = input_field(_("Material"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class ChannelAccepted:
    """The receiving organ accepted it."""

    accepted_at: datetime = input_field(_("Accepted on"), "date")
    number_there: str = input_field(_("Number there"), max_length=60, default="")
    procedure: str = input_field(
        _("Procedure"), "radio",
        choices=lambda actor, dispute: [
            ("ordinary", pgettext_lazy("procedure", "ordinary")), ("simple", pgettext_lazy("procedure", "simplified")),
        ],
        default="ordinary",
    )  # fmt: skip
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class ExtendChannel:
    """The receiving organ extended its term, as the law allows once."""

    note: str = input_field(_("Reason and document"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class ChannelResultInput:
    """What the receiving organ came to."""

    result: str = input_field(_("Result"), "select", choices=results)
    decided_at: datetime = input_field(_("Decided on"), "date")
    number_there: str = input_field(_("Number of the decision"), max_length=60, default="")
    note: str = input_field(_("Result in brief"), "textarea")
    files: tuple[int, ...] = input_field(_("Decision"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class Settle:
    """The parties settled by themselves."""

    note: str = input_field(_("What they agreed"), "textarea")
    amount: str = input_field(_("Amount in yuan"), "amount", max_length=20, default="")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A visit after the end: four questions, never merged."""

    performance: str = input_field(_("Performed?"), "radio", choices=of_choices(ReturnVisit.Performance))
    satisfaction: str = input_field(_("Satisfied?"), "radio", choices=of_choices(ReturnVisit.Satisfaction))
    went_to_court: str = input_field(
        _("Gone to court over it?"),
        "radio",
        choices=yes_no,
        default="",
        help=_("Needed unless nobody was reached."),
    )
    latent_risk: str = input_field(
        _("Is a risk left?"), "radio", choices=yes_no, default="", help=_("Needed unless nobody was reached.")
    )
    visited_on: datetime | None = input_field(
        _("Visited on"), "date", default=None, help=_("With no day given: today.")
    )
    note: str = input_field(_("What was found"), "textarea")
