"""Splitting and merging grids, moving their borders and undoing it, and the check of the ground, for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from grids.api import operation_schemas as schemas
from grids.api.grid_schemas import WarningSerializer
from grids.models import GridOperation
from grids.queries.ground_checks import check_ground
from grids.queries.operations import operations_visible
from grids.services.borders import move_borders
from grids.services.splitting import merge_grids, split_grid
from grids.services.undoing import undo_operation
from pingan.access.policy import fetch
from pingan.access.queries import region_for
from pingan.common.errors import Forbidden, Invalid
from pingan.web.api import ActorMixin, ListedViewSet, etag_of, seen_version
from pingan.web.schema import IF_MATCH

COUNTY_LEVEL = 3


class OperationViewSet(ListedViewSet):
    """Operations on grids of the area, those that wait for their day included."""

    model = GridOperation
    serializer_class = schemas.OperationSerializer
    ordering = ("-day", "-pk")

    def get_queryset(self) -> QuerySet[GridOperation]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return operations_visible(self.actor)

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._again(self.get_object().pk)

    @extend_schema(request=schemas.SplitSerializer, responses={201: schemas.MadeOperationSerializer})
    @action(detail=False, methods=["post"])
    def split(self, request: Request) -> Response:
        """Cut a grid along a line into pieces that follow it."""
        self._demand_duty()
        given = schemas.SplitSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        grid_id, seen, data = given.as_input()
        done = split_grid(actor=self.actor, grid_id=grid_id, data=data, seen_version=seen)
        return self._made(done.operation, done.warnings)

    @extend_schema(request=schemas.MergeSerializer, responses={201: schemas.MadeOperationSerializer})
    @action(detail=False, methods=["post"])
    def merge(self, request: Request) -> Response:
        """Make one grid of neighbours of one kind."""
        self._demand_duty()
        given = schemas.MergeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        done = merge_grids(actor=self.actor, data=given.as_input())
        return self._made(done.operation, done.warnings)

    @extend_schema(request=schemas.BordersSerializer, responses={201: schemas.MadeOperationSerializer})
    @action(detail=False, methods=["post"])
    def borders(self, request: Request) -> Response:
        """Move the border of a grid, its neighbours following."""
        self._demand_duty()
        given = schemas.BordersSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        grid_id, data = given.as_input()
        done = move_borders(actor=self.actor, grid_id=grid_id, data=data)
        return self._made(done.operation, done.warnings)

    @extend_schema(
        request=schemas.UndoOperationSerializer, responses=schemas.OperationSerializer, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Take an operation back while nothing later touched its grids; before its day this cancels it."""
        operation = fetch(GridOperation, self.actor, pk, "edit")
        seen = seen_version(request, is_required=True)
        given = schemas.UndoOperationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        undo_operation(
            actor=self.actor,
            operation_id=operation.pk,
            reason=given.validated_data["reason"],
            seen_version=seen,
        )
        return self._again(operation.pk)

    def _demand_duty(self) -> None:
        """Who may not change grids is not told which fields are missing."""
        if not self.actor.has("grids.manage"):
            raise Forbidden()

    def _again(self, pk: int) -> Response:
        row = self.get_queryset().get(pk=pk)
        response = Response(self.get_serializer(row).data)
        response["ETag"] = etag_of(row.version)
        return response

    def _made(self, operation: GridOperation, warnings: Any) -> Response:
        row = self.get_queryset().get(pk=operation.pk)
        body = {
            **schemas.OperationSerializer(row).data,
            "warnings": WarningSerializer(warnings, many=True).data,
        }
        response = Response(body, status=201)
        response["ETag"] = etag_of(row.version)
        return response


class GroundCheckViewSet(ActorMixin, GenericViewSet[Any]):
    """Overlaps and gaps of a county, township or village."""

    duty = "grids.view"
    serializer_class = schemas.GroundCheckSerializer
    pagination_class = None

    @extend_schema(
        parameters=[schemas.GroundCheckQuerySerializer],
        responses=schemas.GroundCheckSerializer,
        filters=False,
    )
    def list(self, request: Request) -> Response:
        given = schemas.GroundCheckQuerySerializer(data=request.query_params)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        region = region_for(self.actor, asked["region"])
        if region.level < COUNTY_LEVEL:
            raise Invalid({"region": _("Grids are compared county by county. Choose one.")})
        found = check_ground(self.actor, region, asked["on"], kind=asked["kind"])
        return Response(schemas.GroundCheckSerializer(found).data)


resources: list[tuple[str, Any, str]] = [
    ("grid-operations", OperationViewSet, "grid-operation"),
    ("grid-checks", GroundCheckViewSet, "grid-check"),
]
