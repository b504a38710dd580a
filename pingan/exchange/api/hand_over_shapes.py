"""Shapes of hand-overs: what a unit's system is told and what it says."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from pingan.exchange.api.shapes import NUMBER, RECORD, KnownFieldsSerializer, PartnerIncidentSerializer
from pingan.exchange.rules.hand_overs import REPORTED
from pingan.exchange.services.result_files import MOST

HAND_OVER_EXAMPLE: Final = {
    "id": "7f6a1f0e-4b1c-4f5e-9a55-0e8d4c2b1a90",
    "status": "acknowledged",
    "part": "lead",
    "given_at": "2026-09-01T01:20:00+00:00",
    "acknowledge_by": "2026-09-01T05:20:00+00:00",
    "acknowledged_at": "2026-09-01T01:20:30+00:00",
    "number": "CG-2026-0815",
    "record": RECORD,
    "fields": {"title": "村口路灯坏了", "category": "APPEAL.FACILITY.LAMP", "state": "dispatched"},
}
DONE_EXAMPLE: Final = {"status": "done", "result": "已更换灯具并通电，恢复照明"}


class HandOverFieldsSerializer(PartnerIncidentSerializer):
    """The approved fields of the matter; none once the task has left the unit."""

    number = None  # type: ignore[assignment]


class ShownHandOverSerializer(serializers.Serializer[Any]):
    """How a hand-over stands."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(["given", "acknowledged", "in_handling", "done", "refused", "ended"])
    part = serializers.ChoiceField(["lead", "co_handler", "called"])
    given_at = serializers.DateTimeField()
    acknowledge_by = serializers.DateTimeField(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    number = serializers.CharField(allow_null=True, help_text="The system's own number.")
    record = serializers.CharField(help_text="Number of the file here.")
    fields = HandOverFieldsSerializer()  # type: ignore[assignment]


class ShownHandOverPageSerializer(serializers.Serializer[Any]):
    """A part of a list. ``next_cursor`` null: nothing comes after it now."""

    results = ShownHandOverSerializer(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class ReceiptSerializer(KnownFieldsSerializer):
    """The system has it."""

    number = serializers.RegexField(NUMBER, required=False, help_text="The system's own number.")


class HandOverReportSerializer(KnownFieldsSerializer):
    """What becomes of it."""

    status = serializers.ChoiceField(REPORTED)
    result = serializers.CharField(max_length=2000, required=False, help_text="What was done; with `done`.")
    reason = serializers.CharField(max_length=2000, required=False, help_text="Why not; with `refused`.")
    waiver = serializers.CharField(
        max_length=200,
        required=False,
        help_text="With `done`: why open parts of other units are not waited for.",
    )


class HandOverReportFormSerializer(HandOverReportSerializer):
    """What becomes of it, with photos and files that show the result."""

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        required=False,
        max_length=MOST,
        help_text="With `done`: photos and files of the result, 9 at most, 20 MB each.",
    )
