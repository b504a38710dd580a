"""How the OpenAPI document describes incidents. A test compares these with what is really answered."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from grids.models import CategoryKind, Severity, Urgency
from grids.models.incidents import (
    AnswerChannel,
    EmergencyReport,
    ExtensionRequest,
    IncidentTask,
    RejectReason,
    Satisfaction,
    Source,
    Supervision,
)
from grids.queries.filters import LIGHTS, STATES
from pingan.files.models import StoredFile
from pingan.matters.models import MatterFile


def _moment(*, may_be_null: bool = True) -> serializers.DateTimeField:
    return serializers.DateTimeField(allow_null=may_be_null)


def _text() -> serializers.CharField:
    return serializers.CharField(allow_blank=True)


def _maybe_text() -> serializers.CharField:
    return serializers.CharField(allow_null=True)


def _maybe_key() -> serializers.IntegerField:
    return serializers.IntegerField(allow_null=True)


def _choice(choices: Any, *, may_be_blank: bool = False) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices, allow_blank=may_be_blank)


class IncidentRowSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    description = _text()
    category = serializers.CharField()
    category_name = serializers.CharField()
    kind = _choice(CategoryKind.choices)
    severity = _choice(Severity.choices)
    urgency = _choice(Urgency.choices)
    state = _choice(STATES)
    state_label = serializers.CharField()
    source = _choice(Source.choices)  # type: ignore[assignment]
    region = serializers.CharField()
    region_name = serializers.CharField()
    grid = _maybe_key()
    grid_name = _maybe_text()
    organ = _maybe_key()
    organ_name = _maybe_text()
    longitude = serializers.FloatField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)
    place_text = _text()
    occurred_at = _moment(may_be_null=False)
    opened_at = _moment(may_be_null=False)
    closed_at = _moment()
    next_due_at = _moment()
    light = _choice(LIGHTS)
    is_emergency = serializers.BooleanField()
    is_self_resolved = serializers.BooleanField()
    is_solved = serializers.BooleanField(allow_null=True)
    satisfaction = _choice(Satisfaction.choices, may_be_blank=True)
    version = serializers.IntegerField()


class MaskedReporterSerializer(serializers.Serializer[Any]):
    name = _text()
    phone = _text()


class TaskSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    organ = serializers.IntegerField()
    organ_name = serializers.CharField()
    part = _choice(IncidentTask.Part.choices)
    state = _choice(IncidentTask.State.choices)
    is_determined = serializers.BooleanField()
    dispatched_at = _moment(may_be_null=False)
    signed_at = _moment()
    done_at = _moment()
    result = _maybe_text()


class ExtensionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    organ = serializers.IntegerField()
    organ_name = serializers.CharField()
    amount = serializers.IntegerField()
    reason = serializers.CharField()
    state = _choice(ExtensionRequest.State.choices)
    asked_at = _moment(may_be_null=False)
    decided_at = _moment()
    decision_note = _text()


class EmergencyReportSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = _choice(EmergencyReport.Kind.choices)
    channel = _choice(EmergencyReport.Channel.choices)
    content = _text()
    recipient_level = serializers.IntegerField()
    reported_at = _moment(may_be_null=False)
    acknowledged_at = _moment()


class SupervisionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    step = _choice(Supervision.Step.choices)
    organ = _maybe_key()
    organ_name = _maybe_text()
    stage = _text()
    reason = _text()
    document = _maybe_key()
    made_at = _moment(may_be_null=False)
    answered_at = _moment()


class IncidentSerializer(IncidentRowSerializer):
    external_number = _text()
    accuracy_m = serializers.FloatField(allow_null=True)
    people_involved = _maybe_key()
    clue_receipt = _text()
    reporter = MaskedReporterSerializer(allow_null=True)
    wants_no_reply = serializers.BooleanField()
    attachments = serializers.ListField(child=serializers.IntegerField())
    desk_level = serializers.IntegerField()
    escalated_at = _moment()
    returned_count = serializers.IntegerField()
    reopened_count = serializers.IntegerField()
    determined_organ = _maybe_key()
    determined_organ_name = _maybe_text()
    route = serializers.DictField()
    reject_reason = _choice(RejectReason.choices, may_be_blank=True)
    merged_into = _maybe_key()
    answered_at = _moment()
    answer_channel = _choice(AnswerChannel.choices, may_be_blank=True)
    evaluated_at = _moment()
    evaluated_solved = serializers.BooleanField(allow_null=True)
    tasks = TaskSerializer(many=True)
    extension_requests = ExtensionSerializer(many=True)
    emergency_reports = EmergencyReportSerializer(many=True)
    supervisions = SupervisionSerializer(many=True)


class CountSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()


class ContactSerializer(serializers.Serializer[Any]):
    name = _text()
    phone = _text()


class ChoiceSerializer(serializers.Serializer[Any]):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class ActionFieldSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    max_length = serializers.IntegerField(required=False)
    minimum = serializers.IntegerField(required=False)
    maximum = serializers.IntegerField(required=False)
    choices = ChoiceSerializer(many=True, required=False)


class OfferedActionSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    tone = serializers.CharField()
    key = _text()
    fields = ActionFieldSerializer(many=True)  # type: ignore[assignment]


class OfferedActionsSerializer(serializers.Serializer[Any]):
    state = _choice(STATES)
    version = serializers.IntegerField()
    results = OfferedActionSerializer(many=True)


class TimelineEntrySerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    seq = serializers.IntegerField()
    action = serializers.CharField()
    to = _text()
    actor = serializers.CharField()
    at = _moment(may_be_null=False)
    note = _text()
    data = serializers.DictField()  # type: ignore[assignment]
    hash = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """``from`` is a word of Python's own, so it can only be added here."""
        return {**super().get_fields(), "from": _text()}


