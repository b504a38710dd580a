"""What the desk's actions ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from disputes.machine.inputs.choices import of_choices, people, readers, types
from disputes.models.choices import (
    Level,
    RestrictionKind,
)
from pingan.matters.machine import input_field


@dataclass(frozen=True, kw_only=True)
class Reject:
    """Not accepted: why, and the route that is open."""

    reason: str = input_field(_("Reason"), max_length=200)
    note: str = input_field(_("Explanation, and where to turn instead"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Reclassify:
    """Other type, amount or number of people; empty leaves it as it is."""

    type: str = input_field(_("Type"), "select", choices=types)
    amount: str = input_field(_("Amount in yuan"), "amount", max_length=20, default="")
    people_involved: int | None = input_field(
        _("People involved"), "number", minimum=1, maximum=1_000_000, default=None
    )
    is_cross_region: bool = input_field(_("Reaches beyond the area"), "checkbox", default=False)
    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class SetLevel:
    """Another level than the rules compute."""

    level: str = input_field(_("Level"), "radio", choices=of_choices(Level))
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class TakeCharge:
    """领导包案: which official takes charge, with which plan."""

    leader: str = input_field(_("Leader in charge, by office and name"), max_length=60)
    note: str = input_field(_("Plan"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Restrict:
    """Why the matter is closed to all but those named."""

    restriction: str = input_field(_("Why"), "radio", choices=of_choices(RestrictionKind))
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class NameReader:
    """Who may read a restricted matter besides."""

    user: int = input_field(_("Person"), "user", choices=people)
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class EndReader:
    """Who no longer needs to."""

    reader: int = input_field(_("Person"), "matter", choices=readers)
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class Close:
    """The end, with what the statistics ask."""

    prevented_crime: bool = input_field(_("Kept from becoming a crime"), "checkbox", default=False)
    prevented_group_petition: bool = input_field(_("Kept from a group petition"), "checkbox", default=False)
    reason: str = input_field(
        _("Why it is closed all the same"), "textarea", max_length=500, default="",
        help=_(
            "Needed where the last visit found something amiss, and where the notice of rights was not served."
        ),
    )  # fmt: skip
    next_step: str = input_field(
        _("What happens next"), "textarea", max_length=500, default="", help=_("Needed after such a visit.")
    )
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Join:
    """Which dispute this one repeats, by number."""

    target: str = input_field(_("Number of the dispute it repeats"), max_length=32)
    note: str = input_field(_("Why they are the same"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Petition:
    """A petition on the same matter; counted on the matter (Article 58 (2)), never on a person."""

    external_number: str = input_field(_("Number of the petition"), max_length=60)
    registered_on: datetime | None = input_field(
        _("Registered at the petition office on"), "date", default=None,
        help=_("Then it shows by when it must be passed on and ended there."),
    )  # fmt: skip
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Nothing of this matter is deleted before a day."""

    until: datetime = input_field(_("Until"), "date")
    note: str = input_field(_("Reason"), "textarea", max_length=200)
