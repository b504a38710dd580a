"""Surveys for programs: the same rows, verbs and actions as on the pages, and the results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessment.api.survey_work import SurveyWork
from assessment.models import Survey
from assessment.models.survey_choices import Dimension, Scale, Section
from assessment.queries.survey_filters import KIND_CHOICES, STATE_CHOICES, SurveyFilterSet
from assessment.queries.surveys import progress_of, results_shown, surveys_visible
from assessment.rules.survey_results import SATISFACTION
from assessment.services.surveys import NewSurvey, draft_survey
from pingan.web.api_listed_matters import (
    FILTERS,
    ListedDetailFields,
    ListedMatterViewSet,
    ListedRowSerializer,
)
from pingan.web.api_matter_parameters import action_input_schema, action_name
from pingan.web.api_matter_rows import moment
from pingan.web.api_matter_schemas import CountSerializer, MatterActionsSerializer, choice
from pingan.web.api_matter_schemas import moment as moment_field
from pingan.web.api_matter_schemas import text as text_field
from pingan.web.api_matters import whole
from pingan.web.schema import GEOJSON, OPTIONAL_IF_MATCH, query_parameter
from pingan.web.serializers import StrictInput

_SECTIONS = [*Section.values, SATISFACTION]


class NewSurveySerializer(StrictInput):
    """Of the actor's own body. Shapes only: what is sound is decided by the service."""

    title = serializers.CharField(max_length=120)
    introduction = serializers.CharField(max_length=1000)
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    contractor = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    margin = serializers.DecimalField(
        max_digits=4,
        decimal_places=2,
        required=False,
        allow_null=True,
        default=None,
        help_text="Percentage points in each division; left out: as the rulebook has it.",
    )
    with_ready_made = serializers.BooleanField(required=False, default=True)


class SurveyRowSerializer(ListedRowSerializer):
    state = choice(STATE_CHOICES)  # type: ignore[assignment]
    survey_kind = choice(KIND_CHOICES)
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    published_at = moment_field()


class SurveyQuestionSerializer(serializers.Serializer[Any]):
    """One question; on the scale ``many`` 5 is bad."""

    id = serializers.IntegerField()
    position = serializers.IntegerField()
    section = choice(Section.choices)
    answer_scale = serializers.ChoiceField(Scale.choices, source="scale")
    text = serializers.CharField()
    text_en = text_field()
    is_required = serializers.BooleanField()


class SurveySerializer(SurveyRowSerializer, ListedDetailFields):
    contractor = text_field()
    document = text_field()
    points = serializers.ListField(child=serializers.IntegerField())
    margin = serializers.DecimalField(max_digits=4, decimal_places=2)
    weight_cap = serializers.DecimalField(max_digits=4, decimal_places=2)
    least_cell = serializers.IntegerField()
    least_seconds = serializers.IntegerField()
    straight_from = serializers.IntegerField()
    sources = serializers.DictField()
    answered = serializers.IntegerField(allow_null=True)
    straight = serializers.IntegerField(allow_null=True)
    speeders = serializers.IntegerField(allow_null=True)
    coverage = serializers.DecimalField(max_digits=7, decimal_places=4, allow_null=True)
    questions = SurveyQuestionSerializer(many=True)


class ProgressSerializer(serializers.Serializer[Any]):
    """How far one division has come."""

    region = serializers.CharField(source="code")
    name = serializers.CharField()
    population = serializers.IntegerField()
    wanted = serializers.IntegerField()
    answers = serializers.IntegerField()
    codes_drawn = serializers.IntegerField(source="issued")
    codes_unused = serializers.IntegerField(source="unused")


class ResultSerializer(serializers.Serializer[Any]):
    """One result. ``index`` null: not shown, and then neither is how many answered."""

    region = serializers.CharField(source="region.code")
    region_name = serializers.CharField(source="region.name")
    section = serializers.CharField()
    dimension = text_field()
    group = text_field()
    answers = serializers.SerializerMethodField()
    effective = serializers.DecimalField(max_digits=11, decimal_places=4, allow_null=True)
    index = serializers.DecimalField(max_digits=7, decimal_places=4, allow_null=True)
    low = serializers.DecimalField(max_digits=7, decimal_places=4, allow_null=True)
    high = serializers.DecimalField(max_digits=7, decimal_places=4, allow_null=True)
    place = serializers.IntegerField(allow_null=True)
    best = serializers.IntegerField(allow_null=True)
    worst = serializers.IntegerField(allow_null=True)
    band = serializers.IntegerField(allow_null=True)

    def get_answers(self, row: Any) -> int | None:
        return None if row.is_hidden else int(row.answers)


