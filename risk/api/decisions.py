"""Major decisions for programs: the same rows, verbs and actions as on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.matters.services.attaching import MOST_FILES
from pingan.web.api import LARGEST_ID
from pingan.web.api_listed_matters import FILTERS
from pingan.web.api_matter_parameters import action_input_schema, action_name
from pingan.web.api_matter_schemas import CountSerializer, MatterActionsSerializer
from pingan.web.api_matter_schemas import choice as _choice
from pingan.web.schema import GEOJSON, OPTIONAL_IF_MATCH
from pingan.web.serializers import StrictInput
from risk.api import decision_schemas as schemas
from risk.api.matters import RiskViewSet
from risk.api.project_areas import AreaMatters, area_row
from risk.api.questionnaires import AnswersMixin, with_results
from risk.models import MajorDecision
from risk.models.decision_choices import Field
from risk.queries import decision_dossiers as dossiers
from risk.queries.decision_filters import STATE_CHOICES, DecisionFilterSet
from risk.queries.decisions import decisions_visible, is_exception, is_lowered, scored_factors
from risk.rules.scoring import SEVERITIES
from risk.services import NewDecision, register_decision
from risk.services.decisions import LONGEST_TEXT

_LEVELS = {severity: level for level, severity in SEVERITIES.items()}


class NewDecisionSerializer(StrictInput):
    """Shapes only: what is sound is decided by the service."""

    catalogue = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    title = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=LONGEST_TEXT)
    field = serializers.ChoiceField(Field.choices)
    organ = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True, default=None,
        help_text="The responsible unit; of a unit's own registration its own one.",
    )  # fmt: skip
    region = serializers.RegexField(
        r"^36[0-9]{10}\Z", required=False, allow_blank=True, default="", help_text="Division, 12 digits."
    )
    planned_on = serializers.DateField(required=False, allow_null=True, default=None)
    attachments = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        max_length=MOST_FILES,
        default=list,
    )

    def as_input(self) -> NewDecision:
        """Return the service's own input."""
        data = dict(self.validated_data)
        return NewDecision(**{**data, "attachments": tuple(data["attachments"])})


class OfferedDecisionActionsSerializer(MatterActionsSerializer):
    state = _choice(STATE_CHOICES)  # type: ignore[assignment]


@extend_schema_view(
    list=extend_schema(parameters=[GEOJSON, *FILTERS], responses=schemas.DecisionRowSerializer),
    create=extend_schema(request=NewDecisionSerializer, responses={201: schemas.DecisionSerializer}),
    retrieve=extend_schema(responses=schemas.DecisionSerializer),
    count=extend_schema(parameters=FILTERS, responses=CountSerializer, filters=True),
    offered=extend_schema(responses=OfferedDecisionActionsSerializer),
    perform=extend_schema(
        operation_id="decisions_perform",
        request=action_input_schema("decision"),
        responses=schemas.DecisionSerializer,
        parameters=[OPTIONAL_IF_MATCH, action_name("decision")],
    ),
)
class DecisionViewSet(AnswersMixin, AreaMatters, RiskViewSet):
    """Major decisions in the scope of the post; an expert's are those for which he was called in."""

    kind = "decision"
    model = MajorDecision
    serializer_class = schemas.DecisionRowSerializer
    filterset_class = DecisionFilterSet
    more = ("field", "planned_on", "round", "catalogue_id", "catalogue__organ_id", "catalogue__organ__name")

    @property
    def ordering(self) -> tuple[str, ...]:
        return ("-opened_at", "-pk") if self.action == "area_matters" else super().ordering

    def visible(self) -> QuerySet[MajorDecision]:
        return decisions_visible(self.actor)

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        planned = values["planned_on"]
        return {
            "field": values["field"],
            "level": _LEVELS.get(values["matter__severity"], ""),
            "planned_on": planned.isoformat() if planned is not None else None,
            "round": values["round"],
            "catalogue": values["catalogue_id"],
            "deciding_organ": values["catalogue__organ_id"],
            "deciding_organ_name": values["catalogue__organ__name"],
        }

    def whole_of(self, detail: MajorDecision) -> dict[str, Any]:
        scored = scored_factors(detail, only_of=dossiers.only_own(self.actor, detail))
        return {
            "is_exception": is_exception(detail),
            "is_lowered": is_lowered(detail),
            "assessor_kind": detail.assessor_kind,
            "assessor": detail.assessor,
            "team": detail.team,
            "plan": detail.plan,
            "project_area": area_row(detail),
            "consultations": schemas.ConsultationSerializer(
                with_results(detail, dossiers.consultations_of(detail)), many=True
            ).data,
            "factors": schemas.FactorSerializer(scored, many=True).data,
            "assessments": schemas.AssessmentSerializer(dossiers.reports_of(detail), many=True).data,
            "records": schemas.RecordSerializer(dossiers.records_of(detail), many=True).data,
            "filings": schemas.FilingSerializer(dossiers.filings_of(detail), many=True).data,
        }

    def create(self, request: Request) -> Response:
        given = NewDecisionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        decision = register_decision(actor=self.actor, data=given.as_input())
        response = self.answer_after(decision, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:decision-detail", kwargs={"pk": decision.pk})
        )
        return response


resources: list[tuple[str, Any, str]] = [("decisions", DecisionViewSet, "decision")]
