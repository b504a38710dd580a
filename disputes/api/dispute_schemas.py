"""How the OpenAPI document describes disputes. A test compares these with what is really answered."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from disputes.api import part_schemas as parts
from disputes.models.choices import DisputeSource, Level, Outcome, RestrictionKind, Scale
from disputes.queries.filters import STATES
from pingan.calendars.rules import LIGHTS
from pingan.matters.models import MatterLink
from pingan.web.api_matter_schemas import (
    MatterActionsSerializer,
    Whole,
    choice,
    maybe_key,
    maybe_text,
    moment,
    text,
)


class DisputeRowSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    description = text()
    type = serializers.CharField()
    type_name = serializers.CharField()
    level = choice(Level.choices)
    state = choice(STATES)
    state_label = serializers.CharField()
    source = choice(DisputeSource.choices)  # type: ignore[assignment]
    amount = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True, help_text="Yuan.")
    people_involved = serializers.IntegerField()
    region = serializers.CharField()
    region_name = serializers.CharField()
    grid = maybe_key()
    grid_name = maybe_text()
    organ = maybe_key()
    organ_name = maybe_text()
    longitude = serializers.FloatField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)
    place_text = text()
    occurred_on = serializers.DateField()
    opened_at = moment(may_be_null=False)
    closed_at = moment()
    next_due_at = moment()
    light = choice(LIGHTS)
    is_restricted = serializers.BooleanField()
    case_number = text()
    outcome = choice(Outcome.choices, may_be_blank=True)
    version = serializers.IntegerField()


class MatterLinkSerializer(serializers.Serializer[Any]):
    """``is_from_here``: this dispute points at the other matter."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    kind = choice(MatterLink.Kind.choices)
    matter_kind = serializers.CharField()
    is_from_here = serializers.BooleanField()


class DisputeSerializer(DisputeRowSerializer):
    external_number = text()
    scale = choice(Scale.choices)
    is_cross_region = serializers.BooleanField()
    level_computed = choice(Level.choices)
    level_reasons = serializers.ListField(
        child=serializers.DictField(), help_text="Criterion, value, threshold, version and source of each."
    )
    level_override_reason = text()
    restriction = choice(RestrictionKind.choices, may_be_blank=True)
    charge_taken_by = text()
    failed_mediations = serializers.IntegerField()
    petition_count = serializers.IntegerField()
    repeats = serializers.IntegerField(
        allow_null=True,
        help_text="Earlier ones of the same parties; null to who may not see the parties in clear.",
    )
    reopened_count = serializers.IntegerField()
    merged_into = maybe_key()
    reject_reason = text()
    resolved_at = moment()
    rights_told_at = moment()
    prevented_crime = serializers.BooleanField()
    prevented_group_petition = serializers.BooleanField()
    hold_until = serializers.DateField(allow_null=True)
    attachments = serializers.ListField(child=serializers.IntegerField())
    links = MatterLinkSerializer(many=True)
    parties = parts.PartySerializer(many=True)
    flags = parts.FlagSerializer(many=True)
    police_notices = parts.PoliceNoticeSerializer(many=True)
    channels = parts.ChannelSerializer(many=True)
    sessions = parts.SessionSerializer(many=True)
    agreements = parts.AgreementSerializer(many=True)
    visits = parts.VisitSerializer(many=True)
    units = parts.UnitSerializer(many=True)
    readers = parts.ReaderSerializer(many=True)


class OfferedDisputeActionsSerializer(MatterActionsSerializer):
    state = choice(STATES)  # type: ignore[assignment]


class SamePartyRowSerializer(DisputeRowSerializer):
    matched = serializers.ListField(
        child=serializers.ChoiceField([("identity", "identity"), ("contact", "contact")]),
        help_text="What matched: the identity number, or name and phone together. Never what they are.",
    )


class SamePartiesSerializer(Whole):
    results = SamePartyRowSerializer(many=True)


class PapersSerializer(Whole):
    results = parts.PaperSerializer(many=True)
