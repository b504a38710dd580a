"""How tasks are written as JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from pingan.web.api_matter_schemas import choice, moment, text
from risk.models import RiskTask


@extend_schema_serializer(component_name="RiskTask")
class TaskSerializer(serializers.Serializer[Any]):
    """One task with its unit; ``owner`` is an office, never a private person."""

    id = serializers.IntegerField()
    matter = serializers.IntegerField(source="matter_id")
    purpose = choice(RiskTask.Purpose.choices)
    title = serializers.CharField()
    organ = serializers.IntegerField(source="organ_id")
    organ_name = serializers.CharField(source="organ.name")
    owner = serializers.CharField()
    due_on = serializers.DateField()
    money_yuan = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    state = choice(RiskTask.State.choices)
    result = text()
    ended_at = moment()
