"""What programs send about disputes: shapes only; what is sound is decided by the service."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from disputes.models.choices import DisputeSource, FlagCode, PartyKind, RestrictionKind, Scale, Side
from disputes.rules.intake import LONGEST_TEXT, MOST_PARTIES
from disputes.services import NewDispute, NewParty
from pingan.common.amounts import amount_of
from pingan.matters.services.attaching import MOST_FILES
from pingan.web.api import LARGEST_ID
from pingan.web.serializers import Degrees, StrictInput

#: Nothing that began earlier is registered as a dispute of today.
EARLIEST = date(1949, 10, 1)


def _not_ancient(value: date) -> None:
    if value < EARLIEST:
        raise serializers.ValidationError(_("This lies too far in the past."))


def _words(longest: int, **more: Any) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, allow_blank=True, default="", **more)


def _degrees(most: int) -> Degrees:
    return Degrees(
        min_value=-most, max_value=most, required=False, allow_null=True, default=None, help_text="WGS-84."
    )


class Yuan(serializers.DecimalField):
    """An amount as a number or in plain digits."""

    def to_internal_value(self, data: Any) -> Decimal:
        """Read a text as on the pages.

        Raises:
            serializers.ValidationError: it is no amount.

        """
        read = amount_of(data) if isinstance(data, str) else data
        if read is None:
            self.fail("invalid")
        return super().to_internal_value(read)


class NewPartySerializer(StrictInput):
    """Stored encrypted; every answer shows the role and masked particulars."""

    side = serializers.ChoiceField(Side.choices)
    kind = serializers.ChoiceField(PartyKind.choices, required=False, default=PartyKind.PERSON)
    name = serializers.CharField(max_length=60)
    phone = _words(30)
    identity_number = _words(30, help_text="Of a person (GB 11643) or an organisation (GB 32100).")
    represents = serializers.IntegerField(
        min_value=0,
        max_value=MOST_PARTIES - 1,
        required=False,
        allow_null=True,
        default=None,
        help_text="Place of the represented party in this list, from 0.",
    )
    is_minor = serializers.BooleanField(required=False, default=False)
    is_identity_seen = serializers.BooleanField(
        required=False, default=False, help_text="The document was looked at; no copy is kept."
    )


class NewDisputeSerializer(StrictInput):
    """With neither point nor grid nor division, the registrar's own grid or division is taken."""

    type = serializers.CharField(max_length=40, help_text="Code of a type in use.")
    description = serializers.CharField(max_length=LONGEST_TEXT, trim_whitespace=False)
    parties = NewPartySerializer(  # type: ignore[call-arg]  # the stubs know not that many=True makes a list
        many=True, required=False, default=list, max_length=MOST_PARTIES
    )
    source = serializers.ChoiceField(  # type: ignore[assignment]
        DisputeSource.choices, required=False, default="", help_text="Without it: the usual one of the post."
    )
    external_number = _words(60)
    occurred_on = serializers.DateField(
        required=False, allow_null=True, default=None, validators=[_not_ancient]
    )
    longitude = _degrees(180)
    latitude = _degrees(90)
    grid = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True, default=None
    )
    region = serializers.RegexField(
        r"^36[0-9]{10}\Z", required=False, allow_blank=True, default="", help_text="Division, 12 digits."
    )
    place_text = _words(200)
    amount = Yuan(
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
        allow_null=True,
        default=None,
        help_text="Yuan.",
    )
    people_involved = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False, default=2)
    scale = serializers.ChoiceField(Scale.choices, required=False, default=Scale.INDIVIDUAL)
    is_cross_region = serializers.BooleanField(required=False, default=False)
    flags = serializers.ListField(
        child=serializers.ChoiceField(FlagCode.choices),
        required=False,
        default=list,
        max_length=len(FlagCode.choices),
    )
    flag_note = _words(2000)
    restriction = serializers.ChoiceField(
        RestrictionKind.choices,
        required=False,
        allow_blank=True,
        default="",
        help_text="Closes it to all but named readers; a minor among the parties does so by itself.",
    )
    settlement = _words(2000, help_text="Settled on the spot: what was agreed.")
    attachments = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        max_length=MOST_FILES,
        default=list,
    )

    def as_input(self) -> NewDispute:
        """Return the service's own input."""
        data = dict(self.validated_data)
        # The same sign twice is the same sign.
        return NewDispute(
            **{
                **data,
                "parties": tuple(NewParty(**party) for party in data["parties"]),
                "flags": tuple(dict.fromkeys(data["flags"])),
                "attachments": tuple(data["attachments"]),
            }
        )
