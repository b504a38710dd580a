"""Divisions, coordinating bodies, member units and governance centres."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import BooleanField
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from pingan.access.policy import fetch
from pingan.console.api import organisation_filters as filters
from pingan.console.api import organisation_schemas as schemas
from pingan.console.queries import organisation as queries
from pingan.org import services
from pingan.org.models import CoordinatingBody, GovernanceCenter, MemberUnit, Region, Versioned
from pingan.web.api import ScopedViewSet, etag_of, seen_version

_GEOJSON = OpenApiParameter(
    "format", OpenApiTypes.STR, enum=["json", "geojson"], description="geojson: a FeatureCollection."
)
_IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description="ETag that was edited."
)
GEO_JSON = "application/geo+json"


def _feature(row: Any, geometry: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": row.pk, "geometry": geometry, "properties": properties}


def _features(features: Iterable[dict[str, Any]]) -> Response:
    return Response({"type": "FeatureCollection", "features": list(features)}, content_type=GEO_JSON)


class OrganisationViewSet(ScopedViewSet):
    """List and detail of one table; versioned rows carry an ETag."""

    duty = "organisation.view"

    def list(self, request: Request) -> Response:
        rows = self.filter_queryset(self.get_queryset())
        if request.query_params.get("format") == "geojson":
            return self.as_features(rows)
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        return self.answer(self.get_object())

    def as_features(self, rows: QuerySet[Any]) -> Response:
        """Rows without a place have no features."""
        return _features(())

    def answer(self, row: Any, *, status: int = 200) -> Response:
        response = Response(self.get_serializer(row).data, status=status)
        if isinstance(row, Versioned):
            response["ETag"] = etag_of(row.version)
        return response

    def again(self, pk: int, *, status: int = 200) -> Response:
        """Answer with the row as it now is."""
        return self.answer(fetch(self.model, self.actor, pk, refine=self.refine), status=status)

    def given(self, shape: type[Serializer[Any]]) -> dict[str, Any]:
        serializer = shape(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


@extend_schema_view(
    list=extend_schema(parameters=[_GEOJSON]),
    retrieve=extend_schema(responses=schemas.RegionDetailSerializer),
)
class RegionViewSet(OrganisationViewSet):
    """Divisions of the province, dated. ``on`` and ``in_force`` choose the period."""

    model = Region
    serializer_class = schemas.RegionSerializer
    filterset_class = filters.RegionFilterSet
    ordering = ("code", "pk")

    def refine(self, rows: QuerySet[Region]) -> QuerySet[Region]:
        has_boundary = ExpressionWrapper(Q(boundary__isnull=False), output_field=BooleanField())
        return rows.select_related("parent").defer("boundary").annotate(has_boundary=has_boundary)

    def retrieve(self, request: Request, pk: str) -> Response:
        region = self.get_object()
        view = queries.region_view(self.actor, region.pk)
        shown = {
            **schemas.RegionSerializer(region).data,
            "path": schemas.RegionRefSerializer(view.path, many=True).data,
            "predecessors": schemas.RegionRefSerializer(view.predecessors, many=True).data,
            "successor": schemas.RegionRefSerializer(view.successor).data if view.successor else None,
            "changes": schemas.RegionChangeSerializer(view.changes, many=True).data,
        }
        return Response(shown)

    def as_features(self, rows: QuerySet[Region]) -> Response:
        bounded = (
            rows.filter(boundary__isnull=False).defer(None).select_related("parent").order_by("code", "pk")
        )
        return _features(
            _feature(row, row.boundary, dict(schemas.RegionSerializer(row).data)) for row in bounded
        )


@extend_schema_view(
    create=extend_schema(request=schemas.NewBodySerializer),
    partial_update=extend_schema(request=schemas.BodyEditSerializer, parameters=[_IF_MATCH]),
)
class BodyViewSet(OrganisationViewSet):
    """Coordinating bodies on four levels; one in force per region."""

    model = CoordinatingBody
    serializer_class = schemas.BodySerializer
    filterset_class = filters.BodyFilterSet
    ordering = ("region__code", "pk")

    def refine(self, rows: QuerySet[CoordinatingBody]) -> QuerySet[CoordinatingBody]:
        return rows.select_related("region", "office__organ")

    def create(self, request: Request) -> Response:
        data = self.given(schemas.NewBodySerializer)
        region = fetch(Region, self.actor, data.pop("region"), "organise")
        body = services.establish_body(actor=self.actor, region_id=region.pk, **data)
        return self.again(body.pk, status=201)

    def partial_update(self, request: Request, pk: str) -> Response:
        body = fetch(CoordinatingBody, self.actor, pk, "edit")
        seen = seen_version(request, is_required=True)
        data = self.given(schemas.BodyEditSerializer)
        services.edit_body(actor=self.actor, body_id=body.pk, seen_version=seen, **data)
        return self.again(body.pk)


@extend_schema_view(
    create=extend_schema(request=schemas.NewMemberSerializer),
    partial_update=extend_schema(request=schemas.MemberEditSerializer, parameters=[_IF_MATCH]),
)
class MemberUnitViewSet(OrganisationViewSet):
    """Memberships, past and present, each with its decision document."""

    model = MemberUnit
    serializer_class = schemas.MemberUnitSerializer
    filterset_class = filters.MemberFilterSet
    ordering = ("-valid_from", "-pk")

    def refine(self, rows: QuerySet[MemberUnit]) -> QuerySet[MemberUnit]:
        return rows.select_related("organ", "body__region")

    def create(self, request: Request) -> Response:
        data = self.given(schemas.NewMemberSerializer)
        body = fetch(CoordinatingBody, self.actor, data.pop("body"), "edit")
        member = services.admit_member_unit(
            actor=self.actor, body_id=body.pk, organ_id=data.pop("organ"), **data
        )
        return self.again(member.pk, status=201)

    def partial_update(self, request: Request, pk: str) -> Response:
        member = fetch(MemberUnit, self.actor, pk, "edit")
        seen = seen_version(request, is_required=True)
        data = self.given(schemas.MemberEditSerializer)
        services.edit_member_unit(actor=self.actor, member_id=member.pk, seen_version=seen, **data)
        return self.again(member.pk)

    @extend_schema(request=schemas.RemovalSerializer, responses=schemas.MemberUnitSerializer)
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: str) -> Response:
        """End a membership on a decision; the row stays as history."""
        member = fetch(MemberUnit, self.actor, pk, "edit")
        services.remove_member_unit(
            actor=self.actor,
            member_id=member.pk,
            seen_version=seen_version(request),
            **self.given(schemas.RemovalSerializer),
        )
        return self.again(member.pk)


@extend_schema_view(
    list=extend_schema(parameters=[_GEOJSON]),
    create=extend_schema(request=schemas.NewCenterSerializer),
    partial_update=extend_schema(request=schemas.CenterEditSerializer, parameters=[_IF_MATCH]),
)
class CenterViewSet(OrganisationViewSet):
    """Governance centres on five levels with agencies and the standardisation check."""

    model = GovernanceCenter
    serializer_class = schemas.CenterSerializer
    filterset_class = filters.CenterFilterSet
    ordering = ("region__code", "pk")

    def refine(self, rows: QuerySet[GovernanceCenter]) -> QuerySet[GovernanceCenter]:
        return rows.select_related("region").prefetch_related("agencies__organ", "checklist")

    def create(self, request: Request) -> Response:
        data = self.given(schemas.NewCenterSerializer)
        region = fetch(Region, self.actor, data.pop("region"), "organise")
        center = services.open_center(actor=self.actor, region_id=region.pk, **data)
        return self.again(center.pk, status=201)

    def partial_update(self, request: Request, pk: str) -> Response:
        center = fetch(GovernanceCenter, self.actor, pk, "edit")
        seen = seen_version(request, is_required=True)
        data = self.given(schemas.CenterEditSerializer)
        services.edit_center(actor=self.actor, center_id=center.pk, seen_version=seen, **data)
        return self.again(center.pk)

    @extend_schema(request=schemas.CheckInputSerializer, responses=schemas.CenterSerializer)
    @action(detail=True, methods=["post"])
    def checks(self, request: Request, pk: str) -> Response:
        """Record one line of the standardisation check."""
        center = fetch(GovernanceCenter, self.actor, pk, "edit")
        services.check_line(actor=self.actor, center_id=center.pk, **self.given(schemas.CheckInputSerializer))
        return self.again(center.pk)

    def as_features(self, rows: QuerySet[GovernanceCenter]) -> Response:
        placed = rows.exclude(longitude=None)
        return _features(
            _feature(
                row,
                {"type": "Point", "coordinates": [row.longitude, row.latitude]},
                {"name": row.name, "level": row.level, "region_code": row.region.code},
            )
            for row in placed
        )


#: (prefix, viewset, basename) for the router.
resources: list[tuple[str, type[ScopedViewSet], str]] = [
    ("regions", RegionViewSet, "region"),
    ("bodies", BodyViewSet, "body"),
    ("member-units", MemberUnitViewSet, "member-unit"),
    ("governance-centers", CenterViewSet, "governance-center"),
]
