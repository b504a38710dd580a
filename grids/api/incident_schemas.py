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
from grids.queries.filters import STATES
from pingan.calendars.rules import LIGHTS
from pingan.web.api_matter_schemas import (
    MatterActionsSerializer,
    Whole,
    choice,
    maybe_key,
    maybe_text,
    moment,
    text,
)


class IncidentRowSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    description = text()
    category = serializers.CharField()
    category_name = serializers.CharField()
    kind = choice(CategoryKind.choices)
    severity = choice(Severity.choices)
    urgency = choice(Urgency.choices)
    state = choice(STATES)
    state_label = serializers.CharField()
    source = choice(Source.choices)  # type: ignore[assignment]
    region = serializers.CharField()
    region_name = serializers.CharField()
    grid = maybe_key()
    grid_name = maybe_text()
    organ = maybe_key()
    organ_name = maybe_text()
    longitude = serializers.FloatField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)
    place_text = text()
    occurred_at = moment(may_be_null=False)
    opened_at = moment(may_be_null=False)
    closed_at = moment()
    next_due_at = moment()
    light = choice(LIGHTS)
    is_emergency = serializers.BooleanField()
    is_self_resolved = serializers.BooleanField()
    is_solved = serializers.BooleanField(allow_null=True)
    satisfaction = choice(Satisfaction.choices, may_be_blank=True)
    version = serializers.IntegerField()


class MaskedReporterSerializer(serializers.Serializer[Any]):
    name = text()
    phone = text()


class TaskSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    organ = serializers.IntegerField()
    organ_name = serializers.CharField()
    part = choice(IncidentTask.Part.choices)
    state = choice(IncidentTask.State.choices)
    is_determined = serializers.BooleanField()
    dispatched_at = moment(may_be_null=False)
    signed_at = moment()
    done_at = moment()
    result = maybe_text()


class ExtensionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    organ = serializers.IntegerField()
    organ_name = serializers.CharField()
    amount = serializers.IntegerField()
    reason = serializers.CharField()
    state = choice(ExtensionRequest.State.choices)
    asked_at = moment(may_be_null=False)
    decided_at = moment()
    decision_note = text()


class EmergencyReportSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = choice(EmergencyReport.Kind.choices)
    channel = choice(EmergencyReport.Channel.choices)
    content = text()
    recipient_level = serializers.IntegerField()
    reported_at = moment(may_be_null=False)
    acknowledged_at = moment()


class SupervisionSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    step = choice(Supervision.Step.choices)
    organ = maybe_key()
    organ_name = maybe_text()
    stage = text()
    reason = text()
    document = maybe_key()
    made_at = moment(may_be_null=False)
    answered_at = moment()


class IncidentSerializer(IncidentRowSerializer):
    external_number = text()
    accuracy_m = serializers.FloatField(allow_null=True)
    people_involved = maybe_key()
    clue_receipt = text()
    reporter = MaskedReporterSerializer(allow_null=True)
    wants_no_reply = serializers.BooleanField()
    attachments = serializers.ListField(child=serializers.IntegerField())
    desk_level = serializers.IntegerField()
    escalated_at = moment()
    returned_count = serializers.IntegerField()
    reopened_count = serializers.IntegerField()
    determined_organ = maybe_key()
    determined_organ_name = maybe_text()
    route = serializers.DictField()
    reject_reason = choice(RejectReason.choices, may_be_blank=True)
    merged_into = maybe_key()
    answered_at = moment()
    answer_channel = choice(AnswerChannel.choices, may_be_blank=True)
    evaluated_at = moment()
    evaluated_solved = serializers.BooleanField(allow_null=True)
    tasks = TaskSerializer(many=True)
    extension_requests = ExtensionSerializer(many=True)
    emergency_reports = EmergencyReportSerializer(many=True)
    supervisions = SupervisionSerializer(many=True)


class LaterContactSerializer(serializers.Serializer[Any]):
    name = text()
    phone = text()


class ContactSerializer(serializers.Serializer[Any]):
    name = text()
    phone = text()
    joined = LaterContactSerializer(many=True, help_text="Who told of the same thing later, oldest first.")


class OfferedActionsSerializer(MatterActionsSerializer):
    state = choice(STATES)  # type: ignore[assignment]


class DuplicateSerializer(IncidentRowSerializer):
    score = serializers.FloatField(help_text="From 0 to 1.")
    distance_m = serializers.FloatField(allow_null=True)


class DuplicatesSerializer(Whole):
    results = DuplicateSerializer(many=True)
