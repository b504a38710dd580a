"""The records behind a candidate, for programs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessment.models import AccountabilityCase
from assessment.queries.case_signs import records_shown
from pingan.access.rules import Actor
from pingan.web.api_matter_schemas import moment


class CaseRecordSerializer(serializers.Serializer[Any]):
    """A record that a rule counted."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    number = serializers.CharField()
    title = serializers.CharField()
    opened_at = moment(may_be_null=False)


class CaseRecordsFields(serializers.Serializer[Any]):
    """What a case tells of the records behind it: those that the reader may see, and how many were counted."""

    records = CaseRecordSerializer(many=True)
    record_count = serializers.IntegerField(help_text="How many records the rule counted.")


def records_of(actor: Actor, case: AccountabilityCase) -> dict[str, Any]:
    """Return these fields of one case."""
    shown, count = records_shown(actor, case)
    return {"records": CaseRecordSerializer(shown, many=True).data, "record_count": count}
