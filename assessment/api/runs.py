"""Runs for programs: the same rows, verbs and actions as on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessment.api import run_schemas as schemas
from assessment.api.run_units import unit_rows
from assessment.models import AssessedUnit, AssessmentRun
from assessment.queries.run_filters import RunFilterSet
from assessment.queries.run_units import units_visible
from assessment.queries.runs import progress_of, runs_visible
from assessment.services.runs import prepare_run
from pingan.web.api_listed_matters import FILTERS, ListedMatterViewSet
from pingan.web.api_matter_parameters import action_input_schema, action_name
from pingan.web.api_matter_rows import moment
from pingan.web.api_matter_schemas import CountSerializer
from pingan.web.schema import GEOJSON, OPTIONAL_IF_MATCH


@extend_schema_view(
    list=extend_schema(parameters=[GEOJSON, *FILTERS], responses=schemas.RunRowSerializer),
    create=extend_schema(request=schemas.NewRunSerializer, responses={201: schemas.AssessmentRunSerializer}),
    retrieve=extend_schema(responses=schemas.AssessmentRunSerializer),
    count=extend_schema(parameters=FILTERS, responses=CountSerializer, filters=True),
    offered=extend_schema(responses=schemas.OfferedRunActionsSerializer),
    perform=extend_schema(
        operation_id="assessment_runs_perform",
        request=action_input_schema("run"),
        responses=schemas.AssessmentRunSerializer,
        parameters=[OPTIONAL_IF_MATCH, action_name("run")],
    ),
)
class RunViewSet(ListedMatterViewSet):
    """Runs of the area, and those that assess the own division or unit, or that it supplies numbers for."""

    kind = "run"
    model = AssessmentRun
    serializer_class = schemas.RunRowSerializer
    filterset_class = RunFilterSet
    more = (
        "scheme_id", "scheme__year", "scheme__audience", "since", "until", "report_until", "correction_of_id",
        "final_at",
    )  # fmt: skip

    @property
    def ordering(self) -> tuple[str, ...]:
        return ("peer_group", "code", "pk") if self.action == "units" else super().ordering

    def visible(self) -> QuerySet[AssessmentRun]:
        return runs_visible(self.actor)

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "scheme": values["scheme_id"],
            "year": values["scheme__year"],
            "audience": values["scheme__audience"],
            "since": values["since"].isoformat(),
            "until": values["until"].isoformat(),
            "report_until": values["report_until"].isoformat(),
            "correction_of": values["correction_of_id"],
            "final_at": moment(values["final_at"]),
        }

    def whole_of(self, detail: AssessmentRun) -> dict[str, Any]:
        return {
            "locked_at": moment(detail.locked_at),
            "computed_at": moment(detail.computed_at),
            "announced_at": moment(detail.announced_at),
            "method_version": detail.method_version,
            "input_digest": detail.input_digest,
            "result_digest": detail.result_digest,
            "progress": progress_of(detail),
        }

    def create(self, request: Request) -> Response:
        given = schemas.NewRunSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        run = prepare_run(actor=self.actor, data=given.as_input())
        response = self.answer_after(run, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:assessment-run-detail", kwargs={"pk": run.pk})
        )
        return response

    @extend_schema(responses=schemas.AssessedUnitSerializer(many=True))
    @action(detail=True, methods=["get"], filterset_class=None)
    def units(self, request: Request, pk: str) -> Response:
        """The units of the run of which this post may see the place, in their groups by code."""
        run = self.get_object()
        page: list[AssessedUnit] = self.paginate_queryset(units_visible(self.actor, run)) or []
        return self.get_paginated_response(unit_rows(self.actor, run, page))


resources: list[tuple[str, Any, str]] = [("assessment-runs", RunViewSet, "assessment-run")]
