"""Grids for programs: list, map, detail, set up, change, and whose point this is."""

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
from grids.models import Grid, GridKind
from grids.queries.filter_fields import KeyFilter, YesNoFilter
from grids.queries.grids import grid_at
from grids.services.grids import SavedGrid, create_grid, edit_grid
from pingan.access.policy import fetch
from pingan.web.api import ScopedViewSet, etag_of, seen_version
from pingan.web.geojson import GEO_JSON, MOST_FEATURES, feature_collection, wants_geojson
from pingan.web.schema import GEOJSON, IF_MATCH


class GridFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Without ``on``: grids in force today. ``in_force=false`` adds nothing to that day: ended ones only."""

    on = filters.DateFilter(method="by_day")
    in_force = YesNoFilter(method="by_force")
    kind = filters.ChoiceFilter(choices=GridKind.choices)
    region = filters.CharFilter(
        field_name="region__code", lookup_expr="startswith", method="by_region",
        validators=[RegexValidator(r"^36[0-9]{0,10}\Z")],
    )  # fmt: skip
    code = filters.CharFilter(lookup_expr="startswith", max_length=20)
    q = filters.CharFilter(field_name="name", lookup_expr="contains", max_length=40)
    host_organ = KeyFilter(field_name="host_organ_id")

    def filter_queryset(self, queryset: QuerySet[Grid]) -> QuerySet[Grid]:
        asked = self.form.cleaned_data
        if asked.get("on") is None and asked.get("in_force") is None:
            queryset = queryset.filter(Grid.in_force_q(timezone.localdate()))
        rows: QuerySet[Grid] = super().filter_queryset(queryset)
        return rows

    def by_day(self, rows: QuerySet[Grid], name: str, value: Any) -> QuerySet[Grid]:
        return rows.filter(Grid.in_force_q(value))

    def by_force(self, rows: QuerySet[Grid], name: str, value: object) -> QuerySet[Grid]:
        today = Grid.in_force_q(timezone.localdate())
        return rows.filter(today) if value else rows.exclude(today)

    def by_region(self, rows: QuerySet[Grid], name: str, value: str) -> QuerySet[Grid]:
        padded = value.ljust(12, "0").rstrip("0")
        width = next(width for width in (2, 4, 6, 9, 12) if width >= len(padded))
        return rows.filter(region__code__startswith=value.ljust(12, "0")[:width])


@extend_schema_view(
    list=extend_schema(
        parameters=[GEOJSON, OpenApiParameter("in_force", OpenApiTypes.BOOL)],
    ),
    create=extend_schema(request=schemas.NewGridSerializer, responses={201: schemas.SavedGridSerializer}),
    retrieve=extend_schema(responses=schemas.GridDetailSerializer),
    partial_update=extend_schema(
        request=schemas.GridEditSerializer, responses=schemas.SavedGridSerializer, parameters=[IF_MATCH]
    ),
)
class GridViewSet(ScopedViewSet):
    """Grids of the area, in force today unless another day is asked for."""

    duty_to_create = "grids.manage"
    model = Grid
    serializer_class = schemas.GridSerializer
    filterset_class = GridFilterSet
    ordering = ("code", "pk")

    def refine(self, rows: QuerySet[Grid]) -> QuerySet[Grid]:
        rows = rows.select_related("region", "host_organ").defer("bbox", "region__boundary")
        return rows.defer("boundary", "bbox", "region__boundary") if self.action == "list" else rows

    def list(self, request: Request) -> Response:
        as_map = wants_geojson(request)
        rows = self.filter_queryset(self.get_queryset())
        if as_map:
            return self._as_features(rows)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def _as_features(self, rows: QuerySet[Grid]) -> Response:
        drawn = rows.filter(west__isnull=False).defer(None).defer("bbox", "region__boundary")
        features = [
            {
                "type": "Feature",
                "id": row.pk,
                "geometry": row.boundary,
                "properties": dict(self.get_serializer(row).data),
            }
            for row in drawn.order_by("code", "pk")[: MOST_FEATURES + 1]
        ]
        return Response(feature_collection(features), content_type=GEO_JSON)

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer(self.get_object())

    def create(self, request: Request) -> Response:
        given = schemas.NewGridSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data, reason = given.as_input()
        saved = create_grid(actor=self.actor, data=data, reason=reason)
        response = self._saved(saved, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:grid-detail", kwargs={"pk": saved.grid.pk})
        )
        return response

    def partial_update(self, request: Request, pk: str) -> Response:
        grid = fetch(Grid, self.actor, pk, "edit")
        seen = seen_version(request, is_required=True)
        given = schemas.GridEditSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data, reason = given.as_input()
        saved = edit_grid(actor=self.actor, grid_id=grid.pk, data=data, reason=reason, seen_version=seen)
        return self._saved(saved)

    @extend_schema(
        parameters=[schemas.GridAtSerializer], responses=schemas.FoundGridSerializer, filters=False
    )
    @action(detail=False, methods=["get"], filterset_class=None, pagination_class=None)
    def at(self, request: Request) -> Response:
        """Code and name of the grid that holds a point today; null where none does."""
        given = schemas.GridAtSerializer(data=request.query_params)
        given.is_valid(raise_exception=True)
        found = grid_at(given.validated_data["longitude"], given.validated_data["latitude"])
        if found is None:
            return Response({"grid": None})
        shown = {
            "id": found.pk,
            "code": found.code,
            "name": found.name,
            "kind": found.kind,
            "region_code": found.region.code,
            "region_name": found.region.name,
        }
        return Response({"grid": shown})

    def _answer(self, grid: Grid, *, status: int = 200, **extra: Any) -> Response:
        body = {**schemas.GridDetailSerializer(grid).data, **extra}
        response = Response(body, status=status)
        response["ETag"] = etag_of(grid.version)
        return response

    def _saved(self, saved: SavedGrid, *, status: int = 200) -> Response:
        warnings = schemas.WarningSerializer(saved.warnings, many=True).data
        grid = fetch(Grid, self.actor, saved.grid.pk, refine=self.refine)
        return self._answer(grid, status=status, warnings=warnings)


resources: list[tuple[str, Any, str]] = [("grids", GridViewSet, "grid")]