class ProgressesSerializer(serializers.Serializer[Any]):
    """All divisions of the plan."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ProgressSerializer(many=True)


class ResultsSerializer(serializers.Serializer[Any]):
    """All results of one section."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = ResultSerializer(many=True)


class OfferedSurveyActionsSerializer(MatterActionsSerializer):
    state = choice(STATE_CHOICES)  # type: ignore[assignment]


@extend_schema_view(
    list=extend_schema(parameters=[GEOJSON, *FILTERS], responses=SurveyRowSerializer),
    create=extend_schema(request=NewSurveySerializer, responses={201: SurveySerializer}),
    retrieve=extend_schema(responses=SurveySerializer),
    count=extend_schema(parameters=FILTERS, responses=CountSerializer, filters=True),
    offered=extend_schema(responses=OfferedSurveyActionsSerializer),
    perform=extend_schema(
        operation_id="surveys_perform",
        request=action_input_schema("survey"),
        responses=SurveySerializer,
        parameters=[OPTIONAL_IF_MATCH, action_name("survey")],
    ),
)
class SurveyViewSet(SurveyWork, ListedMatterViewSet):
    """Surveys of the own body, and those that were published around."""

    kind = "survey"
    model = Survey
    serializer_class = SurveyRowSerializer
    filterset_class = SurveyFilterSet
    more = ("kind", "period_from", "period_to", "opens_on", "closes_on", "published_at")

    def visible(self) -> QuerySet[Survey]:
        return surveys_visible(self.actor)

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        days = ("period_from", "period_to", "opens_on", "closes_on")
        return {
            "survey_kind": values["kind"],
            **{name: values[name].isoformat() for name in days},
            "published_at": moment(values["published_at"]),
        }

    def whole_of(self, detail: Survey) -> dict[str, Any]:
        names = (
            "contractor", "document", "points", "least_cell", "least_seconds", "straight_from", "sources", "answered",
            "straight", "speeders",
        )  # fmt: skip
        parts = ("margin", "weight_cap", "coverage")
        return {
            **{name: getattr(detail, name) for name in names},
            **{name: None if getattr(detail, name) is None else str(getattr(detail, name)) for name in parts},
            "questions": SurveyQuestionSerializer(detail.questions.all(), many=True).data,
        }

    def create(self, request: Request) -> Response:
        given = NewSurveySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        survey = draft_survey(actor=self.actor, data=NewSurvey(**given.validated_data))
        response = self.answer_after(survey, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:survey-detail", kwargs={"pk": survey.pk})
        )
        return response

    @extend_schema(responses=ProgressesSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def progress(self, request: Request, pk: str) -> Response:
        """Each division of the plan: how many are wanted, and how many answered."""
        return whole(ProgressSerializer(progress_of(self.get_object()), many=True).data)

    @extend_schema(
        parameters=[
            query_parameter("section", OpenApiTypes.STR, "Which section; usually safety.", enum=_SECTIONS),
            query_parameter(
                "by", OpenApiTypes.STR, "By which group; left out: all together.", enum=Dimension.values
            ),
        ],
        responses=ResultsSerializer,
    )
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def results(self, request: Request, pk: str) -> Response:
        """Indexes with their bounds, places and bands; what too few answered is null."""
        section, by = request.query_params.get("section", "safety"), request.query_params.get("by", "")
        survey = self.get_object()
        allowed = {"section": (section, _SECTIONS), "by": (by, ("", *Dimension.values))}
        unknown = [name for name, (asked, values) in allowed.items() if asked not in values]
        if unknown:
            raise serializers.ValidationError({name: [_("Choose one of the list.")] for name in unknown})
        is_shown = survey.matter.state in {"closed", "published"}
        rows = results_shown(survey, section, by) if is_shown else results_shown(survey, "", "")
        return whole(ResultSerializer(rows, many=True).data)


resources: list[tuple[str, Any, str]] = [("surveys", SurveyViewSet, "survey")]
