"""How the OpenAPI document describes major decisions, and how what belongs to one is written."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from pingan.web.api_listed_matters import ListedRowSerializer
from pingan.web.api_matter_schemas import choice, moment
from pingan.web.api_matter_schemas import text as words
from risk.api.matters import RiskDetailFields
from risk.api.project_areas import ProjectAreaSerializer
from risk.api.questionnaires import QuestionnaireSerializer
from risk.models.decision_choices import (
    Aspect,
    AssessorKind,
    ConsultationKind,
    DecisionOutcome,
    Field,
    FilingKind,
    Position,
    RiskLevel,
    TakenUp,
)
from risk.queries.decision_filters import STATE_CHOICES


def _share(source: str | None = None) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=5, decimal_places=4, source=source)


class DecisionRowSerializer(ListedRowSerializer):
    state = choice(STATE_CHOICES)  # type: ignore[assignment]
    field = choice(Field.choices)
    level = choice(RiskLevel.choices, may_be_blank=True)
    planned_on = serializers.DateField(allow_null=True)
    round = serializers.IntegerField(help_text="How many times it was assessed; 0: not yet.")
    catalogue = serializers.IntegerField()
    deciding_organ = serializers.IntegerField()
    deciding_organ_name = serializers.CharField()


class OpinionSerializer(serializers.Serializer[Any]):
    """What was said; nobody is named."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    position = choice(Position.choices)
    said_by = serializers.IntegerField()
    taken_up = choice(TakenUp.choices, may_be_blank=True)
    reason = words()


class ConsultationSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = choice(ConsultationKind.choices)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    place = serializers.CharField()
    reached = serializers.IntegerField(allow_null=True)
    summary = words()
    ended_at = moment()
    opinions = OpinionSerializer(many=True)
    questionnaire = QuestionnaireSerializer(allow_null=True)


class ScoreSerializer(serializers.Serializer[Any]):
    """What one expert says: p and q, both from 0 to 1."""

    expert = serializers.IntegerField(source="expert_id")
    probability = _share()
    impact = _share()
    reason = words()
    given_at = moment(may_be_null=False)


class FactorSerializer(serializers.Serializer[Any]):
    """A risk point of the present round with the scores of each expert; an expert sees the own ones alone."""

    id = serializers.IntegerField(source="factor.pk")
    title = serializers.CharField(source="factor.title")
    aspect = serializers.ChoiceField(Aspect.choices, source="factor.aspect")
    weight = _share("factor.weight")
    before = ScoreSerializer(many=True)
    after = ScoreSerializer(many=True)


class AssessmentSerializer(serializers.Serializer[Any]):
    """One report. ``level_after`` is computed, ``level_final`` holds; where they differ, ``level_reason`` says why."""

    id = serializers.IntegerField()
    round = serializers.IntegerField()
    method = serializers.CharField(source="method.code")
    method_version = serializers.IntegerField(source="method.version")
    method_source = serializers.CharField(source="method.source")
    total_before = _share()
    total_after = _share()
    level_before = choice(RiskLevel.choices)
    level_after = choice(RiskLevel.choices)
    level_final = choice(RiskLevel.choices)
    level_reason = words()
    conclusion = choice(DecisionOutcome.choices)
    legality = serializers.CharField()
    rationality = serializers.CharField()
    feasibility = serializers.CharField()
    controllability = serializers.CharField()
    summary = serializers.CharField()
    author_name = serializers.CharField(source="author.name")
    handed_in_at = moment(may_be_null=False)
    approved_at = moment()
    returned_at = moment()
    review_note = words()
    superseded_at = moment()


class RecordSerializer(serializers.Serializer[Any]):
    """What was decided. ``exception_reason``: made though no approved assessment allowed it."""

    id = serializers.IntegerField()
    assessment = serializers.IntegerField(source="assessment_id", allow_null=True)
    outcome = choice(DecisionOutcome.choices)
    decided_on = serializers.DateField()
    meeting = serializers.CharField()
    document_number = words()
    exception_reason = words()
    recorded_at = moment(may_be_null=False)
    superseded_at = moment()


class FilingSerializer(serializers.Serializer[Any]):
    """One of the two filings with the office of the coordinating body of the same level."""

    id = serializers.IntegerField()
    kind = choice(FilingKind.choices)
    organ = serializers.IntegerField(source="organ_id")
    organ_name = serializers.CharField(source="organ.name")
    due_at = moment()
    sent_at = moment(may_be_null=False)
    received_at = moment()
    receipt_number = words()
    comment = words()
    sent_back_at = moment()


class DecisionSerializer(DecisionRowSerializer, RiskDetailFields):
    is_exception = serializers.BooleanField(help_text="Decided though no approved assessment allowed it.")
    is_lowered = serializers.BooleanField(help_text="The level that holds is lower than the computed one.")
    assessor_kind = choice(AssessorKind.choices, may_be_blank=True)
    assessor = words()
    team = words()
    plan = words()
    project_area = ProjectAreaSerializer()
    consultations = ConsultationSerializer(many=True)
    factors = FactorSerializer(many=True)
    assessments = AssessmentSerializer(many=True)
    records = RecordSerializer(many=True)
    filings = FilingSerializer(many=True)
