"""What actions about parties and red flags ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.machine.inputs.choices import flags, of_choices, parties, principals, refusing
from disputes.models import (
    PoliceNotice,
    RedFlag,
)
from disputes.models.choices import (
    FlagCode,
    PartyKind,
    Side,
)
from pingan.matters.machine import input_field


@dataclass(frozen=True, kw_only=True)
class AddParty:
    """A party or a representative."""

    side: str = input_field(_("Side"), "radio", choices=of_choices(Side))
    kind: str = input_field(
        _("Person or organisation"), "radio", choices=of_choices(PartyKind), default="person"
    )
    name: str = input_field(_("Name"), max_length=60)
    phone: str = input_field(_("Phone"), max_length=30, default="")
    identity_number: str = input_field(
        _("Identity number or credit code"), max_length=30, default="",
        help=_("Optional. Recognises the same party in this township, and stands on its agreement; stored encrypted."),
    )  # fmt: skip
    represents: int | None = input_field(_("Represents"), "matter", choices=principals, default=None)
    is_minor: bool = input_field(_("Is a minor"), "checkbox", default=False)
    is_identity_seen: bool = input_field(_("Identity document was seen"), "checkbox", default=False)


@dataclass(frozen=True, kw_only=True)
class AmendParty:
    """Corrections of a party; what is left empty stays."""

    party: int = input_field(_("Party"), "matter", choices=parties)
    name: str = input_field(_("Name"), max_length=60, default="")
    phone: str = input_field(_("Phone"), max_length=30, default="")
    identity_number: str = input_field(_("Identity number or credit code"), max_length=30, default="")
    is_identity_seen: bool = input_field(_("Identity document was seen"), "checkbox", default=False)


@dataclass(frozen=True, kw_only=True)
class OneParty:
    """A party, and why."""

    party: int = input_field(_("Party"), "matter", choices=parties)
    note: str = input_field(pgettext_lazy("party", "What was said"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Consent:
    """A party that had refused consents."""

    party: int = input_field(_("Party"), "matter", choices=refusing)
    note: str = input_field(pgettext_lazy("party", "What was said"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Flag:
    """Signs that the matter may turn violent."""

    codes: tuple[str, ...] = input_field(_("Signs"), "checkboxes", choices=of_choices(FlagCode))
    note: str = input_field(_("What was seen or heard"), "textarea")


@dataclass(frozen=True, kw_only=True)
class ReviewFlag:
    """A supervisor's decision on a sign, the same day."""

    flag: int = input_field(_("Sign"), "matter", choices=flags)
    review: str = input_field(_("Decision"), "radio", choices=of_choices(RedFlag.Review))
    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class TellPolice:
    """Who at the police was told, when and how."""

    station: str = input_field(_("Police unit"), max_length=120)
    channel: str = input_field(_("How"), "radio", choices=of_choices(PoliceNotice.Channel))
    told_at: datetime = input_field(_("When"), "datetime")
    told_whom: str = input_field(_("Who was told"), max_length=60, default="")
    receipt: str = input_field(_("Receipt number"), max_length=60, default="")
    note: str = input_field(_("What was told"), "textarea", default="")
