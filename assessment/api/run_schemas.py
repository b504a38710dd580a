"""Shapes of runs for programs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessment.models import Audience, Score, SelfReport
from assessment.queries.run_filters import STATE_CHOICES
from assessment.services.run_evidence import MOST_FILES
from assessment.services.runs import NewRun
from pingan.web.api import LARGEST_ID
from pingan.web.api_listed_matters import ListedDetailFields, ListedRowSerializer
from pingan.web.api_matter_schemas import MatterActionsSerializer, Whole, choice, maybe_key
from pingan.web.api_matter_schemas import moment as moment_field
from pingan.web.api_matter_schemas import text as text_field
from pingan.web.serializers import StrictInput


def _number(*, may_be_null: bool = True) -> serializers.CharField:
    return serializers.CharField(
        allow_null=may_be_null, help_text="A decimal as text, with four digits after the point."
    )


class NewRunSerializer(StrictInput):
    """Of the actor's own body; what is sound is decided by the service."""

    scheme = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    title = serializers.CharField(max_length=120)
    since = serializers.DateField()
    until = serializers.DateField()
    report_until = serializers.DateField()
    level = serializers.IntegerField(min_value=2, max_value=4, required=False, allow_null=True, default=None)
    correction_of = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True, default=None
    )
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")

    def as_input(self) -> NewRun:
        """Return the service's own input."""
        return NewRun(**self.validated_data)


class RunRowSerializer(ListedRowSerializer):
    state = choice(STATE_CHOICES)  # type: ignore[assignment]
    scheme = serializers.IntegerField()
    year = serializers.IntegerField()
    audience = choice(Audience.choices)
    since = serializers.DateField()
    until = serializers.DateField()
    report_until = serializers.DateField()
    correction_of = maybe_key()
    final_at = moment_field()


class RunProgressSerializer(serializers.Serializer[Any]):
    """Units in all and computed, the part in per cent, and jobs that failed so far and are tried again."""

    total = serializers.IntegerField()
    done = serializers.IntegerField()
    percent = serializers.IntegerField()
    failing = serializers.IntegerField()


class AssessmentRunSerializer(RunRowSerializer, ListedDetailFields):
    locked_at = moment_field()
    computed_at = moment_field()
    announced_at = moment_field()
    method_version = text_field()
    input_digest = text_field()
    result_digest = text_field()
    progress = RunProgressSerializer()


class OfferedRunActionsSerializer(MatterActionsSerializer):
    state = choice(STATE_CHOICES)  # type: ignore[assignment]


class AssessedUnitSerializer(serializers.Serializer[Any]):
    """One assessed unit; total, place and grade are null until this post may see them."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    peer_group = serializers.CharField()
    population = serializers.IntegerField(allow_null=True)
    total = _number()
    place = serializers.IntegerField(allow_null=True)
    grade = serializers.CharField(allow_null=True)
    is_vetoed = serializers.BooleanField(allow_null=True)


class UnitScoreSerializer(serializers.Serializer[Any]):
    """What a unit earned for one indicator."""

    id = serializers.IntegerField()
    indicator = serializers.IntegerField(source="indicator_id")
    indicator_code = serializers.CharField(source="indicator.code")
    indicator_name = serializers.CharField(source="indicator.name")
    exact = text_field()
    value = _number()
    part = _number()
    whole = _number()
    weight = _number(may_be_null=False)
    place = serializers.IntegerField(allow_null=True)
    computed = _number()
    points = _number()
    notes = serializers.ListField(child=serializers.ChoiceField(Score.Note.choices))


class FrozenRecordSerializer(serializers.Serializer[Any]):
    """One record as it stood when the data were locked."""

    id = serializers.IntegerField()
    record = serializers.IntegerField()
    number = serializers.CharField()
    facts = serializers.DictField()
    digest = serializers.CharField()


def _files() -> serializers.ListField:
    child = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    return serializers.ListField(child=child, required=False, default=list, max_length=MOST_FILES)


class NewReportSerializer(StrictInput):
    """What a unit reports for one indicator; numbers as text."""

    indicator = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    part = serializers.CharField(max_length=20)
    whole = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    text = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    evidence = _files()


class SelfReportSerializer(serializers.Serializer[Any]):
    """What was reported, and whether who supplies the number confirms it."""

    id = serializers.IntegerField()
    unit = serializers.IntegerField(source="unit_id")
    indicator = serializers.IntegerField(source="indicator_id")
    part = _number()
    whole = _number()
    text = text_field()
    state = choice(SelfReport.State.choices)
    reported_at = moment_field(may_be_null=False)
    judged_at = moment_field()
    answer = text_field()


class ReasonSerializer(StrictInput):
    """Why."""

    reason = serializers.CharField(max_length=2000)


class ChangeSerializer(StrictInput):
    """Other points, as text, and why."""

    points = serializers.CharField(max_length=20)
    reason = serializers.CharField(max_length=2000)


class NewObjectionSerializer(StrictInput):
    """What a unit says against one score."""

    indicator = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    text = serializers.CharField(max_length=2000)
    evidence = _files()


class AnswerSerializer(StrictInput):
    """Upheld with other points, or dismissed."""

    is_upheld = serializers.BooleanField()
    answer = serializers.CharField(max_length=2000)
    points = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")


class ObjectionSerializer(serializers.Serializer[Any]):
    """What was said against a score, and the answer; ``is_upheld`` null: it waits."""

    id = serializers.IntegerField()
    unit = serializers.IntegerField(source="unit_id")
    indicator = serializers.IntegerField(source="indicator_id")
    text = serializers.CharField()
    raised_at = moment_field(may_be_null=False)
    answer = text_field()
    is_upheld = serializers.BooleanField(allow_null=True)
    answered_at = moment_field()


class UnitScoresSerializer(Whole):
    results = UnitScoreSerializer(many=True)


class SelfReportsSerializer(Whole):
    results = SelfReportSerializer(many=True)


class ObjectionsSerializer(Whole):
    results = ObjectionSerializer(many=True)
