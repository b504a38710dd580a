"""Shapes of what programs send and are answered, with examples. A field that an entry does not name is absent."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

NUMBER: Final = r"^[0-9A-Za-z._-]{1,60}$"
RECORD: Final = "SJ36070326000001"
RECORD_EXAMPLE: Final = {
    "number": RECORD,
    "title": "村口路灯坏了",
    "category": "APPEAL.FACILITY.LAMP",
    "state": "accepted",
    "opened_at": "2026-09-01T01:20:00+00:00",
}
ORDER_EXAMPLE: Final = {
    "number": "JX12345-2026-000001",
    "category": "APPEAL.FACILITY.LAMP",
    "description": "村口路灯坏了，晚上看不见路",
    "region": "360703109201",
    "place_text": "村口小卖部旁",
}
STANDING_EXAMPLE: Final = {
    "number": "JX12345-2026-000001",
    "record": RECORD,
    "state": "accepted",
    "received_at": "2026-09-01T01:20:00+00:00",
    "closed_at": None,
}


class PartnerIncidentSerializer(serializers.Serializer[Any]):
    """One incident with the approved fields; moments in UTC."""

    number = serializers.CharField(help_text="Number of the file, the same everywhere.")
    title = serializers.CharField(required=False)
    description = serializers.CharField(required=False)
    category = serializers.CharField(required=False, help_text="Code of the class.")
    severity = serializers.CharField(required=False)
    urgency = serializers.CharField(required=False)
    region_code = serializers.CharField(required=False, help_text="Division, 12 digits.")
    organ = serializers.CharField(required=False, allow_null=True, help_text="Responsible unit.")
    longitude = serializers.FloatField(required=False, allow_null=True, help_text="WGS-84")
    latitude = serializers.FloatField(required=False, allow_null=True, help_text="WGS-84")
    state = serializers.CharField(required=False)
    opened_at = serializers.DateTimeField(required=False)
    closed_at = serializers.DateTimeField(required=False, allow_null=True)
    due_at = serializers.DateTimeField(required=False, allow_null=True)


class PartnerIncidentPageSerializer(serializers.Serializer[Any]):
    """A part of a list. ``next_cursor`` null: nothing comes after it now."""

    results = PartnerIncidentSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class WorkOrderStandingSerializer(serializers.Serializer[Any]):
    """A work order under both numbers, and how far it has come."""

    number = serializers.CharField(help_text="The partner's own number.")
    record = serializers.CharField(help_text="Number of the file here.")
    state = serializers.CharField()
    received_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class KnownFieldsSerializer(serializers.Serializer[Any]):
    """Refuses what it does not know, so that nothing is sent in vain."""

    def to_internal_value(self, data: Any) -> Any:
        """Name the fields that there are not."""
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        if unknown:
            raise ValidationError(
                {str(name): _("There is no such field.") for name in sorted(unknown, key=str)}
            )
        return super().to_internal_value(data)


class WorkOrderSerializer(KnownFieldsSerializer):
    """A work order. ``region``: 12 digits within the permission's area."""

    number = serializers.RegexField(NUMBER, help_text="The partner's own number.")
    category = serializers.CharField(max_length=40)
    description = serializers.CharField(max_length=5000)
    region = serializers.RegexField(r"^36[0-9]{10}$", required=False)
    place_text = serializers.CharField(max_length=200, required=False, allow_blank=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False)
    severity = serializers.CharField(max_length=2, required=False)
    urgency = serializers.CharField(max_length=12, required=False)
    occurred_at = serializers.DateTimeField(required=False)
    reporter_name = serializers.CharField(max_length=50, required=False, allow_blank=True)
    reporter_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
