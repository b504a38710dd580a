"""Who works in which grid, for programs."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from grids.api import grid_schemas as schemas
from grids.models import DutyRole, Employment, GridAssignment
from grids.queries.filter_fields import KeyFilter, YesNoFilter
from grids.services.workers import assign_worker, end_assignment
from pingan.access.policy import fetch
from pingan.web.api import ListedViewSet


class WorkerFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Without ``on``: assignments of today. ``in_force=false``: ended or future ones."""

    on = filters.DateFilter(method="by_day")
    in_force = YesNoFilter(method="by_force")
    grid = KeyFilter(field_name="grid_id")
    user = KeyFilter(field_name="user_id")
    duty_role = filters.ChoiceFilter(choices=DutyRole.choices)
    employment = filters.ChoiceFilter(choices=Employment.choices)
    region = filters.CharFilter(
        field_name="grid__region__code", lookup_expr="startswith",
        validators=[RegexValidator(r"^36[0-9]{0,10}\Z")],
    )  # fmt: skip

    def filter_queryset(self, queryset: QuerySet[GridAssignment]) -> QuerySet[GridAssignment]:
        asked = self.form.cleaned_data
        if asked.get("on") is None and asked.get("in_force") is None:
            queryset = queryset.filter(GridAssignment.in_force_q(timezone.localdate()))
        rows: QuerySet[GridAssignment] = super().filter_queryset(queryset)
        return rows

    def by_day(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(GridAssignment.in_force_q(value))

    def by_force(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        today = GridAssignment.in_force_q(timezone.localdate())
        return rows.filter(today) if value else rows.exclude(today)


@extend_schema_view(
    list=extend_schema(parameters=[OpenApiParameter("in_force", OpenApiTypes.BOOL)]),
    create=extend_schema(request=schemas.NewWorkerSerializer, responses={201: schemas.WorkerSerializer}),
)
class WorkerViewSet(ListedViewSet):
    """Assignments to grids, those of today unless another day is asked for."""

    model = GridAssignment
    serializer_class = schemas.WorkerSerializer
    filterset_class = WorkerFilterSet
    ordering = ("grid__code", "pk")

    def refine(self, rows: QuerySet[GridAssignment]) -> QuerySet[GridAssignment]:
        return rows.select_related("grid", "user").defer("grid__boundary", "grid__bbox")

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    def create(self, request: Request) -> Response:
        given = schemas.NewWorkerSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        grid_id, data = given.as_input()
        row = assign_worker(actor=self.actor, grid_id=grid_id, data=data)
        response = self._again(row.pk, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:grid-worker-detail", kwargs={"pk": row.pk})
        )
        return response

    @extend_schema(request=schemas.EndSerializer, responses=schemas.WorkerSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def end(self, request: Request, pk: str) -> Response:
        """End an assignment; history stays."""
        row = self.get_object()
        given = schemas.EndSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        end_assignment(actor=self.actor, assignment_id=row.pk, **given.validated_data)
        return self._again(row.pk)

    def _again(self, pk: int, *, status: int = 200) -> Response:
        row = fetch(GridAssignment, self.actor, pk, refine=self.refine)
        return Response(self.get_serializer(row).data, status=status)


resources: list[tuple[str, Any, str]] = [("grid-workers", WorkerViewSet, "grid-worker")]
