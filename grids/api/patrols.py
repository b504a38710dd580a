"""Patrols for programs: plans, the periods in which they are due, and walks. Nothing asks by person."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from grids.api import patrol_schemas as schemas
from grids.models import Patrol, PatrolOccasion, PatrolPlan
from grids.queries.patrols import (
    OccasionFilterSet,
    PatrolFilterSet,
    PlanFilterSet,
    points_of,
    visits_in_order,
)
from grids.services.patrol_plans import edit_plan, end_plan, make_plans
from grids.services.patrols import record_patrol
from pingan.access.policy import fetch
from pingan.web.api import ListedViewSet, etag_of, seen_version
from pingan.web.schema import IF_MATCH, OPTIONAL_IF_MATCH

_SHAPES = ("grid__boundary", "grid__bbox", "grid__region__boundary")


@extend_schema_view(
    create=extend_schema(
        request=schemas.NewPatrolPlanSerializer, responses={201: schemas.PatrolPlanDetailSerializer}
    ),
    retrieve=extend_schema(responses=schemas.PatrolPlanDetailSerializer),
    partial_update=extend_schema(
        request=schemas.PatrolPlanEditSerializer,
        responses=schemas.PatrolPlanDetailSerializer,
        parameters=[IF_MATCH],
    ),
)
class PatrolPlanViewSet(ListedViewSet):
    """Plans of patrols in the area, ended ones included."""

    duty_to_create = "patrol.plan"
    model = PatrolPlan
    serializer_class = schemas.PatrolPlanSerializer
    filterset_class = PlanFilterSet
    ordering = ("-pk",)

    def refine(self, rows: QuerySet[PatrolPlan]) -> QuerySet[PatrolPlan]:
        return rows.select_related("grid__region").defer(*_SHAPES)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One plan with its points."""
        return self._answer(self.get_object())

    def create(self, request: Request) -> Response:
        """Make a plan for one grid."""
        given = schemas.NewPatrolPlanSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = make_plans(actor=self.actor, grid_ids=[given.validated_data["grid"]], data=given.as_plan())[0]
        response = self._again(made.pk, status=201)
        address = reverse("api:patrol-plan-detail", kwargs={"pk": made.pk})
        response["Location"] = request.build_absolute_uri(address)
        return response

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change title, instructions and points; how often stays."""
        plan = fetch(PatrolPlan, self.actor, pk, "edit")
        seen = seen_version(request, is_required=True)
        given = schemas.PatrolPlanEditSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        edit_plan(
            actor=self.actor,
            plan_id=plan.pk,
            title=given.validated_data["title"],
            instructions=given.validated_data["instructions"],
            points=given.as_points(),
            seen_version=seen,
        )
        return self._again(plan.pk)

    @extend_schema(
        request=schemas.EndPatrolPlanSerializer,
        responses=schemas.PatrolPlanDetailSerializer,
        parameters=[OPTIONAL_IF_MATCH],
        filters=False,
    )
    @action(detail=True, methods=["post"], filterset_class=None)
    def end(self, request: Request, pk: str) -> Response:
        """End a plan with today as its last day; a reason is needed."""
        plan = fetch(PatrolPlan, self.actor, pk, "edit")
        given = schemas.EndPatrolPlanSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        end_plan(
            actor=self.actor, plan_id=plan.pk, seen_version=seen_version(request), **given.validated_data
        )
        return self._again(plan.pk)

    def _again(self, pk: int, *, status: int = 200) -> Response:
        return self._answer(fetch(PatrolPlan, self.actor, pk, refine=self.refine), status=status)

    def _answer(self, plan: PatrolPlan, *, status: int = 200) -> Response:
        shown = schemas.PatrolPointSerializer(points_of(plan), many=True).data
        response = Response({**self.get_serializer(plan).data, "points": shown}, status=status)
        response["ETag"] = etag_of(plan.version)
        return response


class PatrolOccasionViewSet(ListedViewSet):
    """Periods in which patrols are due: done, still to do, missed."""

    model = PatrolOccasion
    serializer_class = schemas.PatrolOccasionSerializer
    filterset_class = OccasionFilterSet
    ordering = ("-pk",)

    def refine(self, rows: QuerySet[PatrolOccasion]) -> QuerySet[PatrolOccasion]:
        return rows.select_related("plan__grid__region").defer(*(f"plan__{name}" for name in _SHAPES))


@extend_schema_view(
    create=extend_schema(
        request=schemas.NewPatrolSerializer, responses={201: schemas.PatrolDetailSerializer}
    ),
    retrieve=extend_schema(responses=schemas.PatrolDetailSerializer),
)
class PatrolViewSet(ListedViewSet):
    """Patrols of the area; for who only walks, the own ones."""

    duty_to_create = "patrol.walk"
    model = Patrol
    serializer_class = schemas.PatrolSerializer
    filterset_class = PatrolFilterSet
    ordering = ("-ended_at", "-pk")

    def refine(self, rows: QuerySet[Patrol]) -> QuerySet[Patrol]:
        return rows.select_related("grid__region").defer(*_SHAPES)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One patrol with what became of each point."""
        return self._answer(pk)

    def create(self, request: Request) -> Response:
        """Record a walk as a whole; the same key again answers with the walk that is recorded."""
        given = schemas.NewPatrolSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        row = record_patrol(actor=self.actor, data=given.as_patrol())
        response = self._answer(row.pk, status=201)
        address = reverse("api:patrol-detail", kwargs={"pk": row.pk})
        response["Location"] = request.build_absolute_uri(address)
        return response

    def _answer(self, pk: Any, *, status: int = 200) -> Response:
        visits = Prefetch("visits", visits_in_order())
        row = fetch(
            Patrol,
            self.actor,
            pk,
            refine=lambda rows: self.refine(rows).select_related("walked_by").prefetch_related(visits),
        )
        return Response(schemas.PatrolDetailSerializer(row).data, status=status)


resources: list[tuple[str, Any, str]] = [
    ("patrol-plans", PatrolPlanViewSet, "patrol-plan"),
    ("patrol-occasions", PatrolOccasionViewSet, "patrol-occasion"),
    ("patrols", PatrolViewSet, "patrol"),
]