class _Whole(serializers.Serializer[Any]):
    """A short collection that comes whole: the links are always null."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class TimelineSerializer(_Whole):
    results = TimelineEntrySerializer(many=True)


class PauseSerializer(serializers.Serializer[Any]):
    started_at = _moment(may_be_null=False)
    ended_at = _moment()
    reason = _text()


class ClockExtensionSerializer(serializers.Serializer[Any]):
    amount = serializers.IntegerField()
    reason = _text()
    allowed_at = _moment(may_be_null=False)
    due_before = _moment(may_be_null=False)


class ClockSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    stage = serializers.CharField()
    organ = _maybe_key()
    organ_name = _maybe_text()
    amount = serializers.IntegerField()
    unit = serializers.CharField()
    extension = serializers.IntegerField()
    rule = serializers.DictField(help_text="The time limit as it stood at the start, with its source.")
    started_at = _moment(may_be_null=False)
    warn_at = _moment(may_be_null=False)
    due_at = _moment(may_be_null=False)
    is_provisional = serializers.BooleanField()
    paused_at = _moment()
    stopped_at = _moment()
    is_met = serializers.BooleanField(allow_null=True)
    light = _choice(LIGHTS)
    pauses = PauseSerializer(many=True)
    extensions = ClockExtensionSerializer(many=True)


class ClocksSerializer(_Whole):
    results = ClockSerializer(many=True)


class DuplicateSerializer(IncidentRowSerializer):
    score = serializers.FloatField(help_text="From 0 to 1.")
    distance_m = serializers.FloatField(allow_null=True)


class DuplicatesSerializer(_Whole):
    results = DuplicateSerializer(many=True)


class LinkSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="Of the attachment.")
    purpose = _choice(MatterFile.Purpose.choices)
    kind = _choice(StoredFile.Kind.choices)
    name = serializers.CharField()
    media_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    added_at = _moment(may_be_null=False)
    is_gone = serializers.BooleanField()


class LinksSerializer(_Whole):
    results = LinkSerializer(many=True)
